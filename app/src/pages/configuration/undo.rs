//! Taking back what was just published to the sandbox: the version before is published once more.

use super::published_changed;
use crate::browser::random_uuid;
use crate::client::{Failure, call};
use crate::ui::{ToastAction, Toaster};
use leptos::task::spawn_local;
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
    let act = move || {
        let params = params.clone();
        spawn_local(async move {
            let body = Restoration {
                version: published,
                message: format!("Undo version {published}"),
                confirm: None,
            };
            match call::<RollBack>(&params, &body, Some(&random_uuid())).await {
                Ok(version) => {
                    published_changed();
                    toasts.success(format!(
                        "Version {} holds the values of version {} again",
                        version.number, params.number
                    ));
                }
                Err(failure) => toasts.error(refusal(&failure)),
            }
        });
    };
    Some(ToastAction::Act { label: "Undo", act: Arc::new(act) })
}

fn refusal(failure: &Failure) -> String {
    match failure {
        stale if stale.is(kind::STALE) => {
            "Something else has been published meanwhile, so nothing was undone. You can roll back on the Versions page.".to_owned()
        }
        Failure::Offline => {
            "No answer came. Look at the Versions page to see whether it was undone.".to_owned()
        }
        other => other.message(),
    }
}
