//! The fields of the limits that each type has.

use super::Draft;
use crate::ui::{TextArea, TextField, Tick};
use leptos::prelude::*;

impl Draft {
    /// The fields of the type's limits; tracked by the type alone.
    pub(in super::super) fn limits<F>(self, error: F) -> AnyView
    where
        F: Fn(&'static str) -> Signal<Option<String>>,
    {
        let line = |label: &'static str, field: &'static str, name: &'static str, value: RwSignal<String>| {
            view! { <TextField label name value error=error(field) inputmode="decimal" /> }.into_any()
        };
        let pair =
            |one: AnyView, other: AnyView| view! { <div class="field-pair">{one} {other}</div> }.into_any();
        match self.kind.get().as_str() {
            "integer" | "number" => {
                let bounds = pair(
                    line("At least", "kind.min", "min", self.min),
                    line("At most", "kind.max", "max", self.max),
                );
                view! {
                    {bounds}
                    <TextField
                        label="Unit (optional)"
                        name="unit"
                        value=self.unit
                        error=error("kind.unit")
                        placeholder="minutes"
                    />
                }
                .into_any()
            }
            "text" => {
                let lengths = pair(
                    line("Minimum length", "kind.min_length", "min", self.min),
                    line("Maximum length", "kind.max_length", "max", self.max),
                );
                let multiline = self.multiline;
                view! {
                    {lengths}
                    <TextField
                        label="Pattern (optional)"
                        name="pattern"
                        value=self.pattern
                        error=error("kind.pattern")
                        hint=Some("A regular expression that the whole text must match. The text can then have at most 1,000 characters.".to_owned())
                    />
                    <label class="toggle">
                        <Tick value=multiline on_change=Callback::new(move |(on,)| multiline.set(on)) />
                        <span>"Multiple lines"</span>
                    </label>
                }
                .into_any()
            }
            "url_list" => line("Maximum number", "kind.max_items", "max", self.max),
            "one_of" => {
                let any = error("kind.options");
                view! {
                    <TextArea
                        label="Options"
                        name="options"
                        value=self.options
                        error=any
                        hint=Some("One per line: the value, or value = title.".to_owned())
                        rows=4
                    />
                }
                .into_any()
            }
            _ => ().into_any(),
        }
    }
}
