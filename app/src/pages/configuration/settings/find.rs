//! The way to the control of a setting.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// After a dialog has closed and given the keyboard back.
const AFTER: Duration = Duration::from_millis(60);

/// How many times as long a dialog is waited for.
const PATIENCE: u32 = 20;

/// Scrolls to a setting and puts the keyboard on its control, once what hides it is gone.
pub(super) fn find(key: &str) {
    later(key, true);
}

/// Puts the keyboard on the control of a setting, once the button that had it is gone.
pub(super) fn refocus(key: &str) {
    later(key, false);
}

fn later(key: &str, scrolls: bool) {
    let id = format!("setting.{key}");
    set_timeout(move || once_free(PATIENCE, move || show(&id, scrolls)), AFTER);
}

/// Acts once no dialog is open, which would keep the keyboard, and the last one has given it back.
fn once_free(patience: u32, act: impl FnOnce() + 'static) {
    let is_taken = document().query_selector("dialog[open]").ok().flatten().is_some();
    match (is_taken, patience) {
        (false, _) => request_animation_frame(act),
        (true, 0) => {}
        (true, _) => set_timeout(move || once_free(patience - 1, act), AFTER),
    }
}

fn show(id: &str, scrolls: bool) {
    let Some(setting) = document().get_element_by_id(id) else { return };
    let control = setting.query_selector(".setting-value :is(input, textarea, select, button)");
    let control = control.ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(control) = control {
        control.focus().ok();
    }
    if scrolls {
        setting.scroll_into_view_with_bool(true);
    }
}
