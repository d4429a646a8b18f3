use super::actions::InDialog;
use super::dom::{focused, fresh_id};
use super::focus::{Place, focus_page};
use super::icon::Icon;
use super::words::Title;
use crate::reactive::effect;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. Its content lives while it is open: every opening starts afresh.
///
/// The browser keeps the keyboard inside and puts it on the first field; afterwards it goes back to where it was, or to
/// what stands there now (`focus.rs`).
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Title,
    /// Something was entered: a click beside the dialog no longer closes it.
    #[prop(optional, into)]
    dirty: Signal<bool>,
    /// Something is under way, or shown for the only time: nothing closes it but `open`.
    #[prop(optional, into)]
    locked: Signal<bool>,
    /// Called when the person closed it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let opener = StoredValue::new_local(None::<Option<Place>>);
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
    effect(move || {
        if !open.get()
            && let Some(opener) = opener.try_update_value(Option::take).flatten()
        {
            // Once the dialog is gone: as long as it is there, nothing behind it can have the keyboard.
            request_animation_frame(move || match opener {
                Some(opener) => opener.focus(),
                None => focus_page(),
            });
        }
    });
    let hands = Hands {
        open,
        locked,
        close: Callback::new(move |()| close()),
        beside: Callback::new(move |()| beside()),
    };
    move || {
        open.get().then(|| {
            opener.set_value(Some(focused().and_then(Place::of)));
            provide_context(InDialog);
            modal(title, hands, children())
        })
    }
}

/// What closes a dialog. A handle to copy around.
#[derive(Clone, Copy)]
struct Hands {
    open: RwSignal<bool>,
    locked: Signal<bool>,
    close: Callback<()>,
    beside: Callback<()>,
}

fn modal(title: Title, hands: Hands, content: AnyView) -> AnyView {
    let Hands { open, locked, close, beside } = hands;
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
            // Esc is taken here: of two of them the browser lets nobody prevent the second.
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == "Escape" && !event.is_composing() && !event.default_prevented() {
                    event.prevent_default();
                    close.run(());
                }
            }
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close.run(());
            }
            // The browser has closed it by itself, as a phone does by its Back.
            on:close=move |_| {
                if open.try_get_untracked() == Some(true) {
                    close.run(());
                    if let Some(dialog) = dialog.get_untracked().filter(|_| open.get_untracked()) {
                        dialog.show_modal().ok();
                    }
                }
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
                    {title.view()}
                </h2>
                {content}
                // Last, so that it is not what gets the keyboard first.
                <button
                    type="button"
                    class="dialog-close"
                    aria-label="Close"
                    aria-disabled=move || locked.get().then_some("true")
                    on:click=move |_| close.run(())
                >
                    <Icon name="close" />
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
