//! What an entry says of a change: each field as it was and as it is, and whatever else is known.

use leptos::prelude::*;
use portico_api::audit::AuditEntry;
use serde_json::{Map, Value};

pub(super) fn section(entry: &AuditEntry) -> AnyView {
    let (before, rest) = split(&entry.details);
    if before.is_empty() && rest.is_empty() {
        return ().into_any();
    }
    let now = |key: &str| rest.get(key).map_or_else(|| "–".to_owned(), written);
    let changed = before.iter().map(|(key, was)| {
        view! {
            <tr>
                <th scope="row" translate="no">{key.clone()}</th>
                <td translate="no">{written(was)}</td>
                <td translate="no">{now(key)}</td>
            </tr>
        }
    });
    let others = rest.iter().filter(|(key, _)| !before.contains_key(*key)).map(|(key, value)| {
        view! { <div><dt translate="no">{key.clone()}</dt><dd translate="no">{written(value)}</dd></div> }
    });
    let others: Vec<_> = others.collect();
    view! {
        {(!before.is_empty()).then(|| view! {
            <h3 class="audit-part" id="audit-changes">"What changed"</h3>
            <table class="table audit-changes" aria-labelledby="audit-changes">
                <thead><tr><th scope="col">"Field"</th><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                <tbody>{changed.collect_view()}</tbody>
            </table>
        })}
        {(!others.is_empty()).then(|| view! {
            <h3 class="audit-part">"Details"</h3>
            <dl class="facts audit-detail">{others}</dl>
        })}
    }
    .into_any()
}

/// What fields were, and what the entry says besides. Of a role and of what Stripe says it is called `from`.
fn split(details: &Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    let mut rest = details.clone();
    let before = match (rest.remove("before"), rest.get("role").and(details.get("from"))) {
        (Some(Value::Object(before)), _) => before,
        (_, Some(role @ Value::String(_))) => {
            rest.remove("from");
            Map::from_iter([("role".to_owned(), role.clone())])
        }
        _ => match details.get("from") {
            Some(Value::Object(before)) => {
                rest.remove("from");
                before.clone()
            }
            _ => Map::new(),
        },
    };
    flatten(before, rest)
}

/// Values of settings stand one by one, like any other field; which keys were set, they say themselves.
fn flatten(
    mut before: Map<String, Value>,
    mut rest: Map<String, Value>,
) -> (Map<String, Value>, Map<String, Value>) {
    if let (Some(Value::Object(values)), Some(Value::Object(now))) =
        (before.get("values").cloned(), rest.get("values").cloned())
    {
        before.remove("values");
        rest.remove("values");
        rest.remove("set");
        before.extend(values);
        rest.extend(now);
    }
    (before, rest)
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        Value::Array(list) if list.is_empty() => "–".to_owned(),
        Value::Array(list) => list.iter().map(written).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
