//! The buttons at the end of a form or a dialog, in the one order that all of them have.

use leptos::prelude::*;

/// What is below stands in a dialog.
#[derive(Clone, Copy)]
pub(super) struct InDialog;

/// What it is for, and the way out of it. In a dialog the way out comes first: where there is no field, it has the keyboard. On a page it comes behind.
pub(crate) fn actions(act: AnyView, way_out: Option<AnyView>) -> AnyView {
    let (class, buttons) = match use_context::<InDialog>() {
        Some(InDialog) => ("dialog-actions", [way_out, Some(act)]),
        None => ("form-actions", [Some(act), way_out]),
    };
    let buttons: Vec<_> = buttons.into_iter().flatten().collect();
    view! { <div class=class>{buttons}</div> }.into_any()
}
