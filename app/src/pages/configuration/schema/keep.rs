//! What is made of the schema and not saved yet outlives the page, with what it was made of.

use super::super::work::Clash;
use super::Page;
use super::fields;
use crate::browser::warn_before_leaving;
use crate::kept::{Kept, kept, with_project};
use crate::reactive::effect;
use crate::submit::Attempt;
use leptos::prelude::*;
use portico_api::schema::Setting;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The page's state as text.
#[derive(Serialize, Deserialize)]
struct Draft {
    version: i64,
    base: Vec<Setting>,
    work: Vec<Setting>,
    clashes: Vec<(String, Option<Setting>, Option<Setting>)>,
    /// What was sent of it, and has no answer yet.
    #[serde(default)]
    sent: Option<Attempt>,
}

pub(super) fn keep(page: Page) {
    warn_before_leaving(move || {
        page.base.try_with_untracked(|_| untrack(|| page.is_dirty())).unwrap_or_default()
    });
    let of = page.promotion.with_untracked(|promotion| {
        let project = &promotion.project;
        kept(with_project(&project.organization.id), format!("schema.{}", project.id))
    });
    let Some(kept) = of else { return };
    Effect::new(move |taken: Option<bool>| {
        if !kept.is_known() {
            return taken.unwrap_or_default();
        }
        if taken != Some(true)
            && !untrack(|| page.is_dirty())
            && let Some(draft) = kept.read().and_then(|text| serde_json::from_str(&text).ok())
        {
            take(page, draft);
        }
        kept.write(text(page).as_deref());
        true
    });
}

/// Nothing where nothing is changed; tracked.
fn text(page: Page) -> Option<String> {
    let (version, base) = page.base.get();
    let clash = |clash: Clash| (clash.key, clash.mine, clash.theirs);
    let clashes: Vec<_> = page.clashes.get().into_iter().map(clash).collect();
    let draft = Draft { version, base, work: page.work.get(), clashes, sent: page.saving.attempt() };
    let unsaved = draft.base != draft.work || !draft.clashes.is_empty();
    unsaved.then(|| serde_json::to_string(&draft).ok()).flatten()
}

/// Goes on where it was left, unless it was saved and only the answer was lost. If somebody saved meanwhile, the page finds that out by the
/// version.
fn take(page: Page, draft: Draft) {
    if page.promotion.with_untracked(|promotion| promotion.schema.settings == draft.work) {
        return;
    }
    page.saving.resume(draft.sent);
    let clash = |(key, mine, theirs)| Clash { key, mine, theirs };
    page.clashes.set(draft.clashes.into_iter().map(clash).collect());
    page.work.set(draft.work);
    page.base.set((draft.version, draft.base));
}

/// What is typed for one setting outlives its dialog, until it is applied or given up. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    draft: fields::Draft,
    /// What the dialog began with.
    first: StoredValue<Map<String, Value>>,
    kept: Option<Kept>,
    restored: RwSignal<bool>,
}

impl Keeping {
    /// `key` is that of the setting, none for a new one.
    pub(super) fn new(page: Page, draft: fields::Draft, key: Option<&str>) -> Self {
        let first = untrack(|| draft.text());
        let kept = page.promotion.with_untracked(|promotion| {
            let project = &promotion.project;
            kept(
                with_project(&project.organization.id),
                format!("setting.{}.{}", project.id, key.unwrap_or_default()),
            )
        });
        let before = kept.and_then(Kept::read).and_then(|text| serde_json::from_str(&text).ok());
        let restored = before.is_some();
        if let Some((from, typed)) = before {
            draft.take(&from, &typed);
        }
        let keeping = Self { draft, first: StoredValue::new(first), kept, restored: RwSignal::new(restored) };
        effect(move || {
            let (first, typed) = (keeping.first.get_value(), draft.text());
            let text = (first != typed).then(|| serde_json::to_string(&(first, typed)).ok()).flatten();
            if let Some(kept) = kept {
                kept.write(text.as_deref());
            }
        });
        keeping
    }

    /// What the dialog shows was typed earlier; tracked.
    pub(super) fn is_restored(self) -> bool {
        self.restored.get() && self.first.get_value() != self.draft.text()
    }

    pub(super) fn discard(self) {
        self.restored.set(false);
        self.draft.take(&Map::new(), &self.first.get_value());
    }

    pub(super) fn forget(self) {
        if let Some(kept) = self.kept {
            kept.write(None);
        }
    }
}
