//! Whom the bills are made out to.

use super::confirm;
use super::subscription::details_json;
use crate::access::{OrganizationProof, Select, select_only};
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::error::Error;
use crate::schema::read_json;
use portico_api::OrganizationId;
use portico_api::access::{Admin, InOrganization};
use portico_api::billing::{BillingDetails, BillingDetailsChange};
use portico_api::organizations::OrganizationParams;

/// Sets them all. Invoices that are issued already keep what they say.
pub(crate) fn update(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    change: BillingDetailsChange,
    found: String,
) -> Result<Action, Error> {
    let found: BillingDetails = read_json(&found)?;
    let (mut statements, ask) = confirm::ask_anew(cx, &proof, &found, change.email.as_ref())?;
    let wanted = BillingDetails {
        email: change.email.as_ref().map_or("", |email| email.as_str()).to_owned(),
        name: change.name.clone(),
        line1: change.line1.clone(),
        line2: change.line2.clone(),
        postal_code: change.postal_code.clone(),
        city: change.city.clone(),
        country: change.country.as_ref().map_or("", |country| country.as_str()).to_owned(),
        tax_id: change.tax_id.clone(),
        email_state: found.email_state,
        version: found.version,
    };
    statements.insert(0, still(proof.id(), change.version));
    let set = "\
        UPDATE billing_details SET email = ?2, name = ?3, line1 = ?4, line2 = ?5, postal_code = ?6, city = ?7, country = ?8, \
          tax_id = ?9, version = version + 1 WHERE organization_id = ?1";
    let values = args![
        proof.id(),
        &wanted.email,
        &wanted.name,
        &wanted.line1,
        &wanted.line2,
        &wanted.postal_code,
        &wanted.city,
        &wanted.country,
        &wanted.tax_id,
    ];
    // Stripe is told as well, where it knows the organization.
    let tell = "UPDATE subscriptions SET sync_due_at = ?2 WHERE organization_id = ?1 AND stripe_customer IS NOT NULL";
    cx.sync_billing(proof.id().as_str());
    let params = OrganizationParams { organization: proof.id().to_string() };
    statements.push(Statement::new(set, values));
    statements.extend(ask);
    statements.push(Statement::new(tell, args![proof.id(), cx.now]));
    let action = Action {
        statements,
        audit: audit::Entry {
            organization_id: Some(proof.id().clone()),
            target_kind: "organization",
            target_id: proof.id().to_string(),
            details: audit::Details::changed(&found, &wanted),
        },
        reply: select_only::<InOrganization<Admin>, _>(cx, &params, current(&params))?,
        conflicts: &[],
    };
    Ok(action.unless(wanted == found))
}

/// Undoes the batch unless they are those that were looked at.
pub(super) fn still(organization: &OrganizationId, version: i64) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM billing_details WHERE organization_id = ?1 AND version = ?2)";
    guard::holds("stale", condition, args![organization, version])
}

/// In the scope `organization`: the details as they are.
pub(crate) fn current(_: &OrganizationParams) -> Select {
    Select::of(concat!(
        "SELECT ",
        details_json!(),
        " FROM organization o JOIN billing_details d ON d.organization_id = o.id"
    ))
}
