//! Whose entries, and of which project: searched by the edge where there are more than fit on a page.

use super::filter::Filter;
use super::{at, words};
use crate::parts::{Said, picker};
use crate::query::{List, query};
use crate::reactive::memo;
use crate::ui::{SwitcherFooter, SwitcherRow, Words};
use leptos::prelude::*;
use portico_api::audit::{FormerMember, ListAudit, ListFormerMembers};
use portico_api::members::{ListMembers, ListMembersParams, Member};
use portico_api::organizations::OrganizationParams;
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectRow};
use portico_api::text::key;

fn named(member: &Member) -> String {
    words::person(member.name.as_deref().unwrap_or_default(), &member.email)
}

fn named_former(person: &FormerMember) -> String {
    words::person(person.name.as_deref().unwrap_or_default(), &person.email)
}

/// Who was a member, once that is `wanted`. Without them the members can be chosen all the same.
fn former(
    slug: StoredValue<String>,
    wanted: impl Fn() -> bool + Send + Sync + 'static,
) -> impl Fn() -> Vec<FormerMember> + Copy + Send + Sync + 'static {
    let list = query::<ListFormerMembers>(move || {
        wanted().then(|| OrganizationParams { organization: slug.get_value() })
    });
    move || list.ready().map(|found| found.people.clone()).unwrap_or_default()
}

/// Any member, whoever was one, or whoever is chosen.
pub(super) fn person(slug: StoredValue<String>, filter: Memo<Filter>, log: List<ListAudit>) -> AnyView {
    let chosen = memo(move |_| filter.with(|filter| filter.person.clone()));
    let picker = picker::<ListMembers>(
        "member",
        move || !chosen.with(String::is_empty),
        move |search| ListMembersParams { organization: slug.get_value(), search, role: None, after: None },
        |member, term| key(&named(member)).contains(term) || key(&member.email).contains(term),
    );
    let href = move |id: String| at(slug, &Filter { person: id, ..filter.get() });
    let former = former(slug, move || picker.opened.get() || !chosen.with(String::is_empty));
    let items = picker.items(move |members, more| {
        let row = |member: &Member| {
            let id = member.user_id.to_string();
            SwitcherRow {
                context: member.name.is_some().then(|| Words::named(&member.email)),
                ..row_of(id.clone(), named(member), href(id), &chosen.get())
            }
        };
        let gone = |person: FormerMember| {
            let id = person.user_id.to_string();
            let left = "No longer a member";
            SwitcherRow {
                context: Some(match person.name {
                    Some(_) => Words::named(&person.email).text(format!(" · {left}")),
                    None => left.into(),
                }),
                apart: true,
                ..row_of(id.clone(), named_former(&person), href(id), &chosen.get())
            }
        };
        // Behind the last of the members.
        let term = key(picker.search.get().trim());
        let found = former().into_iter().filter(|person| {
            !more && (key(&named_former(person)).contains(&term) || key(&person.email).contains(&term))
        });
        members.iter().map(row).chain(found.map(gone)).collect()
    });
    let current = Signal::derive(move || {
        let chosen = Some(chosen.get()).filter(|chosen| !chosen.is_empty())?;
        let at_hand =
            picker.found.at_hand().iter().find(|member| member.user_id.as_str() == chosen).map(named);
        let in_log = || {
            log.with(|listed| {
                let mut people = listed.rows().filter_map(|entry| entry.person.as_ref());
                people
                    .find(|person| person.id.as_str() == chosen)
                    .map(|person| words::person(&person.name, &person.email))
            })
        };
        let gone = || former().iter().find(|person| person.user_id.as_str() == chosen).map(named_former);
        Some(at_hand.or_else(in_log).or_else(gone).unwrap_or_else(|| "Someone else".to_owned()))
    });
    let footer = Signal::derive(move || footer("Anyone", href(String::new())));
    let empty = Signal::stored("No member matches.".to_owned());
    view! {
        <div class="audit-filter">
            <span aria-hidden="true">"Person"</span>
            {picker.view(items, Said { label: "Person", placeholder: "Anyone", current, footer, empty })}
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
            row_of(id.clone(), project.name, href(id), &chosen)
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
                .unwrap_or_else(|| "Unknown project".to_owned()),
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

fn row_of(id: String, title: String, href: String, chosen: &str) -> SwitcherRow {
    let current = id == chosen;
    SwitcherRow {
        id,
        title,
        subtitle: None,
        also: None,
        context: None,
        href,
        current,
        recent: false,
        apart: false,
    }
}

/// The way back to all of them.
fn footer(label: &str, href: String) -> SwitcherFooter {
    SwitcherFooter { label: label.to_owned(), href, disabled_reason: None }
}
