//! A dialog about one of several: choosing one opens it.

use crate::reactive::{effect, memo};
use leptos::prelude::*;

/// Open while one is chosen. Once it is closed, with its own button or with Escape, none is any more.
pub(crate) fn open_while<T: Send + Sync + 'static>(chosen: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    effect(move || open.set(chosen.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            chosen.set(None);
        }
        now
    });
    open
}

/// Words about the one that is chosen. The dialog keeps them while it closes.
pub(crate) fn words_of<T: Send + Sync + 'static>(
    chosen: RwSignal<Option<T>>,
    words: impl Fn(&T) -> String + Send + Sync + 'static,
) -> Memo<String> {
    memo(move |last: Option<&String>| {
        let now = chosen.with(|chosen| chosen.as_ref().map(&words));
        now.or_else(|| last.cloned()).unwrap_or_default()
    })
}
