//! Adding a passkey: options from the edge, the browser's own dialog, and back.

use super::{Page, Wish};
use crate::parts::webauthn::{self, Refused};
use crate::query::invalidate;
use crate::submit::submission;
use crate::ui::{Button, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::passkeys::{AddPasskey, BeginPasskey, CreationOptions, ListPasskeys, NewPasskey};
use portico_api::problem::kind;
use portico_api::sessions::device;

pub(super) fn button(page: Page, full: Signal<Option<String>>) -> AnyView {
    let toasts = use_toasts();
    let (beginning, adding) = (submission(), submission());
    // The browser's dialog is open.
    let asking = RwSignal::new(false);
    let keep = move |new: NewPasskey| {
        adding.send::<AddPasskey>((), new, move |outcome| match outcome {
            Ok(passkey) => {
                toasts.success(Words::named(&passkey.name).text(" added"));
                page.added(&passkey);
            }
            Err(failure) => {
                page.problem.set(Some(failure.message()));
                // It may be there all the same, if only the answer was lost.
                invalidate::<ListPasskeys>();
            }
        });
    };
    let ask = move |options: CreationOptions| {
        let asked = async move { webauthn::create(&options).await };
        webauthn::ask_from_page(asking, asked, move |outcome| match outcome {
            Ok(made) => keep(NewPasskey {
                name: name_of_this_device(),
                client_data: made.client_data,
                attestation: made.attestation,
            }),
            Err(refused) => page.problem.set(Some(said(refused).to_owned())),
        });
    };
    let begin = move |()| {
        page.problem.set(None);
        beginning.send::<BeginPasskey>((), Empty {}, move |outcome| match outcome {
            Ok(reply) => ask(reply.options),
            Err(failure) if failure.is(kind::PROOF_NEEDED) => page.unproven.set(Some(Wish::Add)),
            Err(failure) => page.problem.set(Some(failure.message())),
        });
    };
    if page.proven.get_untracked() == Some(Wish::Add) {
        page.proven.set(None);
        begin(());
    }
    let pending = Signal::derive(move || beginning.pending.get() || asking.get() || adding.pending.get());
    view! {
        <Button pending disabled_reason=full on_click=Callback::new(begin)>"Add passkey"</Button>
    }
    .into_any()
}

/// What the passkey is called until its owner says otherwise.
fn name_of_this_device() -> String {
    let user_agent = window().navigator().user_agent().unwrap_or_default();
    device(&user_agent)
}

fn said(refused: Refused) -> &'static str {
    match refused {
        Refused::Cancelled | Refused::Stopped => "No passkey was added. To try again, press \"Add passkey\".",
        Refused::Known => "This device already has a passkey for your account.",
        Refused::Failed => "The browser could not create a passkey. Try again, or use another device.",
    }
}
