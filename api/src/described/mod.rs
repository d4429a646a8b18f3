//! What the rules for input say of themselves in JSON Schema, for the OpenAPI document. Each rule's schema stands next to the
//! code that decides it and is made of the same numbers and characters; here is only what they share.

mod characters;

pub(crate) use characters::{class, none_of};

use serde_json::{Value, json};
use std::sync::LazyLock;

/// Declares a type that stands in the document for what a field is read by.
macro_rules! described {
    ($($(#[doc = $doc:literal])* $name:ident: $schema:expr),* $(,)?) => {$(
        $(#[doc = $doc])*
        pub(crate) struct $name;
        $crate::described::as_schema!($name, concat!($($doc),*), $schema);
    )*};
}
pub(crate) use described;

/// Lets a type have this schema in the document, with a description.
macro_rules! as_schema {
    ($name:ident, $doc:expr, $schema:expr) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema: serde_json::Value = $schema;
                schema["description"] = $doc.trim().into();
                schemars::Schema::try_from(schema).unwrap_or_default()
            }
        }
    };
}
pub(crate) use as_schema;

/// A parameter of a path or query, as the document shows it.
pub struct Parameter {
    pub name: &'static str,
    pub description: String,
    /// Whether a request without it is refused.
    pub is_required: bool,
    pub schema: Value,
}

/// One of these words.
pub(crate) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "enum": words.into_iter().collect::<Vec<_>>() })
}

/// The text, or one of white space alone.
pub(crate) fn or_blank(schema: Value) -> Value {
    static BLANK: LazyLock<String> = LazyLock::new(|| format!("^{}*$", class(char::is_whitespace)));
    json!({ "type": "string", "anyOf": [schema, { "pattern": BLANK.as_str() }] })
}

described!(
    /// Counts changes, from 0.
    Counter: whole(),
    /// What was typed to confirm it: the project's name, exactly.
    Confirmation: json!({ "type": "string", "minLength": 1, "maxLength": crate::versions::CONFIRM_MAX }),
    /// What was typed to confirm it, where that is asked for: the project's name, exactly.
    MaybeConfirmation: json!({ "type": "string", "maxLength": crate::versions::CONFIRM_MAX }),
);

/// What is read by [`crate::Fields::whole`].
pub(crate) fn whole() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": 1_i64 << 53 })
}
