//! A body of which some values only pass through: those are never made a tree of.

use super::{Raw, canonical_json};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The object that a text says, or `None` where it says something else. Where one of the fields `passing`, such as `set` or `live.draft`, is an object,
/// each of its values stands as a text that holds its canonical JSON; null stays null ([`crate::body::Fields::values`]).
pub fn read_body(text: &str, passing: &[&str]) -> serde_json::Result<Option<Map<String, Value>>> {
    if passing.is_empty() || !is_object(text) {
        return Ok(match serde_json::from_str(text)? {
            Value::Object(object) => Some(object),
            _ => None,
        });
    }
    object(text, "", passing).map(Some)
}

/// What each value that passes through counts with, beside its key, in [`tree_bytes`].
pub const PASSING_BYTES: usize = 16;

/// How many bytes of a body are made a tree of: all but the values that pass through, which count with their keys and [`PASSING_BYTES`] each. Nothing is
/// made a tree of to say so.
pub fn tree_bytes(text: &str, passing: &[&str]) -> usize {
    weigh(text, "", passing)
}

fn weigh(text: &str, place: &str, passing: &[&str]) -> usize {
    let Ok(all) = members(text) else { return text.len() };
    let member = |(key, raw): (&String, &&RawValue)| {
        let (field, text) = (inside(place, key), raw.get());
        let bytes = match Way::of(text, &field, passing) {
            Way::Passes => match members(text) {
                Ok(values) => values.keys().map(|key| key.len() + PASSING_BYTES).sum(),
                Err(_) => text.len(),
            },
            Way::LeadsOn => weigh(text, &field, passing),
            Way::Refused | Way::Tree => text.len(),
        };
        key.len() + bytes
    };
    all.iter().map(member).sum()
}

/// What is done with a member of an object.
enum Way {
    /// Each of its values passes through.
    Passes,
    /// Something inside of it does.
    LeadsOn,
    /// It is no object where one is asked for: nothing of it is kept.
    Refused,
    Tree,
}

impl Way {
    fn of(text: &str, field: &str, passing: &[&str]) -> Self {
        let passes = passing.contains(&field);
        let leads_on =
            || passing.iter().any(|name| name.strip_prefix(field).is_some_and(|rest| rest.starts_with('.')));
        match text.trim_start().chars().next() {
            Some('{') if passes => Way::Passes,
            Some('{') if leads_on() => Way::LeadsOn,
            Some('[') if passes => Way::Refused,
            _ => Way::Tree,
        }
    }
}

fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// The name of a member as `passing` has it, from that of the object.
fn inside(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn members(text: &str) -> serde_json::Result<BTreeMap<String, &RawValue>> {
    serde_json::from_str(text)
}

fn object(text: &str, place: &str, passing: &[&str]) -> serde_json::Result<Map<String, Value>> {
    let member = |(key, raw): (String, &RawValue)| {
        let (field, text) = (inside(place, &key), raw.get());
        let value = match Way::of(text, &field, passing) {
            Way::Passes => Value::Object(texts(text)?),
            Way::LeadsOn => Value::Object(object(text, &field, passing)?),
            Way::Refused => {
                // What it holds is looked at all the same: it has to be JSON.
                valid(text)?;
                Value::Array(Vec::new())
            }
            Way::Tree => serde_json::from_str(text)?,
        };
        Ok((key, value))
    };
    members(text)?.into_iter().map(member).collect()
}

fn texts(text: &str) -> serde_json::Result<Map<String, Value>> {
    let value = |(key, raw): (String, &RawValue)| {
        let text = valid(raw.get())?;
        Ok((key, if text == "null" { Value::Null } else { Value::String(text) }))
    };
    members(text)?.into_iter().map(value).collect()
}

/// Its canonical text, or the error of whoever reads it as JSON.
fn valid(text: &str) -> serde_json::Result<String> {
    match canonical_json(text) {
        Some(canonical) => Ok(canonical),
        None => serde_json::from_str::<Value>(text).map(|value| value.to_string()),
    }
}

impl Raw {
    /// Of a text that is canonical already.
    pub(crate) fn of_canonical(text: &str) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PASSING: &[&str] = &["set", "live.draft"];

    fn read(text: &str) -> Value {
        read_body(text, PASSING).unwrap().map_or(Value::Null, Value::Object)
    }

    #[test]
    fn values_that_pass_through_stand_as_their_canonical_text() {
        let text = r#" {"set": {"a": [{"b": 1.0}], "n": null, "t": "x\u0041"}, "live": {"draft": {"c": {}}, "own": ["c"]}, "keep": ["d"]}"#;
        let read_as = json!({
            "set": { "a": "[{\"b\":1}]", "n": null, "t": "\"xA\"" },
            "live": { "draft": { "c": "{}" }, "own": ["c"] },
            "keep": ["d"],
        });
        assert_eq!(read(text), read_as);
    }

    #[test]
    fn what_should_be_an_object_and_is_something_else_stays_so() {
        assert_eq!(read(r#"{"set": [{"a": 0}], "live": 3}"#), json!({ "set": [], "live": 3 }));
        assert_eq!(
            read(r#"{"set": "{}", "live": {"draft": null}}"#),
            json!({ "set": "{}", "live": { "draft": null } })
        );
        assert_eq!(read("[1]"), Value::Null);
    }

    #[test]
    fn what_is_no_json_is_refused_wherever_it_stands() {
        for text in [
            "",
            "{",
            "{} {}",
            r#"{"set": {"a": nul}}"#,
            r#"{"set": {"a": "\ud800"}}"#,
            r#"{"set": ["\ud800"]}"#,
            r#"{"live": {"draft": {"a": 01}}}"#,
            r#"{"keep": ["\ud800"]}"#,
        ] {
            assert!(read_body(text, PASSING).is_err(), "{text}");
        }
    }

    #[test]
    fn what_passes_through_weighs_its_keys_and_everything_else_its_bytes() {
        let long = "x".repeat(10_000);
        let passes = json!({ "set": { "a": long }, "live": { "draft": { "b": long } } }).to_string();
        assert_eq!(tree_bytes(&passes, PASSING), 3 + 1 + 4 + 5 + 1 + 2 * PASSING_BYTES);
        for becomes_a_tree in
            [json!({ "other": [long] }), json!({ "live": { "other": long } }), json!({ "set": [long] })]
        {
            assert!(tree_bytes(&becomes_a_tree.to_string(), PASSING) > 10_000, "{becomes_a_tree}");
        }
        let many: Map<_, _> = (0..1_000).map(|n| (format!("k{n}"), json!(0))).collect();
        assert!(tree_bytes(&json!({ "set": many }).to_string(), PASSING) > 16_000);
    }
}
