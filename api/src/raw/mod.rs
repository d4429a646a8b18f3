//! Values that only pass through: each stays the JSON text that it is stored as. A tree of half a megabyte of small objects takes forty of memory, and
//! an instance of the edge has 128 for all that it does at once.

mod canonical;
mod sent;

use crate::values::Values;
use canonical::{canonical_json, push_key};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::rc::Rc;

pub use sent::{PASSING_BYTES, read_body, tree_bytes};

/// One value, as its canonical text. Equal texts are equal values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw(Rc<str>);

impl Raw {
    /// Makes any JSON canonical; `None` where it is none.
    pub fn read(text: &str) -> Option<Self> {
        canonical_json(text).map(|text| Self(text.into()))
    }

    pub fn of(value: &Value) -> Self {
        let text = value.to_string();
        let canonical = canonical_json(&text);
        Self(canonical.unwrap_or(text).into())
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn is_null(&self) -> bool {
        self.text() == "null"
    }

    /// As [`crate::schema::is_missing`].
    pub fn is_missing(&self) -> bool {
        matches!(self.text(), "null" | "\"\"" | "[]")
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::read(raw.get()).ok_or_else(|| serde::de::Error::custom("a value that is nested too deep"))
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(self.text()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

/// From a setting's key to its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct RawValues(pub BTreeMap<String, Raw>);

impl RawValues {
    /// The text that is published and hashed: as [`crate::values::canonical_text`] of the same values.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.len_of_text());
        text.push('{');
        for (key, value) in &self.0 {
            if text.len() > 1 {
                text.push(',');
            }
            push_key(&mut text, key);
            text.push_str(value.text());
        }
        text.push('}');
        text
    }

    /// Its length, in bytes: a little more where keys are no keys of settings.
    pub fn len_of_text(&self) -> usize {
        2 + self
            .0
            .iter()
            .map(|(key, value)| key.len() + value.text().len() + 4)
            .sum::<usize>()
            .saturating_sub(1)
    }

    /// The keys whose values differ, or that only one of both has.
    pub fn changed<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let mut keys: Vec<_> = self.0.keys().chain(other.0.keys()).map(String::as_str).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| self.0.get(*key) != other.0.get(*key));
        keys
    }
}

impl From<&Values> for RawValues {
    fn from(values: &Values) -> Self {
        Self(values.iter().map(|(key, value)| (key.clone(), Raw::of(value))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::canonical_text;
    use serde_json::json;

    #[test]
    fn values_have_the_same_text_as_their_trees() {
        let values = json!({ "b.c": [1.0, { "z": 1, "a": "\u{7}" }], "a": "x", "d": null });
        let Value::Object(values) = values else { unreachable!() };
        let raw = RawValues::from(&values);
        assert_eq!(raw.text(), canonical_text(&values));
        assert_eq!(raw.len_of_text(), raw.text().len());
        assert_eq!(RawValues::default().text(), "{}");
        let read: RawValues = serde_json::from_str(&Value::Object(values.clone()).to_string()).unwrap();
        assert_eq!(read, raw);
        let mut other = raw.clone();
        other.0.remove("d");
        other.0.insert("a".into(), Raw::of(&json!("y")));
        assert_eq!(raw.changed(&other), ["a", "d"]);
    }
}
