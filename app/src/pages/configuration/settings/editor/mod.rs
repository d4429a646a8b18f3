//! The state of the page: what is saved, what is typed, and the way from one to the other.

mod keep;
mod save;

use super::super::edit::{Edit, Known, Standing, Typed, own_of, standing};
use crate::kept::{Kept, kept, kept_in_memory, with_project};
use crate::query::{Query, query};
use crate::submit::{Submission, submission};
use leptos::prelude::*;
use portico_api::configuration::Configuration;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::schema::Setting;
use portico_api::versions::{ShowVersion, Version, VersionParams};
use std::collections::BTreeMap;
use std::sync::Arc;

type Slot = ArcRwSignal<Option<Typed>>;

/// What the edge said about a setting, until it is changed.
#[derive(Clone, PartialEq)]
struct Fault {
    key: String,
    detail: String,
    edit: Option<Edit>,
}

/// The form of a whole environment. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub(super) configuration: Memo<Arc<Configuration>>,
    pub(super) mode: Mode,
    /// Where this tab keeps what is typed, and the secrets among it.
    kept: Option<(Kept, Kept)>,
    /// As in the address.
    params: StoredValue<EnvironmentParams>,
    /// One signal for each setting, so that a letter typed in one leaves the others alone.
    typed: StoredValue<BTreeMap<String, Slot>>,
    faults: RwSignal<Vec<Fault>>,
    /// The version that the draft was begun on, where a newer one is published.
    base: Query<Version>,
    /// The settings of the draft that were looked at since a newer version overtook it.
    settled: RwSignal<Vec<String>>,
    pub(super) saving: Submission,
    pub(super) discarding: Submission,
}

/// What the whole form amounts to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Summary {
    /// Settings that differ from what is published.
    pub(super) changed: u32,
    pub(super) unsaved: u32,
    pub(super) invalid: Vec<String>,
    pub(super) conflicts: Vec<String>,
}

impl Editor {
    /// Of the environment as the address names it.
    pub(super) fn at<T>(self, look: impl FnOnce(&EnvironmentParams) -> T) -> T {
        self.params.with_value(look)
    }

    pub(super) fn new(params: EnvironmentParams, configuration: Memo<Arc<Configuration>>) -> Self {
        let at = params.clone();
        let base = query::<ShowVersion>(move || {
            let number = configuration.with(|configuration| overtaken_base(configuration))?;
            let number = Some(number).filter(|number| *number > 0)?;
            let EnvironmentParams { organization, project, mode } = at.clone();
            Some(VersionParams { organization, project, mode, number })
        });
        let (organization, environment) = configuration.with_untracked(|configuration| {
            let project = &configuration.project;
            let environment = if params.mode == Mode::Live { &project.live } else { &project.sandbox };
            (project.organization.id.to_string(), environment.id.to_string())
        });
        let values = kept(with_project(&organization), format!("values.{environment}"));
        let secrets = kept_in_memory(with_project(&organization), format!("secrets.{environment}"));
        let editor = Self {
            configuration,
            kept: values.zip(secrets),
            mode: params.mode,
            params: StoredValue::new(params),
            typed: StoredValue::new(BTreeMap::new()),
            faults: RwSignal::new(Vec::new()),
            base,
            settled: RwSignal::new(Vec::new()),
            saving: submission(),
            discarding: submission(),
        };
        Effect::new(move |restored: Option<bool>| {
            let known = editor.kept.is_some_and(|(kept, _)| kept.is_known());
            if known && restored != Some(true) {
                untrack(|| editor.restore());
                editor.keep();
            }
            known || restored == Some(true)
        });
        editor
    }

    /// What is typed for a setting.
    pub(super) fn slot(self, key: &str) -> Slot {
        let found = self.typed.with_value(|typed| typed.get(key).cloned());
        found.unwrap_or_else(|| {
            let slot = Slot::default();
            self.typed.update_value(|typed| drop(typed.insert(key.to_owned(), slot.clone())));
            slot
        })
    }

    /// Changes what is typed, and keeps it over a reload.
    pub(super) fn set(self, key: &str, typed: Option<Typed>) {
        self.slot(key).set(typed);
        self.keep();
    }

    /// What is saved for a setting; tracked.
    pub(super) fn known(self, setting: &Setting) -> Known {
        self.configuration.with(|configuration| Known::of(configuration, setting))
    }

    /// How a setting stands; tracked.
    pub(super) fn standing(self, setting: &Setting) -> Standing {
        let known = self.known(setting);
        let typed = self.slot(&setting.key).get();
        let settled = self.settled.with(|settled| settled.contains(&setting.key));
        let overtaken = !settled && typed.is_none() && known.draft.is_some();
        let base = overtaken.then(|| self.overtaken()).flatten();
        let own = base.as_ref().map(|base| base.as_ref().and_then(|version| own_of(version, setting)));
        let mut standing = standing(setting, &known, typed.as_ref(), own.as_ref().map(Option::as_deref));
        let edit = typed.map(|typed| typed.edit);
        let said = self.faults.with(|faults| {
            let found = faults.iter().find(|fault| fault.key == setting.key && fault.edit == edit);
            found.map(|fault| fault.detail.clone())
        });
        standing.error = standing.error.or(said);
        standing
    }

    /// The version that the draft was begun on, if a newer one is published; the inner `None`: it was begun on none.
    fn overtaken(self) -> Option<Option<Arc<Version>>> {
        match self.configuration.with(|configuration| overtaken_base(configuration))? {
            0 => Some(None),
            _ => self.base.ready().map(Some),
        }
    }

    /// Leaves the draft's value as it is, though something newer was published.
    pub(super) fn settle(self, key: &str) {
        self.settled.update(|settled| settled.push(key.to_owned()));
    }

    /// What the whole form amounts to; tracked.
    pub(super) fn summary(self) -> Summary {
        let mut summary = Summary::default();
        self.configuration.with(|configuration| {
            let is_drafted = |key: &String| {
                let draft = configuration.draft.as_ref();
                draft.is_some_and(|draft| draft.values.contains_key(key) || draft.secrets.contains_key(key))
            };
            for setting in &configuration.schema.settings {
                // Nothing is worked out for the many that nobody touched.
                if self.slot(&setting.key).with(Option::is_none) && !is_drafted(&setting.key) {
                    continue;
                }
                let standing = self.standing(setting);
                summary.changed += u32::from(standing.changed);
                summary.unsaved += u32::from(standing.unsaved);
                if standing.error.is_some() {
                    summary.invalid.push(setting.key.clone());
                }
                if standing.conflict.is_some() {
                    summary.conflicts.push(setting.key.clone());
                }
            }
        });
        summary
    }
}

/// The version that the draft was begun on, where a newer one is published.
fn overtaken_base(configuration: &Configuration) -> Option<i64> {
    let draft = configuration.draft.as_ref()?;
    let published = configuration.published.as_ref()?.version.number;
    (draft.base_version < published).then_some(draft.base_version)
}
