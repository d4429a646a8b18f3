//! Stripe's own page for cards and addresses.

use super::api::Api;
use super::customer::customer;
use super::facts::text;
use super::form::Form;
use super::store;
use crate::access::OrganizationProof;
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::billing::Facts;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::Admin;
use portico_api::organizations::OrganizationParams;

const BY_HAND: &str = "Invoices are paid by hand here: each of them says how.";

/// Opens it for the organization's customer, who is kept with the entry that says who opened it: whoever is there can change the card.
pub(crate) async fn open_portal(
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    facts: String,
) -> Result<Action, Error> {
    let settings = cx.config.stripe.as_ref().ok_or(Error::NotSetUp(BY_HAND))?;
    let facts: Facts = read_json(&facts)?;
    let api = Api { payments: cx.payments, settings };
    // Should the customer be gone, the next look finds out.
    cx.sync_billing(proof.id().as_str());
    let (id, is_new) = customer(cx, api, proof.id(), &facts).await?;
    let told = is_new.then_some(facts.details.version);
    let form = Form::default()
        .with("customer", &id)
        .with("return_url", &format!("{}/o/{}/billing?checkout=changed", settings.origin, facts.slug));
    let session = api.post("/v1/billing_portal/sessions", form, &format!("portal-{}", cx.request_id)).await?;
    Ok(Action {
        statements: store::keep_customer(proof.id(), &id, told, cx.now),
        audit: audit::Entry {
            organization_id: Some(proof.id().clone()),
            target_kind: "organization",
            target_id: proof.id().to_string(),
            details: audit::Details::of(&serde_json::json!({ "customer": id })),
        },
        reply: Statement::new("SELECT json_object('url', ?1)", args![text(&session, "/url")]),
        conflicts: &[],
    })
}
