//! What is typed for a setting and not saved yet, and how that stands to what others save meanwhile.

use super::text::{read, text_of};
use portico_api::configuration::Configuration;
use portico_api::schema::Setting;
use portico_api::versions::Version;
use serde_json::{Map, Value, json};

/// A change of one setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// What is typed.
    Text(String),
    /// The environment's own value, or the secret, is taken away.
    Unset,
    /// The change that the draft holds is given up.
    Keep,
    /// What is typed for a secret. It never leaves this page but to the edge.
    Secret(String),
}

/// A change, and the value that was saved when it was begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub edit: Edit,
    pub base: Option<Value>,
}

/// What is saved for one setting. Of a secret, the time when it was set stands for its value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The environment's own published value.
    pub published: Option<Value>,
    /// What the draft makes of it; the inner `None` takes it away.
    pub draft: Option<Option<Value>>,
}

impl Known {
    pub fn of(configuration: &Configuration, setting: &Setting) -> Self {
        let key = setting.key.as_str();
        let draft = configuration.draft.as_ref();
        if setting.secret {
            let set_at = |at: i64| Value::from(at);
            let published = configuration.published.as_ref().and_then(|version| version.secrets.get(key));
            let drafted = draft.and_then(|draft| draft.secrets.get(key));
            return Self {
                published: published.map(|secret| set_at(secret.set_at)),
                draft: drafted.map(|secret| secret.as_ref().map(|secret| set_at(secret.set_at))),
            };
        }
        let drafted = draft.and_then(|draft| draft.values.get(key));
        Self {
            published: configuration.published.as_ref().and_then(|version| version.own_value(key)).cloned(),
            draft: drafted.map(|value| Some(value.clone()).filter(|value| !value.is_null())),
        }
    }

    /// The own value with the draft applied.
    pub fn saved(&self) -> Option<&Value> {
        match &self.draft {
            Some(drafted) => drafted.as_ref(),
            None => self.published.as_ref(),
        }
    }
}

/// Two people changed the same setting: what each made of it, and what it was before.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What is typed here, or stands in the draft.
    pub mine: Option<Value>,
    pub theirs: Option<Value>,
    pub base: Option<Value>,
    /// The draft was overtaken by what is published, and not what is typed by the draft.
    pub by_version: bool,
}

/// How a setting stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Differs from what is published.
    pub changed: bool,
    /// Differs from what is saved.
    pub unsaved: bool,
    /// Why what is typed can't be saved.
    pub error: Option<String>,
    pub conflict: Option<Conflict>,
}

/// What a change would make of a setting: its own value afterwards.
pub fn outcome(setting: &Setting, edit: &Edit, known: &Known) -> Result<Option<Value>, String> {
    match edit {
        Edit::Text(text) => read(setting, text),
        Edit::Unset => Ok(None),
        Edit::Keep => Ok(known.published.clone()),
        Edit::Secret(text) if text.is_empty() => Err("Enter the new value, or cancel.".to_owned()),
        Edit::Secret(text) => setting.check_secret(text).map(|_| Some(Value::Bool(true))),
    }
}

/// How a setting stands. `drafted_on` is its own value in the version that the draft was begun on, where a newer one is
/// published.
pub fn standing(
    setting: &Setting,
    known: &Known,
    typed: Option<&Typed>,
    drafted_on: Option<Option<&Value>>,
) -> Standing {
    let Some(typed) = typed else {
        return Standing {
            changed: known.draft.is_some(),
            conflict: drafted_on.and_then(|base| overtaken(known, base)),
            ..Standing::default()
        };
    };
    let outcome = outcome(setting, &typed.edit, known);
    let changed = match &outcome {
        Ok(value) => value.as_ref() != known.published.as_ref(),
        Err(_) => true,
    };
    let mine = match (&outcome, &typed.edit) {
        (Ok(value), _) => value.clone(),
        (Err(_), Edit::Text(text)) => Some(Value::String(text.clone())),
        (Err(_), _) => None,
    };
    let moved = typed.base.as_ref() != known.saved();
    let conflict = (moved && mine.as_ref() != known.saved()).then(|| Conflict {
        mine,
        theirs: known.saved().cloned(),
        base: typed.base.clone(),
        by_version: false,
    });
    Standing { changed, unsaved: true, error: outcome.err(), conflict }
}

/// What is published changed under the draft.
fn overtaken(known: &Known, base: Option<&Value>) -> Option<Conflict> {
    let drafted = known.draft.as_ref()?;
    let moved = base != known.published.as_ref() && drafted.as_ref() != known.published.as_ref();
    moved.then(|| Conflict {
        mine: drafted.clone(),
        theirs: known.published.clone(),
        base: base.cloned(),
        by_version: true,
    })
}

/// A setting's own value, or when its secret was set, in a version.
pub(super) fn own_of<'a>(version: &'a Version, setting: &Setting) -> Option<std::borrow::Cow<'a, Value>> {
    use std::borrow::Cow;
    match setting.secret {
        true => version.secrets.get(&setting.key).map(|secret| Cow::Owned(Value::from(secret.set_at))),
        false => version.own_value(&setting.key).map(Cow::Borrowed),
    }
}

/// Text that becomes this value again.
pub(super) fn edit_to(setting: &Setting, value: Option<&Value>) -> Edit {
    value.map_or(Edit::Unset, |value| Edit::Text(text_of(&setting.kind, value)))
}

/// What is typed, as this browser tab keeps it over a reload: no secret is ever in it.
pub fn kept_text<'a>(all: impl Iterator<Item = (&'a str, &'a Typed)>) -> Option<String> {
    let pair = |(key, typed): (&str, &Typed)| {
        let edit = match &typed.edit {
            Edit::Text(text) => Value::String(text.clone()),
            Edit::Unset => Value::Null,
            Edit::Keep => Value::Bool(false),
            Edit::Secret(_) => return None,
        };
        Some((key.to_owned(), json!([edit, typed.base])))
    };
    let kept: Map<String, Value> = all.filter_map(pair).collect();
    (!kept.is_empty()).then(|| Value::Object(kept).to_string())
}

/// The secrets that are typed, for memory alone.
pub fn kept_secrets<'a>(all: impl Iterator<Item = (&'a str, &'a Typed)>) -> Option<String> {
    let pair = |(key, typed): (&str, &Typed)| match &typed.edit {
        Edit::Secret(text) if !text.is_empty() => Some((key.to_owned(), json!([text, typed.base]))),
        _ => None,
    };
    let kept: Map<String, Value> = all.filter_map(pair).collect();
    (!kept.is_empty()).then(|| Value::Object(kept).to_string())
}

/// Reads back what [`kept_secrets`] wrote.
pub fn read_secrets(text: &str) -> Vec<(String, Typed)> {
    let secret = |(key, typed): (String, Typed)| match typed.edit {
        Edit::Text(text) => Some((key, Typed { edit: Edit::Secret(text), ..typed })),
        _ => None,
    };
    read_kept(text).into_iter().filter_map(secret).collect()
}

/// Reads back what [`kept_text`] wrote; nothing where it is not that.
pub fn read_kept(text: &str) -> Vec<(String, Typed)> {
    let Ok(Value::Object(kept)) = serde_json::from_str(text) else { return Vec::new() };
    let typed = |(key, value): (String, Value)| {
        let Value::Array(mut parts) = value else { return None };
        let base = parts.pop().filter(|value| !value.is_null());
        let edit = match parts.pop()? {
            Value::String(text) => Edit::Text(text),
            Value::Null => Edit::Unset,
            Value::Bool(_) => Edit::Keep,
            _ => return None,
        };
        Some((key, Typed { edit, base }))
    };
    kept.into_iter().filter_map(typed).collect()
}
