//! Whose entries, and of which project: searched by the edge where there are more than fit on a page.

use super::filter::Filter;
use super::{at, words};
use crate::parts::found_of;
use crate::query::{Found, List, searched};
use crate::ui::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};
use leptos::prelude::*;
use portico_api::audit::ListAudit;
use portico_api::members::{ListMembers, ListMembersParams, Member};
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::text::key;

fn named(member: &Member) -> String {
    words::person(member.name.as_deref().unwrap_or_default(), &member.email)
}

/// Any member, or whoever is chosen.
pub(super) fn person(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let (search, opened) = (RwSignal::new(String::new()), RwSignal::new(false));
    let chosen = Memo::new(move |_| filter.with(|filter| filter.person.clone()));
    let found = searched::<ListMembers>(
        Signal::derive(move || opened.get() || !chosen.with(String::is_empty)),
        search,
        move |search| ListMembersParams { organization: slug.get_value(), search, role: None, after: None },
        |member, term| key(&named(member)).contains(term) || key(&member.email).contains(term),
    );
    let href = move |id: String| at(slug, &Filter { person: id, ..filter.get() });
    let items = Signal::derive(move || match found.get() {
        Found::Loading => SwitcherItems::Loading,
        Found::Failed(failure) => SwitcherItems::Failed(failure.message()),
        Found::Ready { rows, more } => {
            let row = |member: &Member| {
                let id = member.user_id.to_string();
                SwitcherRow {
                    context: member.name.is_some().then(|| member.email.clone()),
                    ..row(id.clone(), named(member), href(id), &chosen.get())
                }
            };
            let rows = rows.iter().map(row).collect();
            SwitcherItems::Ready { rows, more, count: found.count().map(|count| found_of(count, "member")) }
        }
    });
    let current = Signal::derive(move || {
        let chosen = Some(chosen.get()).filter(|chosen| !chosen.is_empty())?;
        let at_hand = found.at_hand().iter().find(|member| member.user_id.as_str() == chosen).map(named);
        let in_log = move || {
            log.with(|listed| {
                let mut people = listed.rows().filter_map(|entry| entry.person.as_ref());
                people
                    .find(|person| person.id.as_str() == chosen)
                    .map(|person| words::person(&person.name, &person.email))
            })
        };
        Some(at_hand.or_else(in_log).unwrap_or_else(|| "Somebody else".to_owned()))
    });
    let footer = Signal::derive(move || footer("Anybody", href(String::new())));
    let empty = Signal::stored("No member matches.".to_owned());
    view! {
        <div class="audit-filter">
            <span aria-hidden="true">"Person"</span>
            <Switcher
                label="Person"
                placeholder="Anybody"
                current
                items
                search
                on_more=Callback::new(move |()| found.more())
                on_open=Callback::new(move |()| opened.set(true))
                footer
                empty
            />
        </div>
    }
    .into_any()
}

/// Any project that there is, or the one that is chosen.
pub(super) fn project(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let (search, opened) = (RwSignal::new(String::new()), RwSignal::new(false));
    let chosen = Memo::new(move |_| filter.with(|filter| filter.project.clone()));
    let found = searched::<ListProjects>(
        Signal::derive(move || opened.get() || !chosen.with(String::is_empty)),
        search,
        move |search| ListProjectsParams { search, ..ListProjectsParams::by_name(slug.get_value()) },
        |project, term| key(&project.name).contains(term) || project.slug.contains(term),
    );
    let href = move |id: String| at(slug, &Filter { project: id, ..filter.get() });
    let items = Signal::derive(move || match found.get() {
        Found::Loading => SwitcherItems::Loading,
        Found::Failed(failure) => SwitcherItems::Failed(failure.message()),
        Found::Ready { rows, more } => {
            let chosen = chosen.get();
            let rows = rows.into_iter().map(|project| {
                let id = project.id.to_string();
                row(id.clone(), project.name, href(id), &chosen)
            });
            let rows = rows.collect();
            SwitcherItems::Ready { rows, more, count: found.count().map(|count| found_of(count, "project")) }
        }
    });
    let current = Signal::derive(move || {
        let chosen = Some(chosen.get()).filter(|chosen| !chosen.is_empty())?;
        let at_hand = found.at_hand().into_iter().find(|project| project.id.as_str() == chosen);
        let in_log = move || {
            log.with(|listed| {
                let mut of_it = listed.rows().filter(|entry| entry.project.as_ref() == Some(&chosen));
                of_it.find_map(|entry| entry.target.name.clone())
            })
        };
        Some(
            at_hand
                .map(|project| project.name)
                .or_else(in_log)
                .unwrap_or_else(|| "Another project".to_owned()),
        )
    });
    let footer = Signal::derive(move || footer("All projects", href(String::new())));
    let empty = Signal::stored("No project matches.".to_owned());
    view! {
        <div class="audit-filter">
            <span aria-hidden="true">"Project"</span>
            <Switcher
                // The bar has another one.
                label="Logged project"
                placeholder="All projects"
                current
                items
                search
                on_more=Callback::new(move |()| found.more())
                on_open=Callback::new(move |()| opened.set(true))
                footer
                empty
            />
        </div>
    }
    .into_any()
}

fn row(id: String, title: String, href: String, chosen: &str) -> SwitcherRow {
    let current = id == chosen;
    SwitcherRow { id, title, subtitle: None, context: None, href, current, recent: false, apart: false }
}

/// The way back to all of them.
fn footer(label: &str, href: String) -> SwitcherFooter {
    SwitcherFooter { label: label.to_owned(), href, disabled_reason: None }
}
