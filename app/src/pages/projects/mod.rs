//! Projects: the list, the form for a new one, and the pages of one.

pub mod list;
pub mod new;
pub mod row;
mod settings;
mod tools;
mod typed_name;

pub(crate) use typed_name::TypedName;

use super::configuration::overview;
use crate::parts::loaded;
use crate::query::{Query, query};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use portico_api::promotion::ShowPromotion;

/// The overview of one environment.
pub(crate) fn overview_page(organization: String, project: String, mode: Mode) -> AnyView {
    let at = ProjectParams { organization, project };
    // Both at once: the second one does not wait for the first.
    let asked_too = at.clone();
    let promotion = query::<ShowPromotion>(move || Some(asked_too.clone()));
    loaded(asked(&at.organization, &at.project), move |project| {
        overview::page(at.clone(), project, promotion, mode)
    })
}

/// The page to rename a project, to offer it to another organization, and to delete it.
pub(crate) fn settings_page(organization: String, project: String) -> AnyView {
    loaded(asked(&organization, &project), move |project| settings::page(organization.clone(), project))
}

fn asked(organization: &str, project: &str) -> Query<Project> {
    let params = ProjectParams { organization: organization.to_owned(), project: project.to_owned() };
    query::<ShowProject>(move || Some(params.clone()))
}
