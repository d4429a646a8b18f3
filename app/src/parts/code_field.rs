//! The six digits that came by mail.

use crate::form::FormState;
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::text::parse_code;

/// The field `code` of a form, which its sixth digit sends.
#[component]
pub(crate) fn CodeField(form: FormState, #[prop(optional_no_strip)] hint: Option<String>) -> impl IntoView {
    let code = form.value("code");
    // The code and not the text: what is typed around it is no other try.
    let complete = Memo::new(move |_| code.with(|code| parse_code(code).ok()));
    Effect::new(move || {
        if complete.with(Option::is_some) {
            form.submit();
        }
    });
    view! {
        <TextField
            label="Code"
            name="code"
            value=code
            error=form.error("code")
            hint
            autocomplete="one-time-code"
            inputmode="numeric"
            autofocus=true
        />
    }
    .into_any()
}
