//! A secret: it can be replaced and taken away, and nobody can read it here.

use super::super::edit::{Edit, Typed};
use super::field::Field;
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, RelativeTime};
use leptos::prelude::*;
use portico_api::schema::Kind;
use serde_json::Value;

/// What is said about the secret.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    NotSet,
    Set(i64),
    Drafted(i64),
    TakenAway,
}

pub(super) fn control(field: Field, id: String, described: String) -> AnyView {
    let entering =
        memo(move |_| field.typed.with(|typed| matches!(typed, Some(Typed { edit: Edit::Secret(_), .. }))));
    (move || match entering.get() {
        true => entry(field, id.clone(), described.clone()),
        false => standing(field),
    })
    .into_any()
}

fn standing(field: Field) -> AnyView {
    let title = field.setting.with_value(|setting| setting.title.clone());
    let said = memo(move |_| {
        let known = field.known.get();
        let at = |value: &Value| value.as_i64().unwrap_or_default();
        match (field.typed.get().map(|typed| typed.edit), &known.draft) {
            (Some(Edit::Unset), _) | (None, Some(None)) => Said::TakenAway,
            (None, Some(Some(value))) => Said::Drafted(at(value)),
            _ => known.published.as_ref().map_or(Said::NotSet, |value| Said::Set(at(value))),
        }
    });
    // Where nobody may change it, there is no button beside it.
    let when = move |at_ms: i64| view! { <RelativeTime at_ms alone=field.locked.get() /> };
    let text = move || match said.get() {
        Said::NotSet => "Not set".into_any(),
        Said::Set(at_ms) => view! { "Set " {when(at_ms)} }.into_any(),
        Said::Drafted(at_ms) => view! { "New value in the draft, entered " {when(at_ms)} }.into_any(),
        Said::TakenAway => "Removed by this draft".into_any(),
    };
    let enter = Callback::new(move |()| field.edit(Edit::Secret(String::new())));
    let clear = Callback::new(move |()| {
        field.edit(Edit::Unset);
        field.refocus();
    });
    let title = StoredValue::new(title);
    view! {
        <div class="secret" data-tips="">
            <span class="secret-state" data-set=move || matches!(said.get(), Said::Set(_) | Said::Drafted(_)).then_some("")>
                {text}
            </span>
            {move || (!field.locked.get()).then(|| {
                let replaces = !matches!(said.get(), Said::NotSet | Said::TakenAway);
                let name = move || view! { <span class="visually-hidden">" " {title.get_value()}</span> }.into_any();
                let clears = replaces.then(move || view! {
                    <Button kind=ButtonKind::Quiet on_click=clear>"Clear" {name()}</Button>
                });
                view! {
                    <Button on_click=enter>{if replaces { "Replace" } else { "Set value" }} {name()}</Button>
                    {clears}
                }
            })}
        </div>
    }
    .into_any()
}

fn entry(field: Field, id: String, described: String) -> AnyView {
    let (title, lines) = field.setting.with_value(|setting| {
        let lines = matches!(setting.kind, Kind::Json | Kind::Text { multiline: true, .. });
        (format!("New value for {}", setting.title), lines)
    });
    let text = move || match field.typed.get() {
        Some(Typed { edit: Edit::Secret(text), .. }) => text,
        _ => String::new(),
    };
    let type_text = move |text: String| field.edit(Edit::Secret(text));
    let wrong = move || field.standing.with(|standing| standing.error.is_some());
    let cancel = Callback::new(move |()| {
        field.put(None);
        field.refocus();
    });
    let input = match lines {
        true => view! {
            <textarea
                class="field-input field-area field-mono"
                id=id
                rows="4"
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                aria-label=title
                aria-describedby=described
                prop:value=text
                on:input=move |event| type_text(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        false => {
            let node = NodeRef::<leptos::html::Input>::new();
            node.on_load(|input| drop(input.focus()));
            view! {
                <input
                    class="field-input"
                    type="password"
                    id=id
                    node_ref=node
                    autocomplete="new-password"
                    aria-label=title
                    aria-describedby=described
                    prop:value=text
                    on:input=move |event| type_text(event_target_value(&event))
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="secret">
            <span class="field-box" class:field-wrong=wrong>{input}</span>
            <Button kind=ButtonKind::Quiet on_click=cancel>"Cancel"</Button>
        </div>
        <p class="field-hint">"Encrypted when it is saved; no one can read it here again. It isn't kept after a reload."</p>
    }
    .into_any()
}
