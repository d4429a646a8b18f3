//! Whether invoices may go to the billing address yet, below its field.

use super::by_id;
use crate::query::invalidate;
use crate::reactive::memo;
use crate::submit::{submission, tell_when_stalled};
use crate::ui::{Button, ButtonKind, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::billing::{Billing, EmailState, ResendConfirmation, ShowBilling};
use std::sync::Arc;

/// Nothing where they may.
pub(super) fn email_state(billing: Memo<Arc<Billing>>) -> AnyView {
    let standing =
        memo(move |_| billing.with(|billing| (billing.details.email_state, billing.details.email.clone())));
    (move || match standing.get() {
        (EmailState::Waiting, email) => waiting(billing, email),
        (EmailState::Stopped, email) => view! {
            <p class="banner" data-kind="note">
                "E-mail to " <strong translate="no">{email}</strong>
                " is stopped, so no invoices go there. They are all on this page; or enter another address."
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    })
    .into_any()
}

fn waiting(billing: Memo<Arc<Billing>>, email: String) -> AnyView {
    let toasts = use_toasts();
    let sending = submission();
    tell_when_stalled(sending);
    let sent_to = email.clone();
    let send = move |()| {
        let sent_to = sent_to.clone();
        sending.send::<ResendConfirmation>(
            billing.with_untracked(|billing| by_id(billing)),
            Empty {},
            move |outcome| {
                match outcome {
                    Ok(_) => toasts.success(
                        Words::from("Sent to ").name(sent_to).text(" again; the old link no longer works"),
                    ),
                    Err(failure) => toasts.error(failure.message()),
                }
                invalidate::<ShowBilling>();
            },
        );
    };
    view! {
        <div class="banner" data-kind="note" role="group" aria-label="Billing e-mail: waiting for confirmation">
            <p>
                <strong>"Waiting for confirmation."</strong> " We sent a link to " <strong translate="no">{email}</strong>
                ". Invoices go there once someone has opened it and confirmed."
            </p>
            <Button kind=ButtonKind::Quiet pending=sending on_click=Callback::new(send)>"Resend"</Button>
        </div>
    }
    .into_any()
}
