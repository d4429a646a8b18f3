//! Projects: the list, the form for a new one, and the pages of one.

pub mod list;
pub mod new;
mod row;
mod settings;
mod tools;
mod typed_name;

pub(crate) use typed_name::TypedName;

use super::configuration::overview;
use super::loaded;
use crate::query::{Query, invalidate, query};
use leptos::prelude::*;
use portico_api::billing::ShowBilling;
use portico_api::environments::Mode;
use portico_api::organizations::{ListOrganizations, Organization, ShowOrganization};
use portico_api::projects::{ListProjects, Project, ProjectParams, ShowProject};
use portico_api::session::ShowSession;
use portico_api::trash::ListTrash;

/// The overview of one environment.
pub(super) fn overview_page(organization: String, project: String, mode: Mode) -> AnyView {
    let at = ProjectParams { organization, project };
    loaded(asked(&at.organization, &at.project), move |project| overview::page(at.clone(), project, mode))
}

/// The page to rename a project, to offer it to another organization, and to delete it.
pub(super) fn settings_page(organization: String, project: String) -> AnyView {
    loaded(asked(&organization, &project), move |project| settings::page(organization.clone(), project))
}

fn asked(organization: &str, project: &str) -> Query<Project> {
    let params = ProjectParams { organization: organization.to_owned(), project: project.to_owned() };
    query::<ShowProject>(move || Some(params.clone()))
}

/// Asks again for all that depends on which projects there are.
pub(crate) fn projects_changed() {
    invalidate::<ListProjects>();
    invalidate::<ListTrash>();
    invalidate::<ListOrganizations>();
    invalidate::<ShowOrganization>();
    invalidate::<ShowBilling>();
    invalidate::<ShowSession>();
}

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<String> {
    (!organization.role.may_edit_projects()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Ask an Owner or Admin to make you a Developer.")
    })
}
