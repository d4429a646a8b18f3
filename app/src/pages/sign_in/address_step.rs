//! The first step: which address.

use super::sent::Sent;
use crate::form::{Form, form};
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::sign_in::RequestCode;

pub(super) fn step(sent: RwSignal<Option<Sent>>) -> AnyView {
    let state = form::<RequestCode>(
        &[("email", "")],
        || (),
        move |state, reply| {
            let address = state.value("email").get_untracked().trim().to_owned();
            sent.set(Some(Sent::now(address, reply.expires_at, false)));
        },
    );
    view! {
        <p class="lead">"Enter your e-mail address and we send you a code. There is no password."</p>
        <Form form=state action="Send code">
            <TextField
                label="E-mail address"
                name="email"
                value=state.value("email")
                error=state.error("email")
                autocomplete="email"
                inputmode="email"
                autofocus=true
            />
        </Form>
    }
    .into_any()
}
