//! The types a setting can have, each with its constraints.

use serde::{Deserialize, Serialize};

/// Largest whole number either way: what a float, and with it every JSON reader, still tells apart (2^53 - 1).
pub const NUMBER_MAX: i64 = (1 << 53) - 1;
/// Longest text of a value, in characters.
pub const TEXT_MAX: usize = 20_000;
/// Most entries of a list, and most options of a choice.
pub const LIST_MAX: usize = 100;
/// Longest unit, in characters.
pub const UNIT_MAX: usize = 16;

/// What the value of a setting is. Absent constraints don't constrain beyond the limits of the type itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    Boolean,
    /// A whole number within ±(2^53 - 1).
    Integer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What is counted: `minutes`. At most 16 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    Number {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// Text of at most 20,000 characters.
    Text {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_length: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_length: Option<i64>,
        /// A regular expression that the whole text matches, of at most 200 characters, in the syntax of the Rust crate `regex`
        /// without look-around and Unicode classes. The text can then have at most 1,000 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
        /// Whether it may have several lines.
        #[serde(default, skip_serializing_if = "is_false")]
        multiline: bool,
    },
    /// An `http` or `https` address.
    Url,
    /// At most 100 different `http` or `https` addresses.
    UrlList {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_items: Option<i64>,
    },
    /// `#rrggbb`, in lower case.
    Colour,
    /// The `value` of one of at most 100 options.
    OneOf {
        options: Vec<Choice>,
    },
    /// Any JSON but `null`, of at most 200 KB and 64 levels. Each number has to be one that JavaScript keeps exactly.
    Json,
    /// Of a newer version of Portico: it keeps the value that it has, and takes no other.
    #[serde(other)]
    Unknown,
}

/// One option of [`Kind::OneOf`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Choice {
    /// What is stored: 1 to 64 characters, unique.
    pub value: String,
    /// What is shown: 1 to 64 characters.
    pub title: String,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Kind {
    /// The words in JSON, in the order in which a form offers them.
    pub const TYPES: [&'static str; 9] =
        ["boolean", "integer", "number", "text", "url", "url_list", "colour", "one_of", "json"];

    /// The word in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Kind::Boolean => "boolean",
            Kind::Integer { .. } => "integer",
            Kind::Number { .. } => "number",
            Kind::Text { .. } => "text",
            Kind::Url => "url",
            Kind::UrlList { .. } => "url_list",
            Kind::Colour => "colour",
            Kind::OneOf { .. } => "one_of",
            Kind::Json => "json",
            Kind::Unknown => "unknown",
        }
    }

    /// Whether a setting of this type may be a secret.
    pub fn may_be_secret(&self) -> bool {
        matches!(self, Kind::Text { .. } | Kind::Json)
    }
}
