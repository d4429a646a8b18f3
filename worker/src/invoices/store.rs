//! Invoices in the database, as their organization sees them.

use super::json::{invoice_page, invoice_page_json, invoice_page_next, invoice_row_fields};
use crate::access::Select;
use crate::args;
use portico_api::invoices::{InvoiceParams, ListInvoicesParams};

/// In the scope `organization`: one page of its invoices, newest first.
pub(super) fn list(params: &ListInvoicesParams) -> Select {
    // What is no cursor of ours begins at the beginning.
    let after = params.after.as_ref().and_then(|after| {
        let (at, number) = after.as_str().split_once(' ')?;
        Some((at.parse::<i64>().ok()?, number.to_owned()))
    });
    let (at, number) = after.unwrap_or((1 << 53, String::new()));
    Select {
        with: invoice_page!("?4", "?5"),
        body: concat!(
            "SELECT json_object('invoices', json(",
            invoice_page_json!(),
            "), 'next', ",
            invoice_page_next!(),
            ")"
        ),
        args: args![at, number],
    }
}

/// In the scope `organization`: one invoice.
pub(super) fn show(params: &InvoiceParams) -> Select {
    let body = concat!(
        "SELECT json_object(",
        invoice_row_fields!(),
        ", 'bill_to', json(v.bill_to), 'lines', json(v.lines), 'seller', v.seller, 'instructions', v.instructions, \
         'hosted_url', v.hosted_url) \
         FROM organization o JOIN invoices v ON v.organization_id = o.id AND v.id = ?4"
    );
    Select { with: "", body, args: args![&params.invoice] }
}
