//! Projects: the list, the form for a new one, and the pages of one.

mod general;
pub mod list;
pub mod new;
mod overview;
mod row;
mod tools;

use super::{Chunk, lazy, loaded};
use crate::paths::{InProject, Place, Section};
use crate::query::{Query, query};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::{Project, ProjectParams, ShowProject};

/// A page of one project.
pub fn page(at: InProject) -> AnyView {
    match at.section {
        Section::Overview(mode) => {
            let organization = at.organization.clone();
            loaded(project(&at), move |project| overview::page(organization.clone(), project, mode))
        }
        Section::General => lazy(Chunk::Forms, Place::Project(at)),
        Section::Settings(_) | Section::Versions(_) | Section::Keys(_) | Section::Promote | Section::Schema => {
            lazy(Chunk::Configuration, Place::Project(at))
        }
    }
}

/// The page to rename a project; out of a chunk.
pub(super) fn general_page(at: InProject) -> AnyView {
    loaded(project(&at), move |project| general::page(at.organization.clone(), project))
}

fn project(at: &InProject) -> Query<Project> {
    let params = ProjectParams { organization: at.organization.clone(), project: at.project.clone() };
    query::<ShowProject>(move || Some(params.clone()))
}

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<String> {
    (!organization.role.may_edit_projects()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Ask an Owner or Admin to make you a Developer.")
    })
}
