//! The filters above the list. Each is a part of the address.

use super::filter::Filter;
use super::{at, words};
use crate::navigation::use_go;
use crate::query::{List, list};
use crate::ui::{Select, SelectOption};
use leptos::prelude::*;
use portico_api::audit::ListAudit;
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::projects::{ListProjects, ListProjectsParams};

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
    let outcomes = [("", "Done and denied"), ("true", "Denied")]
        .map(|(value, title)| (value.to_owned(), title.to_owned()));
    let denied = |filter: &Filter| if filter.denied { "true".to_owned() } else { String::new() };
    view! {
        <div class="tools audit-tools" role="group" aria-label="Filters">
            {select("Person", |filter| filter.person.clone(), people(slug, filter, log), |filter, id| filter.person = id)}
            {select("Action", |filter| filter.action.clone(), actions(), |filter, name| filter.action = name)}
            {select("Project", |filter| filter.project.clone(), projects(slug, filter, log), |filter, id| filter.project = id)}
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
        words::KNOWN.iter().map(|(name, title)| ((*name).to_owned(), (*title).to_owned())).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all.insert(0, (String::new(), "Any action".to_owned()));
    Signal::stored(all)
}

/// The first members, and whoever is chosen.
fn people(
    slug: StoredValue<String>,
    filter: Memo<Filter>,
    log: List<ListAudit>,
) -> Signal<Vec<SelectOption>> {
    let members = list::<ListMembers>(move || {
        Some(ListMembersParams { organization: slug.get_value(), search: None, role: None, after: None })
    });
    let options = Memo::new(move |_| {
        let of_member = |member: &portico_api::members::Member| {
            (
                member.user_id.to_string(),
                words::person(member.name.as_deref().unwrap_or_default(), &member.email),
            )
        };
        let known: Vec<_> = members.with(|listed| listed.rows().map(of_member).collect());
        let chosen = filter.with(|filter| filter.person.clone());
        let in_log = log.with(|listed| {
            listed
                .rows()
                .filter_map(|entry| entry.person.as_ref())
                .find(|person| person.id.as_str() == chosen)
                .map(|person| words::person(&person.name, &person.email))
        });
        with_chosen(known, ("Anybody", "Somebody else"), chosen, in_log)
    });
    Signal::derive(move || options.get())
}

/// The first projects, and the one that is chosen.
fn projects(
    slug: StoredValue<String>,
    filter: Memo<Filter>,
    log: List<ListAudit>,
) -> Signal<Vec<SelectOption>> {
    let projects = list::<ListProjects>(move || Some(ListProjectsParams::by_name(slug.get_value())));
    let options = Memo::new(move |_| {
        let known: Vec<_> = projects.with(|listed| {
            listed.rows().map(|project| (project.id.to_string(), project.name.clone())).collect()
        });
        let chosen = filter.with(|filter| filter.project.clone());
        let in_log = log.with(|listed| {
            let mut of_it = listed.rows().filter(|entry| entry.project.as_ref() == Some(&chosen));
            of_it.find_map(|entry| entry.target.name.clone())
        });
        with_chosen(known, ("All of them", "Another project"), chosen, in_log)
    });
    Signal::derive(move || options.get())
}

/// The options, first of all none; what is chosen and not among them is called as it is known, or not by name.
fn with_chosen(
    mut options: Vec<SelectOption>,
    (none, other): (&str, &str),
    chosen: String,
    known: Option<String>,
) -> Vec<SelectOption> {
    if !chosen.is_empty() && !options.iter().any(|(id, _)| *id == chosen) {
        options.push((chosen, known.unwrap_or_else(|| other.to_owned())));
    }
    options.insert(0, (String::new(), none.to_owned()));
    options
}
