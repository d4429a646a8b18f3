//! The billing page.

use super::subscription::{details_json, subscription_json};
use crate::access::Select;
use crate::args;
use crate::context::Context;
use crate::error::Error;
use crate::invoices::{invoice_page, invoice_page_json, invoice_page_next};
use crate::organizations::organization_json;
use portico_api::organizations::OrganizationParams;

const SHOW: &str = concat!(
    "SELECT json_object('organization', json(",
    organization_json!(),
    "), 'subscription', json(",
    subscription_json!(),
    "), 'details', json(",
    details_json!(),
    "), 'payment_method', json(s.payment_method), 'invoices', json(",
    invoice_page_json!(),
    "), 'next_invoice', ",
    invoice_page_next!(),
    ") FROM organization o JOIN subscriptions s ON s.organization_id = o.id JOIN billing_details d ON d.organization_id = o.id"
);

/// In the scope `organization`: everything about its billing but who collects the money.
pub(crate) fn show(_: &OrganizationParams) -> Select {
    Select { with: invoice_page!("?4", "?5"), body: SHOW, args: args![1i64 << 53, ""] }
}

/// Adds who collects it, which stands in the installation's settings.
pub(crate) fn with_payments(cx: &Context, billing: &str) -> Result<String, Error> {
    let payments = if cx.config.stripe.is_some() { "stripe" } else { "by_hand" };
    let rest = billing.strip_prefix('{').unwrap_or_default();
    Ok(format!("{{\"payments\":\"{payments}\",{rest}"))
}
