//! How many rows there are, beside the heading; how many of them a search has found is read out as well.

use crate::parts::{counted, found_of};
use crate::query::{List, Paged};
use crate::reactive::memo;
use crate::ui::Announced;
use leptos::prelude::*;

/// The count of a list: "322 projects", or "44 of 322 projects".
#[component]
pub(crate) fn Count<E: Paged>(
    list: List<E>,
    /// What a row is, in the singular.
    noun: &'static str,
) -> impl IntoView {
    let found = memo(move |_| list.with(|listed| listed.count()));
    let total = memo(move |_| list.with(|listed| listed.first().and_then(|page| E::total(page))));
    view! { <Counted found total noun /> }
}

/// The same of any rows.
#[component]
pub(crate) fn Counted(
    #[prop(into)] found: Signal<Option<(u32, u32)>>,
    #[prop(into)] total: Signal<Option<u32>>,
    noun: &'static str,
) -> impl IntoView {
    let found = memo(move |_| found.get().map(|found| found_of(found, noun)));
    let all = memo(move |_| total.get().map(|total| counted(total, noun)));
    let shown = move || found.get().or_else(|| all.get()).unwrap_or_default();
    view! {
        <span class="page-count">{shown}</span>
        <Announced text=found />
    }
}
