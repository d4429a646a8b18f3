//! The settings of the schema, in the order in which they are shown everywhere.

use super::Page;
use super::fields::type_title;
use crate::ui::{Badge, Button, ButtonKind, Icon, Tone};
use leptos::prelude::*;
use portico_api::schema::Setting;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

pub(super) fn list(page: Page) -> AnyView {
    let rows = move || page.work.with(|work| work.iter().cloned().enumerate().collect::<Vec<_>>());
    let key = |(at, setting): &(usize, Setting)| (*at, serde_json::to_string(setting).unwrap_or_default());
    view! {
        <p class="visually-hidden" id="schema-how">"Alt with the up or down arrow moves the setting."</p>
        <ol class="rows schema-list" aria-label="Settings" aria-describedby="schema-how">
            <For each=rows key=key let((at, setting))>{row(page, at, setting)}</For>
        </ol>
    }
    .into_any()
}

fn row(page: Page, at: usize, setting: Setting) -> AnyView {
    let locked = move || page.reason.with(Option::is_some);
    let last = page.work.with_untracked(Vec::len) - 1;
    let key = setting.key.clone();
    let id = format!("schema.{key}");
    let fault = {
        let prefix = format!("settings[{at}].");
        move || {
            page.faults.with(|faults| {
                let found = faults.iter().find(|fault| fault.field.starts_with(&prefix));
                found.map(|fault| fault.detail.clone())
            })
        }
    };
    let shift = {
        let key = key.clone();
        move |down: bool, part: &'static str| {
            if !locked() {
                page.shift(at, down);
                keep_focus(&key, part);
            }
        }
    };
    let on_key = {
        let shift = shift.clone();
        move |event: KeyboardEvent| {
            let down = match event.key().as_str() {
                "ArrowDown" => true,
                "ArrowUp" => false,
                _ => return,
            };
            if event.alt_key() {
                event.prevent_default();
                shift(down, "schema-act button");
            }
        }
    };
    let mover = |down: bool, label: &'static str, icon: &'static str, part: &'static str, ends: bool| {
        let shift = shift.clone();
        let name = format!("{label} {}", setting.title);
        let class = format!("icon-button {part}");
        let disabled = move || (ends || locked()).then_some("true");
        view! {
            <button type="button" class=class aria-label=name aria-disabled=disabled on:click=move |_| shift(down, part)>
                <Icon name=icon />
            </button>
        }
        .into_any()
    };
    let act = |label: &'static str, name: String, reason: Signal<Option<String>>, on_click: Callback<()>| {
        view! {
            <Button kind=ButtonKind::Quiet disabled_reason=reason on_click>
                {label} <span class="visually-hidden" translate="no">{name}</span>
            </Button>
        }
        .into_any()
    };
    let name = format!(" {}", setting.title);
    let edit =
        act("Edit", name.clone(), Signal::stored(None), Callback::new(move |()| page.editing.set(Some(at))));
    let remove = act("Remove", name, page.reason, Callback::new(move |()| page.removing.set(Some(at))));
    let type_name = type_title(setting.kind.as_str());
    let facts = setting.description.clone();
    view! {
        <li class="schema-row" id=id on:keydown=on_key>
            <span class="schema-move">
                {mover(false, "Move up", "up", "schema-up", at == 0)}
                {mover(true, "Move down", "down", "schema-down", at == last)}
            </span>
            <span class="schema-what">
                <span class="schema-name">
                    <span class="schema-title">{setting.title.clone()}</span>
                    <code class="setting-key" translate="no">{key}</code>
                </span>
                {facts.map(|facts| view! { <span class="schema-description">{facts}</span> })}
                <span class="field-error">{fault}</span>
            </span>
            <span class="setting-badges">
                <Badge text=type_name />
                {setting.secret.then(|| view! { <Badge text="Secret" /> })}
                {setting.required_in_live.then(|| view! { <Badge text="Required in live" tone=Tone::Warning /> })}
            </span>
            <span class="schema-act">{edit} {remove}</span>
        </li>
    }
    .into_any()
}

/// The rows are made anew where they changed: the keyboard stays on the same part of the same setting.
fn keep_focus(key: &str, part: &'static str) {
    let id = format!("schema.{key}");
    request_animation_frame(move || {
        let row = document().get_element_by_id(&id);
        let found = row.and_then(|row| row.query_selector(&format!(".{part}")).ok().flatten());
        if let Some(part) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            part.focus().ok();
        }
    });
}
