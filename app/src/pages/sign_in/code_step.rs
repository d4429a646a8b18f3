//! The second step: the six digits.

use super::sent::Sent;
use crate::browser::now_ms;
use crate::client::{Failure, refused, typed};
use crate::form::{Form, form};
use crate::navigation::use_go;
use crate::parts::CodeField;
use crate::paths::sign_in_page::{
    AGAIN, ANOTHER, CODE, NO_ANSWER, ONLY_NEWEST, RESEND_AFTER_MS, SENT, SENT_NEWER, WAIT,
};
use crate::reactive::memo;
use crate::session::session_changed;
use crate::submit::submission;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use portico_api::sign_in::{CodeRequest, RequestCode, SignIn};
use portico_api::text::EmailAddress;
use std::time::Duration;

pub(super) fn step(sent: RwSignal<Option<Sent>>, known: Sent, target: Memo<String>) -> AnyView {
    let go = use_go();
    let typed = typed(CODE.name);
    let before = typed.as_ref().map(|typed| typed.text.clone()).unwrap_or_default();
    let state = form::<SignIn>(
        &[(CODE.name, &before)],
        || (),
        move |_, _| {
            Sent::forget();
            session_changed();
            go.replace_path(target.get_untracked());
        },
    );
    if let Some(failure) = typed.and_then(|typed| typed.failure) {
        state.resume(failure);
    }
    let sentence = if known.again { SENT_NEWER } else { SENT[0] };
    let hint = known.again.then(|| ONLY_NEWEST.to_owned());
    view! {
        <p class="lead">
            {sentence} <strong translate="no">{known.email.clone()}</strong>
            {SENT[1]}
        </p>
        <Form form=state action=CODE.action>
            <CodeField form=state hint />
        </Form>
        <div class="sign-in-more">
            <Resend sent known />
            <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| {
                Sent::forget();
                sent.set(None);
            })>{ANOTHER}</Button>
        </div>
    }
    .into_any()
}

/// Another code to the same address, after a moment.
#[component]
fn Resend(sent: RwSignal<Option<Sent>>, known: Sent) -> impl IntoView {
    let asking = submission();
    asking.failure.set(refused());
    let asked_at = known.asked_at;
    let left = move || ((asked_at + f64::from(RESEND_AFTER_MS) - now_ms()) / 1000.0).ceil().max(0.0) as u32;
    let (seconds, set_seconds) = signal(left());
    let tick = set_interval_with_handle(move || set_seconds.set(left()), Duration::from_secs(1));
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let email = StoredValue::new(known.email);
    let ask = move |()| {
        let Ok(address) = EmailAddress::parse(&email.get_value()) else { return };
        asking.send::<RequestCode>((), CodeRequest { email: address }, move |outcome| {
            if let Ok(reply) = outcome {
                sent.set(Some(Sent::now(email.get_value(), reply.expires_at, true)));
            }
        });
    };
    let waiting = memo(move |_| seconds.get() > 0);
    let again = move || {
        match waiting.get() {
            // Nothing to press yet: mail may take a moment.
            true => view! {
                <p class="sign-in-wait">{move || WAIT.join(&seconds.get().to_string())}</p>
            }
            .into_any(),
            false => view! {
                <Button kind=ButtonKind::Quiet pending=asking on_click=Callback::new(ask)>{AGAIN}</Button>
            }
            .into_any(),
        }
    };
    view! {
        {again}
        <div role="alert" class="field-error">
            {move || asking.failure.get().map(|failure| match failure {
                Failure::Offline => NO_ANSWER.to_owned(),
                failure => failure.message(),
            })}
        </div>
    }
}
