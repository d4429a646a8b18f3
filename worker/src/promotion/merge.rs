//! What a promotion makes of the two documents: the chosen keys are those of the source, all others stay.

use crate::billing::Storage;
use crate::configuration::{Published, check_all, missing, too_large};
use crate::error::Error;
use portico_api::EnvironmentId;
use portico_api::problem::FieldError;
use portico_api::promotion::Selection;
use portico_api::raw::RawValues;
use portico_api::schema::Schema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What was found together with the proof.
#[derive(Debug, Deserialize)]
pub(super) struct Sides {
    /// The project's name.
    pub(super) project: String,
    /// Whether the caller may publish to live.
    pub(super) may_release: bool,
    pub(super) schema: Schema,
    pub(super) sandbox: Side,
    pub(super) live: Side,
    pub(super) storage: Storage,
}

#[derive(Debug, Deserialize)]
pub(super) struct Side {
    pub(super) environment: EnvironmentId,
    pub(super) published: Published,
}

/// The target's next document, which of its keys are its own, and its secrets.
pub(super) struct Merged {
    pub(super) document: RawValues,
    pub(super) own: Vec<String>,
    pub(super) secrets: BTreeMap<String, String>,
}

pub(super) fn merge(
    schema: &Schema,
    from: &Published,
    to: &Published,
    selection: &Selection,
) -> Result<Merged, Error> {
    if from.number == 0 {
        return Err(Error::field("from", "Nothing is published there yet. Publish it first."));
    }
    let mut faults = unknown_keys(schema, &selection.keys);
    let mut chosen = RawValues::default();
    for key in &selection.keys {
        chosen.0.extend(from.document.0.get(key).map(|value| (key.clone(), value.clone())));
    }
    faults.extend(check_all(schema, &mut chosen));
    let mut own = to.own_values();
    // Where nothing is published yet, what is not chosen begins with the defaults.
    let mut document = if to.number == 0 { schema.raw_document(&own) } else { to.document.clone() };
    for key in &selection.keys {
        match chosen.0.get(key) {
            Some(value) => {
                own.0.insert(key.clone(), value.clone());
                document.0.insert(key.clone(), value.clone());
            }
            None => {
                own.0.remove(key);
                document.0.remove(key);
            }
        }
    }
    faults.extend(missing(schema, selection.to, &own, &to.secrets));
    faults.extend(too_large("keys", &document));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let own: Vec<String> = own.0.into_keys().collect();
    if to.number > 0 && document == to.document && own == to.own {
        return Err(Error::field("keys", "The chosen settings have the same values in both. Choose others."));
    }
    // What was a secret and is none any more may have come as a value now.
    let secrets = to.secrets.iter().filter(|(key, _)| !document.0.contains_key(*key));
    let secrets = secrets.map(|(key, id)| (key.clone(), id.clone())).collect();
    Ok(Merged { document, own, secrets })
}

fn unknown_keys(schema: &Schema, keys: &[String]) -> Vec<FieldError> {
    let fault = |(at, key): (usize, &String)| {
        let detail = match schema.get(key) {
            None => "The project has no such setting. Load the page again.",
            Some(setting) if setting.secret => "Secrets are never copied. Set it in the other environment.",
            Some(_) => return None,
        };
        Some(FieldError::new(&format!("keys[{at}]"), detail))
    };
    keys.iter().enumerate().filter_map(fault).collect()
}
