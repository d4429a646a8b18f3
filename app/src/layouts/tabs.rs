//! The tabs of the dashboard, and the pages of a project.

use super::here::use_here;
use crate::paths::{Place, Section, overview, project_at};
use crate::session::last_organization;
use crate::ui::{TabItem, Tabs};
use leptos::prelude::*;

/// Projects and Organizations, at the top of the dashboard.
#[component]
pub(super) fn DashboardTabs() -> impl IntoView {
    let here = use_here();
    let shown = Memo::new(move |_| here.page().is_none());
    let items = move || {
        let place = here.place;
        let organization = here.organization_slug.get().or_else(last_organization);
        vec![
            TabItem {
                label: "Projects".into(),
                href: organization.map_or(Place::Home, Place::Projects).path().into(),
                current: Signal::derive(move || {
                    place.with(|place| {
                        matches!(place, Place::Home | Place::Projects(_) | Place::NewProject(_))
                    })
                }),
            },
            TabItem {
                label: "Organizations".into(),
                href: Place::Organizations.path().into(),
                current: Signal::derive(move || {
                    place.with(|place| {
                        matches!(
                            place,
                            Place::Organizations | Place::Members(_) | Place::OrganizationSettings(_)
                        )
                    })
                }),
            },
        ]
    };
    move || shown.get().then(|| view! { <Tabs label="Dashboard" items=items() /> })
}

/// The pages of the organization in the address, beside its projects.
#[component]
pub(super) fn OrganizationTabs() -> impl IntoView {
    let here = use_here();
    let organization = Memo::new(move |_| {
        here.place.with(|place| match place {
            Place::Members(slug) | Place::OrganizationSettings(slug) => Some(slug.clone()),
            _ => None,
        })
    });
    let tab = move |label: &str, place: Place| TabItem {
        label: label.into(),
        href: place.path().into(),
        current: Signal::derive(move || here.place.with(|here| *here == place)),
    };
    move || {
        let slug = organization.get()?;
        let items = vec![
            tab("Members", Place::Members(slug.clone())),
            tab("Settings", Place::OrganizationSettings(slug)),
        ];
        Some(view! { <Tabs label="Organization pages" items /> })
    }
}

/// The pages of the project in the address.
#[component]
pub(super) fn ProjectTabs() -> impl IntoView {
    let here = use_here();
    let project = Memo::new(move |_| here.page().map(|page| (page.organization, page.project)));
    move || {
        let (organization, project) = project.get()?;
        let is_general = move || here.page().is_some_and(|page| page.section == Section::General);
        let items = vec![
            TabItem {
                label: "Overview".into(),
                href: overview(&organization, &project, here.mode.get()).path().into(),
                current: Signal::derive(move || !is_general()),
            },
            TabItem {
                label: "General".into(),
                href: project_at(&organization, &project, Section::General).path().into(),
                current: Signal::derive(is_general),
            },
        ];
        Some(view! { <Tabs label="Project pages" items /> })
    }
}
