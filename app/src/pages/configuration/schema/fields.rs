//! One setting as it is typed: texts that become a [`Setting`] by the edge's own reading.

use super::super::text::{json, number, read, text_of};
use crate::ui::{TextArea, TextField, Tick};
use leptos::prelude::*;
use portico_api::json::{INEXACT, is_exact};
use portico_api::problem::FieldError;
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

    /// The fields of the type's limits; tracked by the type alone.
    pub(super) fn limits<F>(self, error: F) -> AnyView
    where
        F: Fn(&'static str) -> Signal<Option<String>>,
    {
        let line = |label: &'static str, field: &'static str, name: &'static str, value: RwSignal<String>| {
            view! { <TextField label name value error=error(field) inputmode="decimal" /> }.into_any()
        };
        let pair =
            |one: AnyView, other: AnyView| view! { <div class="field-pair">{one} {other}</div> }.into_any();
        match self.kind.get().as_str() {
            "integer" | "number" => {
                let bounds = pair(
                    line("At least", "kind.min", "min", self.min),
                    line("At most", "kind.max", "max", self.max),
                );
                view! {
                    {bounds}
                    <TextField
                        label="Unit (optional)"
                        name="unit"
                        value=self.unit
                        error=error("kind.unit")
                        placeholder="minutes"
                    />
                }
                .into_any()
            }
            "text" => {
                let lengths = pair(
                    line("Shortest", "kind.min_length", "min", self.min),
                    line("Longest", "kind.max_length", "max", self.max),
                );
                let multiline = self.multiline;
                view! {
                    {lengths}
                    <TextField
                        label="Pattern (optional)"
                        name="pattern"
                        value=self.pattern
                        error=error("kind.pattern")
                        hint=Some("A regular expression that the whole text matches.".to_owned())
                    />
                    <label class="toggle">
                        <Tick value=multiline on_change=Callback::new(move |(on,)| multiline.set(on)) />
                        <span>"Several lines"</span>
                    </label>
                }
                .into_any()
            }
            "url_list" => line("At most so many", "kind.max_items", "max", self.max),
            "one_of" => {
                let any = error("kind.options");
                view! {
                    <TextArea
                        label="Options"
                        name="options"
                        value=self.options
                        error=any
                        hint=Some("One a line: the value, or value = title.".to_owned())
                        rows=4
                    />
                }
                .into_any()
            }
            _ => ().into_any(),
        }
    }

    /// The type as far as the control for the default has to know it; tracked.
    pub(super) fn shown_kind(self) -> Option<Kind> {
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
    pub(super) fn bare(self, kind: Kind) -> Setting {
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
    pub(super) fn object(self) -> Result<Map<String, Value>, FieldError> {
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

fn lines_of(options: &[Choice]) -> String {
    let line = |option: &Choice| match option.value == option.title {
        true => option.value.clone(),
        false => format!("{} = {}", option.value, option.title),
    };
    options.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The options of a list: one a line, a value alone is its own title.
pub(super) fn choices(text: &str) -> Vec<Choice> {
    let choice = |line: &str| {
        let (value, title) = line.split_once('=').unwrap_or((line, line));
        Choice { value: value.trim().to_owned(), title: title.trim().to_owned() }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(choice).collect()
}
