//! What differs between two configurations, setting by setting.

use super::text::shown;
use leptos::prelude::*;
use portico_api::schema::Schema;
use portico_api::values::{self, Values, diff};
use portico_api::versions::Version;
use serde_json::Value;

/// One setting on both sides, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) key: String,
    pub(super) title: Option<String>,
    /// `None`: no value.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) secret: bool,
}

/// What differs between two documents, in the order of the schema; settings that it no longer has come last.
pub(super) fn differences(schema: &Schema, before: &Values, after: &Values) -> Vec<Difference> {
    let difference = |one: &values::Difference<'_>| {
        let setting = schema.get(one.key);
        let text =
            |value: Option<&Value>| value.map(|value| shown(setting.map(|setting| &setting.kind), value));
        Difference {
            key: one.key.to_owned(),
            title: setting.map(|setting| setting.title.clone()),
            before: text(one.before),
            after: text(one.after),
            secret: false,
        }
    };
    let mut found: Vec<Difference> = diff(before, after).iter().map(difference).collect();
    let place = |key: &str| schema.settings.iter().position(|setting| setting.key == key);
    found.sort_by_key(|one| place(&one.key).unwrap_or(usize::MAX));
    found
}

/// What differs between two versions, secrets by name only. No version is one without values.
pub(super) fn between(schema: &Schema, before: Option<&Version>, after: Option<&Version>) -> Vec<Difference> {
    let none = Values::new();
    let values_of =
        |version: Option<&Version>| version.map_or_else(|| none.clone(), |version| version.values.clone());
    let mut found = differences(schema, &values_of(before), &values_of(after));
    let set_at = |version: Option<&Version>, key: &str| version?.secrets.get(key).map(|secret| secret.set_at);
    for setting in schema.settings.iter().filter(|setting| setting.secret) {
        let (one, other) = (set_at(before, &setting.key), set_at(after, &setting.key));
        if one != other {
            found.push(secret(&setting.key, &setting.title, one.is_some(), other.is_some()));
        }
    }
    found
}

/// A secret that changes: nothing but that.
pub(super) fn secret(key: &str, title: &str, before: bool, after: bool) -> Difference {
    let word = |is_set: bool, word: &str| is_set.then(|| word.to_owned());
    Difference {
        key: key.to_owned(),
        title: Some(title.to_owned()),
        before: word(before, "Set"),
        after: word(after, if before { "A different value" } else { "Set" }),
        secret: true,
    }
}

/// The differences as a list, each value before and after.
pub(super) fn difference_list(found: Vec<Difference>, before: &str, after: &str) -> AnyView {
    let row = |one: Difference| {
        let name = one.title.unwrap_or_else(|| one.key.clone());
        view! {
            <li class="difference">
                <p class="difference-name">{name} " " <code translate="no">{one.key}</code></p>
                {side(before, one.before, "removed")}
                {side(after, one.after, "added")}
            </li>
        }
        .into_any()
    };
    view! { <ul class="differences" tabindex="0" aria-label="Differences">{found.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// A value on one side.
pub(super) fn side(label: &str, value: Option<String>, change: &'static str) -> AnyView {
    let label = label.to_owned();
    let (text, none) = match value {
        Some(text) => (text, None),
        None => ("No value".to_owned(), Some("")),
    };
    view! {
        <div class="difference-side" data-change=change data-none=none>
            <span class="difference-label">{label}</span>
            <pre>{text}</pre>
        </div>
    }
    .into_any()
}
