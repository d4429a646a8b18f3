//! The section of a project's settings that moves it to the trash.

use super::super::projects::TypedName;
use crate::browser::now_ms;
use crate::locale::day;
use crate::navigation::use_go;
use crate::parts::projects_changed;
use crate::paths::Place;
use crate::query::{amend, forget_below, invalidate};
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ConfirmDialog, ToastAction, Words, use_toasts};
use leptos::prelude::*;
use portico_api::problem::kind;
use portico_api::projects::{ListProjects, Project, ProjectParams, ShowProject};
use portico_api::trash::{DeleteProject, ProjectDeletion, TRASH_KEPT_MS};
use portico_api::{Empty, url};
use std::sync::Arc;

pub(in super::super) fn section(slug: String, project: Memo<Arc<Project>>) -> AnyView {
    let open = RwSignal::new(false);
    let reason = Signal::derive(move || {
        project.with(|project| {
            let (role, name) = (project.organization.role, &project.organization.name);
            (!role.may_delete_projects()).then(|| {
                format!(
                    "Your role in {name} is {}. Only Owners and Admins can delete projects.",
                    role.title()
                )
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
    let typed = TypedName::new(project, open, doing);
    let first = project.get_untracked();
    // An answer was lost: that there is nothing any more may be our own doing.
    let unsure = StoredValue::new(false);
    // By ID: by the time of sending, the slug may stand for another project.
    let params =
        ProjectParams { organization: first.organization.id.to_string(), project: first.id.to_string() };
    let known_as = [first.slug.clone(), first.id.to_string()]
        .map(|project| url::<ShowProject>(&ProjectParams { organization: slug.clone(), project }));
    let id = first.id.clone();
    let name = move || project.with(|project| project.name.clone());
    let deleted = Callback::new(move |()| {
        open.set(false);
        let trash = Place::Trash(slug.clone());
        let open = ToastAction::Link { href: trash.path(), label: "Open trash" };
        toasts.success_then(Words::named(name()).text(" moved to the trash"), vec![open]);
        amend::<ListProjects>(|page| {
            let before = page.projects.len();
            page.projects.retain(|row| row.id != id);
            if page.projects.len() < before {
                page.organization.projects = page.organization.projects.saturating_sub(1);
            }
        });
        projects_changed();
        go.replace(&Place::Projects(slug.clone()));
        known_as.iter().for_each(|address| forget_below(address));
    });
    let act = move |()| {
        let body = ProjectDeletion { confirm: typed.text(), version: project.get_untracked().version };
        let there = params.clone();
        doing.send::<DeleteProject>(params.clone(), body, move |outcome| match outcome {
            Ok(_) => deleted.run(()),
            // The next try is based on what is there now.
            Err(failure) if failure.is(kind::STALE) => {
                typed.refuse();
                invalidate::<ShowProject>();
            }
            Err(failure) if failure.is_missing() && unsure.get_value() => deleted.run(()),
            // The answer was lost: it may be gone all the same.
            Err(failure) if failure.is_lost() => {
                unsure.set_value(true);
                looking.send::<ShowProject>(there, Empty {}, move |found| {
                    if found.is_err_and(|failure| failure.is_missing()) {
                        deleted.run(());
                    }
                });
            }
            Err(_) => {}
        });
    };
    let until = move || day(now_ms() as i64 + TRASH_KEPT_MS);
    let failed = move || {
        let failure = doing.failure.get()?;
        Some(match failure.is(kind::STALE) {
            true => "Someone changed the project in the meantime. Review it, then delete it.".to_owned(),
            false => failure.message(),
        })
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || Words::from("Delete ").name(name()).text("?"))
            confirm="Delete project"
            kind=ButtonKind::Danger
            pending=doing
            disabled_reason=typed.reason()
            on_confirm=Callback::new(act)
        >
            <ul class="consequences">
                <li>"Sandbox and live stop answering: whatever reads their configuration is refused, everywhere in about a minute."</li>
                <li>"All of its keys stop working at once. Its name and address become free for another project."</li>
                <li>"Until " <strong>{until}</strong> ", Owners and Admins can restore it from the trash, with the same IDs, keys and versions. Then it is gone for good."</li>
            </ul>
            {typed.field()}
            <div role="alert" class="field-error">{failed}</div>
        </ConfirmDialog>
    }
    .into_any()
}
