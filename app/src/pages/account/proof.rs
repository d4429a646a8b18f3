//! The proof that it is they, before what changes how they sign in: signing in once more, in the same browser, with a code to the present address or with a passkey.

mod passkey;

use crate::form::{Form, form};
use crate::parts::CodeField;
use crate::query::invalidate;
use crate::submit::submission;
use leptos::prelude::*;
use portico_api::sessions::ListSessions;
use portico_api::sign_in::{CodeRequest, RequestCode, SignIn};
use portico_api::text::EmailAddress;

/// Sends the code to `own`, asks for it or for a passkey, and goes on with `proven` once either is right.
pub(super) fn proof(
    own: String,
    proven: impl Fn() + Send + Sync + Clone + 'static,
    cancel: Callback<()>,
) -> AnyView {
    let asking = submission();
    if let Ok(email) = EmailAddress::parse(&own) {
        asking.send::<RequestCode>((), CodeRequest { email }, |_| {});
    }
    let proven = Callback::new(move |()| {
        invalidate::<ListSessions>();
        proven();
    });
    let state = form::<SignIn>(&[("code", "")], || (), move |_, _| proven.run(()));
    view! {
        <p>
            "First confirm that it is you: we sent a 6-digit code to your current address, " <strong translate="no">{own.clone()}</strong> "."
        </p>
        <div role="alert" class="field-error">{move || asking.failure.get().map(|failure| failure.message())}</div>
        <Form form=state action="Confirm" on_cancel=cancel><CodeField form=state /></Form>
        {passkey::instead(own, proven)}
    }
    .into_any()
}
