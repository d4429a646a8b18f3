//! The dropdowns of the navigation bar: a button, and a panel with a search field over a long list of links.
//!
//! The keyboard stays in the search field (WAI-ARIA combobox); the rows are real links, so that a middle click
//! opens them in a new tab and the router follows them.

mod list;
mod model;
mod row;

pub use model::{SwitcherFooter, SwitcherItems, SwitcherRow};

use super::announced::Announced;
use super::dom::{by_id, is_composing};
use super::icon::Icon;
use super::popover::Popover;
use crate::reactive::{effect, memo};
use leptos::prelude::*;
use list::entries;
use model::{Chosen, next_entry};
use portico_api::page::SEARCH_MAX;

/// What the parts of one switcher share.
#[derive(Clone, Copy)]
struct Panel {
    popover: Popover,
    items: Memo<SwitcherItems>,
    footer: Memo<SwitcherFooter>,
    /// What is typed.
    search: RwSignal<String>,
    /// The entry chosen with the arrows or the pointer; `None` until then.
    chosen: RwSignal<Option<Chosen>>,
    /// Where the entry is that Enter follows.
    active: Memo<Option<usize>>,
    /// Which one it is. A memo of its own: no view reads both its place and the rows that the place is made of (see `VirtualList`).
    active_entry: Memo<Option<Chosen>>,
}

impl Panel {
    /// The `id` of a row's element: found by what it leads to, so that no other one is ever taken for it.
    fn row_id(self, row: &str) -> String {
        format!("{}-{row}", self.popover.id())
    }

    /// The `id` of the footer's element.
    fn footer_id(self) -> String {
        format!("{}-last", self.popover.id())
    }

    fn rows(self) -> usize {
        self.items.with(|items| items.rows().len())
    }

    /// The `id` of an entry's element.
    fn entry_id(self, entry: &Chosen) -> String {
        match entry {
            Chosen::Row(id) => self.row_id(id),
            Chosen::Footer => self.footer_id(),
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        if is_composing(event) {
            return;
        }
        let key = event.key();
        match key.as_str() {
            "Escape" => self.popover.close(),
            // The keyboard goes on from the button to whatever comes next.
            "Tab" => return self.popover.close(),
            "Enter" => self.follow(),
            _ => {
                let rows = untrack(|| self.rows());
                let Some(next) = next_entry(&key, self.active.get_untracked(), rows) else { return };
                self.chosen.set(self.items.with_untracked(|items| Some(Chosen::of(items.rows(), next))));
                // The footer is always in sight.
                if next < rows {
                    list::reveal(&list::list_id(self), next);
                }
            }
        }
        event.prevent_default();
    }

    /// Follows the active entry, if it is in sight: nobody should go where they can't see.
    fn follow(self) {
        let (Some(at), Some(entry)) = (self.active.get_untracked(), self.active_entry.get_untracked()) else {
            return;
        };
        match by_id(&self.entry_id(&entry)) {
            Some(entry) => entry.click(),
            None => list::reveal(&list::list_id(self), at),
        }
    }
}

/// The arrows that move through the entries open the panel as well.
fn open_by_arrow(popover: Popover, event: &web_sys::KeyboardEvent) {
    if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") && !popover.open.get_untracked() {
        event.prevent_default();
        popover.show();
    }
}

/// A dropdown that shows where one is and searches where else one can go.
#[component]
pub fn Switcher(
    /// What is switched: "Organization".
    label: &'static str,
    /// The name on the button; the placeholder stands there when it is `None`.
    #[prop(into)]
    current: Signal<Option<String>>,
    placeholder: &'static str,
    #[prop(into)] items: Signal<SwitcherItems>,
    /// What is typed into the search field. Cleared when the list closes.
    search: RwSignal<String>,
    /// Called when the end comes into sight while there is more.
    #[prop(into)]
    on_more: Callback<()>,
    /// Called on every opening.
    #[prop(into)]
    on_open: Callback<()>,
    #[prop(into)] footer: Signal<SwitcherFooter>,
    /// What is said when nothing is found or nothing is there.
    #[prop(into)]
    empty: Signal<String>,
) -> impl IntoView {
    let popover = Popover::new();
    let chosen = RwSignal::new(None::<Chosen>);
    // A memo, because the caller may build thousands of rows each time it is asked.
    let items = memo(move |_| items.get());
    let active = memo(move |_| {
        if !popover.open.get() {
            return None;
        }
        items.with(|items| {
            let rows = items.rows();
            let here = || rows.iter().position(|row| row.current).filter(|_| search.with(String::is_empty));
            let chosen = chosen.with(|chosen| chosen.as_ref().and_then(|chosen| chosen.place(rows)));
            chosen.or_else(here).or_else(|| items.first())
        })
    });
    let active_entry = memo(move |_| active.get().map(|at| items.with(|items| Chosen::of(items.rows(), at))));
    let footer = memo(move |_| footer.get());
    let panel = Panel { popover, items, footer, search, chosen, active, active_entry };
    let count = memo(move |_| items.with(SwitcherItems::count).filter(|_| popover.open.get()));

    let toggle = move |event: web_sys::Event| {
        popover.before_toggle(&event);
        chosen.set(None);
        if popover.open.get_untracked() {
            on_open.run(());
        } else {
            search.set(String::new());
        }
    };
    // Where one is comes into sight by itself, once the list is on the screen.
    effect(move || {
        if let Some(at) = active.get().filter(|_| chosen.with_untracked(Option::is_none)) {
            let list = list::list_id(panel);
            request_animation_frame(move || list::reveal(&list, at));
        }
    });
    let typed = move |event| {
        chosen.set(None);
        search.set(event_target_value(&event));
        list::reveal(&list::list_id(panel), 0);
    };
    let name = move || current.get().unwrap_or_else(|| placeholder.to_owned());
    let find = format!("Find {}", label.to_ascii_lowercase());
    view! {
        <button
            type="button"
            class="switcher-button"
            class:switcher-unset=move || current.with(Option::is_none)
            id=popover.button_id()
            popovertarget=popover.id()
            aria-haspopup="dialog"
            aria-expanded=move || popover.open.get().to_string()
            title=move || current.get()
            on:keydown=move |event| open_by_arrow(popover, &event)
        >
            <span class="visually-hidden">{label} ": "</span>
            <span class="switcher-name" translate="no">{name}</span>
            <Icon name="chevrons" />
        </button>
        <div
            class="switcher-panel"
            id=popover.id()
            popover="auto"
            role="dialog"
            aria-label=label
            on:beforetoggle=toggle
        >
            <div class="switcher-search">
                <Icon name="search" />
                <input
                    type="text"
                    class="switcher-input"
                    role="combobox"
                    autofocus=true
                    autocomplete="off"
                    spellcheck="false"
                    maxlength=SEARCH_MAX.to_string()
                    placeholder=find.clone()
                    aria-label=find
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=list::list_id(panel)
                    aria-activedescendant=move || active_entry.get().map(|entry| panel.entry_id(&entry))
                    prop:value=search
                    on:input=typed
                    on:keydown=move |event| panel.key(&event)
                />
                <span class="switcher-count" aria-hidden="true">{count}</span>
                <Announced text=count />
            </div>
            {entries(panel, label, on_more, empty)}
        </div>
    }
    .into_any()
}
