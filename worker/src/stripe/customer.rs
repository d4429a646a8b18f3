//! The customer that an organization is at Stripe.

use super::api::Api;
use super::facts::text;
use crate::billing::Facts;
use crate::context::Context;
use crate::error::Error;
use portico_api::OrganizationId;

/// How long the same wish gets the same answer of Stripe's, in milliseconds: 10 minutes. Long enough for double clicks and retries; not so
/// long that a fault which Stripe remembers, or something that was deleted there meanwhile, stands in the way for a day.
const SAME_FOR_MS: i64 = 10 * 60 * 1000;

/// What the keys of a wish end in for a while.
pub(super) fn moment(cx: &Context) -> i64 {
    cx.now / SAME_FOR_MS
}

/// The one it has, or a new one with its billing details, and whether it is new. Two requests at once make the same.
pub(super) async fn customer(
    cx: &Context<'_>,
    api: Api<'_>,
    organization: &OrganizationId,
    facts: &Facts,
) -> Result<(String, bool), Error> {
    if let Some(customer) = &facts.stripe_customer {
        return Ok((customer.clone(), false));
    }
    let form = facts.details.given().with("metadata[organization]", organization.as_str());
    let key = format!("customer-{organization}-{}-{}", form.digest(), moment(cx));
    let made = api.post("/v1/customers", form, &key).await?;
    Ok((text(&made, "/id").to_owned(), true))
}
