//! A dropdown over a list that the edge searches where there are more than fit on a page.

use super::found_of;
use crate::query::{Found, Paged, Searched, searched};
use crate::ui::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};
use leptos::prelude::*;
use portico_api::page::Search;

/// The dropdown's list, and what is typed in it. A handle to copy around.
pub(crate) struct Picker<E: Paged> {
    pub(crate) found: Searched<E>,
    pub(crate) search: RwSignal<String>,
    /// Whether it was ever opened.
    pub(crate) opened: RwSignal<bool>,
    /// What one of its rows is: "project".
    noun: &'static str,
}

impl<E: Paged> Clone for Picker<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E: Paged> Copy for Picker<E> {}

/// What the dropdown says of itself.
pub(crate) struct Said {
    /// What is chosen with it: "Project".
    pub(crate) label: &'static str,
    /// What stands on the button while nothing is chosen.
    pub(crate) placeholder: &'static str,
    /// What is chosen.
    pub(crate) current: Signal<Option<String>>,
    pub(crate) footer: Signal<SwitcherFooter>,
    /// What is said when nothing is found or nothing is there.
    pub(crate) empty: Signal<String>,
}

/// Reads the list once the dropdown is opened, or before that where `wanted` says so. `params` makes the question for a search; `matches` is the
/// edge's own rule.
pub(crate) fn picker<E: Paged>(
    noun: &'static str,
    wanted: impl Fn() -> bool + Send + Sync + 'static,
    params: impl Fn(Option<Search>) -> E::Params + Clone + Send + Sync + 'static,
    matches: fn(&E::Row, &str) -> bool,
) -> Picker<E> {
    let (search, opened) = (RwSignal::new(String::new()), RwSignal::new(false));
    let found = searched::<E>(Signal::derive(move || opened.get() || wanted()), search, params, matches);
    Picker { found, search, opened, noun }
}

impl<E: Paged> Picker<E> {
    /// What the list has, `rows` of what is found; that also hears whether there is more.
    pub(crate) fn items(
        self,
        rows: impl Fn(Vec<E::Row>, bool) -> Vec<SwitcherRow> + Send + Sync + 'static,
    ) -> Signal<SwitcherItems> {
        Signal::derive(move || match self.found.get() {
            Found::Loading => SwitcherItems::Loading,
            Found::Failed(failure) => SwitcherItems::Failed(failure.message()),
            Found::Ready { rows: found, more } => self.ready(rows(found, more), more),
        })
    }

    /// The list is there.
    pub(crate) fn ready(self, rows: Vec<SwitcherRow>, more: bool) -> SwitcherItems {
        let count = self.found.count().map(|count| found_of(count, self.noun));
        SwitcherItems::Ready { rows, more, count }
    }

    /// Whether nothing is typed; tracked.
    pub(crate) fn is_unsearched(self) -> bool {
        self.search.with(|search| search.trim().is_empty())
    }

    pub(crate) fn view(self, items: Signal<SwitcherItems>, said: Said) -> AnyView {
        let Self { found, search, opened, .. } = self;
        let Said { label, placeholder, current, footer, empty } = said;
        view! {
            <Switcher
                label
                placeholder
                current
                items
                search
                on_more=Callback::new(move |()| found.more())
                on_open=Callback::new(move |()| opened.set(true))
                footer
                empty
            />
        }
        .into_any()
    }
}
