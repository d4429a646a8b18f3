//! Projects: the list, the form for a new one, and the pages of one.

mod general;
pub mod list;
pub mod new;
mod overview;
mod row;
mod tools;

use super::loaded;
use crate::paths::{InProject, Section};
use crate::query::query;
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::{ProjectParams, ShowProject};

/// A page of one project.
pub fn page(at: InProject) -> AnyView {
    let params = ProjectParams { organization: at.organization.clone(), project: at.project.clone() };
    let project = query::<ShowProject>(move || Some(params.clone()));
    loaded(project, move |project| match at.section {
        Section::Overview(mode) => overview::page(at.organization.clone(), project, mode),
        Section::General => general::page(at.organization.clone(), project),
    })
}

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<String> {
    (!organization.role.may_edit_projects()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Ask an Owner or Admin to make you a Developer.")
    })
}
