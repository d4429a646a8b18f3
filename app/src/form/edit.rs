//! Forms that change what is there already, while others may change it too.

use super::FormState;
use crate::reactive::effect;
use leptos::prelude::*;
use std::sync::Arc;

/// Answers the version of what is edited, and the values of the fields.
type Read<T> = for<'a> fn(&'a T) -> (i64, Vec<(&'static str, &'a str)>);

impl FormState {
    /// Keeps an untouched form at what `data` says; `read` answers its version and the values of the fields. The
    /// callback, for a form that was overtaken, asks for the current values with `ask` and takes them over.
    pub fn follow<T: Send + Sync + 'static>(
        self,
        data: Memo<Arc<T>>,
        read: Read<T>,
        ask: fn(),
    ) -> Callback<()> {
        // The person has asked to take over whatever comes.
        let asked = StoredValue::new(false);
        effect(move || {
            let current = data.get();
            let (version, values) = read(&current);
            // An answer was lost, or somebody else had the same in mind.
            let is_saved = |(name, value): &(&'static str, &str)| {
                self.field(name).is_none_or(|field| field.value.with_untracked(|typed| typed == value))
            };
            // Where no field is compared, nobody knows: a version that came meanwhile stays somebody else's.
            let is_saved_already = !values.is_empty() && values.iter().all(is_saved);
            if !untrack(|| self.is_dirty()) || asked.get_value() || is_saved_already {
                asked.set_value(false);
                self.rebase(version, &values);
            }
        });
        self.renew.set_value(Some(Callback::new(move |()| {
            let current = data.get_untracked();
            let (version, values) = read(&current);
            self.rebase(version, &values);
        })));
        Callback::new(move |()| {
            let current = data.get_untracked();
            let (version, values) = read(&current);
            if self.version.get_value().is_some_and(|base| base < version) {
                // They came already, on the way back to this window, and waited for the person's word.
                self.rebase(version, &values);
            } else {
                asked.set_value(true);
                ask();
            }
        })
    }

    /// Why it can't be saved: what `reason` says, or that there is nothing to save.
    pub fn save_reason(self, reason: Signal<Option<String>>) -> Signal<Option<String>> {
        Signal::derive(move || {
            reason.get().or_else(|| (!self.is_dirty()).then(|| "Nothing has changed.".to_owned()))
        })
    }
}
