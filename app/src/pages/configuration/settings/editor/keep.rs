//! What is typed outlives the page: kept with every letter, taken up again by the next one who opens it here.

use super::super::super::edit::{Edit, Typed, kept_secrets, kept_text, read_kept, read_secrets};
use super::{Editor, Slot};
use leptos::prelude::*;

impl Editor {
    pub(super) fn keep(self) {
        let Some((kept, secrets)) = self.kept else { return };
        let all: Vec<(String, Typed)> = self.typed.with_value(|typed| {
            let pair = |(key, slot): (&String, &Slot)| Some((key.clone(), slot.get_untracked()?));
            typed.iter().filter_map(pair).collect()
        });
        let pairs = || all.iter().map(|(key, typed)| (key.as_str(), typed));
        kept.write(kept_text(pairs()).as_deref());
        secrets.write(kept_secrets(pairs()).as_deref());
    }

    /// Goes on with what was typed earlier; what is typed already stays.
    pub(super) fn restore(self) {
        let Some((kept, secrets)) = self.kept else { return };
        let typed = kept.read().map(|text| read_kept(&text)).unwrap_or_default();
        let hidden = secrets.read().map(|text| read_secrets(&text)).unwrap_or_default();
        self.configuration.with_untracked(|configuration| {
            for (key, typed) in typed.into_iter().chain(hidden) {
                let secret = matches!(typed.edit, Edit::Secret(_));
                let shown = matches!(typed.edit, Edit::Text(_));
                let fits = configuration.schema.get(&key).is_some_and(|setting| match setting.secret {
                    true => !shown,
                    false => !secret,
                });
                let slot = self.slot(&key);
                if fits && slot.with_untracked(Option::is_none) {
                    slot.set(Some(typed));
                }
            }
        });
    }
}
