//! The first step: which address.

use super::sent::Sent;
use crate::client::typed;
use crate::form::{Form, form};
use crate::paths::sign_in_page::{ADDRESS, LEAD};
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
    let typed = identity.is_none().then(|| typed(ADDRESS.name)).flatten();
    let before = typed.as_ref().map(|typed| typed.text.clone()).unwrap_or_default();
    let email = identity.as_ref().map_or(before, |identity| identity.email.clone());
    let state = form::<RequestCode>(
        &[(ADDRESS.name, &email)],
        || (),
        move |state, _| {
            let address = state.value(ADDRESS.name).get_untracked().trim().to_owned();
            sent.set(Some(Sent::now(address, false)));
        },
    );
    if let Some(failure) = typed.and_then(|typed| typed.failure) {
        state.resume(failure);
    }
    let lead = match identity {
        None => view! { <p class="lead">{LEAD}</p> }.into_any(),
        Some(identity) => {
            let name = identity.provider.name.clone();
            view! {
                <p class="lead">
                    <span translate="no">{name.clone()}</span> " says this is your address. Confirm it once with a code; after that, "
                    <span translate="no">{name}</span> " signs you in on its own."
                </p>
            }
            .into_any()
        }
    };
    view! {
        {lead}
        <Form form=state action=ADDRESS.action>
            <TextField
                label=ADDRESS.label
                name=ADDRESS.name
                value=state.value(ADDRESS.name)
                error=state.error(ADDRESS.name)
                autocomplete=ADDRESS.autocomplete
                inputmode=ADDRESS.inputmode
                autofocus=true
            />
        </Form>
    }
    .into_any()
}
