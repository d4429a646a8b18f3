//! The six digits that came by mail.

use crate::form::FormState;
use crate::paths::sign_in_page::CODE;
use crate::reactive::{effect, memo};
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::text::parse_code;

/// The field `code` of a form, which its sixth digit sends.
#[component]
pub(crate) fn CodeField(form: FormState, #[prop(optional_no_strip)] hint: Option<String>) -> impl IntoView {
    let code = form.value("code");
    // The code and not the text: what is typed around it is no other try.
    let complete = memo(move |_| code.with(|code| parse_code(code).ok()));
    let error = form.error("code");
    effect(move || {
        // What was refused is no better a second time.
        if complete.with(Option::is_some) && error.with_untracked(Option::is_none) {
            form.submit();
        }
    });
    view! {
        <TextField
            label=CODE.label
            name=CODE.name
            value=code
            error
            hint
            autocomplete=CODE.autocomplete
            inputmode=CODE.inputmode
            autofocus=true
        />
    }
    .into_any()
}
