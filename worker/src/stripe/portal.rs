//! Stripe's own page for cards and addresses.

use super::api::Api;
use super::customer::customer;
use super::facts::text;
use super::form::Form;
use super::store;
use crate::access::{OrganizationProof, select_only};
use crate::billing::{self, Facts};
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::Answer;
use crate::schema::read_json;
use portico_api::Empty;
use portico_api::access::{Admin, InOrganization};
use portico_api::billing::Portal;
use portico_api::organizations::OrganizationParams;

const BY_HAND: &str = "Invoices are paid by hand here: each of them says how.";

/// Opens it for the organization's customer.
pub(crate) async fn open_portal<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    _: Empty,
) -> Result<Answer, Error> {
    let settings = cx.config.stripe.as_ref().ok_or(Error::NotSetUp(BY_HAND))?;
    let params = OrganizationParams { organization: proof.id().to_string() };
    let look = select_only::<InOrganization<Admin>, _>(cx, &params, billing::facts(&params))?;
    let found = db.query(look).await?.into_iter().next().and_then(|mut row| row.take_text(0));
    let facts: Facts = read_json(&found.ok_or(Error::NotFound)?)?;
    let api = Api { payments: cx.payments, settings };
    // Should the customer be gone, the next look finds out.
    cx.sync_billing(proof.id().as_str());
    let (id, is_new) = customer(cx, api, proof.id(), &facts).await?;
    let told = is_new.then_some(facts.details.version);
    db.batch(store::keep_customer(proof.id(), &id, told, cx.now)).await?;
    let form = Form::default()
        .with("customer", &id)
        .with("return_url", &format!("{}/o/{}/billing?checkout=changed", settings.origin, facts.slug));
    let session = api.post("/v1/billing_portal/sessions", form, &format!("portal-{}", cx.request_id)).await?;
    let url = text(&session, "/url").to_owned();
    Ok(Answer::json(200, &Portal { url }))
}
