//! What is typed, as the edge reads it: the type, the setting, and its default.

use super::super::super::text::{json, number, read};
use super::Draft;
use leptos::prelude::*;
use portico_api::json::{INEXACT, is_exact};
use portico_api::problem::FieldError;
use portico_api::schema::{Choice, Kind, Setting};
use serde_json::{Map, Value};

impl Draft {
    /// The type as far as the control for the default has to know it; tracked.
    pub(in super::super) fn shown_kind(self) -> Option<Kind> {
        Some(match self.kind.get().as_str() {
            "boolean" => {
                // Off, on or nothing: a switch could not say the third.
                let choice = |value: &str, title: &str| Choice { value: value.into(), title: title.into() };
                Kind::OneOf { options: vec![choice("true", "On"), choice("false", "Off")] }
            }
            "integer" => Kind::Integer { min: None, max: None, unit: some(self.unit.get()) },
            "number" => Kind::Number { min: None, max: None, unit: some(self.unit.get()) },
            "url" => Kind::Url,
            "url_list" => Kind::UrlList { max_items: None },
            "colour" => Kind::Colour,
            "one_of" => Kind::OneOf { options: choices(&self.options.get()) },
            "json" => Kind::Json,
            _ => Kind::Text {
                min_length: None,
                max_length: None,
                pattern: None,
                multiline: self.multiline.get(),
            },
        })
    }

    /// A setting of this type and nothing more, to check a value by.
    pub(in super::super) fn bare(self, kind: Kind) -> Setting {
        Setting {
            key: String::new(),
            title: String::new(),
            description: None,
            kind,
            required_in_live: false,
            secret: false,
            default: None,
        }
    }

    /// What is typed, as the edge reads it.
    pub(in super::super) fn object(self) -> Result<Map<String, Value>, FieldError> {
        let mut kind = Map::new();
        let word = self.kind.get_untracked();
        kind.insert("type".into(), word.as_str().into());
        let mut put = |name: &str, text: String, value: fn(&str) -> Value| {
            if !text.trim().is_empty() {
                kind.insert(name.to_owned(), value(&text));
            }
        };
        let plain = |text: &str| Value::String(text.to_owned());
        for (name, text) in [("kind.min", self.min), ("kind.max", self.max)] {
            if matches!(word.as_str(), "integer" | "number") && !text.with_untracked(|text| is_exact(text)) {
                return Err(FieldError::new(name, INEXACT));
            }
        }
        match word.as_str() {
            "integer" | "number" => {
                put("min", self.min.get_untracked(), number);
                put("max", self.max.get_untracked(), number);
                put("unit", self.unit.get_untracked(), plain);
            }
            "text" => {
                put("min_length", self.min.get_untracked(), number);
                put("max_length", self.max.get_untracked(), number);
                put("pattern", self.pattern.get_untracked(), plain);
                kind.insert("multiline".into(), self.multiline.get_untracked().into());
            }
            "url_list" => put("max_items", self.max.get_untracked(), number),
            "one_of" => {
                let options = choices(&self.options.get_untracked());
                kind.insert("options".into(), serde_json::to_value(options).unwrap_or_default());
            }
            _ => {}
        }
        let secret = self.secret.get_untracked() && matches!(word.as_str(), "text" | "json");
        let mut object = Map::new();
        object.insert("key".into(), self.key.get_untracked().trim().into());
        object.insert("title".into(), self.title.get_untracked().into());
        object.insert("description".into(), self.description.get_untracked().into());
        object.insert("kind".into(), kind.into());
        object.insert("required_in_live".into(), self.required.get_untracked().into());
        object.insert("secret".into(), secret.into());
        if let Some(default) = self.default_value(secret)? {
            object.insert("default".into(), default);
        }
        Ok(object)
    }

    fn default_value(self, secret: bool) -> Result<Option<Value>, FieldError> {
        let text = self.default.get_untracked();
        if secret || text.is_empty() {
            return Ok(None);
        }
        let word = self.kind.get_untracked();
        if word == "boolean" {
            return Ok(Some((text == "true").into()));
        }
        if word == "json" {
            return json(&text).map(Some).map_err(|fault| FieldError::new("default", &fault.sentence()));
        }
        let Some(kind) = untrack(|| self.shown_kind()) else { return Ok(None) };
        read(&self.bare(kind), &text).map_err(|detail| FieldError::new("default", &detail))
    }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The options of a list: one a line, a value alone is its own title.
fn choices(text: &str) -> Vec<Choice> {
    let choice = |line: &str| {
        let (value, title) = line.split_once('=').unwrap_or((line, line));
        Choice { value: value.trim().to_owned(), title: title.trim().to_owned() }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(choice).collect()
}
