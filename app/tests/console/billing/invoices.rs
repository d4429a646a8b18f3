//! What is said of an invoice.

use super::{AT, invoice_row};
use crate::support::*;
use portico_api::invoices::{Invoice, InvoiceRow};
use portico_app::pages::billing::{invoice, texts};
use portico_app::ui::Tone;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn an_open_invoice_is_overdue_when_its_day_has_passed() {
    let status = |status: &str, due: Option<i64>| {
        let row: InvoiceRow = serde_json::from_value(invoice_row(status, due)).unwrap();
        texts::status(&row, AT).0
    };
    assert_eq!(status("open", Some(AT - 1)), "Overdue");
    assert_eq!(status("open", Some(AT + 1)), "Open");
    assert_eq!(status("open", None), "Open");
    assert_eq!(status("paid", Some(AT - 1)), "Paid");
    let void: InvoiceRow = serde_json::from_value(invoice_row("void", None)).unwrap();
    assert_eq!(texts::status(&void, AT), ("Void", Tone::Neutral));
}

#[wasm_bindgen_test]
async fn the_total_of_an_invoice_is_the_sum_of_its_lines() {
    let line = |kind: &str, description: &str, amount: i64| {
        json!({
            "kind": kind, "description": description, "quantity": 1, "amount": amount, "period_start": 0,
            "period_end": AT,
        })
    };
    let mut value = invoice_row("open", Some(AT));
    let rest = json!({
        "bill_to": {
            "name": "Acme <Ltd>", "email": "", "line1": "1 Main Street", "line2": "", "postal_code": "10115",
            "city": "Berlin", "country": "DE", "tax_id": "",
        },
        "lines": [line("plan", "Pro", 2_900), line("credit", "Unused Pro", -1_450), line("usage", "Shop", 0)],
        "seller": "Portico Ltd\n2 Side Street", "instructions": "Pay by transfer.", "hosted_url": null,
    });
    value.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let whole: Invoice = serde_json::from_value(value).unwrap();
    assert_eq!(texts::total(&whole.lines), 1_450);
    let page = show(move || invoice::paper(&whole));
    let text = page.text_content().unwrap();
    for said in ["Acme <Ltd>", "10115 Berlin", "2026-0001", "Pay by transfer.", "Portico Ltd"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(find(&page, ".paper-total").inner_text().contains("14"), "{text}");
    assert_eq!(page.query_selector_all("tbody tr").unwrap().length(), 3);
}
