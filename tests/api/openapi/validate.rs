//! Whether a value is one that a schema of the document allows: the part of JSON Schema that the document is written in.

use regex_lite::Regex;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is wrong with `value`, each with its place; nothing if it is allowed. References lead into `root`.
pub(crate) fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Check { root, at: String::new(), faults: &mut faults }.value(schema, value);
    faults
}

pub(crate) fn allows(root: &Value, schema: &Value, value: &Value) -> bool {
    faults(root, schema, value).is_empty()
}

/// Words of JSON Schema that say something about a value, and that are looked at here; the document uses no others.
const KNOWN: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "type",
    "uniqueItems",
    // These say nothing that is looked at.
    "default",
    "description",
    "format",
    "title",
];

struct Check<'a> {
    root: &'a Value,
    at: String,
    faults: &'a mut Vec<String>,
}

impl Check<'_> {
    fn value(&mut self, schema: &Value, value: &Value) {
        let schema = match schema {
            Value::Bool(true) => return,
            Value::Object(schema) => schema,
            _ => return self.say("nothing is allowed here"),
        };
        for word in schema.keys() {
            assert!(KNOWN.contains(&word.as_str()), "the document uses `{word}`, which nobody looks at");
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null).clone();
            self.value(&target, value);
        }
        self.words(schema, value);
        self.combined(schema, value);
        match value {
            Value::String(text) => self.text(schema, text),
            Value::Number(number) => self.number(schema, number.as_f64().unwrap_or_default()),
            Value::Array(items) => self.items(schema, items),
            Value::Object(object) => self.properties(schema, object),
            _ => {}
        }
    }

    fn words(&mut self, schema: &Map<String, Value>, value: &Value) {
        if let Some(types) = schema.get("type") {
            let fits = match types {
                Value::Array(types) => types.iter().any(|name| is_of_type(name, value)),
                name => is_of_type(name, value),
            };
            self.hold(fits, &format!("is not of type {types}"));
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            self.hold(words.contains(value), "is none of the values");
        }
        if let Some(only) = schema.get("const") {
            self.hold(only == value, &format!("is not {only}"));
        }
    }

    fn combined(&mut self, schema: &Map<String, Value>, value: &Value) {
        let root = self.root;
        let fitting = |branches: &Value| {
            branches.as_array().into_iter().flatten().filter(|branch| allows(root, branch, value)).count()
        };
        if let Some(branches) = schema.get("anyOf") {
            self.hold(fitting(branches) > 0, "fits no branch of anyOf");
        }
        if let Some(branches) = schema.get("oneOf") {
            let count = fitting(branches);
            self.hold(count == 1, &format!("fits {count} branches of oneOf"));
        }
        for branch in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.value(branch, value);
        }
        if let Some(branch) = schema.get("not") {
            self.hold(!allows(root, branch, value), "is what it must not be");
        }
    }

    fn text(&mut self, schema: &Map<String, Value>, text: &str) {
        let length = text.chars().count() as f64;
        self.bounds(schema, "minLength", "maxLength", length);
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            self.hold(compiled(pattern).is_match(text), &format!("{text:?} does not match {pattern}"));
        }
    }

    fn number(&mut self, schema: &Map<String, Value>, number: f64) {
        self.bounds(schema, "minimum", "maximum", number);
    }

    fn items(&mut self, schema: &Map<String, Value>, items: &[Value]) {
        self.bounds(schema, "minItems", "maxItems", items.len() as f64);
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let is_unique = (0..items.len()).all(|at| !items[..at].contains(&items[at]));
            self.hold(is_unique, "has an item twice");
        }
        let Some(of) = schema.get("items") else { return };
        for (at, item) in items.iter().enumerate() {
            self.within(&format!("[{at}]"), of, item);
        }
    }

    fn properties(&mut self, schema: &Map<String, Value>, object: &Map<String, Value>) {
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            self.hold(object.contains_key(name), &format!("lacks {name}"));
        }
        let known = schema.get("properties").and_then(Value::as_object);
        for (name, value) in object {
            if let Some(names) = schema.get("propertyNames") {
                self.within(&format!(" name {name}"), names, &Value::String(name.clone()));
            }
            let declared = known.and_then(|known| known.get(name));
            if let Some(of) = declared.or_else(|| schema.get("additionalProperties")) {
                self.within(&format!(".{name}"), of, value);
            }
        }
    }

    fn bounds(&mut self, schema: &Map<String, Value>, least: &str, most: &str, found: f64) {
        let bound = |word: &str| schema.get(word).and_then(Value::as_f64);
        self.hold(bound(least).is_none_or(|least| found >= least), &format!("{found} is below {least}"));
        self.hold(bound(most).is_none_or(|most| found <= most), &format!("{found} is above {most}"));
    }

    fn within(&mut self, place: &str, schema: &Value, value: &Value) {
        let at = format!("{}{place}", self.at);
        Check { root: self.root, at, faults: self.faults }.value(schema, value);
    }

    fn hold(&mut self, is_so: bool, otherwise: &str) {
        if !is_so {
            self.say(otherwise);
        }
    }

    fn say(&mut self, fault: &str) {
        self.faults.push(format!("{}: {fault}", self.at));
    }
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match (name.as_str().unwrap_or_default(), value) {
        ("null", Value::Null) | ("boolean", Value::Bool(_)) | ("string", Value::String(_)) => true,
        ("array", Value::Array(_)) | ("object", Value::Object(_)) | ("number", Value::Number(_)) => true,
        ("integer", Value::Number(number)) => number.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

thread_local! {
    static COMPILED: RefCell<BTreeMap<String, Rc<Regex>>> = RefCell::default();
}

fn compiled(pattern: &str) -> Rc<Regex> {
    COMPILED.with_borrow_mut(|all| {
        let new = || Rc::new(Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")));
        all.entry(pattern.to_owned()).or_insert_with(new).clone()
    })
}
