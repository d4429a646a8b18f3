use super::dom::fresh_id;
use super::pending::{self, Pending};
use leptos::prelude::*;

/// What a button means on its page. At most one primary button is in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    #[default]
    Secondary,
    /// Without a border: beside content, in rows.
    Quiet,
    /// Loses something.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button button-primary",
            ButtonKind::Secondary => "button",
            ButtonKind::Quiet => "button button-quiet",
            ButtonKind::Danger => "button button-danger",
        }
    }
}

/// A button. Pressing it does nothing while it is pending or has a reason to be disabled; it stays focusable then,
/// so that the reason can be found with the keyboard.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Work is under way: a second press does nothing, the label keeps its place. When it takes long, that is said beside.
    #[prop(optional, into)]
    pending: Pending,
    /// Why it can't be pressed, in a sentence; `None` when it can.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    /// Whether it sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let id = fresh_id();
    let note = pending::note(pending, id.clone());
    let pending = pending.now();
    let blocked = move || pending.get() || disabled_reason.with(Option::is_some);
    let press = move |event: web_sys::MouseEvent| {
        if pending.get_untracked() || disabled_reason.with_untracked(Option::is_some) {
            // Also keeps the form from being sent.
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            id=id
            class=kind.class()
            aria-busy=move || pending.get().then_some("true")
            aria-disabled=move || blocked().then_some("true")
            aria-description=move || disabled_reason.get()
            data-reason=move || disabled_reason.get()
            on:click=press
        >
            <span class="button-label">{children()}</span>
        </button>
        {note}
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            <span class="button-label">{children()}</span>
        </a>
    }
    .into_any()
}
