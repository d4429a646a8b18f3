//! Signing in with a passkey: by a button, or in the field of the address, where the browser offers what it knows.

use super::sent::Sent;
use crate::client;
use crate::navigation::{Go, use_go};
use crate::parts::webauthn::{self, Refused};
use crate::session::session_changed;
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind};
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::passkeys::{
    BeginPasskeySignIn, CHALLENGE_LIFE_MS, PasskeyAnswer, RequestOptions, SignInWithPasskey,
};
use std::time::Duration;
use web_sys::AbortController;

/// The field that is open asks anew before its challenge ends.
const RENEWED_AFTER: Duration = Duration::from_millis(CHALLENGE_LIFE_MS as u64 * 9 / 10);

/// What is under way on the page. A handle to copy around.
#[derive(Clone, Copy)]
struct Ways {
    entering: Submission,
    problem: RwSignal<Option<String>>,
    target: Memo<String>,
    go: Go,
    /// Counts what is offered in the field: an earlier offer has ended.
    round: StoredValue<u32>,
    /// Ends what is offered in the field.
    stop: StoredValue<Option<AbortController>, LocalStorage>,
}

pub(super) fn ways(target: Memo<String>) -> AnyView {
    if !webauthn::is_supported() {
        return ().into_any();
    }
    let ways = Ways {
        entering: submission(),
        problem: RwSignal::new(None),
        target,
        go: use_go(),
        round: StoredValue::new(0),
        stop: StoredValue::new_local(None),
    };
    ways.offer();
    on_cleanup(move || ways.end_offer());
    let beginning = submission();
    // The browser's dialog is open.
    let asking = RwSignal::new(false);
    let ask = move |options: RequestOptions| {
        let asked = async move { webauthn::get(&options, false, None).await };
        webauthn::ask_from_page(asking, asked, move |outcome| match outcome {
            Ok(answer) => ways.enter(answer),
            Err(refused) => ways.fail(said(refused).to_owned()),
        });
    };
    let begin = move |()| {
        ways.problem.set(None);
        // A browser asks one thing at a time.
        ways.end_offer();
        beginning.send::<BeginPasskeySignIn>((), Empty {}, move |outcome| match outcome {
            Ok(reply) => ask(reply.options),
            Err(failure) => ways.fail(failure.message()),
        });
    };
    let pending =
        Signal::derive(move || beginning.pending.get() || asking.get() || ways.entering.pending.get());
    view! {
        <div class="sign-in-passkey">
            <Button kind=ButtonKind::Secondary pending on_click=Callback::new(begin)>"Sign in with a passkey"</Button>
            <div role="alert" class="field-error">{move || ways.problem.get()}</div>
        </div>
    }
    .into_any()
}

impl Ways {
    /// Trades what the passkey signed for a session.
    fn enter(self, answer: PasskeyAnswer) {
        self.entering.send::<SignInWithPasskey>((), answer, move |outcome| match outcome {
            Ok(_) => {
                Sent::forget();
                session_changed();
                self.go.replace_path(self.target.get_untracked());
            }
            Err(failure) => self.fail(failure.message()),
        });
    }

    fn fail(self, problem: String) {
        self.problem.set(Some(problem));
        self.offer();
    }

    /// Lets the browser offer passkeys in the field of the address, for as long as the page is there.
    fn offer(self) {
        self.end_offer();
        let Some(round) = self.round.try_get_value() else { return };
        leptos::task::spawn_local(async move {
            if !webauthn::is_offered_in_fields().await {
                return;
            }
            while self.round.try_get_value() == Some(round) {
                let Ok(reply) = client::call::<BeginPasskeySignIn>(&(), &Empty {}, None).await else {
                    return;
                };
                let Ok(stop) = AbortController::new() else { return };
                if self.round.try_get_value() != Some(round) {
                    return;
                }
                self.stop.set_value(Some(stop.clone()));
                let renewing = stop.clone();
                let renew = set_timeout_with_handle(move || renewing.abort(), RENEWED_AFTER);
                let outcome = webauthn::get(&reply.options, true, Some(&stop)).await;
                if let Ok(renew) = renew {
                    renew.clear();
                }
                match outcome {
                    // Once more, unless it has ended.
                    Err(Refused::Stopped) => {}
                    Ok(answer) if self.round.try_get_value() == Some(round) => return self.enter(answer),
                    _ => return,
                }
            }
        });
    }

    fn end_offer(self) {
        self.round.try_update_value(|round| *round += 1);
        if let Some(stop) = self.stop.try_update_value(Option::take).flatten() {
            stop.abort();
        }
    }
}

fn said(refused: Refused) -> &'static str {
    match refused {
        Refused::Failed => {
            "The browser could not use a passkey. Enter your e-mail address to get a code instead."
        }
        _ => "No passkey was used. Try again, or enter your e-mail address to get a code.",
    }
}
