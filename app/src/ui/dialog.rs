use super::dom::{focused, fresh_id};
use super::icon::Icon;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. Its content lives while it is open: every opening starts afresh.
///
/// The browser keeps the keyboard inside and puts it on the first field; afterwards it goes back to where it was.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Something was entered: a click beside the dialog no longer closes it.
    #[prop(optional, into)]
    dirty: Signal<bool>,
    /// Something is under way: nothing closes it but `open`.
    #[prop(optional, into)]
    locked: Signal<bool>,
    /// Called when the person closed it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let opener = StoredValue::new_local(None);
    let close = move || {
        if !locked.get_untracked() {
            open.set(false);
            if let Some(on_close) = on_close {
                on_close.run(());
            }
        }
    };
    let beside = move || {
        if !dirty.get_untracked() {
            close();
        }
    };
    Effect::new(move || {
        if !open.get() {
            let opener = opener.try_update_value(Option::take).flatten();
            opener.map(|opener: web_sys::HtmlElement| opener.focus().ok());
        }
    });
    move || {
        open.get().then(|| {
            opener.set_value(focused());
            modal(title, Callback::new(move |()| close()), Callback::new(move |()| beside()), children())
        })
    }
}

fn modal(title: Signal<String>, close: Callback<()>, beside: Callback<()>, content: AnyView) -> AnyView {
    let id = fresh_id();
    let dialog = NodeRef::<html::Dialog>::new();
    dialog.on_load(|dialog| {
        dialog.show_modal().ok();
    });
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=id.clone()
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close.run(());
            }
            on:mousedown=move |event| {
                // The dialog itself is hit only beside its content, on the backdrop.
                if event.target() == event.current_target() {
                    beside.run(());
                }
            }
        >
            <div class="dialog-content">
                <h2 class="dialog-title" id=id.clone()>
                    {title}
                </h2>
                {content}
                // Last, so that it is not what gets the keyboard first.
                <button type="button" class="dialog-close" aria-label="Close" on:click=move |_| close.run(())>
                    <Icon name="close" />
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
