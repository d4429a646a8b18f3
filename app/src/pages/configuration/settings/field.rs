//! One setting: what it is, its control, and how it stands to what is published.

use super::super::controls::{Control, control, hint};
use super::super::edit::{Edit, Known, Standing, Typed, outcome};
use super::super::text::{shown, text_of};
use super::editor::Editor;
use super::find::refocus;
use super::{Shown, conflict, history, secret};
use crate::reactive::memo;
use crate::ui::{Badge, Button, ButtonKind, Tone};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::schema::{Kind, Setting};
use serde_json::Value;

/// More of the published value is not shown beside the new one, in characters.
const BESIDE_MAX: usize = 120;

/// What the parts of a field share. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) editor: Editor,
    pub(super) setting: StoredValue<Setting>,
    pub(super) typed: RwSignal<Option<Typed>>,
    pub(super) known: Memo<Known>,
    pub(super) standing: Memo<Standing>,
    pub(super) locked: Signal<bool>,
}

impl Field {
    /// What is typed from now on; the base stays that of the first letter.
    pub(super) fn edit(self, edit: Edit) {
        let saved = self.known.with_untracked(|known| known.saved().cloned());
        let base = self.typed.get_untracked().map_or(saved, |typed| typed.base);
        self.put(Some(Typed { edit, base }));
    }

    pub(super) fn put(self, typed: Option<Typed>) {
        self.setting.with_value(|setting| self.editor.set(&setting.key, typed));
    }

    /// The button that was pressed is gone: the keyboard goes on at the control.
    pub(super) fn refocus(self) {
        self.setting.with_value(|setting| refocus(&setting.key));
    }

    /// Back to what is published, with the draft's change if there is one.
    fn undo(self) {
        let known = self.known.get_untracked();
        let keep = Typed { edit: Edit::Keep, base: known.saved().cloned() };
        self.put(known.draft.is_some().then_some(keep));
        self.refocus();
    }

    /// The text that the control shows; tracked.
    fn text(self) -> String {
        let text = |value: Option<&Value>| {
            self.setting.with_value(|setting| {
                value
                    .or(setting.default.as_ref())
                    .map(|value| text_of(&setting.kind, value))
                    .unwrap_or_default()
            })
        };
        match self.typed.get().map(|typed| typed.edit) {
            Some(Edit::Text(typed)) => typed,
            Some(Edit::Unset) => text(None),
            Some(Edit::Keep) => self.known.with(|known| text(known.published.as_ref())),
            _ => self.known.with(|known| text(known.saved())),
        }
    }

    fn type_text(self, text: String) {
        let is_saved = self.known.with_untracked(|known| {
            self.setting.with_value(|setting| match known.saved() {
                Some(saved) => text_of(&setting.kind, saved) == text,
                None => setting.default.is_none() && text.is_empty(),
            })
        });
        let moved = self.standing.with_untracked(|standing| standing.conflict.is_some());
        if is_saved && !moved { self.put(None) } else { self.edit(Edit::Text(text)) }
    }

    /// Whether the environment has a value of its own, as typed or as saved; tracked.
    fn is_own(self) -> bool {
        let known = self.known.get();
        match self.typed.get() {
            Some(typed) => self.setting.with_value(|setting| {
                outcome(setting, &typed.edit, &known).map_or(true, |value| value.is_some())
            }),
            None => known.saved().is_some(),
        }
    }
}

pub(super) fn field(editor: Editor, setting: &Setting, shown: Shown) -> AnyView {
    let stored = StoredValue::new(setting.clone());
    let field = Field {
        editor,
        setting: stored,
        typed: editor.slot(&setting.key).into(),
        known: memo(move |_| stored.with_value(|setting| editor.known(setting))),
        standing: memo(move |_| stored.with_value(|setting| editor.standing(setting))),
        locked: shown.locked,
    };
    let key = setting.key.clone();
    let (id, error_id, hint_id) = (format!("value.{key}"), format!("error.{key}"), format!("hint.{key}"));
    let changed = memo(move |_| field.standing.with(|standing| standing.changed || standing.unsaved));
    let error = Signal::derive(move || field.standing.with(|standing| standing.error.clone()));
    let words = format!("{} {key}", setting.title).to_lowercase();
    let hidden = move || shown.hides(&words, changed);
    let (label, value) = match setting.secret {
        true => (
            view! { <span class="field-label">{setting.title.clone()}</span> }.into_any(),
            secret::control(field, id, format!("{error_id} {hint_id}")),
        ),
        false => (
            view! { <label class="field-label" for=id.clone()>{setting.title.clone()}</label> }.into_any(),
            control(Control {
                id,
                kind: setting.kind.clone(),
                text: Signal::derive(move || field.text()),
                set: Callback::new(move |(text,)| field.type_text(text)),
                wrong: Signal::derive(move || error.with(Option::is_some)),
                described: format!("{error_id} {hint_id}"),
                locked: shown.locked,
            }),
        ),
    };
    let anchor = format!("setting.{key}");
    let described = [setting.description.clone(), hint(&setting.kind)];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    view! {
        <div
            class="setting"
            role="group"
            aria-label=setting.title.clone()
            id=anchor
            data-changed=move || changed.get().then_some("")
            hidden=hidden
        >
            <div class="setting-about">
                <p class="setting-title">{label} <code class="setting-key" translate="no">{key}</code></p>
                <p class="setting-badges">{badges(field, setting)}</p>
                <p class="setting-description" id=hint_id>
                    {described}
                </p>
            </div>
            <div class="setting-value">
                {value}
                <p class="field-error" id=error_id aria-live="polite">{error}</p>
                {conflict::view(field)}
                {beside(field, changed)}
                {history::line(field)}
            </div>
        </div>
    }
    .into_any()
}

fn badges(field: Field, setting: &Setting) -> AnyView {
    let live = field.editor.mode == Mode::Live;
    let required = setting.required_in_live;
    let has_default = setting.default.is_some();
    let state = memo(move |_| (field.standing.with(|standing| standing.changed), field.is_own()));
    let fixed = setting.secret.then(|| view! { <Badge text="Secret" /> }.into_any());
    let moving = move || {
        let (changed, own) = state.get();
        let mut badges = Vec::new();
        if required {
            let tone = if live && !own { Tone::Warning } else { Tone::Neutral };
            badges.push(view! { <Badge text="Required in live" tone /> }.into_any());
        }
        if changed {
            badges.push(view! { <Badge text="Changed" tone=Tone::Accent /> }.into_any());
        }
        if !own && has_default {
            badges.push(view! { <span class="setting-default">"Default"</span> }.into_any());
        }
        badges
    };
    view! { {fixed} {moving} }.into_any()
}

/// What is published, and the ways back; nothing while it is the same.
fn beside(field: Field, changed: Memo<bool>) -> AnyView {
    let (required, secret, default) = field.setting.with_value(|setting| {
        let default = setting.default.as_ref().map(|default| short(&setting.kind, default));
        (setting.required_in_live && field.editor.mode == Mode::Live, setting.secret, default)
    });
    let short = move |value: &Value| field.setting.with_value(|setting| short(&setting.kind, value));
    let published = move || {
        let published = field.known.with(|known| known.published.clone());
        match (published, &default) {
            (Some(_), _) if secret => "Published: set".to_owned(),
            (Some(value), _) => format!("Published: {}", short(&value)),
            (None, Some(default)) => format!("Published: default ({default})"),
            (None, None) => "Published: not set".to_owned(),
        }
    };
    let own = memo(move |_| field.is_own());
    let has_default = field.setting.with_value(|setting| setting.default.is_some());
    let action = |label: &'static str, act: Callback<()>| {
        view! { <Button kind=ButtonKind::Quiet on_click=act>{label}</Button> }.into_any()
    };
    let undo = Callback::new(move |()| field.undo());
    let unset = Callback::new(move |()| {
        field.edit(Edit::Unset);
        field.refocus();
    });
    let adopt = Callback::new(move |()| {
        field.edit(Edit::Text(untrack(|| field.text())));
        field.refocus();
    });
    (move || {
        let (changed, own, locked) = (changed.get(), own.get(), field.locked.get());
        let takes_away = own && !secret && !locked;
        let adopts = !own && has_default && required && !locked;
        (changed || takes_away || adopts).then(|| {
            view! {
                <div class="setting-beside">
                    {changed.then(|| view! { <span class="setting-published">{published.clone()}</span> })}
                    {(changed && !locked).then(|| action("Undo", undo))}
                    {takes_away.then(|| action(if has_default { "Use default" } else { "Clear" }, unset))}
                    {adopts.then(|| action("Set this value", adopt))}
                </div>
            }
        })
    })
    .into_any()
}

/// A value in one line.
pub(super) fn short(kind: &Kind, value: &Value) -> String {
    let text = shown(Some(kind), value).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(BESIDE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
