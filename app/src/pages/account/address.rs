//! The address that the person signs in with, and how it becomes another one: a proof that it is they, the new address, the code that was sent there.

use super::proof::proof;
use crate::form::{Form, FormState, form};
use crate::locale::moment;
use crate::parts::{CodeField, membership_changed};
use crate::query::{amend, invalidate, query};
use crate::reactive::{effect, memo};
use crate::submit::{Submission, submission};
use crate::ui::{Button, TextField, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::account::{
    CancelAddressChange, ChangeAddress, PendingAddress, RequestAddressChange, ShowAddressChange,
};
use portico_api::problem::kind;
use portico_api::session::{Session, ShowSession};
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
            step.set(Step::Code { email: pending.email });
        }
    });
    let email = memo(move |_| session.with(|session| session.user.email.clone()));
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
                    Step::Code { email } => code(step, email),
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
                "In another browser, " <strong translate="no">{pending.email}</strong> " waits for its code, until " {until} "."
            </p>
            <Button pending=doing on_click=Callback::new(move |()| give_up(doing))>"Cancel that change"</Button>
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
            step.set(Step::Code { email: typed_in(state) });
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

fn code(step: RwSignal<Step>, email: String) -> AnyView {
    let toasts = use_toasts();
    let state = form::<ChangeAddress>(
        &[("code", "")],
        || (),
        move |_, user| {
            toasts.success(format!("You sign in as {} from now on", user.email));
            amend::<ShowSession>(|session| session.user = user.clone());
            invalidate::<ShowAddressChange>();
            step.set(Step::Idle);
            membership_changed();
        },
    );
    let doing = submission();
    let cancel = Callback::new(move |()| {
        // At once here; should the edge not hear of it, the code ends by itself.
        amend::<ShowAddressChange>(|change| change.pending = None);
        give_up(doing);
        step.set(Step::Idle);
    });
    view! {
        <p>"We sent a 6-digit code to " <strong translate="no">{email}</strong> ". It works for 10 minutes, in this browser only."</p>
        <Form form=state action="Change address" on_cancel=cancel><CodeField form=state /></Form>
    }
    .into_any()
}
