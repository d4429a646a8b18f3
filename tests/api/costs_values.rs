//! Values, settings and archives that are as expensive as any that are accepted.

use serde_json::{Value, json};

/// Bytes of the largest value, and of all values of a version: half of what is accepted, so that the test takes half the time.
pub(crate) const JSON: usize = 95 * 1024;
pub(crate) const ALL: usize = 250 * 1024;

/// `[{"a":0},{"a":0},…]` of about so many bytes.
pub(crate) fn small_objects(bytes: usize) -> String {
    let mut text = "[".to_owned();
    text.push_str(&r#"{"a":0},"#.repeat(bytes / 8));
    text.push_str("{}]");
    text
}

pub(crate) fn nested(bytes: usize) -> String {
    let one = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let mut text = "[".to_owned();
    text.push_str(&format!("{one},").repeat(bytes / 121));
    text.push_str("[]]");
    text
}

pub(crate) fn digits(bytes: usize) -> String {
    format!("[{}0]", "0.12345678901234,".repeat(bytes / 17))
}

pub(crate) fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Settings `s000`, `s001`, … of this kind.
pub(crate) fn settings(count: usize, kind: impl Fn(usize) -> Value) -> Value {
    let setting = |number: usize| json!({ "key": format!("s{number:03}"), "title": format!("Setting {number}"), "kind": kind(number) });
    Value::Array((0..count).map(setting).collect())
}

pub(crate) fn of_json(_: usize) -> Value {
    json!({ "type": "json" })
}

/// Large patterns, each another one, for texts so short that there may be 500 of them.
pub(crate) fn of_pattern(number: usize) -> Value {
    json!({ "type": "text", "max_length": 1, "pattern": format!("(?:[a-z]*{number}?){{8}}") })
}

/// The largest patterns for the longest texts: 18 of them are what a schema may have.
pub(crate) fn of_largest_pattern(number: usize) -> Value {
    json!({ "type": "text", "multiline": true, "pattern": format!("(?:[a-z]*(?:{number:03})?){{13}}") })
}

pub(crate) const LARGEST_PATTERNS: usize = 16;

/// The largest patterns of which there may be one for each of 500 texts.
pub(crate) fn of_small_pattern(_: usize) -> Value {
    json!({ "type": "text", "multiline": true, "pattern": "[a-z]*" })
}

/// Texts of the first so many settings, nearly as long as they may be.
pub(crate) fn texts(count: usize) -> Value {
    let set = (0..count).map(|number| (format!("s{number:03}"), "a".repeat(990).into()));
    Value::Object(set.collect())
}

/// A project in an archive: so many settings, of which the first in each environment has a value of so many bytes that was published, and the
/// second one that was not.
pub(crate) fn archived(
    count: usize,
    kind: impl Fn(usize) -> Value,
    bytes: usize,
    text: fn(usize) -> String,
) -> Value {
    let side = || match bytes {
        0 => json!({}),
        _ => {
            json!({ "values": { "s000": value(&text(bytes / 4)) }, "draft": { "s001": value(&text(bytes / 4)) } })
        }
    };
    json!({ "format": 1, "name": "Brought", "settings": settings(count, kind), "sandbox": side(), "live": side() })
}
