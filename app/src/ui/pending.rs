use super::dom::{by_id, fresh_id};
use crate::paths::sign_in_page::{STALLED, STOP_WAITING, TRY_AGAIN};
use crate::reactive::memo;
use leptos::html;
use leptos::prelude::*;

/// Work that is under way, and what can be done about it when it takes long.
#[derive(Clone, Copy, Default)]
pub struct Pending {
    now: Signal<bool>,
    stalled: Option<Stalled>,
}

/// Work that takes long.
#[derive(Clone, Copy)]
pub struct Stalled {
    /// Whether it does by now.
    pub now: Signal<bool>,
    /// What becomes of it then, in a sentence.
    pub unsure: Signal<&'static str>,
    /// Begins it anew.
    pub again: Callback<()>,
    /// Waits no longer.
    pub stop: Callback<()>,
}

impl Pending {
    pub fn new(now: Signal<bool>, stalled: Stalled) -> Self {
        Self { now, stalled: Some(stalled) }
    }

    /// Whether it is under way.
    pub fn now(self) -> Signal<bool> {
        self.now
    }
}

impl From<Signal<bool>> for Pending {
    fn from(now: Signal<bool>) -> Self {
        Self { now, stalled: None }
    }
}

impl From<RwSignal<bool>> for Pending {
    fn from(now: RwSignal<bool>) -> Self {
        Signal::from(now).into()
    }
}

/// What stands behind the button of that ID when its work takes long: that it does, and the two ways on.
pub(super) fn note(pending: Pending, button: String) -> Option<AnyView> {
    let Stalled { now, unsure, again, stop } = pending.stalled?;
    let note = NodeRef::<html::Span>::new();
    let said = fresh_id();
    let button = StoredValue::new(button);
    let back = move || {
        if let Some(button) = by_id(&button.get_value()) {
            button.focus().ok();
        }
    };
    // The keyboard is in the note when the answer comes: it goes back to the button before the note is taken away.
    let has_keyboard = move || {
        let active = document().active_element();
        note.get_untracked().is_some_and(|note| note.contains(active.as_deref()))
    };
    let shown = memo(move |before: Option<&bool>| {
        let shown = now.get();
        if before == Some(&true) && !shown && untrack(has_keyboard) {
            back();
        }
        shown
    });
    let act = move |act: Callback<()>| {
        move |_| {
            back();
            act.run(());
        }
    };
    Some(
        view! {
            <span class="visually-hidden" role="status" id=said.clone()>
                {move || shown.get().then(|| STALLED.to_owned() + unsure.get())}
            </span>
            {move || shown.get().then(|| view! {
                <span class="stalled" role="group" aria-labelledby=said.clone() node_ref=note>
                    <span aria-hidden="true">{STALLED} {unsure}</span>
                    <button type="button" class="stalled-act" on:click=act(again)>{TRY_AGAIN}</button>
                    <button type="button" class="stalled-act" on:click=act(stop)>{STOP_WAITING}</button>
                </span>
            })}
        }
        .into_any(),
    )
}
