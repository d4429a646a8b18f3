//! Invoices: issue, list, show, send.

mod issue;
mod json;
pub(crate) mod mail;
mod store;

pub(crate) use issue::{NewInvoice, issue};
pub(crate) use json::{invoice_page, invoice_page_json, invoice_page_next, invoice_row_fields};

use crate::access::Select;
use portico_api::invoices::{InvoiceParams, ListInvoicesParams};

pub(crate) fn list(params: &ListInvoicesParams) -> Select {
    store::list(params)
}

pub(crate) fn show(params: &InvoiceParams) -> Select {
    store::show(params)
}
