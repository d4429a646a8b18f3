//! The second step: the six digits.

use super::sent::Sent;
use crate::client::{refused, typed};
use crate::form::{Form, form};
use crate::navigation::use_go;
use crate::parts::{CodeField, Resend};
use crate::paths::sign_in_page::{ANOTHER, CODE, ONLY_NEWEST, SENT, SENT_NEWER};
use crate::session::session_changed;
use crate::submit::submission;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use portico_api::sign_in::{CodeRequest, RequestCode, SignIn};
use portico_api::text::EmailAddress;

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
    let asking = submission();
    asking.is_of::<RequestCode>();
    // What the painted form was refused.
    asking.failure.set(refused());
    let email = StoredValue::new(known.email.clone());
    let ask = Callback::new(move |()| {
        let Ok(address) = EmailAddress::parse(&email.get_value()) else { return };
        asking.send::<RequestCode>((), CodeRequest { email: address }, move |outcome| {
            if outcome.is_ok() {
                sent.set(Some(Sent::now(email.get_value(), true)));
            }
        });
    });
    let sentence = if known.again { SENT_NEWER } else { SENT[0] };
    let hint = known.again.then(|| ONLY_NEWEST.to_owned());
    view! {
        <p class="lead">
            {sentence} <strong translate="no">{known.email}</strong>
            {SENT[1]}
        </p>
        <Form form=state action=CODE.action>
            <CodeField form=state hint />
        </Form>
        <div class="sign-in-more">
            <Resend asked_at=known.asked_at asking ask />
            <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| {
                Sent::forget();
                sent.set(None);
            })>{ANOTHER}</Button>
        </div>
    }
    .into_any()
}
