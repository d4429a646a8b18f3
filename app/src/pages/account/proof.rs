//! The proof that it is they, before what changes how they sign in: signing in once more, in the same browser, with a code to the present address or with a passkey.

mod passkey;

use crate::browser::now_ms;
use crate::form::{Form, form};
use crate::parts::{CodeField, Resend};
use crate::paths::sign_in_page::ONLY_NEWEST;
use crate::query::invalidate;
use crate::reactive::memo;
use crate::submit::submission;
use leptos::prelude::*;
use portico_api::sessions::ListSessions;
use portico_api::sign_in::{CodeRequest, RequestCode, SignIn};
use portico_api::text::EmailAddress;

/// The newest code that was sent.
#[derive(Clone, Copy, PartialEq)]
struct Sent {
    /// When it was asked for, in milliseconds since 1970.
    asked_at: f64,
    /// It takes the place of an earlier one.
    again: bool,
}

/// Sends the code to `own`, asks for it or for a passkey, and goes on with `proven` once either is right.
pub(super) fn proof(
    own: String,
    proven: impl Fn() + Send + Sync + Clone + 'static,
    cancel: Callback<()>,
) -> AnyView {
    let asking = submission();
    let sent = RwSignal::new(None::<Sent>);
    let address = own.clone();
    let ask = Callback::new(move |()| {
        let Ok(email) = EmailAddress::parse(&address) else { return };
        asking.send::<RequestCode>((), CodeRequest { email }, move |outcome| {
            if outcome.is_ok() {
                sent.update(|sent| *sent = Some(Sent { asked_at: now_ms(), again: sent.is_some() }));
            }
        });
    });
    ask.run(());
    let proven = Callback::new(move |()| {
        invalidate::<ListSessions>();
        proven();
    });
    // That it was sent is said once it was.
    let said = move || match sent.get() {
        Some(Sent { again: false, .. }) => {
            "First, confirm it's you: we sent a 6-digit code to your current address, "
        }
        Some(_) => "First, confirm it's you: we sent a newer 6-digit code to your current address, ",
        None if asking.pending.get() => {
            "First, confirm it's you: we are sending a 6-digit code to your current address, "
        }
        None => "First, confirm it's you with a 6-digit code that we send to your current address, ",
    };
    // A newer code takes a field of its own: what was refused of the one before says nothing of it.
    let newer = memo(move |_| sent.get().filter(|sent| sent.again));
    let enter = move || {
        let state = form::<SignIn>(&[("code", "")], || (), move |_, _| proven.run(()));
        let hint = newer.get().map(|_| ONLY_NEWEST.to_owned());
        view! { <Form form=state action="Confirm" on_cancel=cancel><CodeField form=state hint /></Form> }
    };
    let resend = move || {
        let asked_at = sent.get().map_or(0.0, |sent| sent.asked_at);
        view! { <Resend asked_at asking ask /> }
    };
    view! {
        <p>{said} <strong translate="no">{own.clone()}</strong> "."</p>
        {enter}
        <div class="sign-in-more">{resend}</div>
        {passkey::instead(own, proven)}
    }
    .into_any()
}
