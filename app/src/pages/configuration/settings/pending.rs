//! What publishing the draft would make of the environment.

use super::super::difference::{Difference, differences, secret};
use portico_api::configuration::Configuration;
use portico_api::values::Values;

/// The environment's own values with the draft applied.
fn own_after(configuration: &Configuration) -> Values {
    let mut own = configuration.published.as_ref().map(|version| version.own_values()).unwrap_or_default();
    for (key, value) in configuration.draft.iter().flat_map(|draft| &draft.values) {
        if value.is_null() {
            own.remove(key);
        } else {
            own.insert(key.clone(), value.clone());
        }
    }
    own
}

fn is_secret_set(configuration: &Configuration, key: &str) -> bool {
    let drafted = configuration.draft.as_ref().and_then(|draft| draft.secrets.get(key));
    match drafted {
        Some(state) => state.is_some(),
        None => configuration.published.as_ref().is_some_and(|version| version.secrets.contains_key(key)),
    }
}

/// The settings without which live can't be published, as key and title.
pub(super) fn missing(configuration: &Configuration) -> Vec<(String, String)> {
    let own = own_after(configuration);
    let missing =
        configuration.schema.missing(configuration.mode, &own, |key| is_secret_set(configuration, key));
    missing.iter().map(|one| (one.key.to_owned(), one.title.to_owned())).collect()
}

/// What changes, secrets by name only.
pub(super) fn pending(configuration: &Configuration) -> Vec<Difference> {
    let schema = &configuration.schema;
    let none = Values::new();
    let before = configuration.published.as_ref().map_or(&none, |version| &version.values);
    let mut found = differences(schema, before, &schema.document(&own_after(configuration)));
    for (key, state) in configuration.draft.iter().flat_map(|draft| &draft.secrets) {
        let Some(setting) = schema.get(key) else { continue };
        let before =
            configuration.published.as_ref().is_some_and(|version| version.secrets.contains_key(key));
        found.push(secret(key, &setting.title, before, state.is_some()));
    }
    // A secret that the schema no longer has goes with the next version.
    for key in configuration.published.iter().flat_map(|version| version.secrets.keys()) {
        if schema.get(key).is_none_or(|setting| !setting.secret) {
            found.push(secret(key, key, true, false));
        }
    }
    // An own value that equals the default changes nothing that is read, but live may require it.
    for (key, value) in configuration.draft.iter().flat_map(|draft| &draft.values) {
        let Some(setting) = schema.get(key).filter(|_| !found.iter().any(|one| one.key == *key)) else {
            continue;
        };
        let shown = before.get(key).map(|value| super::super::text::shown(Some(&setting.kind), value));
        let after = if value.is_null() { "the default" } else { "set here" };
        found.push(Difference {
            key: key.clone(),
            title: Some(setting.title.clone()),
            after: shown.as_ref().map(|shown| format!("{shown} ({after})")),
            before: shown,
            secret: false,
        });
    }
    found
}
