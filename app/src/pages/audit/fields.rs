//! What the fields are called that an entry says of a change, and how their values are written.

use crate::browser::with_host;
use crate::locale::{moment, number};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::plans::PlanId;
use serde_json::{Map, Value};

/// The fields by their names in the log: whatever may be written there, and nothing else (`tests/api/audit/words.rs`).
const FIELDS: &[(&str, &str)] = &[
    ("added", "Settings added"),
    ("asked", "Requested"),
    ("attempted", "Attempted with"),
    ("bytes", "Details left out, in bytes"),
    ("changed", "Settings changed"),
    ("city", "City"),
    ("country", "Country"),
    ("customer", "Stripe customer"),
    ("developers_publish_live", "Developers may publish to live"),
    ("effective", "Takes effect"),
    ("email", "E-mail address"),
    ("email_state", "State of the e-mail address"),
    ("emails", "E-mail addresses"),
    ("expires_at", "Expires"),
    ("export", "Export"),
    ("from", "From"),
    ("interval", "Billing interval"),
    ("invite", "Invite"),
    ("invoice", "Invoice"),
    ("keep", "Changes undone"),
    ("keep_ids", "Environment IDs kept"),
    ("key", "Key"),
    ("keys", "Settings copied"),
    ("line1", "Address line 1"),
    ("line2", "Address line 2"),
    ("live_version", "Version in live"),
    ("member", "Member"),
    ("message", "Message"),
    ("mode", "Environment"),
    ("name", "Name"),
    ("number", "Number"),
    ("offer", "Offer"),
    ("plan", "Plan"),
    ("postal_code", "Postal code"),
    ("project", "Project"),
    ("removed", "Settings removed"),
    ("restored", "Version restored"),
    ("revoke_keys", "Keys revoked"),
    ("role", "Role"),
    ("sandbox_version", "Version in sandbox"),
    ("secrets", "Secrets"),
    ("set", "Settings changed"),
    ("sign_in_hours", "Hours until a new sign-in"),
    ("slug", "Slug"),
    ("status", "Status"),
    ("target", "Organization"),
    ("tax_id", "Tax ID"),
    ("template", "Template"),
    ("to", "To"),
    ("total", "Total in cents"),
    ("values", "Values"),
    ("version", "Version"),
    ("ways", "Ways to sign in"),
    ("website", "Website URL"),
];

/// What a field is called; nothing of what is no field: the key of a setting.
pub(super) fn label(field: &str) -> Option<&'static str> {
    FIELDS.iter().find(|(name, _)| *name == field).map(|(_, label)| *label)
}

/// The value of a field in words.
pub(super) fn written(field: &str, value: &Value) -> String {
    match value {
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Number(at) if field == "expires_at" => {
            at.as_f64().and_then(moment).unwrap_or_else(|| "Unknown date".to_owned())
        }
        Value::Number(value) => value.as_i64().map_or_else(|| value.to_string(), number),
        Value::Object(parts) => all(parts).unwrap_or_else(none),
        Value::Array(list) if !list.is_empty() => {
            list.iter().map(|one| written(field, one)).collect::<Vec<_>>().join(", ")
        }
        Value::String(text) if !text.is_empty() => word(field, text).unwrap_or_else(|| text_of(text)),
        _ => none(),
    }
}

/// A word of the log as the pages write it; nothing of a text that somebody wrote.
fn word(field: &str, text: &str) -> Option<String> {
    let title = match field {
        "role" => Role::parse(text).ok().map(Role::title),
        // Of a role that was changed, or of values that were copied.
        "from" | "to" => {
            Role::parse(text).ok().map(Role::title).or_else(|| Mode::parse(text).ok().map(Mode::title))
        }
        "mode" => Mode::parse(text).ok().map(Mode::title),
        "plan" => PlanId::parse(text).ok().map(PlanId::title),
        _ => None,
    };
    title.map(str::to_owned)
}

/// The value of a setting as the configuration has it.
pub(super) fn raw(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text_of(text),
        Value::String(_) | Value::Null => none(),
        Value::Array(list) if list.is_empty() => none(),
        Value::Array(list) => list.iter().map(raw).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A text; of a website, or a setting that holds an address, letters of the host may look like others.
fn text_of(text: &str) -> String {
    match text.starts_with("http://") || text.starts_with("https://") {
        true => with_host(text),
        false => text.to_owned(),
    }
}

/// The parts of a field that has several; nothing, where there is none.
fn all(parts: &Map<String, Value>) -> Option<String> {
    let part = |(name, value): (&String, &Value)| {
        format!("{}: {}", label(name).unwrap_or(name), written(name, value))
    };
    (!parts.is_empty()).then(|| parts.iter().map(part).collect::<Vec<_>>().join(", "))
}

pub(super) fn none() -> String {
    "–".to_owned()
}
