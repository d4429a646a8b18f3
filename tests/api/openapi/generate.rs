//! Values that a schema of the document allows, and values that it does not: the same in every run.

use super::validate::allows;
use proptest::strategy::{Strategy, ValueTree};
use proptest::string::{RegexGeneratorStrategy, string_regex};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Makes values.
pub(super) struct Generator {
    runner: TestRunner,
    state: u64,
    patterns: BTreeMap<String, RegexGeneratorStrategy<String>>,
}

impl Generator {
    pub(super) fn new() -> Self {
        Self { runner: TestRunner::deterministic(), state: 7, patterns: BTreeMap::new() }
    }

    /// A number below `end` (SplitMix64).
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed >> 33) as usize) % end.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A value that `schema` allows.
    pub(super) fn value(&mut self, schema: &Value) -> Value {
        for _ in 0..500 {
            let value = self.candidate(schema);
            if allows(&Value::Null, schema, &value) {
                return value;
            }
        }
        panic!("nothing was found that fits {schema}")
    }

    fn candidate(&mut self, schema: &Value) -> Value {
        let schema = self.branch(schema.clone());
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return self.one(words).clone();
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            Value::String(name) => vec![name],
            _ => return self.any(2),
        };
        match *self.one(&types) {
            "string" => self.text(&schema).into(),
            "integer" => self.integer(&schema),
            "number" => {
                self.one(&[json!(0), json!(-1.5), json!(0.1), json!(1e21), json!(5e-324), json!(-7)]).clone()
            }
            "boolean" => (self.below(2) == 1).into(),
            "array" => self.array(&schema),
            "object" => self.object(&schema),
            _ => Value::Null,
        }
    }

    /// One of the branches, taken into what stands around it.
    fn branch(&mut self, mut schema: Value) -> Value {
        for word in ["oneOf", "anyOf"] {
            let branches = schema.as_object_mut().and_then(|schema| schema.remove(word));
            if let Some(Value::Array(branches)) = branches {
                let chosen = self.one(&branches).clone();
                merge(&mut schema, chosen);
                return self.branch(schema);
            }
        }
        schema
    }

    fn text(&mut self, schema: &Value) -> String {
        if schema["format"] == "regex" {
            return (*self.one(&["", "[a-z]+", r"\d{4}", "(?i)yes|no", "a|b", ".*"])).to_owned();
        }
        let bound = |word: &str| schema[word].as_u64().map(|n| usize::try_from(n).unwrap_or_default());
        let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength"));
        for _ in 0..3000 {
            let text = match (self.below(6), &schema["pattern"], most) {
                (0, _, Some(most)) => "x".repeat(most),
                (1, ..) => "x".repeat(least),
                (_, Value::String(pattern), _) => self.matching(pattern),
                _ => self.matching("(?s).{0,30}"),
            };
            if allows(&Value::Null, schema, &text.clone().into()) {
                return text;
            }
        }
        panic!("no text was found that fits {schema}")
    }

    fn matching(&mut self, pattern: &str) -> String {
        let bare = pattern.trim_start_matches('^').trim_end_matches('$');
        let strategy = self.patterns.entry(bare.to_owned()).or_insert_with(|| string_regex(bare).unwrap());
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let bound = |word: &str, otherwise| schema[word].as_i64().unwrap_or(otherwise);
        let (least, most) = (bound("minimum", -5), bound("maximum", 5));
        match self.below(6) {
            0 => least.into(),
            1 => most.into(),
            // A whole number is one in whatever way it is written.
            2 => json!(least.max(0) as f64),
            _ => (least.max(0) + self.below(40) as i64).min(most).into(),
        }
    }

    fn array(&mut self, schema: &Value) -> Value {
        let bound = |word: &str, otherwise| schema[word].as_u64().unwrap_or(otherwise) as usize;
        let (least, most) = (bound("minItems", 0), bound("maxItems", 3));
        let is_short = schema["items"]["type"] == "string";
        let count = if is_short && self.below(8) == 0 { most } else { (least + self.below(4)).min(most) };
        let items: Vec<_> = (0..count).map(|_| self.value(&schema["items"])).collect();
        items.into()
    }

    fn object(&mut self, schema: &Value) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Map::new();
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&json!(name)) || self.below(2) == 0 {
                object.insert(name.clone(), self.value(of));
            }
        }
        if let Some(names) = schema.get("propertyNames") {
            for _ in 0..self.below(3) {
                let Value::String(name) = self.value(names) else { continue };
                let of = schema.get("additionalProperties").unwrap_or(&Value::Bool(true));
                let value = self.value(of);
                object.insert(name, value);
            }
        }
        object.into()
    }

    fn any(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => true.into(),
            2 => json!(-12),
            3 => json!(0.25),
            4 => self.matching("(?s).{0,9}").into(),
            5 => json!([self.any(depth - 1), self.any(depth - 1)]),
            _ => json!({ "a": self.any(depth - 1), "b.c": self.any(depth - 1) }),
        }
    }
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (word, value) in from {
                merge(into.entry(word).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) => into.extend(from),
        (into, from) => *into = from,
    }
}

/// The value with one thing changed that `schema` does not allow, and the field of the body in which that is.
pub(super) fn broken(schema: &Value, value: &Value) -> Vec<(String, Value)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut all = Vec::new();
    let mut change = |field: &str, with: Option<Value>| {
        let mut object = fields.clone();
        match with {
            Some(with) => drop(object.insert(field.to_owned(), with)),
            None => drop(object.remove(field)),
        }
        all.push((field.to_owned(), Value::Object(object)));
    };
    change("surprise", Some(json!(1)));
    for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
        change(name, None);
        for other in others() {
            change(name, Some(other));
        }
        if let Some(Value::Array(items)) = fields.get(name) {
            let many = items.iter().cycle().take(if items.is_empty() { 0 } else { 501 }).cloned().collect();
            change(name, Some(many));
        }
        for (_, inner) in fields.get(name).into_iter().flat_map(within) {
            change(name, Some(inner));
        }
    }
    all.retain(|(_, body)| !allows(&Value::Null, schema, body));
    all
}

/// Values that one field or another does not take.
fn others() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "\0",
        "a\u{202E}b",
        "a\nb",
        "\u{200B}",
        "no such word",
        "-",
        "a--b",
        "Ü",
        "@",
        "http://",
        "\u{FFFF}",
    ];
    let long = [65, 101, 501, 2049].map(|length| "x".repeat(length).into());
    let plain = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!(1_i64 << 54),
        json!([]),
        json!({}),
        json!([[]]),
        json!([1]),
    ];
    texts.map(Value::from).into_iter().chain(long).chain(plain).collect()
}

/// What a list of objects or an object becomes with one of its inner values changed.
fn within(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Object(object) => {
            let names = object.keys().cloned().chain(["surprise".to_owned()]);
            let changed = |name: String| {
                others().into_iter().map(move |other| {
                    let mut object = object.clone();
                    object.insert(name.clone(), other);
                    (name.clone(), Value::Object(object))
                })
            };
            let missing = object.keys().map(|name| {
                let mut object = object.clone();
                object.remove(name);
                (name.clone(), Value::Object(object))
            });
            let deeper = object.iter().flat_map(|(name, inner)| {
                within(inner).into_iter().map(move |(_, inner)| {
                    let mut object = object.clone();
                    object.insert(name.clone(), inner);
                    (name.clone(), Value::Object(object))
                })
            });
            names.flat_map(changed).chain(missing).chain(deeper).collect()
        }
        Value::Array(items) => {
            let Some(first) = items.first() else { return Vec::new() };
            let with = |inner: Value| {
                let mut items = items.clone();
                items[0] = inner;
                ("[0]".to_owned(), Value::Array(items))
            };
            let inner = within(first).into_iter().map(|(_, inner)| inner);
            inner.chain(others()).map(with).collect()
        }
        _ => Vec::new(),
    }
}
