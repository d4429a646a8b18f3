//! What of the settings is shown.

use super::Shown;
use super::editor::{Editor, Summary};
use crate::parameters::use_parameter;
use crate::parts::found_of;
use crate::reactive::memo;
use crate::ui::{Announced, Button, SearchField, Tick};
use leptos::prelude::*;
use portico_api::schema::Setting;

/// With fewer settings there is nothing to look for.
const FILTER_FROM: usize = 6;

/// The text that the address filters by.
pub(super) fn filter_of_address() -> RwSignal<String> {
    RwSignal::new(use_parameter("filter").get_untracked().unwrap_or_default())
}

/// How many settings are shown, of how many; tracked.
pub(super) fn found(editor: Editor, summary: Memo<Summary>, shown: Shown) -> Memo<(u32, u32)> {
    memo(move |_| {
        let filter = shown.filter.get().trim().to_lowercase();
        let only_changed = shown.only_changed.get();
        // Whether each is changed is known below; here only whether one may be.
        let none_changed = only_changed && summary.with(|summary| summary.changed + summary.unsaved == 0);
        editor.configuration.with(|known| {
            let settings = &known.schema.settings;
            let is_shown = |setting: &&Setting| {
                let words = format!("{} {}", setting.title, setting.key).to_lowercase();
                words.contains(&filter)
                    && (!only_changed || {
                        let standing = editor.standing(setting);
                        standing.changed || standing.unsaved
                    })
            };
            let found = if none_changed { 0 } else { settings.iter().filter(is_shown).count() };
            (found as u32, settings.len() as u32)
        })
    })
}

#[component]
pub(super) fn Tools(
    editor: Editor,
    summary: Memo<Summary>,
    shown: Shown,
    found: Memo<(u32, u32)>,
) -> impl IntoView {
    let said = memo(move |_| {
        let is_filtered = shown.only_changed.get() || shown.filter.with(|filter| !filter.trim().is_empty());
        is_filtered.then(|| found_of(found.get(), "setting"))
    });
    let many = memo(move |_| editor.configuration.with(|known| known.schema.settings.len() >= FILTER_FROM));
    let changed = move || summary.with(|summary| summary.changed);
    move || {
        many.get().then(|| {
            view! {
                <div class="tools">
                    <SearchField value=shown.filter label="Filter settings" />
                    <label class="toggle">
                        <Tick
                            value=shown.only_changed
                            on_change=Callback::new(move |(on,)| shown.only_changed.set(on))
                        />
                        <span>"Only changed"</span>
                        <span class="toggle-count">{changed}</span>
                    </label>
                    <Announced text=said />
                </div>
            }
        })
    }
}

/// Stands where the list would be, when nothing of it is shown.
#[component]
pub(super) fn Nothing(shown: Shown, found: Memo<(u32, u32)>) -> impl IntoView {
    let none = memo(move |_| found.with(|(found, _)| *found == 0));
    move || {
        none.get().then(|| {
            view! {
                <div class="settings-none">
                    <p>"No setting matches."</p>
                    <Button on_click=Callback::new(move |()| shown.show_all())>"Show all settings"</Button>
                </div>
            }
        })
    }
}
