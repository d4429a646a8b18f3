//! What the switchers and the menu have in common: a button and the native popover below it.
//!
//! The browser opens it (`popovertarget`), closes it on Escape or a click elsewhere, and puts it on top.

use super::dom::{by_id, set_px};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A panel at a button near the lower edge of the window still has this much room, in CSS pixels.
const LEAST_PX: f64 = 190.0;

/// The ids of a button and its popover, and whether it is open.
#[derive(Clone, Copy)]
pub(super) struct Popover {
    ids: StoredValue<(String, String)>,
    pub(super) open: RwSignal<bool>,
}

impl Popover {
    pub(super) fn new() -> Self {
        let id = super::dom::fresh_id();
        Self { ids: StoredValue::new((format!("{id}-button"), id)), open: RwSignal::new(false) }
    }

    pub(super) fn button_id(self) -> String {
        self.ids.with_value(|ids| ids.0.clone())
    }

    pub(super) fn id(self) -> String {
        self.ids.with_value(|ids| ids.1.clone())
    }

    /// To be called before the browser opens or closes it: keeps `open` and puts the panel under the button.
    pub(super) fn before_toggle(self, event: &web_sys::Event) {
        let state = js_sys::Reflect::get(event, &JsValue::from_str("newState"));
        let opens = state.is_ok_and(|state| state == "open");
        if opens {
            self.place();
        }
        self.open.set(opens);
    }

    /// The stylesheet keeps the panel inside the window, and ignores the place on phones.
    fn place(self) {
        let (Some(button), Some(panel)) = (by_id(&self.button_id()), by_id(&self.id())) else { return };
        let below = button.get_bounding_client_rect();
        set_px(&panel, "--left", below.left());
        set_px(&panel, "--right", below.right());
        let lowest =
            window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX) - LEAST_PX;
        set_px(&panel, "--top", below.bottom().min(lowest));
    }

    pub(super) fn show(self) {
        if let Some(panel) = by_id(&self.id()) {
            panel.show_popover().ok();
        }
    }

    /// Closes it and gives the keyboard back to the button.
    pub(super) fn close(self) {
        if let (Some(button), Some(panel)) = (by_id(&self.button_id()), by_id(&self.id())) {
            panel.hide_popover().ok();
            button.focus().ok();
        }
    }
}

/// Whether a click on a link opens it elsewhere: then nothing closes here.
pub(super) fn opens_elsewhere(event: &web_sys::MouseEvent) -> bool {
    event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}
