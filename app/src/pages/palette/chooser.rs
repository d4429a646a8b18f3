//! The field and the list below it. The keyboard stays in the field (WAI-ARIA combobox).

use super::entry::{Does, Entry, fitting};
use super::fuzzy::Typed;
use crate::reactive::memo;
use crate::ui::{by_id, is_composing};
use leptos::prelude::*;

const LIST: &str = "palette-list";

fn entry_id(at: usize) -> String {
    format!("palette-{at}")
}

/// Which line Enter chooses. A handle to copy around.
#[derive(Clone, Copy)]
struct Active {
    /// What was moved to; it stays that one when others come in above it.
    chosen: RwSignal<Option<Entry>>,
    found: Memo<Vec<Entry>>,
    at: Memo<usize>,
}

impl Active {
    fn of(found: Memo<Vec<Entry>>) -> Self {
        let chosen = RwSignal::new(None::<Entry>);
        let at = memo(move |_| {
            let at = chosen.with(|chosen| {
                let chosen = chosen.as_ref()?;
                found.with(|found| found.iter().position(|entry| entry.is(chosen)))
            });
            at.unwrap_or_default()
        });
        Self { chosen, found, at }
    }

    fn choose(self, at: usize) {
        self.chosen.set(self.found.with_untracked(|found| found.get(at).cloned()));
    }

    fn move_to(self, at: usize) {
        self.choose(at);
        if let Some(entry) = by_id(&entry_id(at)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            entry.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        if is_composing(event) {
            return;
        }
        let (now, last) = (self.at.get_untracked(), self.found.with_untracked(Vec::len).saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => self.move_to(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => self.move_to(if now == 0 { last } else { now - 1 }),
            "PageDown" => self.move_to((now + 8).min(last)),
            "PageUp" => self.move_to(now.saturating_sub(8)),
            "Enter" => {
                if let Some(entry) = by_id(&entry_id(now)) {
                    entry.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    }
}

/// `all` is looked through for what is typed, which `search` holds and `typed` hears of first. `choose` hears what is chosen.
pub fn chooser(
    all: Memo<Vec<Entry>>,
    search: RwSignal<String>,
    typed: Callback<String>,
    choose: Callback<(web_sys::MouseEvent, Does)>,
) -> AnyView {
    let found = memo(move |_| {
        let typed = search.with(|search| Typed::new(search));
        all.with(|all| fitting(all, &typed))
    });
    let active = Active::of(found);
    let input = move |event| {
        active.chosen.set(None);
        let text = event_target_value(&event);
        typed.run(text.clone());
        search.set(text);
    };
    // The dialog may have opened before this was there.
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| request_animation_frame(move || drop(field.focus())));
    let descendant = move || {
        let at = active.at.get();
        found.with(|found| (!found.is_empty()).then(|| entry_id(at)))
    };
    view! {
        <input
            node_ref=field
            type="text"
            class="palette-input"
            role="combobox"
            autofocus=true
            autocomplete="off"
            spellcheck="false"
            maxlength="64"
            placeholder="Page, project, setting or action"
            aria-label="Go to"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=LIST
            aria-activedescendant=descendant
            prop:value=search
            on:input=input
            on:keydown=move |event| active.key(&event)
        />
        <div class="palette-list" id=LIST role="listbox" aria-label="Places and actions">
            {move || {
                let found = found.get();
                found.into_iter().enumerate().map(|(at, entry)| row(entry, at, active, choose)).collect_view()
            }}
        </div>
        {move || found.with(Vec::is_empty).then(|| view! { <p class="palette-empty" role="status">"Nothing matches."</p> })}
    }
    .into_any()
}

/// A link where it leads somewhere, a button where it acts.
fn row(entry: Entry, at: usize, active: Active, choose: Callback<(web_sys::MouseEvent, Does)>) -> AnyView {
    let Entry { title, context, kind, does, .. } = entry;
    let selected = move || (active.at.get() == at).to_string();
    let words = view! {
        <span class="palette-title" translate="no">{title}</span>
        <span class="palette-context" translate="no">{context}</span>
        <span class="palette-kind">{kind}</span>
    };
    let chosen = {
        let does = does.clone();
        move |event| choose.run((event, does.clone()))
    };
    let over = move |_| active.choose(at);
    let line = view! {
        <{..} class="palette-row" id=entry_id(at) role="option" tabindex="-1" aria-selected=selected on:pointermove=over on:click=chosen />
    };
    match does {
        Does::Goes(href) => view! { <a {..line} href=href>{words}</a> }.into_any(),
        _ => view! { <button {..line} type="button">{words}</button> }.into_any(),
    }
}
