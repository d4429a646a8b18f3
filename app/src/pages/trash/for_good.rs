//! The dialog that takes a project out of the trash for good.

use super::super::projects::TypedName;
use crate::parts::{open_while, projects_changed, words_of};
use crate::query::invalidate;
use crate::submit::submission;
use crate::ui::{ButtonKind, ConfirmDialog, Words, use_toasts};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::trash::{DeleteForGood, FinalDeletion, ListTrash, TrashParams, TrashedProject};

pub(super) fn dialog(
    organization: Memo<Option<Organization>>,
    chosen: RwSignal<Option<TrashedProject>>,
) -> AnyView {
    let toasts = use_toasts();
    let (open, doing) = (open_while(chosen), submission());
    let name = words_of(chosen, |project| project.name.clone());
    let typed = TypedName::of(name.into(), open, doing);
    let deleted = move |name: String| {
        open.set(false);
        toasts.success(Words::named(name).text(" deleted for good"));
        invalidate::<ListTrash>();
        projects_changed();
    };
    let act = move |()| {
        let (Some(project), Some(organization)) = (chosen.get_untracked(), organization.get_untracked())
        else {
            return;
        };
        let params =
            TrashParams { organization: organization.id.to_string(), project: project.id.to_string() };
        let body = FinalDeletion { confirm: typed.text() };
        doing.send::<DeleteForGood>(params, body, move |outcome| match outcome {
            Ok(_) => deleted(project.name.clone()),
            // Somebody else was faster, or it came back: the list says which.
            Err(failure) if failure.is_missing() => {
                open.set(false);
                toasts.success(Words::named(&project.name).text(" is no longer in the trash"));
                invalidate::<ListTrash>();
            }
            Err(_) => {}
        });
    };
    let failed = move || doing.failure.get().map(|failure| failure.message());
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || Words::from("Delete ").name(name.get()).text(" for good?"))
            confirm="Delete for good"
            kind=ButtonKind::Danger
            pending=doing
            disabled_reason=typed.reason()
            on_confirm=Callback::new(act)
        >
            <ul class="consequences">
                <li>"It can't be restored after that: its configurations, versions, secrets and keys are permanently deleted."</li>
                <li>"Its past reads stay on the usage page and on invoices."</li>
            </ul>
            {typed.field()}
            <div role="alert" class="field-error">{failed}</div>
        </ConfirmDialog>
    }
    .into_any()
}
