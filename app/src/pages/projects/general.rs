//! `/o/{organization}/p/{project}/general`: rename a project.

use super::super::Heading;
use super::may_create;
use crate::app::use_go;
use crate::browser::use_title;
use crate::form::{Form, form};
use crate::paths::{Section, project_at};
use crate::query::{forget_below, invalidate, seed};
use crate::ui::{CopyText, TextField, use_toasts};
use leptos::prelude::*;
use portico_api::projects::{ListProjects, Project, ProjectParams, ShowProject, UpdateProject};
use portico_api::url;
use std::sync::Arc;

pub(super) fn page(organization: String, project: Memo<Arc<Project>>) -> AnyView {
    use_title(move || {
        project
            .with(|project| vec!["General".into(), project.name.clone(), project.organization.name.clone()])
    });
    let (go, toasts) = (use_go(), use_toasts());
    let first = project.get_untracked();
    let params = ProjectParams { organization: organization.clone(), project: first.slug.clone() };
    // By ID: by the time of saving, the slug may stand for another project.
    let sent =
        ProjectParams { organization: first.organization.id.to_string(), project: first.id.to_string() };
    let state = form::<UpdateProject>(
        &[("name", &first.name), ("slug", &first.slug)],
        move || sent.clone(),
        move |state, project| {
            toasts.success("Project saved");
            state.saved(project.version, &values(&project));
            let old = params.clone();
            let moved = project.slug != old.project;
            let new = ProjectParams { organization: old.organization.clone(), project: project.slug.clone() };
            let place = project_at(&new.organization, &new.project, Section::General);
            seed::<ShowProject>(&new, project);
            invalidate::<ListProjects>();
            if moved {
                go.replace(&place);
                forget_below(&url::<ShowProject>(&old));
            }
        },
    );
    let reload =
        state.follow(project, |project| (project.version, values(project)), invalidate::<ShowProject>);
    let reason = Signal::derive(move || project.with(|project| may_create(&project.organization)));
    view! {
        <section class="form-page">
            <Heading>"General"</Heading>
            <p class="lead">"Renaming changes the address in this console. The IDs stay the same."</p>
            <Form form=state action="Save changes" reload disabled_reason=state.save_reason(reason)>
                <TextField label="Project Name" name="name" value=state.value("name") error=state.error("name") />
                <TextField
                    label="Slug"
                    name="slug"
                    value=state.value("slug")
                    error=state.error("slug")
                    hint=Some("Its part of the address: lower case letters, digits and hyphens.".to_owned())
                />
            </Form>
            <section class="identity">
                <h2>"Project ID"</h2>
                <CopyText value=first.id.to_string() label="Copy project ID" />
            </section>
        </section>
    }
    .into_any()
}

fn values(project: &Project) -> Vec<(&'static str, &str)> {
    vec![("name", &project.name), ("slug", &project.slug)]
}
