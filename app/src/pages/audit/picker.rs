//! Whose entries, and of which project: searched by the edge where there are more than fit on a page.

use super::filter::Filter;
use super::{at, words};
use crate::parts::{Said, picker};
use crate::query::List;
use crate::reactive::memo;
use crate::ui::{SwitcherFooter, SwitcherRow};
use leptos::prelude::*;
use portico_api::audit::ListAudit;
use portico_api::members::{ListMembers, ListMembersParams, Member};
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectRow};
use portico_api::text::key;

fn named(member: &Member) -> String {
    words::person(member.name.as_deref().unwrap_or_default(), &member.email)
}

/// Any member, or whoever is chosen.
pub(super) fn person(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let chosen = memo(move |_| filter.with(|filter| filter.person.clone()));
    let picker = picker::<ListMembers>(
        "member",
        move || !chosen.with(String::is_empty),
        move |search| ListMembersParams { organization: slug.get_value(), search, role: None, after: None },
        |member, term| key(&named(member)).contains(term) || key(&member.email).contains(term),
    );
    let href = move |id: String| at(slug, &Filter { person: id, ..filter.get() });
    let items = picker.items(move |members, _| {
        let row = |member: &Member| {
            let id = member.user_id.to_string();
            SwitcherRow {
                context: member.name.is_some().then(|| member.email.clone()),
                ..row(id.clone(), named(member), href(id), &chosen.get())
            }
        };
        members.iter().map(row).collect()
    });
    let current = Signal::derive(move || {
        let chosen = Some(chosen.get()).filter(|chosen| !chosen.is_empty())?;
        let at_hand =
            picker.found.at_hand().iter().find(|member| member.user_id.as_str() == chosen).map(named);
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
            {picker.view(items, Said { label: "Person", placeholder: "Anybody", current, footer, empty })}
        </div>
    }
    .into_any()
}

/// Any project that there is, or the one that is chosen.
pub(super) fn project(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let chosen = memo(move |_| filter.with(|filter| filter.project.clone()));
    let picker = picker::<ListProjects>(
        "project",
        move || !chosen.with(String::is_empty),
        move |search| ListProjectsParams { search, ..ListProjectsParams::by_name(slug.get_value()) },
        |project, term| key(&project.name).contains(term) || project.slug.contains(term),
    );
    let href = move |id: String| at(slug, &Filter { project: id, ..filter.get() });
    let items = picker.items(move |projects, _| {
        let chosen = chosen.get();
        let row = |project: ProjectRow| {
            let id = project.id.to_string();
            row(id.clone(), project.name, href(id), &chosen)
        };
        projects.into_iter().map(row).collect()
    });
    let current = Signal::derive(move || {
        let chosen = Some(chosen.get()).filter(|chosen| !chosen.is_empty())?;
        let at_hand = picker.found.at_hand().into_iter().find(|project| project.id.as_str() == chosen);
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
            // The bar has another one.
            {picker.view(items, Said { label: "Logged project", placeholder: "All projects", current, footer, empty })}
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
