//! The section of a project's general page that moves it to the trash.

use super::super::projects::projects_changed;
use crate::app::use_go;
use crate::browser::now_ms;
use crate::client::Failure;
use crate::locale::day;
use crate::paths::Place;
use crate::query::{forget_below, invalidate};
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ConfirmDialog, TextField, use_toasts};
use leptos::prelude::*;
use portico_api::problem::kind;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use portico_api::trash::{DeleteProject, ProjectDeletion, TRASH_KEPT_MS};
use portico_api::{Empty, Role, url};
use std::sync::Arc;

pub(in super::super) fn section(slug: String, project: Memo<Arc<Project>>) -> AnyView {
    let open = RwSignal::new(false);
    let reason = Signal::derive(move || {
        project.with(|project| {
            let (role, name) = (project.organization.role, &project.organization.name);
            (role < Role::Admin).then(|| {
                format!("Your role in {name} is {}. Only Owners and Admins delete projects.", role.title())
            })
        })
    });
    view! {
        <section class="identity" aria-labelledby="delete">
            <h2 id="delete">"Delete project"</h2>
            <p class="field-hint">"It is kept in the trash for 30 days, and can be restored from there."</p>
            <Button kind=ButtonKind::Danger disabled_reason=reason on_click=Callback::new(move |()| open.set(true))>
                "Delete project"
            </Button>
        </section>
        {dialog(slug, project, open)}
    }
    .into_any()
}

fn dialog(slug: String, project: Memo<Arc<Project>>, open: RwSignal<bool>) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let (doing, looking) = (submission(), submission());
    let typed = RwSignal::new(String::new());
    Effect::new(move || {
        if open.get() {
            typed.set(String::new());
            doing.failure.set(None);
        }
    });
    let first = project.get_untracked();
    // By ID: by the time of sending, the slug may stand for another project.
    let params =
        ProjectParams { organization: first.organization.id.to_string(), project: first.id.to_string() };
    let here = ProjectParams { organization: slug.clone(), project: first.slug.clone() };
    let name = move || project.with(|project| project.name.clone());
    let reason = Signal::derive(move || {
        let same = typed.with(|typed| project.with(|project| *typed == project.name));
        (!same).then(|| "Type the name of the project first.".to_owned())
    });
    let deleted = Callback::new(move |()| {
        open.set(false);
        let trash = Place::Trash(slug.clone());
        toasts.success_with(format!("{} moved to the trash", name()), trash.path(), "Open trash");
        projects_changed();
        go.replace(&Place::Projects(slug.clone()));
        forget_below(&url::<ShowProject>(&here));
    });
    let act = move |()| {
        let body =
            ProjectDeletion { confirm: typed.get_untracked(), version: project.get_untracked().version };
        let there = params.clone();
        doing.send::<DeleteProject>(params.clone(), body, move |outcome| match outcome {
            Ok(_) => deleted.run(()),
            // The next try is based on what is there now.
            Err(failure) if failure.is(kind::STALE) => invalidate::<ShowProject>(),
            // The answer was lost: it may be gone all the same.
            Err(Failure::Offline) => looking.send::<ShowProject>(there, Empty {}, move |found| {
                if found.is_err_and(|failure| failure.is_missing()) {
                    deleted.run(());
                }
            }),
            Err(_) => {}
        });
    };
    let until = day(now_ms() as i64 + TRASH_KEPT_MS);
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || format!("Delete {}?", name()))
            confirm="Delete project"
            kind=ButtonKind::Danger
            pending=doing.pending
            disabled_reason=reason
            on_confirm=Callback::new(act)
        >
            <ul class="consequences">
                <li>"Sandbox and live answer nobody any more: whoever reads their configuration gets 404, everywhere within 60 seconds."</li>
                <li>"All of its keys stop working at once."</li>
                <li>"Until " <strong>{until.clone()}</strong> ", Owners and Admins can restore it from the trash, with the same IDs, keys and versions. Then it is gone for good."</li>
            </ul>
            <p>"The name of the project is " <strong>{name}</strong></p>
            <TextField label="Type the project's name to confirm" name="confirm" value=typed autofocus=true />
            <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        </ConfirmDialog>
    }
    .into_any()
}
