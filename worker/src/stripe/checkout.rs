//! The page at Stripe where the first payment is made. An organization has at most one that is open: somebody with two tabs, or two Admins,
//! must not pay for two plans.

use super::api::{Api, Refusal};
use super::facts::{self, items, text};
use super::form::Form;
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

/// The page for this price: the one that is open, or a new one. Those for other prices are closed.
pub(super) async fn page(
    api: Api<'_>,
    organization: &OrganizationId,
    slug: &str,
    customer: &str,
    price: &str,
) -> Result<String, Error> {
    let path = format!("/v1/checkout/sessions?customer={customer}&limit=100");
    let sessions = match api.get(&path).await {
        Ok(sessions) => sessions,
        Err(Refusal::Missing) => Value::Null,
        Err(other) => return Err(other.into()),
    };
    let mut same = None;
    for session in items(&sessions).iter().filter(|session| text(session, "/status") == "open") {
        if text(session, "/metadata/price") == price && same.is_none() {
            same = Some(text(session, "/url").to_owned());
        } else {
            let id = text(session, "/id");
            let close = format!("/v1/checkout/sessions/{id}/expire");
            api.post(&close, Form::default(), &format!("expire-{id}")).await?;
        }
    }
    match same {
        Some(url) => Ok(url),
        None => {
            let newest = items(&sessions).first().map(|session| text(session, "/id")).unwrap_or_default();
            new(api, organization, slug, customer, price, newest).await
        }
    }
}

/// Two requests at the same moment know the same newest page, so they make one; after a page was closed they make another.
async fn new(
    api: Api<'_>,
    organization: &OrganizationId,
    slug: &str,
    customer: &str,
    price: &str,
    newest: &str,
) -> Result<String, Error> {
    let back = format!("{}/o/{slug}/billing?checkout", api.settings.origin);
    let form = Form::default()
        .with("mode", "subscription")
        .with("customer", customer)
        .with("line_items[0][price]", price)
        .with("line_items[0][quantity]", "1")
        .with("metadata[price]", price)
        .with("client_reference_id", organization.as_str())
        .with("success_url", &format!("{back}=done"))
        .with("cancel_url", &format!("{back}=cancelled"));
    let key = format!("checkout-{organization}-{newest}-{}", form.digest());
    let session = api.post("/v1/checkout/sessions", form, &key).await?;
    Ok(text(&session, "/url").to_owned())
}
