//! The first step: which address.

use super::sent::Sent;
use crate::form::{Form, form};
use crate::query::Query;
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::providers::Identity;
use portico_api::sign_in::RequestCode;
use std::sync::Arc;

/// Where a provider has just named somebody, with that address filled in.
pub(super) fn step(sent: RwSignal<Option<Sent>>, named: Query<Identity>) -> AnyView {
    let identity = Memo::new_with_compare(
        move |_| named.ready(),
        |one: Option<&Option<Arc<Identity>>>, other| one != other,
    );
    (move || ask(sent, identity.get())).into_any()
}

fn ask(sent: RwSignal<Option<Sent>>, identity: Option<Arc<Identity>>) -> AnyView {
    let email = identity.as_ref().map(|identity| identity.email.clone()).unwrap_or_default();
    let state = form::<RequestCode>(
        &[("email", &email)],
        || (),
        move |state, reply| {
            let address = state.value("email").get_untracked().trim().to_owned();
            sent.set(Some(Sent::now(address, reply.expires_at, false)));
        },
    );
    let lead = match identity {
        None => view! { <p class="lead">"Enter your e-mail address and we send you a code. There is no password."</p> }.into_any(),
        Some(identity) => {
            let name = identity.provider.name.clone();
            view! {
                <p class="lead">
                    <span translate="no">{name.clone()}</span> " says that this is your address. Prove it once with a code: from then on "
                    <span translate="no">{name}</span> " signs you in by itself."
                </p>
            }
            .into_any()
        }
    };
    view! {
        {lead}
        <Form form=state action="Send code">
            <TextField
                label="E-mail address"
                name="email"
                value=state.value("email")
                error=state.error("email")
                // Browsers offer passkeys where the second word stands.
                autocomplete="username webauthn"
                inputmode="email"
                autofocus=true
            />
        </Form>
    }
    .into_any()
}
