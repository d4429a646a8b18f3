//! The tabs of the dashboard, and the pages of an organization and of a project.

use crate::locale::number;
use crate::parts::here::use_here;
use crate::paths::{Place, Section, project_at};
use crate::reactive::memo;
use crate::session::last_organization;
use crate::ui::{Current, TabItem, Tabs};
use leptos::prelude::*;
use portico_api::environments::Mode;

/// Projects and Organizations, at the top of the dashboard. Whatever is about one organization lies below its projects.
#[component]
pub(super) fn DashboardTabs() -> impl IntoView {
    let here = use_here();
    let shown = memo(move |_| here.page().is_none() || here.is_absent());
    let items = move || {
        let place = here.place;
        let organization =
            here.organization_slug.get().filter(|_| here.is_offered()).or_else(last_organization);
        let tab = |label: &str, to: Place, current: fn(&Place) -> Current| TabItem {
            label: label.into(),
            count: Signal::stored(None),
            apart: false,
            href: to.path().into(),
            current: Signal::derive(move || place.with(current)),
        };
        vec![
            tab("Projects", organization.map_or(Place::Home, Place::Projects), |place| match place {
                Place::Home | Place::Projects(_) => Current::Page,
                place if place.organization().is_some() => Current::Within,
                _ => Current::No,
            }),
            tab("Organizations", Place::Organizations, |place| match place {
                Place::Organizations => Current::Page,
                Place::NewOrganization => Current::Within,
                _ => Current::No,
            }),
        ]
    };
    move || shown.get().then(|| view! { <Tabs label="Dashboard" items=items() /> })
}

/// The pages of the organization in the address: its home.
#[component]
pub(super) fn OrganizationTabs() -> impl IntoView {
    let here = use_here();
    let organization = memo(move |_| {
        let named = here.place.with(|place| match place {
            Place::Project(_) => None,
            place => place.organization().map(str::to_owned),
        });
        named.filter(|_| here.is_offered())
    });
    let tab = move |label: &str, to: Place, below: fn(&Place) -> bool| {
        let href = to.path().into();
        let current = move || {
            here.place.with(|place| match place {
                place if *place == to => Current::Page,
                place if below(place) => Current::Within,
                _ => Current::No,
            })
        };
        TabItem {
            label: label.into(),
            count: Signal::stored(None),
            apart: false,
            href,
            current: Signal::derive(current),
        }
    };
    let members = Signal::derive(move || {
        let known = here.organization.get()?;
        Some(number(known.members.into()))
    });
    let nothing = |_: &Place| false;
    move || {
        let slug = organization.get()?;
        let items = vec![
            tab("Projects", Place::Projects(slug.clone()), |place| matches!(place, Place::NewProject(_))),
            TabItem {
                count: members,
                ..tab("Members", Place::Members(slug.clone()), |place| matches!(place, Place::Invites(_)))
            },
            tab("Usage", Place::Usage(slug.clone()), nothing),
            // For everybody: the page says who may see it.
            tab("Billing", Place::Billing(slug.clone()), |place| matches!(place, Place::Invoice { .. })),
            tab("Audit log", Place::Audit(slug.clone()), nothing),
            tab("Trash", Place::Trash(slug.clone()), nothing),
            tab("Settings", Place::OrganizationSettings(slug), |place| matches!(place, Place::Export(_))),
        ];
        Some(view! { <Tabs label="Organization pages" items /> })
    }
}

/// The pages of the project in the address.
#[component]
pub(super) fn ProjectTabs() -> impl IntoView {
    let here = use_here();
    let project = memo(move |_| {
        here.page().map(|page| (page.organization, page.project)).filter(|_| !here.is_absent())
    });
    let tab = move |label: &str, section: Section| TabItem {
        label: label.into(),
        count: Signal::stored(None),
        apart: false,
        // Pages of an environment: of the one that is shown, or was last.
        href: Signal::derive(move || {
            let (organization, project) = project.get().unwrap_or_default();
            let section = section.mode().map_or(section, |_| section.in_mode(here.mode.get()));
            project_at(&organization, &project, section).path()
        }),
        current: Signal::derive(move || {
            let shown = here.page().map(|page| page.section);
            let is_shown = shown.is_some_and(|shown| match shown.mode() {
                Some(mode) => section.mode().is_some() && section.in_mode(mode) == shown,
                None => section == shown,
            });
            if is_shown { Current::Page } else { Current::No }
        }),
    };
    move || {
        project.get()?;
        let items = vec![
            tab("Overview", Section::Overview(Mode::Sandbox)),
            tab("Configuration", Section::Configuration(Mode::Sandbox)),
            tab("Versions", Section::Versions(Mode::Sandbox)),
            tab("Keys", Section::Keys(Mode::Sandbox)),
            tab("Promote", Section::Promote),
            // Of the whole project, whatever the environment.
            TabItem { apart: true, ..tab("Schema", Section::Schema) },
            tab("Project settings", Section::ProjectSettings),
        ];
        Some(view! { <Tabs label="Project pages" items /> })
    }
}
