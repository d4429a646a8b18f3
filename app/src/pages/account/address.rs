//! The address that the person signs in with, and how it becomes another one: a proof that it is they, the new address, the code that was sent there.

use super::proof::proof;
use crate::browser::now_ms;
use crate::form::{Form, FormState, form};
use crate::locale::moment;
use crate::parts::{CodeField, Resend, membership_changed};
use crate::paths::sign_in_page::{ONLY_NEWEST, SENT, SENT_NEWER};
use crate::query::{amend, invalidate, query};
use crate::reactive::{effect, memo};
use crate::submit::{Submission, submission};
use crate::ui::{Button, TextField, Toaster, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::account::{
    CancelAddressChange, ChangeAddress, NewAddress, PendingAddress, RequestAddressChange, ShowAddressChange,
};
use portico_api::problem::kind;
use portico_api::session::{Session, ShowSession};
use portico_api::sign_in::CODE_LIFE_MS;
use portico_api::text::EmailAddress;
use std::sync::Arc;

/// How far the change has come.
#[derive(Clone, PartialEq)]
enum Step {
    Idle,
    /// Which address; sent at once, where it was typed before the proof.
    Address {
        typed: String,
        is_proven: bool,
    },
    Proof {
        typed: String,
    },
    Code {
        email: String,
        /// When it was asked for, in milliseconds since 1970.
        asked_at: f64,
        /// It takes the place of an earlier one.
        again: bool,
    },
}

pub(super) fn section(session: Memo<Arc<Session>>) -> AnyView {
    let step = RwSignal::new(Step::Idle);
    let waiting = query::<ShowAddressChange>(|| Some(()));
    let pending = memo(move |_| waiting.ready().and_then(|change| change.pending.clone()));
    effect(move || {
        // As before a reload.
        if let Some(pending) = pending.get().filter(|pending| pending.is_here)
            && step.get_untracked() == Step::Idle
        {
            let asked_at = (pending.expires_at - CODE_LIFE_MS) as f64;
            step.set(Step::Code { email: pending.email, asked_at, again: false });
        }
    });
    let email = memo(move |_| session.with(|session| session.user.email.clone()));
    let toasts = use_toasts();
    effect(move || {
        // It has been changed, and only the answer was lost.
        let now = email.get();
        if step.with_untracked(|step| matches!(step, Step::Code { email, .. } if *email == now)) {
            changed(toasts, step, &now);
        }
    });
    view! {
        <section class="address" aria-labelledby="address">
            <h2 id="address">"E-mail address"</h2>
            {move || {
                let email = email.get();
                match step.get() {
                    Step::Idle => idle(step, email, pending),
                    Step::Address { typed, is_proven } => address(step, &typed, is_proven),
                    // The session is older than a proof may be, or proves nothing: signing in once more makes a new one.
                    Step::Proof { typed } => {
                        let proven = move || step.set(Step::Address { typed: typed.clone(), is_proven: true });
                        proof(email, proven, cancel(step))
                    }
                    Step::Code { email, asked_at, again } => code(step, email, (asked_at, again)),
                }
            }}
        </section>
    }
    .into_any()
}

fn idle(step: RwSignal<Step>, email: String, pending: Memo<Option<PendingAddress>>) -> AnyView {
    let elsewhere = move || {
        let pending = pending.get().filter(|pending| !pending.is_here)?;
        let doing = submission();
        let until = moment(pending.expires_at as f64).unwrap_or_default();
        Some(view! {
            <p>
                "A change to " <strong translate="no">{pending.email}</strong> ", started in another browser, is waiting for its code until " {until} "."
            </p>
            <Button pending=doing on_click=Callback::new(move |()| give_up(doing))>"Cancel change"</Button>
        })
    };
    let begin = move |()| step.set(Step::Address { typed: String::new(), is_proven: false });
    view! {
        <p>"You sign in as " <strong translate="no">{email}</strong> "."</p>
        {elsewhere}
        <Button on_click=Callback::new(begin)>"Change address"</Button>
    }
    .into_any()
}

/// The code that is on its way works no more.
fn give_up(doing: Submission) {
    doing.send::<CancelAddressChange>((), Empty {}, |_| invalidate::<ShowAddressChange>());
}

/// Leads back to where nothing is under way.
fn cancel(step: RwSignal<Step>) -> Callback<()> {
    Callback::new(move |()| step.set(Step::Idle))
}

fn address(step: RwSignal<Step>, typed: &str, is_proven: bool) -> AnyView {
    let state = form::<RequestAddressChange>(
        &[("email", typed)],
        || (),
        move |state, _| {
            invalidate::<ShowAddressChange>();
            step.set(Step::Code { email: typed_in(state), asked_at: now_ms(), again: false });
        },
    );
    effect(move || {
        let failure = state.submission.failure.get();
        if failure.is_some_and(|failure| failure.is(kind::PROOF_NEEDED)) {
            step.set(Step::Proof { typed: typed_in(state) });
        }
    });
    if is_proven {
        state.submit();
    }
    view! {
        <Form form=state action="Send code" on_cancel=cancel(step)>
            <TextField
                label="New e-mail address"
                name="email"
                value=state.value("email")
                error=state.error("email")
                hint=Some("We send a code there. Until you enter it, nothing changes.".to_owned())
                autocomplete="email"
                inputmode="email"
                autofocus=true
            />
        </Form>
    }
    .into_any()
}

fn typed_in(state: FormState) -> String {
    state.value("email").get_untracked().trim().to_owned()
}

fn changed(toasts: Toaster, step: RwSignal<Step>, email: &str) {
    step.set(Step::Idle);
    toasts.success(Words::from("You now sign in as ").name(email));
    invalidate::<ShowAddressChange>();
    membership_changed();
}

/// A newer code takes a field of its own: what was refused of the one before says nothing of it.
fn code(step: RwSignal<Step>, email: String, (asked_at, again): (f64, bool)) -> AnyView {
    let toasts = use_toasts();
    let state = form::<ChangeAddress>(
        &[("code", "")],
        || (),
        move |_, user| {
            changed(toasts, step, &user.email);
            amend::<ShowSession>(|session| session.user = user.clone());
        },
    );
    effect(move || {
        // What was sent before may have changed it already.
        let failure = state.submission.failure.get();
        if failure.is_some_and(|failure| failure.is_lost() || failure.is(kind::CODE_ENDED)) {
            invalidate::<ShowSession>();
        }
    });
    let doing = submission();
    let cancel = Callback::new(move |()| {
        // At once here; should the edge not hear of it, the code ends by itself.
        amend::<ShowAddressChange>(|change| change.pending = None);
        give_up(doing);
        step.set(Step::Idle);
    });
    let asking = submission();
    let to = StoredValue::new(email.clone());
    let ask =
        Callback::new(move |()| {
            let Ok(address) = EmailAddress::parse(&to.get_value()) else { return };
            asking.send::<RequestAddressChange>((), NewAddress { email: address }, move |outcome| {
                match outcome {
                    Ok(_) => {
                        invalidate::<ShowAddressChange>();
                        step.set(Step::Code { email: to.get_value(), asked_at: now_ms(), again: true });
                    }
                    Err(failure) if failure.is(kind::PROOF_NEEDED) => {
                        step.set(Step::Proof { typed: to.get_value() })
                    }
                    Err(_) => {}
                }
            });
        });
    let sentence = if again { SENT_NEWER } else { SENT[0] };
    let hint = again.then(|| ONLY_NEWEST.to_owned());
    view! {
        <p>{sentence} <strong translate="no">{email}</strong> {SENT[1]}</p>
        <Form form=state action="Change address" on_cancel=cancel><CodeField form=state hint /></Form>
        <div class="sign-in-more"><Resend asked_at asking ask /></div>
    }
    .into_any()
}
