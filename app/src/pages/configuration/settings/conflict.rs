//! Two people changed the same setting: mine, theirs and what it was before, and the choice between them.

use super::super::edit::{Conflict, Edit, Typed, edit_to};
use super::field::{Field, short};
use crate::reactive::memo;
use crate::ui::{Button, Words, called};
use leptos::prelude::*;
use serde_json::Value;

pub(super) fn view(field: Field) -> AnyView {
    let conflict = memo(move |_| field.standing.with(|standing| standing.conflict.clone()));
    (move || conflict.get().map(|conflict| choice(field, conflict))).into_any()
}

fn choice(field: Field, conflict: Conflict) -> AnyView {
    let (title, secret) = field.setting.with_value(|setting| (setting.title.clone(), setting.secret));
    let who = field.editor.configuration.with_untracked(|configuration| match conflict.by_version {
        true => configuration.published.as_ref().map(|version| {
            let version = &version.version;
            Words::named(called(&version.author_name, &version.author))
                .text(format!(" published version {}", version.number))
        }),
        false => configuration.draft.as_ref().map(|draft| {
            Words::named(called(&draft.author_name, &draft.author)).text(" saved a different value")
        }),
    });
    let who = who.unwrap_or_else(|| Words::from("Someone else changed it"));
    let short = |value: &Value| field.setting.with_value(|setting| short(&setting.kind, value));
    let default = field.setting.with_value(|setting| setting.default.clone()).map(|default| short(&default));
    let shown = |value: &Option<Value>| match value {
        None => default.as_ref().map_or("No value".to_owned(), |default| format!("Default ({default})")),
        Some(_) if secret => "A secret value".to_owned(),
        Some(value) => short(value),
    };
    let by_version = conflict.by_version;
    let theirs = conflict.theirs.clone();
    let mine = move |()| match field.typed.get_untracked() {
        // From now on it is a change of theirs.
        Some(typed) => field.put(Some(Typed { base: theirs.clone(), ..typed })),
        None => field.setting.with_value(|setting| field.editor.settle(&setting.key)),
    };
    let saved = field.known.with_untracked(|known| known.saved().cloned());
    let take = move |()| {
        let keep = Typed { edit: Edit::Keep, base: saved.clone() };
        field.put(by_version.then_some(keep));
    };
    let saved = field.known.with_untracked(|known| known.saved().cloned());
    let base = conflict.base.clone();
    let before = move |()| {
        let edit = field.setting.with_value(|setting| edit_to(setting, base.as_ref()));
        field.put(Some(Typed { edit, base: saved.clone() }));
    };
    let option = |label: &'static str, value: String, button: &'static str, act: Callback<()>| {
        let act = Callback::new(move |()| {
            act.run(());
            field.refocus();
        });
        view! {
            <li class="conflict-side">
                <span class="conflict-label">{label}</span>
                <span class="conflict-value">{value}</span>
                <Button on_click=act>{button}</Button>
            </li>
        }
        .into_any()
    };
    // A secret that was there before can't be brought back: nobody has it.
    let can_go_back = !secret;
    view! {
        <div class="conflict" role="group" aria-label=format!("{title}: changed twice")>
            <p>{who.view()} " in the meantime. Choose which value to keep:"</p>
            <ul>
                {option(if by_version { "Draft" } else { "Mine" }, shown(&conflict.mine), "Keep mine", Callback::new(mine))}
                {option(if by_version { "Published" } else { "Theirs" }, shown(&conflict.theirs), "Take theirs", Callback::new(take))}
                {can_go_back.then(|| option("Before", shown(&conflict.base), "Go back", Callback::new(before)))}
            </ul>
        </div>
    }
    .into_any()
}
