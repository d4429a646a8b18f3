//! `/o/{organization}/p/{project}/settings`: rename a project, offer it to another organization, or delete it.

use super::super::offers::make;
use super::super::trash::delete;
use crate::browser::use_title;
use crate::form::{Form, FormState, shaped_form};
use crate::kept::with_project;
use crate::navigation::use_go;
use crate::parts::{Heading, ahead, may_create};
use crate::paths::{Section, project_at};
use crate::query::{forget_below, invalidate, seed};
use crate::ui::{Badge, CopyText, TextField, Tick, Tone, use_toasts};
use leptos::prelude::*;
use portico_api::projects::{ListProjects, Project, ProjectParams, ShowProject, UpdateProject};
use portico_api::url;
use serde_json::{Map, Value};
use std::sync::Arc;

pub(super) fn page(organization: String, project: Memo<Arc<Project>>) -> AnyView {
    use_title(move || {
        project.with(|project| {
            vec!["Project settings".into(), project.name.clone(), project.organization.name.clone()]
        })
    });
    let (go, toasts) = (use_go(), use_toasts());
    let first = project.get_untracked();
    let params = ProjectParams { organization: organization.clone(), project: first.slug.clone() };
    // By ID: by the time of saving, the slug may stand for another project.
    let sent =
        ProjectParams { organization: first.organization.id.to_string(), project: first.id.to_string() };
    let may_allow = first.organization.role.may_edit_schema();
    let fields: Vec<_> =
        values(&first).into_iter().filter(|(name, _)| may_allow || *name != ALLOWED).collect();
    let state = shaped_form::<UpdateProject>(
        &fields,
        truth,
        move || sent.clone(),
        move |state, project| {
            toasts.success("Project saved");
            state.saved(project.version, &values(&project));
            let old = params.clone();
            let moved = project.slug != old.project;
            let new = ProjectParams { organization: old.organization.clone(), project: project.slug.clone() };
            let place = project_at(&new.organization, &new.project, Section::ProjectSettings);
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
    state.keep(
        with_project(&first.organization.id),
        format!("project.{}", first.id),
        &["name", "slug", ALLOWED],
    );
    let locked = Signal::derive(move || project.with(|project| may_create(&project.organization)));
    let allowed = allow(state, project, may_allow);
    let to_promote = project_at(&organization, &first.slug, Section::Promote).path();
    let drift = move || {
        let text = project.with(|project| ahead(project))?;
        let href = to_promote.clone();
        Some(
            view! { <p class="settings-drift"><Badge text tone=Tone::Accent /> <a href=href>"Compare and promote"</a></p> },
        )
    };
    view! {
        <section class="form-page">
            <Heading>"Project settings"</Heading>
            <p class="lead">"Renaming changes the address in this console. The IDs stay the same."</p>
            <Form form=state action="Save changes" reload disabled_reason=state.save_reason(Signal::stored(None)) locked>
                <TextField label="Project Name" name="name" value=state.value("name") error=state.error("name") />
                <TextField
                    label="Slug"
                    name="slug"
                    value=state.value("slug")
                    error=state.error("slug")
                    hint=Some("Part of the web address: lowercase letters, digits and hyphens.".to_owned())
                />
                {allowed}
            </Form>
            {drift}
            <section class="identity">
                <h2>"Project ID"</h2>
                <CopyText value=first.id.to_string() label="Copy project ID" />
            </section>
            {make::section(project)}
            {delete::section(organization.clone(), project)}
        </section>
    }
    .into_any()
}

/// Developers publish to live as well.
const ALLOWED: &str = "developers_publish_live";

fn values(project: &Project) -> Vec<(&'static str, &str)> {
    let allowed = if project.developers_publish_live { "true" } else { "false" };
    vec![("name", &project.name), ("slug", &project.slug), (ALLOWED, allowed)]
}

/// The form holds texts; the edge takes yes or no.
fn truth(object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get(ALLOWED) {
        let allowed = text == "true";
        object.insert(ALLOWED.to_owned(), allowed.into());
    }
}

/// Whether Developers publish to live. Who may not change it sees it with the reason.
fn allow(state: FormState, project: Memo<Arc<Project>>, may_allow: bool) -> AnyView {
    let value = state.value(ALLOWED);
    let checked = move || match may_allow {
        true => value.with(|value| value == "true"),
        false => project.with(|project| project.developers_publish_live),
    };
    let note = match may_allow {
        true => "Otherwise, only Admins and Owners can edit, publish and promote to live, and manage keys.",
        false => "Only Admins and Owners can change this.",
    };
    view! {
        <label class="toggle toggle-tall">
            <Tick
                value=Signal::derive(checked)
                disabled=!may_allow
                on_change=Callback::new(move |(on,): (bool,)| value.set(on.to_string()))
            />
            <span>"Developers may publish to live"<span class="field-hint">{note}</span></span>
        </label>
    }
    .into_any()
}
