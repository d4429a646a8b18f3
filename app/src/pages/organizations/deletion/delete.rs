//! The part of the danger zone that moves an organization to the trash, with the dialog in which its name is typed.

use super::super::super::projects::TypedName;
use super::consequences;
use crate::navigation::use_go;
use crate::parts::loaded::part_failed;
use crate::parts::membership_changed;
use crate::paths::Place;
use crate::query::{Phase, forget_below, invalidate, query};
use crate::reactive::memo;
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ConfirmDialog, Skeleton, Words, use_toasts};
use leptos::prelude::*;
use portico_api::deletions::{
    DeleteOrganization, ListDeletedOrganizations, OrganizationDeletion, PreviewDeletion,
};
use portico_api::organizations::{Organization, OrganizationParams, ShowOrganization};
use portico_api::problem::kind;
use portico_api::url;
use std::sync::Arc;

pub(crate) fn part(organization: Memo<Arc<Organization>>) -> AnyView {
    let open = RwSignal::new(false);
    let reason = Signal::derive(move || {
        organization.with(|organization| {
            let (role, name) = (organization.role, &organization.name);
            (!role.may_delete_organization())
                .then(|| format!("Your role in {name} is {}. Only Owners can delete it.", role.title()))
        })
    });
    view! {
        <div class="danger-part">
            <h3>"Delete organization"</h3>
            <p class="field-hint">
                "Also deletes all its projects. Whoever deletes it can restore it for 30 days, under Organizations."
            </p>
            <Button kind=ButtonKind::Danger disabled_reason=reason on_click=Callback::new(move |()| open.set(true))>
                "Delete organization"
            </Button>
        </div>
        {dialog(organization, open)}
    }
    .into_any()
}

fn dialog(organization: Memo<Arc<Organization>>, open: RwSignal<bool>) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let doing = submission();
    let name = Signal::derive(move || organization.with(|organization| organization.name.clone()));
    let first = organization.get_untracked();
    // By ID: by the time of sending, the slug may stand for another organization.
    let params = OrganizationParams { organization: first.id.to_string() };
    let asked = params.clone();
    let preview = query::<PreviewDeletion>(move || open.get().then(|| asked.clone()));
    let phase = memo(move |_| preview.phase());
    let version = Signal::derive(move || preview.ready().map(|preview| preview.version));
    let typed = TypedName::of_organization(name, version, open, doing);
    let known_as = [first.slug.clone(), first.id.to_string()]
        .map(|organization| url::<ShowOrganization>(&OrganizationParams { organization }));
    let deleted = Callback::new(move |()| {
        let name = name.get_untracked();
        open.set(false);
        toasts.success(Words::named(name).text(" deleted. It can be restored for 30 days."));
        known_as.iter().for_each(|address| forget_below(address));
        go.replace(&Place::Organizations);
        invalidate::<ListDeletedOrganizations>();
        membership_changed();
    });
    let act = move |()| {
        let Some(preview) = preview.ready() else { return };
        let body = OrganizationDeletion { confirm: typed.text(), version: preview.version };
        // After a lost answer the very same is sent under the same key, and answered again.
        doing.send::<DeleteOrganization>(params.clone(), body, move |outcome| match outcome {
            Ok(_) => deleted.run(()),
            // The next try is based on what is there now.
            Err(failure) if failure.is(kind::STALE) => {
                typed.refuse();
                invalidate::<PreviewDeletion>();
                invalidate::<ShowOrganization>();
            }
            Err(_) => {}
        });
    };
    let reason = Signal::derive(move || match phase.get() {
        Phase::Ready => typed.reason().get(),
        _ => Some("Still loading what will be deleted.".to_owned()),
    });
    let failed = move || {
        let failure = doing.failure.get()?;
        Some(match failure.is(kind::STALE) {
            true => "Someone changed the organization in the meantime. Review it, then delete it.".to_owned(),
            false => failure.message(),
        })
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || Words::from("Delete ").name(name.get()).text("?"))
            confirm="Delete organization"
            kind=ButtonKind::Danger
            pending=doing
            disabled_reason=reason
            on_confirm=Callback::new(act)
        >
            {typed.field()}
            {move || match (phase.get(), preview.ready()) {
                (Phase::Failed(failure), _) => part_failed(failure, Callback::new(move |()| preview.retry())),
                (Phase::Ready, Some(preview)) => consequences::of_deletion(&preview),
                _ => view! { <Skeleton rows=5 /> }.into_any(),
            }}
            <div role="alert" class="field-error">{failed}</div>
        </ConfirmDialog>
    }
    .into_any()
}
