//! What an entry says of a change: each field as it was and as it is, and whatever else is known.

use super::fields::{label, none, raw, written};
use leptos::prelude::*;
use portico_api::audit::AuditEntry;
use serde_json::{Map, Value};

/// A field that has changed, or a setting.
struct Change {
    name: Name,
    was: String,
    is: String,
}

/// What is changed.
enum Name {
    /// In words.
    Field(&'static str),
    /// As whoever made it calls it.
    Own(String),
}

pub(super) fn section(entry: &AuditEntry) -> AnyView {
    let (changes, rest) = split(&entry.details);
    let changed = changes.into_iter().map(|change| {
        let name = match change.name {
            Name::Field(label) => view! { <th scope="row">{label}</th> }.into_any(),
            Name::Own(name) => view! { <th scope="row" translate="no">{name}</th> }.into_any(),
        };
        view! {
            <tr>
                {name}
                <td translate="no">{change.was}</td>
                <td translate="no">{change.is}</td>
            </tr>
        }
    });
    let changed: Vec<_> = changed.collect();
    let others = rest.iter().map(|(field, value)| {
        let name = match named(field) {
            Name::Field(label) => view! { <dt>{label}</dt> }.into_any(),
            Name::Own(name) => view! { <dt translate="no">{name}</dt> }.into_any(),
        };
        view! { <div>{name}<dd translate="no">{written(field, value)}</dd></div> }
    });
    let others: Vec<_> = others.collect();
    view! {
        {(!changed.is_empty()).then(|| view! {
            <h3 class="audit-part" id="audit-changes">"What changed"</h3>
            <table class="table audit-changes" aria-labelledby="audit-changes">
                <thead><tr><th scope="col">"Field"</th><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                <tbody>{changed}</tbody>
            </table>
        })}
        {(!others.is_empty()).then(|| view! {
            <h3 class="audit-part">"Details"</h3>
            <dl class="facts audit-detail">{others}</dl>
        })}
    }
    .into_any()
}

/// What changed, and what the entry says besides.
fn split(details: &Map<String, Value>) -> (Vec<Change>, Map<String, Value>) {
    let (mut before, mut rest) = apart(details);
    let settings = settings(&mut before, &mut rest);
    let fields = before.into_iter().map(|(field, was)| {
        let is = rest.remove(&field).map_or_else(none, |is| written(&field, &is));
        Change { was: written(&field, &was), is, name: named(&field) }
    });
    let changes = fields.collect::<Vec<_>>().into_iter().chain(settings).collect();
    (changes, rest)
}

/// What fields were, and the rest. Of a role and of what Stripe says it is called `from`.
fn apart(details: &Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    let mut rest = details.clone();
    let role = rest.contains_key("role");
    let before = match (rest.remove("before"), rest.get("from")) {
        (Some(Value::Object(before)), _) => before,
        (_, Some(Value::Object(before))) => {
            let before = before.clone();
            rest.remove("from");
            before
        }
        (_, Some(from @ Value::String(_))) if role => {
            let before = Map::from_iter([("role".to_owned(), from.clone())]);
            rest.remove("from");
            before
        }
        _ => Map::new(),
    };
    (before, rest)
}

/// Values of settings stand one by one, by their keys; which were set, they say themselves.
fn settings(before: &mut Map<String, Value>, rest: &mut Map<String, Value>) -> Vec<Change> {
    if !before.get("values").is_some_and(Value::is_object) {
        return Vec::new();
    }
    let (Some(Value::Object(values)), Some(Value::Object(now))) =
        (before.remove("values"), rest.remove("values"))
    else {
        return Vec::new();
    };
    rest.remove("set");
    let change = |(key, was): (String, Value)| {
        let is = now.get(&key).map_or_else(none, raw);
        Change { was: raw(&was), is, name: Name::Own(key) }
    };
    values.into_iter().map(change).collect()
}

fn named(field: &str) -> Name {
    label(field).map_or_else(|| Name::Own(field.to_owned()), Name::Field)
}
