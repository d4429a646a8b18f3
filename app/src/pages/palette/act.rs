//! What choosing a line does, besides following its link.

use super::entry::Does;
use crate::parts::shortcuts::use_shortcuts;
use crate::session::SignOutHere;
use crate::ui::{use_toasts, write_to_clipboard};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Hears what is chosen, and by which click.
pub(super) fn act() -> Callback<(web_sys::MouseEvent, Does)> {
    let shortcuts = use_shortcuts();
    let toasts = use_toasts();
    let SignOutHere(sign_out) = expect_context();
    Callback::new(move |(event, does): (web_sys::MouseEvent, Does)| match does {
        // A click that opens another tab leaves this one as it is.
        Does::Goes(_) if event.ctrl_key() || event.meta_key() || event.shift_key() => {}
        // The link itself leads on, perhaps only to another part of the page.
        Does::Goes(_) => close(&event),
        Does::ShowsShortcuts => {
            close(&event);
            // Once the keyboard is back where it was: the sheet gives it back there.
            request_animation_frame(move || request_animation_frame(move || shortcuts.press("?")));
        }
        Does::Copies(id) => {
            close(&event);
            leptos::task::spawn_local(async move {
                match write_to_clipboard(&id).await {
                    true => toasts.success("Environment ID copied"),
                    false => toasts.error(format!("Your browser did not let Portico copy {id}.")),
                }
            });
        }
        // What waits for the answer is not in the palette, which may be closed before.
        Does::SignsOut => sign_out.run(()),
    })
}

/// Closes the palette as Esc does.
fn close(event: &web_sys::MouseEvent) {
    let clicked = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let dialog = clicked.and_then(|clicked| clicked.closest("dialog").ok().flatten());
    if let (Some(dialog), Ok(cancel)) = (dialog, web_sys::Event::new("cancel")) {
        dialog.dispatch_event(&cancel).ok();
    }
}
