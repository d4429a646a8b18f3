//! The customer that an organization is at Stripe.

use super::api::Api;
use super::facts::text;
use crate::billing::Facts;
use crate::error::Error;
use portico_api::OrganizationId;

/// The one it has, or a new one with its billing details. Two requests at once make the same.
pub(super) async fn customer(
    api: Api<'_>,
    organization: &OrganizationId,
    facts: &Facts,
) -> Result<String, Error> {
    if let Some(customer) = &facts.stripe_customer {
        return Ok(customer.clone());
    }
    let form = facts.details.given().with("metadata[organization]", organization.as_str());
    let key = format!("customer-{organization}-{}", form.digest());
    let made = api.post("/v1/customers", form, &key).await?;
    Ok(text(&made, "/id").to_owned())
}
