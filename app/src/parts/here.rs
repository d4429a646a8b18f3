//! Where the person is: the organization, project and mode of the address, with what is known of them.

use crate::navigation::use_place;
use crate::parts::by_use::{Visit, context_of_organization, context_of_project, note};
use crate::paths::{InProject, Place, Section};
use crate::query::{Phase, Query, query, query_if};
use crate::reactive::{Lasting, effect, memo};
use crate::recent::Recent;
use crate::session::{CurrentSession, last_organization, use_session};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::organizations::{Organization, OrganizationParams, ShowOrganization};
use portico_api::projects::{Project, ProjectParams, ShowProject};
use std::sync::Arc;

/// The surroundings of the page. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Here {
    pub place: Lasting<Place>,
    /// The slug (or ID) of the organization in the address.
    pub organization_slug: Lasting<Option<String>>,
    /// The organization of the address, once it is known, and open to this session.
    pub organization: Lasting<Option<Organization>>,
    /// The same; at addresses of none, the one that was switched to last.
    pub around: Lasting<Option<Organization>>,
    /// Whether the organization of the address asks for another sign-in than this one.
    is_closed: Lasting<bool>,
    /// The organization that was last seen at an address of this tab: slug and name.
    seen: RwSignal<Option<(String, String)>>,
    project: Query<Project>,
    /// How many pages say that there is nothing here.
    absent: RwSignal<u32>,
    /// The mode of the address; on pages without one, the mode of the page before in the same project.
    pub mode: Lasting<Mode>,
}

/// The surroundings, as the console provides them.
pub fn use_here() -> Here {
    expect_context()
}

/// Starts reading what the address names.
pub(crate) fn provide() -> Here {
    let place = use_place();
    let session = use_session();
    let organization_slug = memo(move |_| place.with(|place| place.organization().map(str::to_owned)));
    // Some pages read the project with what they show, and put it where it is found here.
    let project = query_if::<ShowProject>(
        move || place.with(|place| place.project().map(params)),
        move || !place.with(|place| place.project().is_some_and(|page| brings_project(page.section))),
    );
    let (around, is_closed) = around(place, session);
    let organization = memo(move |_| {
        around.get().filter(|around| organization_slug.with(Option::is_some) && !around.is_closed)
    });
    let mode = memo(move |last: Option<&Mode>| {
        place.with(|place| place.mode().or(last.copied()).unwrap_or(Mode::Sandbox))
    });
    mode.with_untracked(|_| {});
    let seen = RwSignal::new(None);
    effect(move || {
        if let (Some(slug), Some(organization)) = (organization_slug.get(), organization.get()) {
            seen.set(Some((slug, organization.name)));
        }
    });
    let here = Here {
        place,
        organization_slug: Lasting::new(organization_slug),
        organization: Lasting::new(organization),
        around: Lasting::new(around),
        is_closed: Lasting::new(is_closed),
        seen,
        project,
        absent: RwSignal::new(0),
        mode: Lasting::new(mode),
    };
    note(session, move || here.visit_of_organization());
    note(session, move || here.visit_of_project());
    provide_context(here);
    here
}

/// The organization of the address, or else the last one; and whether it asks for another sign-in.
fn around(place: Lasting<Place>, session: CurrentSession) -> (Memo<Option<Organization>>, Memo<bool>) {
    let slug = memo(move |_| {
        let named = place.with(|place| place.organization().map(str::to_owned));
        named.or_else(last_organization)
    });
    let listed = memo(move |_| session.organization(&slug.get()?));
    // Who has more organizations than fit on a page may be in one that was not listed.
    let other = query::<ShowOrganization>(move || {
        let more = session.query().ready().is_some_and(|session| session.next.is_some());
        let organization = slug.get().filter(|_| more && listed.get().is_none())?;
        Some(OrganizationParams { organization })
    });
    let around =
        memo(move |_| listed.get().or_else(|| other.ready().map(|organization| (*organization).clone())));
    let is_closed =
        memo(move |_| match listed.with(|listed| listed.as_ref().map(|listed| listed.is_closed)) {
            Some(is_closed) => is_closed,
            // Of what was not listed, only the refusal says so.
            None => matches!(other.phase(), Phase::Failed(failure) if failure.takes_sign_in()),
        });
    (around, is_closed)
}

impl Here {
    fn visit_of_organization(self) -> Option<Visit> {
        let slug = self.organization_slug.get()?;
        match self.organization.get() {
            Some(organization) => Some(Visit::There(Recent {
                of: String::new(),
                context: context_of_organization(&organization),
                id: organization.id.to_string(),
                slug: organization.slug,
                name: organization.name,
            })),
            // Of those that one was in lately it stays.
            None if self.is_closed.get() => None,
            None => self.is_absent().then_some(Visit::Gone { of: String::new(), slug }),
        }
    }

    fn visit_of_project(self) -> Option<Visit> {
        let slug = self.page()?.project;
        let of = self.organization.get()?.id.to_string();
        match self.project.ready() {
            Some(project) => Some(Visit::There(Recent {
                of: project.organization.id.to_string(),
                id: project.id.to_string(),
                slug: project.slug.clone(),
                name: project.name.clone(),
                context: context_of_project(project.live.published_version),
            })),
            None => self.is_absent().then_some(Visit::Gone { of, slug }),
        }
    }

    /// The page of a project that the address names; tracked.
    pub fn page(self) -> Option<InProject> {
        self.place.with(|place| place.project().cloned())
    }

    /// Whether there is nothing at the address, or nothing that may be seen: then no pages of it are offered; tracked.
    pub fn is_absent(self) -> bool {
        self.absent.get() > 0
    }

    /// Whether what the address names may be offered: its organization, and what is in it; tracked.
    pub fn is_offered(self) -> bool {
        !self.is_absent() || self.organization.with(Option::is_some)
    }

    /// The slug (or ID) in the address, where that organization asks for another sign-in; tracked.
    pub fn closed(self) -> Option<String> {
        let is_closed = self.is_closed.get();
        self.organization_slug.get().filter(|_| is_closed)
    }

    /// Says that there is nothing here, for as long as the page lives.
    pub fn mark_absent(self) {
        self.absent.update(|count| *count += 1);
        on_cleanup(move || {
            self.absent.try_update(|count| *count = count.saturating_sub(1));
        });
    }

    /// The name of the organization of the address, if it was to be seen before and is not any more; tracked.
    pub fn lost(self) -> Option<String> {
        let slug = self.organization_slug.get()?;
        let (seen, name) = self.seen.get()?;
        (seen == slug && self.organization.with(Option::is_none)).then_some(name)
    }

    /// The project of the address, once it is known; tracked.
    pub fn project(self) -> Option<Arc<Project>> {
        self.project.ready()
    }
}

/// Whether the answer that the page asks for has the project in it.
fn brings_project(section: Section) -> bool {
    matches!(section, Section::Configuration(_) | Section::Promote | Section::Schema)
}

fn params(page: &InProject) -> ProjectParams {
    ProjectParams { organization: page.organization.clone(), project: page.project.clone() }
}
