//! Projects: the list, the form for a new one, and the pages of one.

mod general;
pub mod list;
pub mod new;
mod overview;
mod row;
mod tools;

use super::{configuration, loaded};
use crate::paths::{InProject, Section};
use crate::query::query;
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::{ProjectParams, ShowProject};

/// A page of one project.
pub fn page(at: InProject) -> AnyView {
    let (organization, name) = (at.organization.clone(), at.project.clone());
    match at.section {
        Section::Settings(mode) => return configuration::settings::page(organization, name, mode),
        Section::Versions(mode) => return configuration::versions::page(organization, name, mode),
        Section::Keys(mode) => return configuration::keys::page(organization, name, mode),
        Section::Promote => return configuration::promote::page(organization, name),
        Section::Schema => return configuration::schema::page(organization, name),
        Section::Overview(_) | Section::General => {}
    }
    let params = ProjectParams { organization, project: name };
    let project = query::<ShowProject>(move || Some(params.clone()));
    loaded(project, move |project| match at.section {
        Section::Overview(mode) => overview::page(at.organization.clone(), project, mode),
        _ => general::page(at.organization.clone(), project),
    })
}

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<String> {
    (!organization.role.may_edit_projects()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Ask an Owner or Admin to make you a Developer.")
    })
}
