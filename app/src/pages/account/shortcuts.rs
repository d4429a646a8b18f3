//! Whether single keys are shortcuts in this browser.

use crate::parts::shortcuts::{are_on, turn, use_shortcuts};
use crate::ui::{Button, Tick};
use leptos::prelude::*;

pub(super) fn section() -> AnyView {
    let shortcuts = use_shortcuts();
    let on = RwSignal::new(are_on());
    let change = move |(wanted,): (bool,)| {
        turn(wanted);
        // Where the browser keeps nothing, nothing has changed.
        on.set(are_on());
    };
    view! {
        <section class="account-section" aria-labelledby="shortcuts">
            <h2 id="shortcuts">"Keyboard shortcuts"</h2>
            <label class="toggle toggle-tall">
                <Tick value=on on_change=Callback::new(change) />
                <span>
                    "Single-key shortcuts"
                    <span class="field-hint">
                        "Keys such as g p or c act immediately, except while you type. Turn them off if you use speech input or press keys by accident. This setting applies to this browser."
                    </span>
                </span>
            </label>
            <Button on_click=Callback::new(move |()| shortcuts.press("?"))>"Show keyboard shortcuts"</Button>
        </section>
    }
    .into_any()
}
