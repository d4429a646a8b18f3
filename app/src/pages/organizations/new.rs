//! `/new`: create an organization; the same form welcomes whoever belongs to none.

use super::website;
use crate::browser::use_title;
use crate::form::{Form, FormState, form};
use crate::kept::NOWHERE;
use crate::navigation::use_go;
use crate::parts::Heading;
use crate::paths::Place;
use crate::query::invalidate;
use crate::reactive::memo;
use crate::session::{remember_organization, use_session};
use crate::ui::{TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::organizations::{CreateOrganization, ListOrganizations};
use portico_api::session::ShowSession;
use portico_api::text::Slug;
use std::cell::RefCell;

thread_local! {
    /// The slug of the organization that was created last, until its page asks.
    static CREATED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether the organization was created a moment ago, on the page before: who comes from there goes on typing. It is said once.
pub(crate) fn was_just_created(slug: &str) -> bool {
    CREATED.with_borrow_mut(|created| created.take_if(|created| created == slug).is_some())
}

pub fn page() -> AnyView {
    use_title(|| vec!["Create organization".into()]);
    // Also leads whoever is not signed in to the sign-in page before they fill it in.
    let session = use_session();
    let state = state();
    let full = full();
    view! {
        <section class="form-page" data-session=move || session.email()>
            <Heading>"Create organization"</Heading>
            <p class="lead">{PURPOSE}</p>
            {above(full)}
            <Form form=state action="Create organization" cancel=Place::Home.path() disabled_reason=full>
                {fields(state, true)}
            </Form>
        </section>
    }
    .into_any()
}

/// The form on the welcome page. Where invites stand above it, they are read first.
pub(crate) fn first() -> AnyView {
    let session = use_session();
    let invited = untrack(|| session.query().ready()).is_some_and(|session| !session.invites.is_empty());
    let state = state();
    let full = full();
    view! {
        <section class="first" aria-labelledby="first-organization">
            <h2 id="first-organization">"Create an organization"</h2>
            {above(full)}
            <Form form=state action="Create organization" disabled_reason=full>
                {fields(state, !invited)}
            </Form>
        </section>
    }
    .into_any()
}

const PURPOSE: &str =
    "An organization groups projects and the team that works on them. It is billed separately.";

fn state() -> FormState {
    let (go, toasts) = (use_go(), use_toasts());
    let state = form::<CreateOrganization>(
        &[("name", ""), ("website", "")],
        || (),
        move |_, organization| {
            toasts.success(Words::named(&organization.name).text(" created"));
            remember_organization(&organization.slug);
            CREATED.set(Some(organization.slug.clone()));
            invalidate::<ShowSession>();
            invalidate::<ListOrganizations>();
            go.replace(&Place::Projects(organization.slug));
        },
    );
    state.keep(NOWHERE, "organization.new", &["name", "website"]);
    state
}

/// Why nobody may create one more.
pub(super) fn full() -> Memo<Option<String>> {
    let session = use_session();
    memo(move |_| session.query().ready().and_then(|session| session.room.refusal()))
}

fn above(full: Memo<Option<String>>) -> AnyView {
    (move || full.get().map(|reason| view! { <div class="banner" data-kind="note"><p>{reason}</p></div> }))
        .into_any()
}

fn fields(state: FormState, autofocus: bool) -> AnyView {
    let name = state.value("name");
    let hint = Signal::derive(move || {
        let slug = Slug::from_name(&name.get())?;
        Some(format!("Its address in Portico: {}", Place::Projects(slug.to_string()).path()))
    });
    view! {
        <TextField
            label="Organization Name"
            name="name"
            value=name
            error=state.error("name")
            hint
            autocomplete="organization"
            autofocus
        />
        <TextField
            label="Website URL"
            name="website"
            value=state.value("website")
            error=state.error("website")
            hint=website::hint(state.value("website"))
            autocomplete="url"
            inputmode="url"
            placeholder="https://example.com"
        />
    }
    .into_any()
}
