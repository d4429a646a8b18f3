//! Invoices: issue, list, show, send.

mod issue;
mod json;
pub(crate) mod mail;
mod store;

pub(crate) use issue::{NewInvoice, issue};
pub(crate) use json::{invoice_page, invoice_page_json, invoice_page_next, invoice_row_fields};

use crate::access::Select;
use crate::context::Context;
use crate::error::Error;
use portico_api::invoices::{InvoiceParams, ListInvoicesParams};

pub(crate) fn list(params: &ListInvoicesParams) -> Select {
    store::list(params)
}

pub(crate) fn one(params: &InvoiceParams) -> Select {
    store::one(params)
}

/// The invoice, with who issued it and how it is paid: those stand in the installation's settings.
pub(crate) fn with_seller(cx: &Context, invoice: &str) -> Result<String, Error> {
    let mut invoice: serde_json::Map<String, serde_json::Value> = crate::schema::read_json(invoice)?;
    let by_hand = invoice.remove("provider").is_some_and(|provider| provider == "manual");
    let instructions = if by_hand { cx.config.instructions.as_str() } else { "" };
    invoice.insert("seller".to_owned(), cx.config.seller.as_str().into());
    invoice.insert("instructions".to_owned(), instructions.into());
    Ok(serde_json::Value::Object(invoice).to_string())
}
