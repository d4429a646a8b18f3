//! Another code to the same address, after a moment: mail may be slow, be lost, or be read too late.

use crate::browser::now_ms;
use crate::client::Failure;
use crate::paths::sign_in_page::{AGAIN, NO_ANSWER, RESEND_AFTER_MS, WAIT};
use crate::reactive::memo;
use crate::submit::Submission;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use std::time::Duration;

/// The button that asks for it with `ask`, and why `asking` came to nothing. Nothing can be pressed for a while after `asked_at`, in milliseconds since 1970,
/// when the newest code was asked for; 0: none was sent.
#[component]
pub(crate) fn Resend(asked_at: f64, asking: Submission, ask: Callback<()>) -> impl IntoView {
    // By this machine's clock, which may be hours behind the one that says when it was asked for.
    let asked_at = asked_at.min(now_ms());
    let left = move || ((asked_at + f64::from(RESEND_AFTER_MS) - now_ms()) / 1000.0).ceil().max(0.0) as u32;
    let (seconds, set_seconds) = signal(left());
    let tick = set_interval_with_handle(move || set_seconds.set(left()), Duration::from_secs(1));
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let waiting = memo(move |_| seconds.get() > 0);
    let again = move || {
        match waiting.get() {
            // Nothing to press yet: mail may take a moment.
            true => view! {
                <p class="sign-in-wait">{move || WAIT.join(&seconds.get().to_string())}</p>
            }
            .into_any(),
            false => view! {
                <Button kind=ButtonKind::Quiet pending=asking on_click=ask>{AGAIN}</Button>
            }
            .into_any(),
        }
    };
    view! {
        {again}
        <div role="alert" class="field-error">
            {move || asking.failure.get().map(|failure| match failure {
                Failure::Offline => NO_ANSWER.to_owned() + asking.unsure.get(),
                failure => failure.message(),
            })}
        </div>
    }
    .into_any()
}
