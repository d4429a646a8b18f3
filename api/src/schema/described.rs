//! What the document says of a setting that is declared. Beyond it go three rules, which its description names: no upper bound below
//! the lower one, a default that the type allows, and no key or option twice.

use super::kind::Kind;
use super::read::{DESCRIPTION_MAX, KEY_MAX};
use super::{LIST_MAX, NUMBER_MAX, PATTERN_STEPS_MAX, TEXT_MAX, UNIT_MAX, pattern};
use crate::described::{described, none_of};
use crate::said::grouped;
use crate::text::{line_of, name_schema, web_address_schema};
use serde_json::{Map, Value, json};

described!(
    /// One typed field of the configuration. No two have the same key. An upper bound is not below the lower one, a default is a value
    /// that type and bounds allow, and no option stands twice.
    NewSetting: setting(),
);

/// What [`super::read`] accepts as the key of a setting.
pub(crate) fn key_schema() -> Value {
    json!({ "type": "string", "maxLength": KEY_MAX, "pattern": "^[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)*$" })
}

fn setting() -> Value {
    json!({
        "type": "object",
        "properties": {
            "key": key_schema(),
            "title": name_schema(),
            "description": nullable(line_of(DESCRIPTION_MAX)),
            "kind": { "type": "object" },
            "required_in_live": maybe(),
            "secret": maybe(),
            "default": {},
        },
        "required": ["key", "title", "kind"],
        "additionalProperties": false,
        "oneOf": Kind::TYPES.into_iter().flat_map(of_type).collect::<Vec<_>>(),
    })
}

/// What is true of a setting of this type: its constraints, and what its default may be.
fn of_type(name: &str) -> Vec<Value> {
    let mut bounds = Map::new();
    let mut bound = |name: &str, schema: Value| drop(bounds.insert(name.to_owned(), schema));
    let default = match name {
        "boolean" => json!({ "type": "boolean" }),
        "integer" => {
            let whole = json!({ "type": "integer", "minimum": -NUMBER_MAX, "maximum": NUMBER_MAX });
            bound("min", nullable(whole.clone()));
            bound("max", nullable(whole.clone()));
            bound("unit", nullable(unit()));
            whole
        }
        "number" => {
            let number = json!({ "type": "number", "description": "One that JavaScript keeps exactly." });
            bound("min", nullable(number.clone()));
            bound("max", nullable(number.clone()));
            bound("unit", nullable(unit()));
            number
        }
        "text" => return [false, true].map(of_text).into(),
        "url" => web_address_schema(),
        "url_list" => {
            bound("max_items", nullable(json!({ "type": "integer", "minimum": 1, "maximum": LIST_MAX })));
            json!({ "type": "array", "items": web_address_schema(), "maxItems": LIST_MAX, "uniqueItems": true })
        }
        "colour" => json!({ "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" }),
        "one_of" => {
            bound("options", options());
            json!({ "type": "string" })
        }
        _ => return vec![with_secret(kind(name, bounds, &[]), json!({}))],
    };
    let required: &[&str] = if name == "one_of" { &["options"] } else { &[] };
    let is_open = json!({ "enum": [false, null] });
    vec![json!({
        "properties": { "kind": kind(name, bounds, required), "secret": is_open, "default": nullable(default) },
    })]
}

fn of_text(multiline: bool) -> Value {
    let mut bounds = Map::new();
    let length = |min: usize| nullable(json!({ "type": "integer", "minimum": min, "maximum": TEXT_MAX }));
    bounds.insert("min_length".to_owned(), length(0));
    bounds.insert("max_length".to_owned(), length(1));
    bounds.insert("pattern".to_owned(), nullable(json!({
        "type": "string", "maxLength": pattern::PATTERN_MAX, "format": "regex",
        "description": format!(
            "A regular expression of the Rust crate `regex`, without look-around and Unicode classes, that compiles to at most 4 KB. The text can then have at most \
             1,000 characters. All patterns of a schema together take at most {} steps: of each, its states times the longest text and 50 characters more.",
            grouped(PATTERN_STEPS_MAX)
        ),
    })));
    let (is_multiline, required): (Value, &[&str]) = if multiline {
        (json!({ "const": true }), &["multiline"])
    } else {
        (json!({ "enum": [false, null] }), &[])
    };
    bounds.insert("multiline".to_owned(), is_multiline);
    let shown = none_of(|c| c.is_control() && !(multiline && matches!(c, '\n' | '\t')));
    let default = json!({ "type": "string", "maxLength": TEXT_MAX, "pattern": format!("^{shown}*$") });
    with_secret(kind("text", bounds, required), nullable(default))
}

/// A type whose values may be secret: then there is no default.
fn with_secret(kind: Value, default: Value) -> Value {
    json!({
        "properties": { "kind": kind },
        "anyOf": [
            { "properties": { "secret": { "enum": [false, null] }, "default": default } },
            { "properties": { "secret": { "const": true }, "default": { "type": "null" } }, "required": ["secret"] },
        ],
    })
}

fn kind(name: &str, bounds: Map<String, Value>, required: &[&str]) -> Value {
    let mut properties = bounds;
    properties.insert("type".to_owned(), json!({ "const": name }));
    let required: Vec<_> = ["type"].into_iter().chain(required.iter().copied()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn options() -> Value {
    let option = json!({
        "type": "object", "properties": { "value": name_schema(), "title": name_schema() },
        "required": ["value", "title"], "additionalProperties": false,
    });
    json!({ "type": "array", "items": option, "minItems": 1, "maxItems": LIST_MAX })
}

/// What is counted.
fn unit() -> Value {
    let mut unit = name_schema();
    unit["maxLength"] = UNIT_MAX.into();
    unit
}

fn maybe() -> Value {
    json!({ "type": ["boolean", "null"] })
}

fn nullable(schema: Value) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some(name) if schema.get("anyOf").is_none() => {
            let both = json!([name, "null"]);
            let mut schema = schema;
            schema["type"] = both;
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}
