use super::lock::locked;
use leptos::html;
use leptos::prelude::*;

/// A box to tick. It always shows what it holds: where a click is refused, or changes nothing, it goes back.
#[component]
pub fn Tick(
    #[prop(into)] value: Signal<bool>,
    on_change: Callback<(bool,)>,
    /// It stands for several, of which some are ticked.
    #[prop(optional, into)]
    some: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// What it is called, where no label says so.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    /// The ids of what describes it.
    #[prop(optional, into)]
    described: Option<String>,
    /// `switch`, where it takes effect like one.
    #[prop(optional)]
    role: Option<&'static str>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let locked = locked();
    let change = move |event| {
        on_change.run((event_target_checked(&event),));
        if let (Some(input), Some(value)) = (node.get_untracked(), value.try_get_untracked()) {
            input.set_checked(value);
            input.set_indeterminate(some.get_untracked());
        }
    };
    view! {
        <input
            type="checkbox"
            node_ref=node
            id=id
            role=role
            aria-label=label
            aria-describedby=described
            disabled=move || disabled.get() || locked.get()
            prop:checked=value
            prop:indeterminate=some
            on:change=change
        />
    }
    .into_any()
}
