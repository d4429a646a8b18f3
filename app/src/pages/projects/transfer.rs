//! Moves a project to another organization of which one is Admin as well.

use super::super::limits::{may_bill, no_project, notice, projects};
use super::{TypedName, projects_changed};
use crate::app::use_go;
use crate::client::Failure;
use crate::layouts::repeats;
use crate::paths::{Place, Section, project_at};
use crate::query::{forget_below, invalidate, list, seed};
use crate::session::{remember_organization, use_session};
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ConfirmDialog, SelectField, use_toasts};
use leptos::prelude::*;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, Organization};
use portico_api::problem::kind;
use portico_api::projects::{Project, ProjectParams, ProjectTransfer, ShowProject, TransferProject};
use portico_api::{Empty, url};
use std::sync::Arc;

/// The section of the page; nothing for whoever may not.
pub(super) fn section(slug: String, project: Memo<Arc<Project>>) -> AnyView {
    let may = Memo::new(move |_| project.with(|project| may_bill(project.organization.role)));
    (move || may.get().then(|| choose(slug.clone(), project))).into_any()
}

fn choose(slug: String, project: Memo<Arc<Project>>) -> AnyView {
    // The session knows the first of them; only who is in more than that has to ask.
    let session = use_session();
    let first = Memo::new(move |_| {
        session.query().ready().map(|session| (session.organizations.clone(), session.next.is_some()))
    });
    let has_more = Memo::new(move |_| first.with(|first| first.as_ref().is_some_and(|(_, more)| *more)));
    let found = list::<ListOrganizations>(move || {
        has_more.get().then_some(ListOrganizationsParams { search: None, after: None })
    });
    // The browser's own list shows all or nothing.
    Effect::new(move || {
        if found.with(|listed| listed.more && !listed.loading && listed.failure.is_none()) {
            found.more();
        }
    });
    let targets = Memo::new(move |_| {
        let from = project.with(|project| project.organization.id.clone());
        let may = |row: &&Organization| may_bill(row.role) && row.id != from;
        if has_more.get() {
            return found.with(|listed| listed.rows().filter(may).cloned().collect::<Vec<_>>());
        }
        first.with(|first| first.iter().flat_map(|(known, _)| known).filter(may).cloned().collect())
    });
    let none = Memo::new(move |_| targets.with(Vec::is_empty));
    let chosen = RwSignal::new(String::new());
    let target = Memo::new(move |_| {
        let id = chosen.get();
        targets.with(|targets| targets.iter().find(|target| target.id.as_str() == id).cloned())
    });
    let open = RwSignal::new(false);
    let full = Memo::new(move |_| target.with(|target| target.as_ref().and_then(no_project)));
    let reason = Signal::derive(move || match target.with(Option::is_none) {
        true => Some("Choose an organization.".to_owned()),
        false => full.get(),
    });
    let hint = Signal::derive(move || {
        // Of a full one it is said below.
        let target = target.get().filter(|_| full.with(Option::is_none))?;
        Some(format!("It has {} of the {} plan.", projects(&target).text("project"), target.plan.title()))
    });
    let no_room = move || target.get().zip(full.get()).map(|(target, reason)| notice(&target, reason));
    view! {
        <section class="identity transfer" aria-labelledby="transfer">
            <h2 id="transfer">"Transfer project"</h2>
            <p class="field-hint">"To another organization of which you are Owner or Admin. All IDs and keys stay."</p>
            {move || match none.get() {
                true => nowhere(has_more.get() && found.with(|listed| listed.loading || listed.more)),
                false => view! {
                    {move || targets.with(|targets| {
                        let options = options(targets);
                        view! { <SelectField label="Organization" name="target" value=chosen options hint /> }
                    })}
                    {no_room}
                    <Button disabled_reason=reason on_click=Callback::new(move |()| open.set(true))>
                        "Transfer project"
                    </Button>
                }
                .into_any(),
            }}
        </section>
        {dialog(slug, project, target, open)}
    }
    .into_any()
}

/// There is no organization to transfer to.
fn nowhere(loading: bool) -> AnyView {
    if loading {
        return view! { <p class="field-hint" role="status">"Looking for your organizations …"</p> }
            .into_any();
    }
    let href = Place::NewOrganization.path();
    view! {
        <p class="field-hint">
            "You are Owner or Admin of no other organization. " <a href=href>"Create organization"</a>
        </p>
    }
    .into_any()
}

/// The organizations by name; the slug tells two of one name apart.
fn options(targets: &[Organization]) -> Vec<(String, String)> {
    let option = |target: &Organization| {
        let title = match repeats(targets, &target.name) {
            true => format!("{} ({})", target.name, target.slug),
            false => target.name.clone(),
        };
        (target.id.to_string(), title)
    };
    let none = (String::new(), "Choose an organization".to_owned());
    std::iter::once(none).chain(targets.iter().map(option)).collect()
}

fn dialog(
    slug: String,
    project: Memo<Arc<Project>>,
    target: Memo<Option<Organization>>,
    open: RwSignal<bool>,
) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let (doing, looking) = (submission(), submission());
    let old_slug = project.with_untracked(|project| project.slug.clone());
    let typed = TypedName::new(project, open, doing);
    let name = move || project.with(|project| project.name.clone());
    let to =
        move || target.with(|target| target.as_ref().map(|target| target.name.clone())).unwrap_or_default();
    let from = move || project.with(|project| project.organization.name.clone());
    let moved = Callback::new(move |project: Project| {
        let old = ProjectParams { organization: slug.clone(), project: old_slug.clone() };
        let at = project.organization.slug.clone();
        toasts.success(format!("{} moved to {}", project.name, project.organization.name));
        open.set(false);
        remember_organization(&at);
        let place = project_at(&at, &project.slug, Section::General);
        seed::<ShowProject>(&ProjectParams { organization: at, project: project.slug.clone() }, project);
        projects_changed();
        go.replace(&place);
        forget_below(&url::<ShowProject>(&old));
    });
    let act = move |()| {
        let (now, Some(target)) = (project.get_untracked(), target.get_untracked()) else { return };
        // By ID: by the time of sending, the slugs may stand for others.
        let params =
            ProjectParams { organization: now.organization.id.to_string(), project: now.id.to_string() };
        let there = ProjectParams { organization: target.id.to_string(), project: now.id.to_string() };
        let body = ProjectTransfer { target: target.id.to_string(), version: now.version };
        doing.send::<TransferProject>(params, body, move |outcome| match outcome {
            Ok(project) => moved.run(project),
            // The next try is based on what is there now.
            Err(failure) if failure.is(kind::STALE) => invalidate::<ShowProject>(),
            // The answer was lost: it may have moved all the same.
            Err(Failure::Offline) => {
                looking.send::<ShowProject>(there, Empty {}, move |found| {
                    if let Ok(project) = found {
                        moved.run(project);
                    }
                });
            }
            Err(_) => {}
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || format!("Transfer {} to {}?", name(), to()))
            confirm="Transfer project"
            kind=ButtonKind::Danger
            pending=doing.pending
            disabled_reason=typed.reason()
            on_confirm=Callback::new(act)
        >
            <ul class="consequences">
                <li>"All IDs and keys stay: whatever reads its configuration goes on reading it."</li>
                <li>"Members of " <strong>{from}</strong> " lose access at once; members of " <strong>{to}</strong> " get it."</li>
                <li>"What is read until this moment is billed to " <strong>{from}</strong> ", what is read from then on to " <strong>{to}</strong> "."</li>
            </ul>
            {typed.field()}
            <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        </ConfirmDialog>
    }
    .into_any()
}
