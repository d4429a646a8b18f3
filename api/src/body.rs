//! Reading a request's JSON field by field, so that every fault is found at once and named.
//!
//! The form in the browser and the edge both go through [`Body::read`]: one set of rules, one set of sentences.

use crate::problem::FieldError;
use crate::raw::{Raw, RawValues};
use crate::said::grouped;
use crate::values::canonical;
use serde::Serialize;
use serde_json::{Map, Value};

/// The JSON object that an endpoint takes.
pub trait Body: Serialize + Sized + 'static {
    /// Whether the endpoint takes a body at all.
    const PRESENT: bool = true;
    /// The fields that hold values which only pass through, such as `set` or `live.draft`; [`Fields::values`] takes them.
    const PASSING: &'static [&'static str] = &[];
    /// Takes each field out of `fields`; `None` when one was wrong (its fault is then noted in `fields`).
    fn read(fields: &mut Fields) -> Option<Self>;

    /// Reads a whole object: the value, or what is wrong with which field (fields nobody knows among them).
    fn parse(object: Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        Self::parse_fields(Fields { object, errors: Vec::new(), are_texts: false })
    }

    /// As [`Body::parse`], of an object in which the values that pass through stand as [`crate::raw::read_body`] leaves them.
    fn parse_sent(object: Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        Self::parse_fields(Fields { object, errors: Vec::new(), are_texts: !Self::PASSING.is_empty() })
    }

    fn parse_fields(mut fields: Fields) -> Result<Self, Vec<FieldError>> {
        let body = Self::read(&mut fields);
        let errors = fields.finish();
        match body {
            Some(body) if errors.is_empty() => Ok(body),
            _ => Err(errors),
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
    /// Whether values that pass through stand as their texts.
    are_texts: bool,
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
        let given = self.object.remove(name).and_then(|given| canonical(given).as_i64());
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
            Some(texts) if texts.len() > max => Err("That is too many at once."),
            Some(texts) => Ok(texts),
        };
        self.settle(name, outcome)
    }

    /// As [`Fields::texts`], for a list that may be left out or empty.
    pub fn optional_texts(&mut self, name: &str, max: usize) -> Option<Vec<String>> {
        match self.object.get(name) {
            Some(Value::Array(items)) if !items.is_empty() => self.texts(name, max),
            None | Some(Value::Null | Value::Array(_)) => {
                self.object.remove(name);
                Some(Vec::new())
            }
            Some(_) => self.texts(name, max),
        }
    }

    /// Any JSON; `None` where it is left out or null.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.object.remove(name).filter(|value| !value.is_null())
    }

    /// Yes or no; left out or null is no.
    pub fn truth(&mut self, name: &str) -> Option<bool> {
        self.optional_truth(name).map(|truth| truth.unwrap_or_default())
    }

    /// Yes or no, if anything. The outer `None` means it was wrong.
    pub fn optional_truth(&mut self, name: &str) -> Option<Option<bool>> {
        match self.take(name) {
            None => Some(None),
            Some(value) => self.settle(name, value.as_bool().ok_or("This must be true or false.")).map(Some),
        }
    }

    /// A whole number from `min` to `max`, if anything. The outer `None` means it was wrong.
    pub fn optional_integer(&mut self, name: &str, min: i64, max: i64) -> Option<Option<i64>> {
        let Some(value) = self.take(name) else { return Some(None) };
        let Some(number) = canonical(value).as_i64() else {
            return self.settle(name, Err("This must be a whole number."));
        };
        if !(min..=max).contains(&number) {
            self.fault(
                name,
                &format!("This must be a whole number from {} to {}.", grouped(min), grouped(max)),
            );
            return None;
        }
        Some(Some(number))
    }

    /// A number, if anything. The outer `None` means it was wrong.
    pub fn optional_number(&mut self, name: &str) -> Option<Option<f64>> {
        let Some(value) = self.take(name) else { return Some(None) };
        self.settle(name, value.as_f64().ok_or("This must be a number.")).map(Some)
    }

    /// An object whose keys are data; left out or null is empty.
    pub fn map(&mut self, name: &str) -> Option<Map<String, Value>> {
        match self.take(name) {
            None => Some(Map::new()),
            Some(Value::Object(object)) => Some(object),
            Some(_) => self.settle(name, Err("This must be an object.")),
        }
    }

    /// An object of values that only pass through; `None` within: it is left out or null. Named in [`Body::PASSING`].
    pub fn values(&mut self, name: &str) -> Option<Option<RawValues>> {
        match self.take(name) {
            None => Some(None),
            Some(Value::Object(values)) => Some(Some(self.raw(values))),
            Some(_) => self.settle(name, Err("This must be an object.")),
        }
    }

    fn raw(&self, values: Map<String, Value>) -> RawValues {
        let raw = |value: Value| match value {
            Value::String(text) if self.are_texts => Raw::of_canonical(&text),
            value => Raw::of(&value),
        };
        RawValues(values.into_iter().map(|(key, value)| (key, raw(value))).collect())
    }

    /// An object with fields of its own, whose faults are named `name.field`.
    pub fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        match self.object.remove(name) {
            Some(Value::Object(object)) => self.within(name, object, read),
            _ => self.settle(name, Err("This must be an object.")),
        }
    }

    /// A list of at most `max` objects, whose faults are named `name[3].field`.
    pub fn list<T>(
        &mut self,
        name: &str,
        max: usize,
        read: impl Fn(&mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match self.object.remove(name) {
            Some(Value::Array(items)) if items.len() <= max => items,
            Some(Value::Array(_)) => {
                self.fault(name, &format!("Use at most {max}."));
                return None;
            }
            _ => return self.settle(name, Err("This must be a list.")),
        };
        let read = |(at, item)| match item {
            Value::Object(object) => self.within(&format!("{name}[{at}]"), object, &read),
            _ => self.settle(&format!("{name}[{at}]"), Err("This must be an object.")),
        };
        // Each is read before the first fault ends it, so that all are named.
        let all: Vec<Option<T>> = items.into_iter().enumerate().map(read).collect();
        all.into_iter().collect()
    }

    /// Notes what is wrong with a field.
    pub fn fault(&mut self, name: &str, detail: &str) {
        self.errors.push(FieldError::new(name, detail));
    }

    fn within<T>(
        &mut self,
        name: &str,
        object: Map<String, Value>,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Option<T> {
        let mut fields = Fields { object, errors: Vec::new(), are_texts: self.are_texts };
        let found = read(&mut fields);
        let faults = fields.finish();
        let is_fine = faults.is_empty();
        self.errors.extend(
            faults
                .into_iter()
                .map(|fault| FieldError { field: format!("{name}.{}", fault.field), detail: fault.detail }),
        );
        found.filter(|_| is_fine)
    }

    /// What was wrong, fields that nobody knows among it.
    fn finish(mut self) -> Vec<FieldError> {
        let unknown = self.object.keys().map(|name| FieldError::new(name, "There is no such field here."));
        self.errors.extend(unknown);
        self.errors
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
