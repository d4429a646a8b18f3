//! What an organization pays for, in words and numbers.

mod amounts;
mod invoices;
mod plans;
mod usage;

use portico_api::billing::Subscription;
use portico_api::organizations::Organization;
use serde_json::{Value, json};

/// 3 December 2026
pub(super) const AT: i64 = 1_796_256_000_000;

pub(super) fn organization(
    role: &str,
    plan: &str,
    projects: u32,
    members: u32,
    invites: u32,
) -> Organization {
    let value = json!({
        "id": "1", "name": "Acme", "slug": "acme", "website": "https://acme.example", "role": role, "plan": plan,
        "projects": projects, "members": members, "invites": invites, "reads": 0, "version": 1, "created_at": 0,
    });
    serde_json::from_value(value).unwrap()
}

pub(super) fn subscription(plan: &str, interval: &str, next: Value) -> Subscription {
    let value = json!({
        "plan": plan, "interval": interval, "status": "active", "period_start": 0, "period_end": AT, "next": next,
        "pending": null, "version": 1,
    });
    serde_json::from_value(value).unwrap()
}

pub(super) fn invoice_row(status: &str, due_at: Option<i64>) -> Value {
    json!({
        "id": "i1", "number": "2026-0001", "status": status, "currency": "eur", "total": 1_450, "issued_at": AT,
        "due_at": due_at, "paid_at": null, "period_start": 0, "period_end": AT,
    })
}
