//! Reading a request's JSON field by field, so that every fault is found at once and named.
//!
//! The form in the browser and the edge both go through [`Body::read`]: one set of rules, one set of sentences.

use crate::problem::FieldError;
use serde::Serialize;
use serde_json::{Map, Value};

/// The JSON object that an endpoint takes.
pub trait Body: Serialize + Sized + 'static {
    /// Whether the endpoint takes a body at all.
    const PRESENT: bool = true;
    /// Takes each field out of `fields`; `None` when one was wrong (its fault is then noted in `fields`).
    fn read(fields: &mut Fields) -> Option<Self>;

    /// Reads a whole object: the value, or what is wrong with which field (fields nobody knows among them).
    fn parse(object: Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields { object, errors: Vec::new() };
        let body = Self::read(&mut fields);
        for name in fields.object.keys() {
            fields.errors.push(FieldError::new(name, "There is no such field here."));
        }
        match body {
            Some(body) if fields.errors.is_empty() => Ok(body),
            _ => Err(fields.errors),
        }
    }
}

/// No body.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Empty {}

impl Body for Empty {
    const PRESENT: bool = false;
    fn read(_: &mut Fields) -> Option<Self> {
        Some(Self {})
    }
}

/// The fields of a request that have not been taken yet, and the faults found so far.
pub struct Fields {
    object: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Fields {
    /// A required text. `parse` answers the value or a sentence; a missing field is read as an empty text.
    pub fn text<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let given = self.object.remove(name);
        match given {
            None | Some(Value::Null) => self.settle(name, parse("")),
            Some(Value::String(text)) => self.settle(name, parse(&text)),
            Some(_) => self.settle(name, Err("This must be text.")),
        }
    }

    /// A text that may be left out or null. The outer `None` means it was wrong.
    pub fn optional_text<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        match self.object.get(name) {
            None | Some(Value::Null) => {
                self.object.remove(name);
                Some(None)
            }
            Some(_) => self.text(name, parse).map(Some),
        }
    }

    /// A required whole number from 0 up to 2^53.
    pub fn whole(&mut self, name: &str) -> Option<i64> {
        let given = self.object.remove(name).as_ref().and_then(Value::as_i64);
        let fits = given.filter(|number| (0..=1 << 53).contains(number));
        self.settle(name, fits.ok_or("This must be a whole number."))
    }

    /// A list of 1 to `max` texts, whatever they say.
    pub fn texts(&mut self, name: &str, max: usize) -> Option<Vec<String>> {
        let texts: Option<Vec<String>> = match self.object.remove(name) {
            Some(Value::Array(items)) => items.into_iter().map(into_text).collect(),
            None => Some(Vec::new()),
            Some(_) => None,
        };
        let outcome = match texts {
            None => Err("This must be a list of texts."),
            Some(texts) if texts.is_empty() => Err("Enter at least one."),
            Some(texts) if texts.len() > max => Err("These are too many at once."),
            Some(texts) => Ok(texts),
        };
        self.settle(name, outcome)
    }

    fn settle<T>(&mut self, name: &str, outcome: Result<T, &'static str>) -> Option<T> {
        outcome.map_err(|detail| self.errors.push(FieldError::new(name, detail))).ok()
    }
}

fn into_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
