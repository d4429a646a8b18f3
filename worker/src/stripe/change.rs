//! Changing the plan at Stripe. What is sold, for how much and how many, says the installation's own list of prices; nothing of it comes
//! from the client.

use super::Settings;
use super::api::Api;
use super::checkout;
use super::facts::{read_subscription, settle, text};
use super::form::Form;
use super::store;
use crate::access::OrganizationProof;
use crate::billing::{Change, Facts, still_at};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::secret::sha256;
use portico_api::OrganizationId;
use portico_api::access::Admin;
use portico_api::billing::{Effective, PlanChange};
use portico_api::plans::{Interval, PlanId};

/// What is left to write down.
pub(crate) struct Done {
    pub(crate) statements: Vec<Statement>,
    pub(crate) effective: Effective,
    /// Where the first payment is made.
    pub(crate) checkout: Option<String>,
}

/// Makes the change that was decided. The first plan begins at Stripe's own page; the others change the subscription that there is.
pub(crate) async fn change_plan(
    cx: &Context<'_>,
    settings: &Settings,
    proof: &OrganizationProof<Admin>,
    facts: &Facts,
    wanted: &PlanChange,
    change: &Change,
) -> Result<Done, Error> {
    let api = Api { payments: cx.payments, settings };
    let (Some(subscription), Some(item)) = (&facts.stripe_subscription, &facts.stripe_item) else {
        return check_out(cx, api, proof, facts, wanted).await;
    };
    let form = match (change, wanted.plan) {
        (Change::AtPeriodEnd(_), PlanId::Free) => Form::default().with("cancel_at_period_end", "true"),
        (Change::AtPeriodEnd(_), _) if wanted.interval != facts.interval => {
            return Err(Error::field("interval", OTHER_INTERVAL));
        }
        _ => {
            let form = Form::default()
                .with("items[0][id]", item)
                .with("items[0][price]", price(settings, wanted.plan, wanted.interval)?)
                .with("cancel_at_period_end", "false");
            match change {
                // A card that is declined leaves everything as it is.
                Change::Now(_) => form
                    .with("proration_behavior", "always_invoice")
                    .with("payment_behavior", "error_if_incomplete"),
                _ => form.with("proration_behavior", "none"),
            }
        }
    };
    // One request, one key: a card that was declined may be replaced, and the same change asked for again.
    let key = format!("plan-{}", cx.request_id);
    let answer = api.post(&format!("/v1/subscriptions/{subscription}"), form, &key).await?;
    let seen = read_subscription(settings, &answer).map_err(Error::PaymentsUnavailable)?;
    let settled = settle((facts.plan, facts.interval, facts.period_end), &seen);
    // Its invoice is fetched after the answer.
    cx.sync_billing();
    let effective = match change {
        Change::AtPeriodEnd(_) => Effective::PeriodEnd,
        _ => Effective::Now,
    };
    let statements = vec![store::keep_change(proof.id(), &seen, &settled, cx.now)];
    Ok(Done { statements, effective, checkout: None })
}

const OTHER_INTERVAL: &str = "\
    Stripe can't change from yearly to monthly in the middle. Cancel the plan, and choose the monthly one when the year is over.";

async fn check_out(
    cx: &Context<'_>,
    api: Api<'_>,
    proof: &OrganizationProof<Admin>,
    facts: &Facts,
    wanted: &PlanChange,
) -> Result<Done, Error> {
    let customer = customer(api, proof.id(), facts).await?;
    let price = price(api.settings, wanted.plan, wanted.interval)?;
    let checkout = checkout::page(api, proof.id(), &facts.slug, &customer, price).await?;
    let statements =
        vec![still_at(proof.id(), facts.version), store::keep_customer(proof.id(), &customer, cx.now)];
    Ok(Done { statements, effective: Effective::Checkout, checkout: Some(checkout) })
}

/// The organization's customer at Stripe: the one it has, or a new one. Two requests at once make the same.
pub(super) async fn customer(
    api: Api<'_>,
    organization: &OrganizationId,
    facts: &Facts,
) -> Result<String, Error> {
    if let Some(customer) = &facts.stripe_customer {
        return Ok(customer.clone());
    }
    let mut form =
        Form::default().with("name", &facts.name).with("metadata[organization]", organization.as_str());
    if !facts.email.is_empty() {
        form = form.with("email", &facts.email);
    }
    let key = format!("customer-{organization}-{}", digest(&form));
    let made = api.post("/v1/customers", form, &key).await?;
    Ok(text(&made, "/id").to_owned())
}

fn price(settings: &Settings, plan: PlanId, interval: Interval) -> Result<&str, Error> {
    settings.price(plan, interval).ok_or_else(|| Error::field("plan", "This plan is not sold here."))
}

pub(super) fn digest(form: &Form) -> String {
    sha256(&[form.as_text().as_bytes()]).chars().take(16).collect()
}
