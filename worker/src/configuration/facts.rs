//! What a change of the configuration is decided by, and what the draft would make of it.

use crate::args;
use crate::billing::Storage;
use crate::db::{Statement, guard};
use crate::error::{Error, NOT_RELEASER};
use portico_api::EnvironmentId;
use portico_api::environments::Mode;
use portico_api::problem::FieldError;
use portico_api::raw::RawValues;
use portico_api::schema::{Schema, Setting, Steps};
use portico_api::text::is_name;
use portico_api::values::VALUES_MAX;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What was found together with the proof.
#[derive(Debug, Deserialize)]
pub(crate) struct Facts {
    /// The project's name, to be typed before live changes.
    pub(crate) project: String,
    pub(crate) may_publish: bool,
    pub(crate) schema: Schema,
    pub(crate) published: Published,
    pub(crate) revision: i64,
    /// The changes of the draft; null takes a value or secret away.
    pub(crate) changes: RawValues,
    pub(crate) secrets: BTreeMap<String, Option<String>>,
    pub(crate) base_version: i64,
    /// How long the draft's texts are.
    pub(crate) draft_bytes: i64,
    pub(crate) storage: Storage,
}

/// What an environment has published.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Published {
    /// 0: nothing.
    pub(crate) number: i64,
    pub(crate) document: RawValues,
    pub(crate) own: Vec<String>,
    /// From key to the id of a secret.
    pub(crate) secrets: BTreeMap<String, String>,
}

impl Published {
    /// The environment's own values, without the defaults.
    pub(crate) fn own_values(&self) -> RawValues {
        let document = &self.document.0;
        let pairs = self.own.iter().filter_map(|key| Some((key.clone(), document.get(key)?.clone())));
        RawValues(pairs.collect())
    }
}

/// What would be published next.
#[derive(Debug)]
pub(crate) struct Next {
    pub(crate) document: RawValues,
    pub(crate) own: Vec<String>,
    pub(crate) secrets: BTreeMap<String, String>,
}

impl Facts {
    /// Refuses whoever may not publish here: in live a Developer, unless the project allows it.
    pub(crate) fn allow(&self) -> Result<(), Error> {
        if self.may_publish { Ok(()) } else { Err(Error::NotPermitted(NOT_RELEASER)) }
    }

    /// Undoes the batch when anything of this has changed by then.
    pub(crate) fn still_hold(&self, environment: &EnvironmentId) -> Statement {
        let condition = "\
            EXISTS (SELECT 1 FROM environments e WHERE e.id = ?1 AND e.published_version = ?2 \
              AND coalesce((SELECT d.revision FROM drafts d WHERE d.environment_id = e.id), 0) = ?3 \
              AND coalesce((SELECT s.version FROM schemas s WHERE s.project_id = e.project_id), 0) = ?4)";
        let values = args![environment, self.published.number, self.revision, self.schema.version];
        guard::holds("stale", condition, values)
    }

    /// The published values and secrets with the draft's changes, if the schema allows all of it. What the schema does not know
    /// is left out.
    pub(crate) fn next(&self, mode: Mode) -> Result<Next, Error> {
        let mut own = self.published.own_values();
        for (key, value) in &self.changes.0 {
            if value.is_null() {
                own.0.remove(key);
            } else {
                own.0.insert(key.clone(), value.clone());
            }
        }
        let mut secrets = self.published.secrets.clone();
        for (key, secret) in &self.secrets {
            match secret {
                Some(id) => drop(secrets.insert(key.clone(), id.clone())),
                None => drop(secrets.remove(key)),
            }
        }
        own.0.retain(|key, _| self.schema.get(key).is_some_and(|setting| !setting.secret));
        secrets.retain(|key, _| self.schema.get(key).is_some_and(|setting| setting.secret));
        let mut faults = check_all(&self.schema, &mut own);
        faults.extend(missing(&self.schema, mode, &own, &secrets));
        let document = self.schema.raw_document(&own);
        faults.extend(too_large("values", &document));
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        Ok(Next { document, own: own.0.into_keys().collect(), secrets })
    }
}

impl Next {
    /// Whether it is what is published already.
    pub(crate) fn is(&self, published: &Published) -> bool {
        published.number > 0
            && self.document == published.document
            && self.own == published.own
            && self.secrets == published.secrets
    }
}

/// Makes every value canonical; answers those that the schema does not allow (any more).
pub(crate) fn check_all(schema: &Schema, own: &mut RawValues) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let steps = Steps::default();
    for (key, value) in &mut own.0 {
        let check = |setting: &Setting| {
            steps.room_for_raw(&setting.kind, value).and_then(|()| setting.check_raw(value))
        };
        match schema.get(key).map(check) {
            Some(Ok(canonical)) => *value = canonical,
            Some(Err(detail)) => faults.push(FieldError::new(&format!("values.{key}"), &detail)),
            None => {}
        }
    }
    faults
}

/// What live requires and has not.
pub(crate) fn missing(
    schema: &Schema,
    mode: Mode,
    own: &RawValues,
    secrets: &BTreeMap<String, String>,
) -> Vec<FieldError> {
    let has_value = |key: &str| own.0.get(key).is_some_and(|value| !value.is_missing());
    let missing = schema.missing_by(mode, has_value, |key| secrets.contains_key(key));
    let fault = |found: portico_api::schema::Missing| {
        FieldError::new(
            &format!("values.{}", found.key),
            &format!("Set “{}”: live requires it.", found.title),
        )
    };
    missing.into_iter().map(fault).collect()
}

/// What is said about values that are too large together.
pub(crate) fn too_large(field: &str, values: &RawValues) -> Option<FieldError> {
    let is_too_large = values.len_of_text() > VALUES_MAX;
    is_too_large.then(|| {
        FieldError::new(field, "All values together are larger than 512 KB. Make some of them smaller.")
    })
}

/// Live changes only for whoever types the project's name.
pub(crate) fn confirm(project: &str, mode: Mode, typed: Option<&str>) -> Result<(), Error> {
    if mode == Mode::Live && !typed.is_some_and(|typed| is_name(typed, project)) {
        return Err(Error::field("confirm", "Type the project's name, exactly as it is, to change live."));
    }
    Ok(())
}
