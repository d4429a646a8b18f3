//! One setting as it is typed: texts that become a [`Setting`] by the edge's own reading.

mod limits;
mod read;

use super::super::text::text_of;
use leptos::prelude::*;
use portico_api::schema::{Choice, Kind, Setting};
use serde_json::{Map, Value};

/// The types, in the order in which they are offered.
pub(super) const TYPES: [&str; 9] = Kind::TYPES;

/// What a type is called.
pub(super) fn type_title(name: &str) -> &'static str {
    match name {
        "boolean" => "On or off",
        "integer" => "Whole number",
        "number" => "Number",
        "url" => "URL",
        "url_list" => "List of URLs",
        "colour" => "Colour",
        "one_of" => "One of",
        "json" => "JSON",
        _ => "Text",
    }
}

/// What is typed. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) key: RwSignal<String>,
    pub(super) title: RwSignal<String>,
    pub(super) description: RwSignal<String>,
    /// The word of the type.
    pub(super) kind: RwSignal<String>,
    pub(super) secret: RwSignal<bool>,
    pub(super) required: RwSignal<bool>,
    pub(super) default: RwSignal<String>,
    min: RwSignal<String>,
    max: RwSignal<String>,
    unit: RwSignal<String>,
    pattern: RwSignal<String>,
    multiline: RwSignal<bool>,
    /// One a line: the value, or value and title parted by `=`.
    options: RwSignal<String>,
}

impl Draft {
    pub(super) fn new(setting: Option<&Setting>) -> Self {
        let text = RwSignal::new;
        let kind = setting.map(|setting| &setting.kind);
        let (mut min, mut max, mut unit, mut pattern, mut multiline, mut options) = <_>::default();
        let word = |number: &Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        match kind {
            Some(Kind::Integer { min: low, max: high, unit: of }) => {
                (min, max, unit) = (word(low), word(high), of.clone().unwrap_or_default());
            }
            Some(Kind::Number { min: low, max: high, unit: of }) => {
                let word = |number: &Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
                (min, max, unit) = (word(low), word(high), of.clone().unwrap_or_default());
            }
            Some(Kind::Text { min_length, max_length, pattern: form, multiline: lines }) => {
                (min, max) = (word(min_length), word(max_length));
                (pattern, multiline) = (form.clone().unwrap_or_default(), *lines);
            }
            Some(Kind::UrlList { max_items }) => max = word(max_items),
            Some(Kind::OneOf { options: known }) => options = lines_of(known),
            _ => {}
        }
        let default = setting.and_then(|setting| Some(text_of(&setting.kind, setting.default.as_ref()?)));
        Self {
            key: text(setting.map(|setting| setting.key.clone()).unwrap_or_default()),
            title: text(setting.map(|setting| setting.title.clone()).unwrap_or_default()),
            description: text(setting.and_then(|setting| setting.description.clone()).unwrap_or_default()),
            kind: text(kind.map_or("text", Kind::as_str).to_owned()),
            secret: RwSignal::new(setting.is_some_and(|setting| setting.secret)),
            required: RwSignal::new(setting.is_some_and(|setting| setting.required_in_live)),
            default: text(default.unwrap_or_default()),
            min: text(min),
            max: text(max),
            unit: text(unit),
            pattern: text(pattern),
            multiline: RwSignal::new(multiline),
            options: text(options),
        }
    }

    /// All that is typed, by name; tracked.
    pub(super) fn text(self) -> Map<String, Value> {
        let lines = self.lines().map(|(name, value)| (name.to_owned(), Value::String(value.get())));
        let flags = self.flags().map(|(name, value)| (name.to_owned(), Value::Bool(value.get())));
        lines.into_iter().chain(flags).collect()
    }

    /// Takes over those of `typed` that are not what they are in `first`.
    pub(super) fn take(self, first: &Map<String, Value>, typed: &Map<String, Value>) {
        let differs = |name: &str| typed.get(name).filter(|typed| first.get(name) != Some(typed));
        for (name, value) in self.lines() {
            if let Some(Value::String(text)) = differs(name) {
                value.set(text.clone());
            }
        }
        for (name, value) in self.flags() {
            if let Some(Value::Bool(flag)) = differs(name) {
                value.set(*flag);
            }
        }
    }

    fn lines(self) -> [(&'static str, RwSignal<String>); 10] {
        [
            ("kind", self.kind),
            ("key", self.key),
            ("title", self.title),
            ("description", self.description),
            ("default", self.default),
            ("min", self.min),
            ("max", self.max),
            ("unit", self.unit),
            ("pattern", self.pattern),
            ("options", self.options),
        ]
    }

    fn flags(self) -> [(&'static str, RwSignal<bool>); 3] {
        [("secret", self.secret), ("required", self.required), ("multiline", self.multiline)]
    }

    /// Whether the type lets it be a secret; tracked.
    pub(super) fn may_be_secret(self) -> bool {
        self.kind.with(|kind| matches!(kind.as_str(), "text" | "json"))
    }
}

fn lines_of(options: &[Choice]) -> String {
    let line = |option: &Choice| match option.value == option.title {
        true => option.value.clone(),
        false => format!("{} = {}", option.value, option.title),
    };
    options.iter().map(line).collect::<Vec<_>>().join("\n")
}
