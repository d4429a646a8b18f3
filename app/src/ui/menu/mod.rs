//! A button that opens a menu: WAI-ARIA menu button on a native popover.

mod item;

pub use item::{MenuChoice, MenuItem};

use super::dom::{all, by_id, focused, lower};
use super::popover::Popover;
use item::item;
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent};

/// A button that opens a menu.
#[component]
pub fn Menu(
    /// What the button is called, for those who don't see it.
    #[prop(into)]
    label: Signal<String>,
    items: Vec<MenuItem>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let popover = Popover::new();
    let (headings, items): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| matches!(item, MenuItem::Heading(_)));
    let open_with_arrow = move |event: KeyboardEvent| {
        let key = event.key();
        if key == "ArrowDown" || key == "ArrowUp" {
            event.prevent_default();
            popover.show();
            let entries = entries(popover);
            let entry = if key == "ArrowDown" { entries.first() } else { entries.last() };
            entry.map(|entry| entry.focus().ok());
        }
    };
    view! {
        <button
            type="button"
            class="menu-button"
            id=popover.button_id()
            popovertarget=popover.id()
            aria-haspopup="menu"
            aria-expanded=move || popover.open.get().to_string()
            aria-label=label
            on:keydown=open_with_arrow
        >
            {children()}
        </button>
        <div
            class="menu-panel"
            id=popover.id()
            popover="auto"
            on:beforetoggle=move |event| popover.before_toggle(&event)
        >
            {headings.into_iter().map(|heading| item(popover, heading)).collect_view()}
            <div role="menu" aria-label=label on:keydown=move |event| key(popover, &event)>
                {items.into_iter().map(|entry| item(popover, entry)).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

fn entries(popover: Popover) -> Vec<HtmlElement> {
    by_id(&popover.id()).map_or_else(Vec::new, |panel| all(&panel, "[role^=menuitem]"))
}

fn key(popover: Popover, event: &KeyboardEvent) {
    let entries = entries(popover);
    let Some(at) = focused().and_then(|now| entries.iter().position(|entry| *entry == now)) else { return };
    let last = entries.len() - 1;
    let key = event.key();
    let next = match key.as_str() {
        "ArrowDown" => (at + 1) % entries.len(),
        "ArrowUp" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        "Escape" => {
            event.prevent_default();
            return popover.close();
        }
        // The keyboard goes on from the button to whatever comes next.
        "Tab" => return popover.close(),
        // Links are followed by Enter on their own, by Space they are not.
        " " => {
            event.prevent_default();
            return entries[at].click();
        }
        letter if letter.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() => {
            let Some(next) = starting_with(letter, &entries, at) else { return };
            next
        }
        _ => return,
    };
    event.prevent_default();
    entries[next].focus().ok();
}

/// The next entry after `at` whose text begins with the letter.
fn starting_with(letter: &str, entries: &[HtmlElement], at: usize) -> Option<usize> {
    let letter = lower(letter);
    (1..=entries.len())
        .map(|steps| (at + steps) % entries.len())
        .find(|next| lower(entries[*next].inner_text().trim()).starts_with(&letter))
}
