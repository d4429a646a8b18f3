//! One entry, whole.

use super::filter::Filter;
use super::{at, changes, words};
use crate::locale::{country, moment, number};
use crate::parts::open_while;
use crate::reactive::memo;
use crate::ui::{CopyText, Dialog, ModeBadge};
use leptos::prelude::*;
use portico_api::audit::AuditEntry;

pub(super) fn dialog(slug: StoredValue<String>, shown: RwSignal<Option<AuditEntry>>) -> AnyView {
    let open = open_while(shown);
    // The dialog keeps its words while it closes.
    let entry =
        memo(move |last: Option<&Option<AuditEntry>>| shown.get().or_else(|| last.cloned().flatten()));
    let title =
        Signal::derive(move || entry.with(|entry| entry.as_ref().map_or_else(String::new, words::title)));
    view! {
        <Dialog open title>
            {move || entry.get().map(|entry| content(slug, open, &entry))}
        </Dialog>
    }
    .into_any()
}

fn content(slug: StoredValue<String>, open: RwSignal<bool>, entry: &AuditEntry) -> AnyView {
    let person = entry.person.as_ref().map(|person| person.id.to_string());
    let narrowed = [
        person.map(|person| ("Everything by this person", Filter { person, ..Filter::default() })),
        entry
            .project
            .clone()
            .map(|project| ("Everything in this project", Filter { project, ..Filter::default() })),
    ];
    let link = move |(label, filter): (&'static str, Filter)| {
        view! { <a class="button" href=at(slug, &filter) on:click=move |_| open.set(false)>{label}</a> }
    };
    let fact = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd translate="no">{value}</dd></div> })
    };
    let said = |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let outcome = match entry.refused {
        Some(_) => words::denied(entry),
        None => "Done".to_owned(),
    };
    view! {
        <dl class="facts audit-detail">
            {said("When", moment(entry.at as f64).unwrap_or_else(|| "Unknown date".to_owned()))}
            {fact("Who", words::who_exactly(entry))}
            {said("Outcome", outcome)}
            {said("Target", words::kind(&entry.target.kind).to_owned())}
            {fact("Name at the time", entry.target.name.clone().unwrap_or_default())}
            {entry.mode.map(|mode| view! { <div><dt>"Environment"</dt><dd><ModeBadge mode /></dd></div> })}
            {said("How", words::way(entry.way).to_owned())}
            {entry.country.as_deref().map(|code| said("Country", country(code)))}
            {fact("Browser", browser(entry))}
            {entry.number.map(|nth| said("Entry number", number(nth)))}
            <div><dt>"Request ID"</dt><dd><CopyText value=entry.request_id.clone() label="Copy request ID" /></dd></div>
        </dl>
        {changes::section(entry)}
        <div class="actions">{narrowed.into_iter().flatten().map(link).collect_view()}</div>
    }
    .into_any()
}

/// What calls itself as the way is called is no browser.
fn browser(entry: &AuditEntry) -> String {
    match entry.person {
        Some(_) => entry.browser.clone(),
        None => String::new(),
    }
}
