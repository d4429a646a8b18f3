//! `/new`: create an organization.

use super::website;
use crate::browser::use_title;
use crate::form::{Form, form};
use crate::kept::NOWHERE;
use crate::navigation::use_go;
use crate::parts::Heading;
use crate::paths::Place;
use crate::query::invalidate;
use crate::session::{remember_organization, use_session};
use crate::ui::{TextField, use_toasts};
use leptos::prelude::*;
use portico_api::organizations::{CreateOrganization, ListOrganizations};
use portico_api::session::ShowSession;
use portico_api::text::Slug;

pub fn page() -> AnyView {
    use_title(|| vec!["Create organization".into()]);
    // Also leads whoever is not signed in to the sign-in page before they fill it in.
    let session = use_session();
    let (go, toasts) = (use_go(), use_toasts());
    let state = form::<CreateOrganization>(
        &[("name", ""), ("website", "")],
        || (),
        move |_, organization| {
            toasts.success(format!("{} created", organization.name));
            remember_organization(&organization.slug);
            invalidate::<ShowSession>();
            invalidate::<ListOrganizations>();
            go.replace(&Place::Projects(organization.slug));
        },
    );
    state.keep(NOWHERE, "organization.new", &["name", "website"]);
    let full = Memo::new(move |_| session.query().ready().and_then(|session| session.room.refusal()));
    let above =
        move || full.get().map(|reason| view! { <div class="banner" data-kind="note"><p>{reason}</p></div> });
    let name = state.value("name");
    let hint = Signal::derive(move || {
        let slug = Slug::from_name(&name.get())?;
        Some(format!("Its address in Portico: {}", Place::Projects(slug.to_string()).path()))
    });
    view! {
        <section class="form-page" data-session=move || session.email()>
            <Heading>"Create organization"</Heading>
            <p class="lead">"An organization groups projects and the team that works on them. It is billed on its own."</p>
            {above}
            <Form form=state action="Create organization" cancel=Place::Home.path() disabled_reason=full>
                <TextField
                    label="Organization Name"
                    name="name"
                    value=name
                    error=state.error("name")
                    hint
                    autocomplete="organization"
                    autofocus=true
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
            </Form>
        </section>
    }
    .into_any()
}
