//! Shortcuts of a single key, such as `?`. They are heard from the first view on; what they do comes in a chunk, which the first of them fetches
//! (`pages/palette/shortcuts.rs`). Whoever speaks to the browser, or hits keys by accident, can turn them off (WCAG 2.1.4).

use crate::browser::{remember, remembered};
use leptos::ev::keydown;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Where this browser remembers that they are off.
const KEPT_AS: &str = "portico.shortcuts";

/// Where a key belongs to what has the keyboard: it is typed there, or chooses an entry.
const TAKES_KEYS: &str = "input, textarea, select, [contenteditable], [popover]";

/// The keys that were pressed and have done nothing yet: the first ones come before the code does. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Shortcuts(RwSignal<Vec<String>>);

impl Shortcuts {
    /// Whether a key waits to do something. Tracked.
    pub fn is_asked(self) -> bool {
        self.0.with(|keys| !keys.is_empty())
    }

    /// Takes the keys that wait, in the order in which they were pressed. Tracked, each press anew.
    pub fn take(self) -> Vec<String> {
        self.0.track();
        let mut keys = Vec::new();
        self.0.update_untracked(|waiting| std::mem::swap(waiting, &mut keys));
        keys
    }

    /// Does what that key does, though they may be off.
    pub fn press(self, key: &str) {
        self.0.update(|keys| keys.push(key.to_owned()));
    }
}

/// The shortcuts, as the console provides them.
pub fn use_shortcuts() -> Shortcuts {
    expect_context()
}

/// Whether this browser wants them.
pub fn are_on() -> bool {
    remembered(KEPT_AS).is_none_or(|word| word != "off")
}

/// Turns them on or off in this browser, at once in all of its tabs.
pub fn turn(on: bool) {
    remember(KEPT_AS, if on { "on" } else { "off" });
}

/// Begins to hear them.
pub fn hear() -> Shortcuts {
    let shortcuts = Shortcuts(RwSignal::new(Vec::new()));
    let heard = window_event_listener(keydown, move |event| {
        let is_command = event.ctrl_key() || event.meta_key() || event.alt_key();
        let key = event.key();
        // Named keys, such as Enter, have longer names.
        if is_command
            || event.repeat()
            || event.default_prevented()
            || key.len() != 1
            || !is_free(&event)
            || !are_on()
        {
            return;
        }
        // A browser that searches the page by it.
        if key == "/" {
            event.prevent_default();
        }
        shortcuts.press(&key);
    });
    on_cleanup(move || heard.remove());
    provide_context(shortcuts);
    shortcuts
}

/// Whether nothing else takes the key, nor anything above the page that comes first.
fn is_free(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let taken = target.and_then(|target| target.closest(TAKES_KEYS).ok().flatten());
    taken.or_else(|| document().query_selector("dialog[open]").ok().flatten()).is_none()
}
