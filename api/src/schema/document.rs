//! What an environment's own values amount to under a schema.

use super::{Schema, Setting};
use crate::environments::Mode;
use crate::raw::{Raw, RawValues};
use crate::values::Values;
use serde_json::Value;

/// A setting that live requires and that has no value there.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing<'a> {
    pub key: &'a str,
    pub title: &'a str,
}

impl Schema {
    /// The setting with this key.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// What is published: the environment's own values, and the defaults of the others. Secrets and what the schema does not
    /// know are not in it.
    pub fn document(&self, own: &Values) -> Values {
        document_of(&self.settings, own)
    }

    /// As [`Schema::document`], of values that only pass through.
    pub fn raw_document(&self, own: &RawValues) -> RawValues {
        let public = self.settings.iter().filter(|setting| !setting.secret);
        let pairs = public.filter_map(|setting| {
            let value = own.0.get(&setting.key).cloned();
            Some((setting.key.clone(), value.or_else(|| setting.default.as_ref().map(Raw::of))?))
        });
        RawValues(pairs.collect())
    }

    /// What keeps an environment from being published: nothing in sandbox; in live every required setting without a value of
    /// its own. `has_secret` tells which secrets are set.
    pub fn missing(&self, mode: Mode, own: &Values, has_secret: impl Fn(&str) -> bool) -> Vec<Missing<'_>> {
        self.missing_by(mode, |key| !is_missing(own.get(key)), has_secret)
    }

    /// As [`Schema::missing`], where `has_value` tells which values are set.
    pub fn missing_by(
        &self,
        mode: Mode,
        has_value: impl Fn(&str) -> bool,
        has_secret: impl Fn(&str) -> bool,
    ) -> Vec<Missing<'_>> {
        let required = self.settings.iter().filter(|setting| mode == Mode::Live && setting.required_in_live);
        let missing = required.filter(|setting| match setting.secret {
            true => !has_secret(&setting.key),
            false => !has_value(&setting.key),
        });
        missing.map(|setting| Missing { key: &setting.key, title: &setting.title }).collect()
    }
}

/// As [`Schema::document`], for settings that are no schema yet.
pub fn document_of(settings: &[Setting], own: &Values) -> Values {
    let public = settings.iter().filter(|setting| !setting.secret);
    let pairs = public.filter_map(|setting| {
        let value = own.get(&setting.key).or(setting.default.as_ref())?;
        Some((setting.key.clone(), value.clone()))
    });
    pairs.collect()
}

/// Whether a value is as good as none: absent, an empty text or an empty list.
pub fn is_missing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}
