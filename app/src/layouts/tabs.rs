//! The tabs of the dashboard, and the pages of a project.

use super::here::use_here;
use crate::paths::{Place, Section, project_at};
use crate::session::last_organization;
use crate::ui::{TabItem, Tabs};
use leptos::prelude::*;
use portico_api::environments::Mode;

/// Projects and Organizations, at the top of the dashboard.
#[component]
pub(super) fn DashboardTabs() -> impl IntoView {
    let here = use_here();
    let shown = Memo::new(move |_| here.page().is_none() || here.is_absent());
    let items = move || {
        let place = here.place;
        let organization =
            here.organization_slug.get().filter(|_| here.is_offered()).or_else(last_organization);
        vec![
            TabItem {
                label: "Projects".into(),
                href: organization.map_or(Place::Home, Place::Projects).path().into(),
                current: Signal::derive(move || {
                    place.with(|place| {
                        matches!(
                            place,
                            Place::Home | Place::Projects(_) | Place::NewProject(_) | Place::Trash(_)
                        )
                    })
                }),
            },
            TabItem {
                label: "Organizations".into(),
                href: Place::Organizations.path().into(),
                current: Signal::derive(move || {
                    place.with(|place| *place == Place::Organizations || organization_page(place).is_some())
                }),
            },
        ]
    };
    move || shown.get().then(|| view! { <Tabs label="Dashboard" items=items() /> })
}

/// The organization of a page that is about it, and not about its projects.
fn organization_page(place: &Place) -> Option<&str> {
    match place {
        Place::Members(_)
        | Place::OrganizationSettings(_)
        | Place::Billing(_)
        | Place::Usage(_)
        | Place::Invoice { .. } => place.organization(),
        _ => None,
    }
}

/// The pages of the organization in the address, beside its projects.
#[component]
pub(super) fn OrganizationTabs() -> impl IntoView {
    let here = use_here();
    let organization = Memo::new(move |_| {
        let named = here.place.with(|place| organization_page(place).map(str::to_owned));
        named.filter(|_| !here.is_absent())
    });
    let tab = move |label: &str, place: Place| TabItem {
        label: label.into(),
        href: place.path().into(),
        current: Signal::derive(move || here.place.with(|here| here.path().starts_with(&place.path()))),
    };
    move || {
        let slug = organization.get()?;
        let items = vec![
            tab("Members", Place::Members(slug.clone())),
            // For everybody: the page says who may see it.
            tab("Billing", Place::Billing(slug.clone())),
            tab("Settings", Place::OrganizationSettings(slug)),
        ];
        Some(view! { <Tabs label="Organization pages" items /> })
    }
}

/// The pages of the project in the address.
#[component]
pub(super) fn ProjectTabs() -> impl IntoView {
    let here = use_here();
    let project = Memo::new(move |_| {
        here.page().map(|page| (page.organization, page.project)).filter(|_| !here.is_absent())
    });
    let tab = move |label: &str, section: Section| TabItem {
        label: label.into(),
        // Pages of an environment: of the one that is shown, or was last.
        href: Signal::derive(move || {
            let (organization, project) = project.get().unwrap_or_default();
            let section = section.mode().map_or(section, |_| section.in_mode(here.mode.get()));
            project_at(&organization, &project, section).path()
        }),
        current: Signal::derive(move || {
            let shown = here.page().map(|page| page.section);
            shown.is_some_and(|shown| match shown.mode() {
                Some(mode) => section.mode().is_some() && section.in_mode(mode) == shown,
                None => section == shown,
            })
        }),
    };
    move || {
        project.get()?;
        let items = vec![
            tab("Overview", Section::Overview(Mode::Sandbox)),
            tab("Settings", Section::Settings(Mode::Sandbox)),
            tab("Versions", Section::Versions(Mode::Sandbox)),
            tab("Keys", Section::Keys(Mode::Sandbox)),
            tab("Promote", Section::Promote),
            tab("Schema", Section::Schema),
            tab("General", Section::General),
        ];
        Some(view! { <Tabs label="Project pages" items /> })
    }
}
