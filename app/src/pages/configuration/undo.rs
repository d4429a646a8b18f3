//! Taking back what was just published to the sandbox: the version before is published once more.

use super::published_changed;
use crate::client::Failure;
use crate::paths::sign_in_page::{STALLED, STOP_WAITING, TRY_AGAIN};
use crate::reactive::effect;
use crate::submit::{Submission, submission};
use crate::ui::{ToastAction, Toaster};
use leptos::prelude::*;
use portico_api::environments::EnvironmentParams;
use portico_api::problem::kind;
use portico_api::versions::{Restoration, RollBack, VersionParams};
use std::sync::Arc;

/// The action, for a moment after `published` was; `None` where there is no version before it.
pub(super) fn undo(toasts: Toaster, at: EnvironmentParams, published: i64) -> Option<ToastAction> {
    if published < 2 {
        return None;
    }
    let EnvironmentParams { organization, project, mode } = at;
    let params = VersionParams { organization, project, mode, number: published - 1 };
    Some(act("Undo", move || send(toasts, params.clone(), published)))
}

fn act(label: &'static str, act: impl Fn() + Send + Sync + 'static) -> ToastAction {
    ToastAction::Act { label, act: Arc::new(act) }
}

/// Sends it. The page that published may be gone, so this belongs to the messages, and so do what is said while no answer comes, and
/// every further try.
fn send(toasts: Toaster, params: VersionParams, published: i64) {
    let owner = toasts.owner();
    let (doing, note) = owner.with(|| {
        let doing = submission();
        (doing, tell(toasts, doing, published))
    });
    let number = params.number;
    let body =
        Restoration { version: published, message: format!("Undo version {published}"), confirm: None };
    doing.send::<RollBack>(params, body, move |outcome| {
        dismiss(toasts, note);
        match outcome {
            Ok(version) => {
                published_changed();
                toasts.success(format!(
                    "Version {} holds the values of version {number} again",
                    version.number
                ));
            }
            Err(failure) if failure.is_lost() => {
                toasts.error_then(refusal(&failure), vec![act(TRY_AGAIN, move || doing.again())]);
                return;
            }
            Err(failure) => toasts.error(refusal(&failure)),
        }
        owner.cleanup();
    });
}

/// Says that no answer comes, for as long as that is so.
fn tell(toasts: Toaster, doing: Submission, published: i64) -> StoredValue<Option<u32>> {
    let note = StoredValue::new(None);
    effect(move || {
        dismiss(toasts, note);
        if doing.stalled.get() {
            let actions =
                vec![act(TRY_AGAIN, move || doing.again()), act(STOP_WAITING, move || doing.give_up())];
            let text = format!("Undo version {published}: {STALLED}{}", doing.unsure.get());
            note.set_value(Some(toasts.error_then(text, actions)));
        }
    });
    note
}

fn dismiss(toasts: Toaster, note: StoredValue<Option<u32>>) {
    if let Some(id) = note.try_update_value(Option::take).flatten() {
        toasts.dismiss(id);
    }
}

fn refusal(failure: &Failure) -> String {
    match failure {
        stale if stale.is(kind::STALE) => {
            "Something else has been published since, so nothing was undone. You can roll back on the Versions page.".to_owned()
        }
        Failure::Offline => {
            "No answer came. It's safe to try again: nothing happens twice. The Versions page shows whether it was undone."
                .to_owned()
        }
        other => other.message(),
    }
}
