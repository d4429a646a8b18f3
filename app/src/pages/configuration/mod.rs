//! The configuration of a project: settings and versions of an environment, promotion between the two, server keys,
//! and the schema of it all.

mod controls;
mod difference;
pub mod edit;
mod gate;
pub mod history;
pub mod keys;
mod may;
mod no_settings;
pub mod overview;
pub mod promote;
pub mod schema;
pub mod settings;
pub mod text;
mod undo;
pub mod versions;
pub mod work;

use crate::parts::{Heading, counted};
use crate::query::{invalidate, seed};
use crate::ui::{ModeBadge, Tone};
use leptos::prelude::*;
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::history::ShowSettingHistory;
use portico_api::projects::{ListProjects, Project, ProjectParams, ShowProject};
use portico_api::promotion::ShowPromotion;
use portico_api::versions::{ListVersions, ShowVersion};

/// How long it takes until a change is read everywhere. KV promises no more than "60 seconds or more", and an instance remembers for five.
pub(crate) const BOUND: &str = "in about a minute";

/// Asks again for all that depends on what is published.
pub(crate) fn published_changed() {
    invalidate::<ShowConfiguration>();
    invalidate::<ListVersions>();
    invalidate::<ShowSettingHistory>();
    invalidate::<ShowPromotion>();
    invalidate::<ShowProject>();
    invalidate::<ListProjects>();
}

/// Asks again for all that depends on the schema.
pub(crate) fn schema_changed() {
    invalidate::<ShowConfiguration>();
    invalidate::<ShowPromotion>();
    invalidate::<ShowVersion>();
    // Of what is a secret now, no earlier value is told.
    invalidate::<ShowSettingHistory>();
}

/// The tone of everything about drift.
pub(crate) const DRIFT: Tone = Tone::Accent;

/// The project that came with another answer, for the bar and the next page.
fn share_project(organization: &str, project: &str, found: &Project) {
    let at = ProjectParams { organization: organization.to_owned(), project: project.to_owned() };
    seed::<ShowProject>(&at, found.clone());
}

/// An environment by IDs: slugs may change hands while one types.
fn by_id(project: &Project, mode: Mode) -> EnvironmentParams {
    EnvironmentParams {
        organization: project.organization.id.to_string(),
        project: project.id.to_string(),
        mode,
    }
}

/// The title of a page, and the environment that it is about.
fn header(title: &'static str, mode: Mode, actions: AnyView) -> AnyView {
    view! {
        <header class="page-header">
            <Heading>{title}</Heading>
            <ModeBadge mode />
            {actions}
        </header>
    }
    .into_any()
}

/// The parts of the title of a page.
fn title_parts(page: &str, mode: Option<Mode>, project: &Project) -> Vec<String> {
    let mode = mode.map(|mode| mode.title().to_owned());
    let named =
        [Some(page.to_owned()), Some(project.name.clone()), mode, Some(project.organization.name.clone())];
    named.into_iter().flatten().collect()
}

fn other(mode: Mode) -> Mode {
    match mode {
        Mode::Sandbox => Mode::Live,
        Mode::Live => Mode::Sandbox,
    }
}
