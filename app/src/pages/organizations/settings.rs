//! `/o/{organization}/settings`: rename an organization, hand it over, leave it, or delete it.

use super::super::members::danger;
use super::security::{self, Asked};
use super::website;
use crate::browser::use_title;
use crate::form::{Form, form};
use crate::navigation::use_go;
use crate::parts::{Heading, loaded};
use crate::paths::Place;
use crate::query::{forget_below, invalidate, query, seed};
use crate::session::remember_organization;
use crate::ui::{ButtonLink, CopyText, TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::organizations::{
    ListOrganizations, Organization, OrganizationParams, ShowOrganization, UpdateOrganization,
};
use portico_api::projects::{ListProjects, ShowProject};
use portico_api::session::ShowSession;
use portico_api::url;
use std::sync::Arc;

pub fn page(slug: String) -> AnyView {
    let params = OrganizationParams { organization: slug };
    let asked = params.clone();
    let organization = query::<ShowOrganization>(move || Some(asked.clone()));
    let asked = security::ask(&params, organization);
    loaded(organization, move |organization| settings(params.clone(), organization, asked))
}

fn settings(params: OrganizationParams, organization: Memo<Arc<Organization>>, asked: Asked) -> AnyView {
    use_title(move || organization.with(|organization| vec!["Settings".into(), organization.name.clone()]));
    let (go, toasts) = (use_go(), use_toasts());
    let first = organization.get_untracked();
    let slug = params.organization.clone();
    // By ID: by the time of saving, the slug may stand for another organization.
    let sent = OrganizationParams { organization: first.id.to_string() };
    let state = form::<UpdateOrganization>(
        &[("name", &first.name), ("website", &first.website), ("slug", &first.slug)],
        move || sent.clone(),
        move |state, organization| {
            toasts.success("Organization saved");
            state.saved(organization.version, &values(&organization));
            let slug = organization.slug.clone();
            seed::<ShowOrganization>(&OrganizationParams { organization: slug.clone() }, organization);
            invalidate::<ShowSession>();
            invalidate::<ListOrganizations>();
            invalidate::<ListProjects>();
            invalidate::<ShowProject>();
            if slug != params.organization {
                remember_organization(&slug);
                go.replace(&Place::OrganizationSettings(slug));
                forget_below(&url::<ShowOrganization>(&params));
            }
        },
    );
    let reload = state.follow(
        organization,
        |organization| (organization.version, values(organization)),
        invalidate::<ShowOrganization>,
    );
    state.keep(&first.id, "organization", &["name", "website", "slug"]);
    let locked = Signal::derive(move || organization.with(|organization| may_not_edit(organization)));
    view! {
        <section class="form-page">
            <Heading>"Organization settings"</Heading>
            <p class="lead">"Renaming changes the address in this console. The ID stays the same."</p>
            <Form form=state action="Save changes" reload disabled_reason=state.save_reason(Signal::stored(None)) locked>
                <TextField label="Organization Name" name="name" value=state.value("name") error=state.error("name") />
                <TextField
                    label="Website URL"
                    name="website"
                    value=state.value("website")
                    error=state.error("website")
                    hint=website::hint(state.value("website"))
                    inputmode="url"
                />
                <TextField
                    label="Slug"
                    name="slug"
                    value=state.value("slug")
                    error=state.error("slug")
                    hint=Some("Part of the web address: lowercase letters, digits and hyphens.".to_owned())
                />
            </Form>
            <section class="identity">
                <h2>"Organization ID"</h2>
                <CopyText value=first.id.to_string() label="Copy organization ID" />
            </section>
            {security::section(slug.clone(), organization, asked)}
            <section class="identity">
                <h2>"Export and import"</h2>
                <p class="field-hint">"Export the whole organization as a file, or import projects from one."</p>
                <ButtonLink href=Place::Export(slug.clone()).path()>"Open export and import"</ButtonLink>
            </section>
            {danger::section(slug, organization)}
        </section>
    }
    .into_any()
}

fn values(organization: &Organization) -> Vec<(&'static str, &str)> {
    vec![("name", &organization.name), ("website", &organization.website), ("slug", &organization.slug)]
}

fn may_not_edit(organization: &Organization) -> Option<Words> {
    (!organization.role.may_edit_organization()).then(|| {
        format!(
            "Your role is {}. Only Owners and Admins can change the organization.",
            organization.role.title()
        )
        .into()
    })
}
