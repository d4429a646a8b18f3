//! What an import would write: each value checked by the schema that comes with it.

use crate::billing::length;
use crate::configuration::too_large;
use crate::error::Error;
use crate::ports::Clock;
use crate::schema;
use crate::versions::Texts;
use portico_api::imports::{ArchivedEnvironment, ArchivedProject, NAMED_PLACES};
use portico_api::problem::FieldError;
use portico_api::raw::{Raw, RawValues};
use portico_api::schema::{Schema, Setting, Steps};
use portico_api::text::LINES_MAX;
use std::collections::{BTreeMap, BTreeSet};

/// All that is written of a project.
pub(super) struct Plan {
    pub(super) settings: Vec<Setting>,
    pub(super) sandbox: Environment,
    pub(super) live: Environment,
    /// How much longer the texts of the organization become.
    pub(super) bytes: i64,
    pub(super) left_out: Vec<String>,
    pub(super) secrets: Vec<String>,
}

pub(super) struct Environment {
    /// Version 1, if anything was published.
    pub(super) published: Option<Side>,
    /// The changes of the draft, as its text; empty: there are none.
    pub(super) draft: Option<String>,
}

pub(super) struct Side {
    /// What it was in the archive.
    pub(super) number: Option<i64>,
    pub(super) texts: Texts,
    pub(super) message: String,
}

/// Bytes of values that are checked in one go. A pattern may go through a text hundreds of times: what an import brings at most would keep everybody else in this
/// instance waiting for more than a second.
const AT_ONCE: usize = 64 * 1024;

/// What is found on the way, of both environments.
struct Found<'a> {
    clock: &'a dyn Clock,
    /// Bytes of values since others had their turn.
    checked: usize,
    faults: Vec<FieldError>,
    left_out: Vec<String>,
    secrets: Vec<String>,
}

impl Found<'_> {
    /// Counts so many bytes more, and lets others have their turn now and then.
    async fn rest(&mut self, bytes: usize) {
        self.checked = self.checked.saturating_add(bytes);
        if self.checked > AT_ONCE {
            self.checked = 0;
            self.clock.wait(0).await;
        }
    }
}

impl Plan {
    pub(super) async fn of(clock: &dyn Clock, project: &ArchivedProject) -> Result<Self, Error> {
        let schema = Schema {
            version: 1,
            settings: project.settings.clone(),
            updated_at: None,
            updated_by: None,
            updated_by_name: None,
        };
        let mut found =
            Found { clock, checked: 0, faults: Vec::new(), left_out: Vec::new(), secrets: Vec::new() };
        let sandbox = environment(&schema, "sandbox", &project.sandbox, &mut found).await;
        let live = environment(&schema, "live", &project.live, &mut found).await;
        if !found.faults.is_empty() {
            return Err(Error::Invalid(found.faults));
        }
        let of_environment = |environment: &Environment| {
            let published = environment.published.as_ref();
            published.map_or(0, |side| side.texts.bytes(false).saturating_add(length(&side.message)))
                // With the braces of no secrets.
                + environment.draft.as_ref().map_or(0, |text| length(text) + 2)
        };
        let bytes =
            of_environment(&sandbox) + of_environment(&live) + length(&schema::json(&schema.settings));
        let Found { mut left_out, mut secrets, .. } = found;
        left_out.truncate(NAMED_PLACES);
        secrets.truncate(NAMED_PLACES);
        Ok(Self { settings: schema.settings, sandbox, live, bytes, left_out, secrets })
    }
}

async fn environment(
    schema: &Schema,
    mode: &str,
    given: &ArchivedEnvironment,
    found: &mut Found<'_>,
) -> Environment {
    let places: BTreeMap<&str, &Setting> =
        schema.settings.iter().map(|setting| (setting.key.as_str(), setting)).collect();
    let is_secret = |key: &&String| places.get(key.as_str()).is_some_and(|setting| setting.secret);
    found.secrets.extend(given.secrets.iter().filter(is_secret).map(|key| format!("{mode}.{key}")));
    let values = match &given.values {
        Some(values) => Some(checked(&places, &format!("{mode}.values"), values, false, found).await),
        None => None,
    };
    let own = values.as_ref().map(|values| own(&places, values, &given.own)).unwrap_or_default();
    let mut draft = checked(&places, &format!("{mode}.draft"), &given.draft, true, found).await;
    // As when a draft is saved: what is so already is no change.
    draft.0.retain(|key, value| match own.0.get(key) {
        Some(published) => published != value,
        None => !value.is_null(),
    });
    found.faults.extend(too_large(&format!("{mode}.draft"), &draft));
    let published = values.is_some().then(|| {
        let document = schema.raw_document(&own);
        found.faults.extend(too_large(&format!("{mode}.values"), &document));
        let keys: Vec<String> = own.0.into_keys().collect();
        Side {
            number: given.version,
            texts: Texts::of(&document, &keys, &BTreeMap::new()),
            message: message(given),
        }
    });
    Environment { published, draft: (!draft.0.is_empty()).then(|| draft.text()) }
}

/// The values that the schema knows and allows, each in its canonical form.
async fn checked(
    places: &BTreeMap<&str, &Setting>,
    place: &str,
    values: &RawValues,
    may_be_null: bool,
    found: &mut Found<'_>,
) -> RawValues {
    // Where the patterns come from a time when nobody counted, texts are checked only as long as that does not take too much: as where they were saved.
    let (mut checked, steps) = (RawValues::default(), Steps::default());
    for (key, value) in &values.0 {
        found.rest(value.text().len()).await;
        let outcome = match places.get(key.as_str()) {
            // As when something is published after its setting went.
            None => {
                if found.left_out.len() < NAMED_PLACES {
                    found.left_out.push(format!("{place}.{}", key.chars().take(64).collect::<String>()));
                }
                continue;
            }
            Some(setting) if setting.secret => {
                Err("This is a secret, and no archive has its value. Leave it out.".to_owned())
            }
            Some(_) if value.is_null() && may_be_null => Ok(value.clone()),
            Some(setting) => steps.room_for_raw(&setting.kind, value).and_then(|()| setting.check_raw(value)),
        };
        match outcome {
            Ok(value) => drop(checked.0.insert(key.clone(), value)),
            Err(detail) => found.faults.push(FieldError::new(&format!("{place}.{key}"), &detail)),
        }
    }
    checked
}

/// Which of them are the environment's own: those that it says, and whatever is not the default, so that the same is delivered.
fn own(places: &BTreeMap<&str, &Setting>, values: &RawValues, said: &[String]) -> RawValues {
    let said: BTreeSet<&str> = said.iter().map(String::as_str).collect();
    let default = |key: &str| places.get(key)?.default.as_ref().map(Raw::of);
    let is_own = |key: &str, value: &Raw| said.contains(key) || default(key).as_ref() != Some(value);
    let own = values.0.iter().filter(|(key, value)| is_own(key, value));
    RawValues(own.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// `Imported from version 12: New addresses`
fn message(given: &ArchivedEnvironment) -> String {
    let from = given
        .version
        .map_or_else(|| "Imported".to_owned(), |number| format!("Imported from version {number}"));
    let said = given.message.as_ref().map_or_else(|| from.clone(), |message| format!("{from}: {message}"));
    said.chars().take(LINES_MAX).collect()
}
