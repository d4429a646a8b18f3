//! Values as the text that is typed, and text as values.

use crate::browser::with_host;
use portico_api::json::{self, DEPTH_MAX, INEXACT, is_exact};
use portico_api::schema::{Kind, Setting};
use portico_api::text::typed_number;
use serde_json::{Number, Value};

/// More of a value than this is not shown beside another one, in characters.
const SHOWN_MAX: usize = 2_000;

/// The text that a form begins with for a value.
pub fn text_of(kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Json, value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => {
            let lines: Vec<String> = items.iter().map(plain).collect();
            lines.join("\n")
        }
        (_, value) => value.to_string(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What is typed, as a value that the setting may have; `None` is no value at all. Otherwise a sentence that says what to do.
pub fn read(setting: &Setting, text: &str) -> Result<Option<Value>, String> {
    // Without a default, an emptied field is one that was never filled in.
    if text.trim().is_empty() && setting.default.is_none() && setting.kind != Kind::Boolean {
        return Ok(None);
    }
    let value = match setting.kind {
        Kind::Boolean => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        },
        Kind::Integer { .. } | Kind::Number { .. } if !is_exact(&typed_number(text)) => {
            return Err(INEXACT.to_owned());
        }
        Kind::Integer { .. } | Kind::Number { .. } => number(text),
        Kind::UrlList { .. } => split_addresses(text).into(),
        Kind::Json => {
            return match json(text) {
                Ok(value) => setting.check(&value).map(Some),
                Err(fault) => Err(fault.sentence()),
            };
        }
        Kind::Text { .. } | Kind::Url | Kind::Colour | Kind::OneOf { .. } | Kind::Unknown => {
            Value::String(text.to_owned())
        }
    };
    setting.check(&value).map(Some)
}

/// A number as people type it; other text stays text, which no number's check lets pass.
pub fn number(text: &str) -> Value {
    let text = typed_number(text);
    if let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    let float = text.parse::<f64>().ok().and_then(Number::from_f64);
    float.map_or(Value::String(text), Value::Number)
}

/// The addresses of a list: one a line as it is typed, or parted by spaces and commas as it is pasted.
pub fn split_addresses(text: &str) -> Vec<String> {
    let words = text.split_whitespace().flat_map(|word| {
        // A comma may be a part of an address, unless another one begins behind it.
        let word = word.replace(",http", "\nhttp").replace(";http", "\nhttp");
        word.split('\n').map(|part| part.trim_matches([',', ';']).to_owned()).collect::<Vec<_>>()
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Where JSON stops being JSON, or would lose something.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonFault {
    /// Counted from 1, in characters.
    pub line: usize,
    pub column: usize,
    /// What the reader says, as a sentence.
    pub detail: String,
}

impl JsonFault {
    pub fn sentence(&self) -> String {
        format!("Line {}, column {}: {}", self.line, self.column, self.detail)
    }
}

/// Reads JSON, or says where it ends to be.
pub fn json(text: &str) -> Result<Value, JsonFault> {
    if let Err(loss) = json::check(text, DEPTH_MAX) {
        let before = text.get(..loss.at).unwrap_or_default();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        return Err(JsonFault { line: before.matches('\n').count() + 1, column, detail: loss.detail });
    }
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let detail = format!("{}.", said.split(" at line ").next().unwrap_or_default());
        let line = error.line().max(1);
        // The reader counts bytes.
        let before = text.split('\n').nth(line - 1).unwrap_or_default().as_bytes();
        let before = &before[..error.column().min(before.len())];
        let column = String::from_utf8_lossy(before).chars().count().max(1);
        JsonFault { line, column, detail }
    })
}

/// A value as it is shown beside another one: as [`whole`], and a long one shortened.
pub fn shown(kind: Option<&Kind>, value: &Value) -> String {
    let text = whole(kind, value);
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}… ({} characters in all)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// A value as it is read. `kind` is its type, where that is known: addresses say as well whom the browser asks.
pub fn whole(kind: Option<&Kind>, value: &Value) -> String {
    let plain = |value: &Value| match (kind, value) {
        (Some(Kind::Url | Kind::UrlList { .. }), Value::String(address)) => with_host(address),
        _ => plain(value),
    };
    match value {
        Value::Bool(true) => "On".to_owned(),
        Value::Bool(false) => "Off".to_owned(),
        Value::String(text) if text.is_empty() => "(empty text)".to_owned(),
        Value::Array(items) if items.is_empty() => "(empty list)".to_owned(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().map(plain).collect::<Vec<_>>().join("\n")
        }
        Value::Array(_) | Value::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => plain(other),
    }
}
