//! A passkey instead of the code, for whoever has one.

use crate::client::Failure;
use crate::parts::webauthn::{self, Refused};
use crate::query::query;
use crate::reactive::memo;
use crate::session::session_changed;
use crate::submit::submission;
use crate::ui::{Button, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::passkeys::{
    BeginPasskeySignIn, ListPasskeys, PasskeyAnswer, RequestOptions, SignInWithPasskey,
};
use portico_api::session::ShowSession;

/// The button beside the code; `proven` is called once a passkey of `own` has signed. Nothing where there is none, or the browser knows none.
pub(super) fn instead(own: String, proven: Callback<()>) -> AnyView {
    if !webauthn::is_supported() {
        return ().into_any();
    }
    let passkeys = query::<ListPasskeys>(|| Some(()));
    let has_some = memo(move |_| passkeys.ready().is_some_and(|list| !list.passkeys.is_empty()));
    let own = StoredValue::new(own);
    (move || has_some.get().then(|| button(own, proven))).into_any()
}

fn button(own: StoredValue<String>, proven: Callback<()>) -> AnyView {
    let toasts = use_toasts();
    let (beginning, entering, looking) = (submission(), submission(), submission());
    // The browser's dialog is open.
    let asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let fail = move |failure: Failure| problem.set(Some(failure.message()));
    // Whose passkey it was, the passkey alone says: it may be one of another account.
    let look = move || {
        looking.send::<ShowSession>((), Empty {}, move |found| match found {
            Ok(session) if session.user.email == own.get_value() => proven.run(()),
            Ok(session) => {
                toasts.error(
                    Words::from("That passkey belongs to another account. You are now signed in as ")
                        .name(session.user.email)
                        .text("."),
                );
                session_changed();
            }
            Err(failure) => fail(failure),
        });
    };
    let enter = move |answer: PasskeyAnswer| {
        entering.send::<SignInWithPasskey>((), answer, move |outcome| match outcome {
            Ok(_) => look(),
            Err(failure) => fail(failure),
        });
    };
    let ask = move |options: RequestOptions| {
        let asked = async move { webauthn::get(&options, false, None).await };
        webauthn::ask_from_page(asking, asked, move |outcome| match outcome {
            Ok(answer) => enter(answer),
            Err(refused) => problem.set(Some(said(refused).to_owned())),
        });
    };
    let begin = move |()| {
        problem.set(None);
        beginning.send::<BeginPasskeySignIn>((), Empty {}, move |outcome| match outcome {
            Ok(reply) => ask(reply.options),
            Err(failure) => fail(failure),
        });
    };
    let pending = Signal::derive(move || {
        beginning.pending.get() || asking.get() || entering.pending.get() || looking.pending.get()
    });
    view! {
        <Button pending on_click=Callback::new(begin)>"Use a passkey"</Button>
        <div role="alert" class="field-error">{move || problem.get()}</div>
    }
    .into_any()
}

fn said(refused: Refused) -> &'static str {
    match refused {
        Refused::Failed => "The browser could not use a passkey. Enter the code instead.",
        _ => "No passkey was used. Try again, or enter the code.",
    }
}
