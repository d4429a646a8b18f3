//! The dialog that takes an organization out of the trash.

use crate::navigation::use_go;
use crate::parts::{membership_changed, open_while, words_of};
use crate::paths::Place;
use crate::query::invalidate;
use crate::reactive::effect;
use crate::submit::submission;
use crate::ui::{ButtonKind, ConfirmDialog, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::deletions::{DeletedOrganization, ListDeletedOrganizations, RestoreOrganization};
use portico_api::organizations::OrganizationParams;

pub(super) fn dialog(chosen: RwSignal<Option<DeletedOrganization>>) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let open = open_while(chosen);
    let doing = submission();
    effect(move || {
        if chosen.with(Option::is_some) {
            doing.failure.set(None);
        }
    });
    let name = words_of(chosen, |deleted| deleted.name.clone());
    let act = move |()| {
        let Some(deleted) = chosen.get_untracked() else { return };
        let params = OrganizationParams { organization: deleted.id.to_string() };
        doing.send::<RestoreOrganization>(params, Empty {}, move |outcome| match outcome {
            Ok(organization) => {
                open.set(false);
                toasts.success(Words::named(&organization.name).text(" restored"));
                invalidate::<ListDeletedOrganizations>();
                membership_changed();
                go.to(&Place::Projects(organization.slug));
            }
            // It was restored in another tab, or its time is over: the lists say which.
            Err(failure) if failure.is_missing() => {
                open.set(false);
                toasts.success(
                    Words::named(&deleted.name).text(" is no longer among the deleted organizations"),
                );
                invalidate::<ListDeletedOrganizations>();
                membership_changed();
            }
            Err(_) => {}
        });
    };
    let failed = move || doing.failure.get().map(|failure| failure.message());
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || Words::from("Restore ").name(name.get()).text("?"))
            confirm="Restore organization"
            kind=ButtonKind::Primary
            pending=doing
            on_confirm=Callback::new(act)
        >
            <ul class="consequences">
                <li>"All members return with their roles, and projects keep their IDs. Published versions are served again."</li>
                <li>"Server keys stay revoked: create new ones. Invites stay closed."</li>
                <li>"It will be on the Free plan. Anything over its limits stays; you just can't add more."</li>
            </ul>
            <div role="alert" class="field-error">{failed}</div>
        </ConfirmDialog>
    }
    .into_any()
}
