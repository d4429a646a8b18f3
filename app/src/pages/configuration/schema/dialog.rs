//! The dialog for one setting: key, title, type with its limits, and default.

use super::super::controls::{Control, control};
use super::super::text::read;
use super::Page;
use super::fields::{Draft, TYPES, type_title};
use super::keep::Keeping;
use crate::form::restored;
use crate::reactive::effect;
use crate::ui::{Button, ButtonKind, Dialog, SelectField, TextArea, TextField, Tick, actions, provide_lock};
use leptos::prelude::*;
use portico_api::Body;
use portico_api::problem::FieldError;
use portico_api::schema::{Setting, pattern_fault};

pub(super) fn dialog(page: Page) -> AnyView {
    let open = RwSignal::new(false);
    effect(move || open.set(page.editing.with(Option::is_some)));
    let is_new = move || page.editing.get().is_some_and(|at| at >= page.work.with_untracked(Vec::len));
    let title =
        Signal::derive(move || if is_new() { "Add setting".to_owned() } else { "Edit setting".to_owned() });
    let close = Callback::new(move |()| page.editing.set(None));
    view! {
        <Dialog open title dirty=true on_close=close>
            {move || page.editing.get_untracked().map(|at| content(page, at))}
        </Dialog>
    }
    .into_any()
}

fn content(page: Page, at: usize) -> AnyView {
    let before = page.work.with_untracked(|work| work.get(at).cloned());
    let draft = Draft::new(before.as_ref());
    let old_key = before.as_ref().map(|setting| setting.key.clone());
    let keeping = Keeping::new(page, draft, old_key.as_deref());
    // Whoever may not change the schema reads it here as well.
    provide_lock(Signal::derive(move || page.reason.with(Option::is_some)));
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let error = move |field: &'static str| {
        Signal::derive(move || {
            errors.with(|errors| {
                errors.iter().find(|error| error.field == field).map(|error| error.detail.clone())
            })
        })
    };
    let renamed = {
        let old_key = old_key.clone();
        Signal::derive(move || {
            let renamed = old_key.as_ref().is_some_and(|old| draft.key.with(|key| key.trim() != old));
            Some(match renamed {
                true => {
                    "A different key makes it a different setting: the values under the old key are lost."
                        .to_owned()
                }
                false => "The name your software reads it by: lowercase words joined by dots.".to_owned(),
            })
        })
    };
    let locked = move || page.reason.with_untracked(Option::is_some);
    let finish = move || {
        if locked() {
            return;
        }
        let taken = page.work.with_untracked(|work| {
            let key = draft.key.get_untracked();
            work.iter().enumerate().any(|(other, setting)| other != at && setting.key == key.trim())
        });
        let mut found = Vec::new();
        match draft.object() {
            Ok(object) => match Setting::parse(object) {
                Ok(setting) if too_much(page, at, &setting).is_some() => {
                    found.extend(too_much(page, at, &setting));
                }
                Ok(setting) if !taken => {
                    page.faults.set(Vec::new());
                    keeping.forget();
                    page.work.update(|work| match work.get_mut(at) {
                        Some(slot) => *slot = setting,
                        None => work.push(setting),
                    });
                    return page.editing.set(None);
                }
                Ok(_) => {}
                Err(errors) => found = errors,
            },
            Err(error) => found.push(error),
        }
        if taken {
            found.push(FieldError::new("key", "Another setting has this key. Choose another one."));
        }
        errors.set(found);
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        finish();
    };
    let types = TYPES.map(|name| (name.to_owned(), type_title(name).to_owned())).to_vec();
    let cancel = Callback::new(move |()| page.editing.set(None));
    let action = if before.is_some() { "Apply" } else { "Add setting" };
    let toggle =
        move |label: &'static str, text: &'static str, value: RwSignal<bool>, disabled: Signal<bool>| {
            view! {
                <label class="toggle toggle-tall">
                    <Tick value disabled on_change=Callback::new(move |(on,)| value.set(on)) />
                    <span>{label}<span class="field-hint">{text}</span></span>
                </label>
            }
            .into_any()
        };
    let never = Signal::stored(false);
    view! {
        <form class="form" novalidate on:submit=send>
            {move || page.reason.get().map(|reason| view! { <p class="banner" data-kind="note">{reason}</p> })}
            <div role="status">
                {move || keeping.is_restored().then(|| restored(Callback::new(move |()| keeping.discard())))}
            </div>
            <TextField label="Title" name="title" value=draft.title error=error("title") autofocus=true />
            <TextField
                label="Key"
                name="key"
                value=draft.key
                error=error("key")
                hint=renamed
                placeholder="auth.allowed_origins"
            />
            <TextArea
                label="Description (optional)"
                name="description"
                value=draft.description
                error=error("description")
                rows=2
            />
            <SelectField label="Type" name="type" value=draft.kind options=Signal::stored(types) error=error("kind") />
            {move || draft.limits(error)}
            {toggle(
                "Required in live",
                "Live can't be published until this setting has a value of its own there.",
                draft.required,
                never,
            )}
            {toggle(
                "Secret",
                "Encrypted, never shown, and readable only with a server key. Text and JSON only.",
                draft.secret,
                Signal::derive(move || !draft.may_be_secret()),
            )}
            <p class="field-error">{error("secret")}</p>
            {move || default(draft, error("default"), page.reason)}
            {actions(
                view! { <Button kind=ButtonKind::Primary submit=true disabled_reason=page.reason>{action}</Button> }.into_any(),
                Some(view! { <Button on_click=cancel>"Cancel"</Button> }.into_any()),
            )}
        </form>
    }
    .into_any()
}

/// What keeps a pattern from being applied: with those of the other settings it takes too much, and more than before.
fn too_much(page: Page, at: usize, setting: &Setting) -> Option<FieldError> {
    let mut all = page.work.get_untracked();
    let at = at.min(all.len());
    let before = all.get(at).map_or(0, Setting::pattern_steps);
    match all.get_mut(at) {
        Some(slot) => *slot = setting.clone(),
        None => all.push(setting.clone()),
    }
    let fault = pattern_fault(&all, at).filter(|_| setting.pattern_steps() > before);
    fault.map(|detail| FieldError::new("kind.pattern", &detail))
}

/// The default, by the control of its type; a secret has none.
fn default(draft: Draft, error: Signal<Option<String>>, reason: Signal<Option<String>>) -> AnyView {
    if draft.secret.get() && draft.may_be_secret() {
        return ().into_any();
    }
    // The limits are looked at when the setting is finished: here the type decides which control it is.
    let Some(kind) = draft.shown_kind() else { return ().into_any() };
    let text = draft.default;
    let as_setting = draft.bare(kind.clone());
    let live_error = Signal::derive(move || {
        let typed = text.get();
        let said = error.get();
        said.or_else(|| if typed.is_empty() { None } else { read(&as_setting, &typed).err() })
    });
    view! {
        <div class="field">
            <label class="field-label" for="setting-default">"Default (optional)"</label>
            {control(Control {
                id: "setting-default".to_owned(),
                kind,
                text: text.into(),
                set: Callback::new(move |(typed,)| text.set(typed)),
                wrong: Signal::derive(move || live_error.with(Option::is_some)),
                described: "setting-default-error setting-default-hint".to_owned(),
                locked: Signal::derive(move || reason.with(Option::is_some)),
            })}
            <p class="field-error" id="setting-default-error">{live_error}</p>
            <p class="field-hint" id="setting-default-hint">
                {move || if text.with(String::is_empty) { "None: it has no value until an environment gives it one." } else { "Used where an environment has no value of its own." }}
                {move || (!text.with(String::is_empty) && reason.with(Option::is_none)).then(|| view! {
                    <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| text.set(String::new()))>"No default"</Button>
                })}
            </p>
        </div>
    }
    .into_any()
}
