//! The Project dropdown: second in the bar, within an organization.

use crate::parts::by_use::{by_use, context_of_project, recent_of, recent_row};
use crate::parts::here::use_here;
use crate::parts::limits::no_project;
use crate::parts::{Said, may_create, picker};
use crate::paths::{Place, Section, project_at};
use crate::session::use_session;
use crate::ui::{SwitcherFooter, SwitcherRow};
use leptos::prelude::*;
use portico_api::ProjectId;
use portico_api::environments::Mode;
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectRow};
use portico_api::text::key;

/// A project, as far as the dropdown shows it.
struct Named {
    id: ProjectId,
    name: String,
    slug: String,
    /// The number of the version that live answers; 0: none.
    live: i64,
}

#[component]
pub(super) fn ProjectSwitcher(organization: String) -> impl IntoView {
    let here = use_here();
    let session = use_session();
    let organization = StoredValue::new(organization);
    let picker = picker::<ListProjects>(
        "project",
        || false,
        move |search| ListProjectsParams { search, ..ListProjectsParams::by_name(organization.get_value()) },
        |row, term| key(&row.name).contains(term) || row.slug.contains(term),
    );
    let items =
        picker.items(move |rows, more| {
            let here_now = here.project();
            let current = here_now.as_ref().map(|project| project.id.clone());
            // The page stays the same one: same section, same mode.
            let section = here.page().map_or(Section::Overview(Mode::Sandbox), |page| page.section);
            let row = |project: Named| SwitcherRow {
                href: project_at(&organization.get_value(), &project.slug, section).path(),
                current: current.as_ref() == Some(&project.id),
                recent: false,
                id: project.id.to_string(),
                title: project.name,
                subtitle: None,
                also: Some(project.slug),
                context: Some(context_of_project(project.live).into()),
                apart: false,
            };
            let all = picker.is_unsearched();
            let first = here_now.filter(|_| all).map(|project| Named {
                id: project.id.clone(),
                name: project.name.clone(),
                slug: project.slug.clone(),
                live: project.live.published_version,
            });
            let named = |project: ProjectRow| Named {
                id: project.id,
                name: project.name,
                slug: project.slug,
                live: project.live.map_or(0, |live| live.number),
            };
            let mut first: Vec<_> = first.map(row).into_iter().collect();
            if let Some(organization) = here.organization.get().filter(|_| all) {
                let lately = recent_of(session, organization.id.as_str());
                first.extend(lately.iter().map(|place| {
                    recent_row(place, project_at(&organization.slug, &place.slug, section).path())
                }));
            }
            by_use(rows.into_iter().map(named).map(row).collect(), first, more)
        });
    let empty = Signal::derive(move || match picker.is_unsearched() {
        false => "No project matches.".to_owned(),
        true => {
            let known = here.organization.get().map(|organization| organization.name);
            format!("No projects yet in {}", known.unwrap_or_else(|| organization.get_value()))
        }
    });
    let current = Signal::derive(move || {
        let page = here.page()?;
        Some(here.project().map_or(page.project, |project| project.name.clone()))
    });
    let footer = Signal::derive(move || SwitcherFooter {
        label: "Create new project".into(),
        href: Place::NewProject(organization.get_value()).path(),
        disabled_reason: here
            .organization
            .get()
            .and_then(|organization| may_create(&organization).or_else(|| no_project(&organization))),
    });
    picker.view(items, Said { label: "Project", placeholder: "Select project", current, footer, empty })
}
