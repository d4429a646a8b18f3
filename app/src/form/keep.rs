//! Forms whose text outlives the page: it is kept until it is saved or given up.

use super::FormState;
use crate::browser::warn_before_leaving;
use crate::kept::{Whose, kept};
use leptos::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Display;

impl FormState {
    /// Keeps what is typed into these fields, of the organization with this ID, under `what`: the kind of form, and the ID of
    /// what it is about.
    pub(crate) fn keep(self, whose: impl Into<Whose>, what: impl Display, names: &'static [&'static str]) {
        self.names.set_value(names);
        warn_before_leaving(move || self.names.try_get_value().is_some() && untrack(|| self.is_unsaved()));
        let Some(kept) = kept(whose, what) else { return };
        self.kept.set_value(Some(kept));
        Effect::new(move |taken: Option<bool>| {
            if !kept.is_known() {
                return taken.unwrap_or_default();
            }
            if taken != Some(true)
                && let Some(text) = kept.read()
            {
                untrack(|| self.take(&text));
            }
            kept.write(self.typed().as_deref());
            true
        });
    }

    /// Whether something is typed that would be lost; tracked.
    pub(super) fn is_unsaved(self) -> bool {
        let names = self.names.get_value();
        self.fields
            .with_value(|fields| fields.iter().any(|field| names.contains(&field.name) && field.differs()))
    }

    /// What the form holds is what was typed earlier; tracked.
    pub(super) fn is_restored(self) -> bool {
        self.restored.get() && self.is_unsaved()
    }

    /// Gives up what is typed.
    pub(super) fn discard(self) {
        let names = self.names.get_value();
        self.fields.with_value(|fields| {
            for field in fields.iter().filter(|field| names.contains(&field.name)) {
                field.value.set(field.initial.get_untracked());
            }
        });
        self.restored.set(false);
        // It may be about what was there when it was typed.
        if let Some(renew) = self.renew.get_value() {
            renew.run(());
        }
    }

    /// As [`discard`](Self::discard), where the form goes away with it.
    pub(crate) fn give_up(self) {
        self.discard();
        self.forget();
    }

    /// It was sent: there is nothing to keep any more.
    pub(super) fn forget(self) {
        if let Some(kept) = self.kept.try_get_value().flatten() {
            kept.write(None);
        }
    }

    /// It is on its way, and what is kept says so: after a reload, the same goes out under the same key. What this answers forgets it
    /// all once it is done, though the page is gone by then, unless something else was typed in another one.
    pub(super) fn sent(self) -> impl Fn() + 'static {
        let text = untrack(|| self.typed());
        let kept = self.kept.get_value().zip(text).and_then(|(kept, text)| {
            kept.write(Some(&text));
            Some((kept.later()?, text))
        });
        move || {
            if let Some((kept, text)) = &kept {
                kept.forget(text);
            }
        }
    }

    /// The form as text: each field with what it began with, the version of that, and what was sent of it. Nothing unless it would be
    /// lost.
    fn typed(self) -> Option<String> {
        let names = self.names.get_value();
        let pair =
            |field: &super::Field| (field.name.to_owned(), json!([field.initial.get(), field.value.get()]));
        let fields: Map<String, Value> = self.fields.with_value(|fields| {
            fields.iter().filter(|field| names.contains(&field.name)).map(pair).collect()
        });
        let sent = untrack(|| self.submission.attempt());
        let text = json!({ "version": self.version.get_value(), "fields": fields, "sent": sent }).to_string();
        self.is_unsaved().then_some(text)
    }

    /// Takes over what was kept, unless something is typed already, or it was saved and only the answer was lost.
    fn take(self, text: &str) {
        let Ok(kept) = serde_json::from_str::<Value>(text) else { return };
        if self.is_unsaved() {
            return;
        }
        // Somebody saved another version meanwhile: then saving says so, as if the form had stayed open.
        let version = kept["version"].as_i64();
        let overtaken = version.is_some() && version != self.version.get_value();
        let pair = |name: &&'static str| {
            let pair = &kept["fields"][*name];
            Some((self.field(name)?, pair[0].as_str()?, pair[1].as_str()?))
        };
        let fields: Vec<_> = self.names.get_value().iter().filter_map(pair).collect();
        if fields
            .iter()
            .all(|(field, initial, value)| initial == value || field.value.with(|current| current == value))
        {
            return;
        }
        let sent = kept["sent"][0].as_u64().zip(kept["sent"][1].as_str().map(str::to_owned));
        for (field, initial, value) in fields {
            // What was sent is sent once more with the fields that nobody typed into, too.
            if overtaken || (sent.is_some() && initial == value) {
                field.initial.set(initial.to_owned());
                field.value.set(value.to_owned());
            } else if initial != value {
                field.value.set(value.to_owned());
            }
        }
        if overtaken {
            self.version.set_value(version);
        }
        self.submission.resume(sent);
        self.restored.set(self.is_unsaved());
    }
}
