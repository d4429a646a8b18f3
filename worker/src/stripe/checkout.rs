//! The page at Stripe where the first payment is made. An organization has at most one that is open: somebody with two tabs, or two Admins,
//! must not pay for two plans.

use super::api::{Api, Refusal};
use super::customer::moment;
use super::facts::{self, items, text};
use super::form::Form;
use crate::context::Context;
use crate::error::Error;
use portico_api::OrganizationId;
use serde_json::Value;

/// Whether the customer has a subscription that counts already.
pub(super) async fn is_paid(api: Api<'_>, customer: &str) -> Result<bool, Error> {
    match api.get(&format!("/v1/subscriptions?customer={customer}&status=all&limit=20")).await {
        Ok(list) => {
            let found = facts::subscription(api.settings, &list);
            Ok(found.subscription.is_some() || found.is_unclear)
        }
        Err(Refusal::Missing) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// The page for this price: the one that is open, or a new one. Those for other prices are closed, and before there is a new one: two open
/// pages could both be paid, while none only means to press once more.
pub(super) async fn page(
    cx: &Context<'_>,
    api: Api<'_>,
    organization: &OrganizationId,
    slug: &str,
    customer: &str,
    price: &str,
) -> Result<String, Error> {
    let known = sessions(api, customer).await?;
    let mut same = None;
    for session in open(&known) {
        if text(session, "/metadata/price") == price && same.is_none() {
            same = Some(text(session, "/url").to_owned());
        } else {
            close(api, session).await?;
        }
    }
    if let Some(url) = same {
        return Ok(url);
    }
    let back = format!("{}/o/{slug}/billing?checkout", api.settings.origin);
    // Cards alone: with a bank debit, a later change could not wait for its payment.
    let form = Form::default()
        .with("mode", "subscription")
        .with("payment_method_types[0]", "card")
        .with("customer", customer)
        .with("line_items[0][price]", price)
        .with("line_items[0][quantity]", "1")
        .with("metadata[price]", price)
        .with("client_reference_id", organization.as_str())
        .with("success_url", &format!("{back}=done"))
        .with("cancel_url", &format!("{back}=cancelled"));
    // Two requests at the same moment know the same newest page, so they make one; after a page was closed they make another.
    let newest = items(&known).first().map(|session| text(session, "/id")).unwrap_or_default();
    let key = format!("checkout-{organization}-{newest}-{}-{}", form.digest(), moment(cx));
    let made = api.post("/v1/checkout/sessions", form, &key).await?;
    only(api, customer, text(&made, "/id")).await?;
    Ok(text(&made, "/url").to_owned())
}

/// Sees to it that the page is the only one. Of two that were made at the same moment for different prices the newest stays.
async fn only(api: Api<'_>, customer: &str, made: &str) -> Result<(), Error> {
    let known = sessions(api, customer).await?;
    let mut all = open(&known);
    let newest = all.next().map_or(made, |session| text(session, "/id"));
    for session in all {
        close(api, session).await?;
    }
    if newest == made { Ok(()) } else { Err(Error::Stale) }
}

async fn sessions(api: Api<'_>, customer: &str) -> Result<Value, Error> {
    match api.get(&format!("/v1/checkout/sessions?customer={customer}&limit=100")).await {
        Err(Refusal::Missing) => Ok(Value::Null),
        other => Ok(other?),
    }
}

/// Newest first, as Stripe lists them.
fn open(sessions: &Value) -> impl Iterator<Item = &Value> {
    items(sessions).iter().filter(|session| text(session, "/status") == "open")
}

/// What somebody else has closed meanwhile, or paid, is closed.
async fn close(api: Api<'_>, session: &Value) -> Result<(), Error> {
    let id = text(session, "/id");
    let path = format!("/v1/checkout/sessions/{id}/expire");
    match api.post(&path, Form::default(), &format!("expire-{id}")).await {
        Ok(_) | Err(Refusal::Missing | Refusal::Rejected(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}
