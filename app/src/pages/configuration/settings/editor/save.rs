//! The way from what is typed to the draft at the edge, and what the edge says to it.

use super::super::super::by_id;
use super::super::super::edit::{Edit, Known, Typed};
use super::super::super::gate::faults_of;
use super::{Editor, Fault, Slot};
use crate::client::Failure;
use crate::query::{invalidate, seed};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::configuration::{
    Configuration, DiscardDraft, DiscardDraftParams, DraftChange, DraftState, SaveDraft, ShowConfiguration,
};
use portico_api::environments::EnvironmentParams;
use portico_api::problem::kind;
use portico_api::raw::Raw;
use std::collections::BTreeMap;

impl Editor {
    /// Saves what is typed into the draft; `then` follows when it is saved.
    pub(in super::super) fn save(self, then: impl Fn() + Copy + 'static) {
        let configuration = self.configuration.get_untracked();
        let (body, sent) = self.change(&configuration);
        let params = by_id(&configuration.project, self.mode);
        self.saving.send::<SaveDraft>(params, body, move |outcome| match outcome {
            Ok(state) => {
                self.take(state, &sent);
                then();
            }
            Err(failure) => self.refuse(&failure),
        });
    }

    /// What is typed as the edge takes it, and what exactly that was.
    fn change(self, configuration: &Configuration) -> (DraftChange, Vec<(String, Edit)>) {
        let mut body = DraftChange {
            revision: configuration.revision,
            set: Default::default(),
            secrets: BTreeMap::new(),
            keep: Vec::new(),
        };
        let mut sent = Vec::new();
        for setting in &configuration.schema.settings {
            let Some(typed) = self.slot(&setting.key).get_untracked() else { continue };
            let key = setting.key.clone();
            sent.push((key.clone(), typed.edit.clone()));
            match &typed.edit {
                Edit::Keep => body.keep.push(key),
                Edit::Secret(text) => drop(body.secrets.insert(key, Some(text.clone()))),
                Edit::Unset if setting.secret => drop(body.secrets.insert(key, None)),
                Edit::Unset => drop(body.set.0.insert(key, Raw::of(&serde_json::Value::Null))),
                Edit::Text(text) => {
                    if let Ok(value) = super::super::super::text::read(setting, text) {
                        body.set.0.insert(key, Raw::of(&value.unwrap_or_default()));
                    }
                }
            }
        }
        (body, sent)
    }

    /// Takes over what the edge saved. What was typed meanwhile stays.
    fn take(self, state: DraftState, sent: &[(String, Edit)]) {
        self.faults.set(Vec::new());
        let mut configuration = (*self.configuration.get_untracked()).clone();
        configuration.revision = state.revision;
        configuration.draft = state.draft;
        for setting in &configuration.schema.settings {
            let slot = self.slot(&setting.key);
            let Some(typed) = slot.get_untracked() else { continue };
            let is_sent = sent.iter().any(|(key, edit)| *key == setting.key && *edit == typed.edit);
            let base = Known::of(&configuration, setting).saved().cloned();
            slot.set((!is_sent).then_some(Typed { base, ..typed }));
        }
        self.keep();
        seed::<ShowConfiguration>(&self.params.get_value(), configuration);
    }

    /// Forgets what the edge said: it said yes.
    pub(in super::super) fn forgive(self) {
        self.faults.set(Vec::new());
    }

    /// Shows what the edge said at the settings that it said it about.
    pub(in super::super) fn refuse(self, failure: &Failure) {
        if failure.is(kind::STALE) {
            invalidate::<ShowConfiguration>();
        }
        let fault = |(key, detail): (String, String)| {
            let edit = self.slot(&key).get_untracked().map(|typed| typed.edit);
            Fault { key, detail, edit }
        };
        self.faults.set(faults_of(failure).into_iter().map(fault).collect());
    }

    /// Gives up what is typed and what is in the draft.
    pub(in super::super) fn discard(self, done: impl Fn() + Clone + 'static) {
        let configuration = self.configuration.get_untracked();
        if configuration.draft.is_none() {
            self.forget_all();
            return done();
        }
        let EnvironmentParams { organization, project, mode } = by_id(&configuration.project, self.mode);
        let at = DiscardDraftParams { organization, project, mode, revision: configuration.revision };
        self.discarding.send::<DiscardDraft>(at, Empty {}, move |outcome| match outcome {
            Ok(state) => {
                self.forget_all();
                self.take(state, &[]);
                done();
            }
            Err(failure) => self.refuse(&failure),
        });
    }

    fn forget_all(self) {
        let slots: Vec<Slot> = self.typed.with_value(|typed| typed.values().cloned().collect());
        for slot in slots.iter().filter(|slot| slot.with_untracked(Option::is_some)) {
            slot.set(None);
        }
        self.keep();
    }
}
