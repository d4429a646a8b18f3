//! `/account`: what the signed-in person is called, with which address and passkeys they sign in, where they are signed in, and how all of it ends.

mod address;
mod delete;
mod keyboard;
mod keys;
mod notices;
mod passkeys;
mod proof;
mod providers;
mod sessions;
mod shortcuts;

use crate::browser::use_title;
use crate::form::{Form, form};
use crate::kept::NOWHERE;
use crate::parts::{Heading, loaded, membership_changed};
use crate::session::use_session;
use crate::ui::{CopyText, Initials, TextField, called, use_toasts};
use leptos::prelude::*;
use portico_api::account::UpdateAccount;
use portico_api::session::Session;
use std::sync::Arc;

pub fn page() -> AnyView {
    use_title(|| vec!["Account".into()]);
    loaded(use_session().query(), profile)
}

fn profile(session: Memo<Arc<Session>>) -> AnyView {
    let toasts = use_toasts();
    let first = session.get_untracked();
    let known = first.user.name.clone().unwrap_or_default();
    let state = form::<UpdateAccount>(
        &[("name", &known)],
        || (),
        move |state, user| {
            toasts.success("Name saved");
            state.settle(&[("name", user.name.as_deref().unwrap_or_default())]);
            membership_changed();
        },
    );
    state.keep(NOWHERE, "account", &["name"]);
    view! {
        <section class="form-page">
            <Heading>"Account"</Heading>
            {move || head(&session.get())}
            <Form form=state action="Save name" disabled_reason=state.save_reason(Signal::stored(None))>
                <TextField
                    label="Name"
                    name="name"
                    value=state.value("name")
                    error=state.error("name")
                    autocomplete="name"
                    hint=Some("Other members see it next to your address. Leave it empty to show only the address.".to_owned())
                />
            </Form>
            {address::section(session)}
            {passkeys::section(session)}
            {providers::section(session)}
            {sessions::section()}
            {notices::section()}
            {shortcuts::section()}
            <section class="identity">
                <h2>"User ID"</h2>
                <CopyText value=first.user.id.to_string() label="Copy user ID" />
            </section>
            {delete::section(session)}
        </section>
    }
    .into_any()
}

/// Who is signed in: picture, name and address.
fn head(session: &Session) -> impl IntoView + use<> {
    let user = session.user.clone();
    let name = called(&user.name, &user.email).to_owned();
    let address = (name != user.email).then(|| view! { <br /> {user.email.clone()} });
    view! {
        <div class="person account-head" translate="no">
            <Initials name=user.name email=user.email />
            <p><strong>{name}</strong> {address}</p>
        </div>
    }
}
