//! The filters above the list. Each is a part of the address.

use super::filter::Filter;
use super::{at, picker, words};
use crate::navigation::use_go;
use crate::query::List;
use crate::ui::{Select, SelectOption};
use leptos::prelude::*;
use portico_api::audit::ListAudit;

pub(super) fn tools(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let go = use_go();
    let change = move |change: &dyn Fn(&mut Filter)| {
        let mut wanted = filter.get_untracked();
        change(&mut wanted);
        go.amend(at(slug, &wanted));
    };
    let select = move |label: &'static str,
                       value: fn(&Filter) -> String,
                       options: Signal<Vec<SelectOption>>,
                       set: fn(&mut Filter, String)| {
        let chosen = Callback::new(move |(chosen,): (String,)| change(&|filter| set(filter, chosen.clone())));
        view! {
            <label class="audit-filter">
                <span>{label}</span>
                <Select value=Signal::derive(move || filter.with(value)) options on_change=chosen />
            </label>
        }
        .into_any()
    };
    let day = move |label: &'static str, value: fn(&Filter) -> String, set: fn(&mut Filter, String)| {
        view! {
            <label class="audit-filter">
                <span>{label}</span>
                <input
                    class="input"
                    type="date"
                    prop:value=move || filter.with(value)
                    on:change=move |event| change(&|filter| set(filter, event_target_value(&event)))
                />
            </label>
        }
        .into_any()
    };
    let outcomes =
        [("", "All outcomes"), ("true", "Denied")].map(|(value, title)| (value.to_owned(), title.to_owned()));
    let denied = |filter: &Filter| if filter.denied { "true".to_owned() } else { String::new() };
    view! {
        <div class="tools audit-tools" role="group" aria-label="Filters">
            {picker::person(slug, filter, log)}
            {select("Action", |filter| filter.action.clone(), actions(), |filter, name| filter.action = name)}
            {picker::project(slug, filter, log)}
            {select("Outcome", denied, Signal::stored(outcomes.to_vec()), |filter, word| filter.denied = word == "true")}
            {day("From", |filter| filter.from.clone(), |filter, day| filter.from = day)}
            {day("To", |filter| filter.to.clone(), |filter, day| filter.to = day)}
        </div>
    }
    .into_any()
}

/// All of them, in the order of their words.
fn actions() -> Signal<Vec<SelectOption>> {
    let mut all: Vec<_> =
        words::KNOWN.iter().map(|(name, title, _)| ((*name).to_owned(), (*title).to_owned())).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all.insert(0, (String::new(), "Any action".to_owned()));
    Signal::stored(all)
}
