use super::actions::actions;
use super::button::{Button, ButtonKind};
use super::dialog::Dialog;
use super::pending::Pending;
use super::words::Title;
use leptos::prelude::*;

/// Asks before something is lost.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Title,
    /// Verb and noun, as on the button that opened it.
    #[prop(into)]
    confirm: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] pending: Pending,
    /// Why it can't be confirmed yet.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    #[prop(into)] on_confirm: Callback<()>,
    /// What is lost.
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title locked=pending.now()>
            <div class="dialog-text">{children()}</div>
            {actions(
                view! {
                    <Button kind=kind pending=pending disabled_reason=disabled_reason on_click=on_confirm>
                        {confirm}
                    </Button>
                }
                .into_any(),
                Some(view! { <Button on_click=move || open.set(false)>"Cancel"</Button> }.into_any()),
            )}
        </Dialog>
    }
    .into_any()
}
