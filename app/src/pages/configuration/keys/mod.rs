//! `/o/{organization}/p/{project}/{mode}/keys`: the public environment ID, and the keys of the team's own servers.

mod create;
mod row;

use super::may::may_release;
use super::{header, title_parts};
use crate::browser::use_title;
use crate::client::Failure;
use crate::parts::list_end::ListEnd;
use crate::parts::loaded::{part_failed, unless_missing};
use crate::parts::{loaded, open_while, words_of};
use crate::query::{List, invalidate, list, query};
use crate::reactive::{effect, memo};
use crate::submit::submission;
use crate::ui::{
    Button, ButtonKind, CodeBlock, ConfirmDialog, CopyText, EmptyState, Skeleton, Words, use_toasts,
};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::environments::Mode;
use portico_api::keys::{Key, KeyParams, ListKeys, ListKeysParams, RevokeKey};
use portico_api::projects::{Project, ProjectParams, ShowProject};
use std::sync::Arc;

/// What the parts of the page share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    mode: Mode,
    project: Memo<Arc<Project>>,
    keys: List<ListKeys>,
    creating: RwSignal<bool>,
    revoking: RwSignal<Option<Key>>,
    /// Why nobody can create or revoke keys here.
    reason: Signal<Option<String>>,
}

pub fn page(organization: String, project: String, mode: Mode) -> AnyView {
    let at = ListKeysParams { organization, project, mode, after: None };
    let of = ProjectParams { organization: at.organization.clone(), project: at.project.clone() };
    let project = query::<ShowProject>(move || Some(of.clone()));
    let keys = list::<ListKeys>(move || Some(at.clone()));
    loaded(project, move |project| body(mode, project, keys))
}

fn body(mode: Mode, project: Memo<Arc<Project>>, keys: List<ListKeys>) -> AnyView {
    use_title(move || project.with(|project| title_parts("Keys", Some(mode), project)));
    let reason = memo(move |_| {
        let allowed = keys.with(|listed| listed.first().is_some_and(|page| page.may_manage));
        project.with(|project| may_release(project, "create and revoke keys").filter(|_| !allowed))
    });
    let page = Page {
        mode,
        project,
        keys,
        creating: RwSignal::new(false),
        revoking: RwSignal::new(None),
        reason: reason.into(),
    };
    let problem = memo(move |_| keys.with(|listed| listed.failure.clone().filter(|_| listed.is_empty())));
    unless_missing(problem, move || shown(page, problem))
}

fn shown(page: Page, problem: Memo<Option<Failure>>) -> AnyView {
    let Page { mode, project, .. } = page;
    let id = Signal::derive(move || project.with(|project| environment_id(project, mode)));
    view! {
        {header("Keys", mode, ().into_any())}
        <section class="keys-section" aria-labelledby="keys-public">
            <h2 id="keys-public">"Environment ID"</h2>
            <CopyText value=id label=format!("Copy {} environment ID", mode.as_str()) />
            <p class="keys-note">
                "Not a secret: you can put it in the code of your pages and apps. Anyone who has it can read the published values, but never the secret ones."
            </p>
        </section>
        <section class="keys-section" aria-labelledby="keys-server">
            <header class="keys-header">
                <h2 id="keys-server">"Server keys"</h2>
                <Button kind=ButtonKind::Primary disabled_reason=page.reason on_click=move || page.creating.set(true)>
                    "Create key"
                </Button>
            </header>
            <p class="keys-note">
                "For your own servers: with a key they read the secrets too. Two or more keys work side by side, so that you can rotate: \
                 create the new one, put it to use, then revoke the old one. A revoked key is refused from the next read on, everywhere. \
                 Keys belong to the environment: they keep working when the person who made them leaves."
            </p>
            {rows(page, problem)}
            <details class="keys-use">
                <summary>"How to use a key"</summary>
                <CodeBlock text=Signal::derive(move || usage(&id.get())) label="Copy request" />
            </details>
        </section>
        {create::dialog(page)}
        {revoke(page)}
    }
    .into_any()
}

fn environment_id(project: &Project, mode: Mode) -> String {
    let environment = if mode == Mode::Live { &project.live } else { &project.sandbox };
    environment.id.to_string()
}

fn usage(id: &str) -> String {
    let origin = location().origin().unwrap_or_default();
    format!(
        "curl --fail-with-body -H \"Authorization: Bearer $PORTICO_KEY\" \\\n  {origin}/v1/environments/{id}/config"
    )
}

fn rows(page: Page, problem: Memo<Option<Failure>>) -> AnyView {
    let keys = page.keys;
    let waiting = memo(move |_| keys.with(|listed| listed.loading && listed.first().is_none()));
    let empty = memo(move |_| keys.with(|listed| listed.is_empty()));
    (move || match (problem.get(), waiting.get(), empty.get()) {
        (Some(failure), ..) => part_failed(failure, Callback::new(move |()| keys.retry())),
        (_, true, _) => view! { <Skeleton rows=2 /> }.into_any(),
        (_, _, true) => view! {
            <EmptyState
                title="No server keys yet"
                text="Browsers need none: they read by the environment ID. Create one for a server that needs the secrets."
            />
        }
        .into_any(),
        _ => view! {
            <ul class="rows keys" aria-label="Server keys">
                <For
                    each=move || keys.with(|listed| listed.rows().cloned().collect::<Vec<_>>())
                    key=row::key
                    let(key)
                >
                    {row::row(page, key)}
                </For>
            </ul>
            <ListEnd list=keys />
        }
        .into_any(),
    })
    .into_any()
}

/// Asks before a key dies.
fn revoke(page: Page) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let open = open_while(page.revoking);
    effect(move || {
        page.revoking.track();
        doing.failure.set(None);
    });
    let name = words_of(page.revoking, |key| key.name.clone());
    let act = move |()| {
        let Some(key) = page.revoking.get_untracked() else { return };
        let at = super::by_id(&page.project.get_untracked(), page.mode);
        let params = KeyParams {
            organization: at.organization,
            project: at.project,
            mode: at.mode,
            key: key.id.to_string(),
        };
        doing.send::<RevokeKey>(params, Empty {}, move |outcome| match outcome {
            Ok(key) => {
                toasts.success(Words::named(&key.name).text(" revoked"));
                open.set(false);
                invalidate::<ListKeys>();
            }
            Err(failure) => {
                toasts.error(failure.message());
                invalidate::<ListKeys>();
            }
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || Words::from("Revoke ").name(name.get()).text("?"))
            confirm="Revoke key"
            kind=ButtonKind::Danger
            pending=doing
            on_confirm=Callback::new(act)
        >
            <p>
                "It stops working at once: whatever still uses it is refused, and no one can bring the key back. \
                 Make sure that another key has taken its place."
            </p>
        </ConfirmDialog>
    }
    .into_any()
}
