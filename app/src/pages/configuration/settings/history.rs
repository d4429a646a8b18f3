//! Who changed a setting last, and the way to its earlier values, which come in a chunk of their own (`configuration/history.rs`). Which setting is
//! looked at stands in the address.

use super::super::history::verb;
use super::editor::Editor;
use super::field::Field;
use crate::navigation::use_go;
use crate::parameters::use_parameter;
use crate::parts::Elsewhere;
use crate::paths::{self, Section, project_at};
use crate::reactive::{effect, memo};
use crate::ui::{Button, ButtonKind, Dialog, Person, RelativeTime};
use leptos::prelude::*;
use portico_api::environments::EnvironmentParams;
use portico_api::history::SettingState;
use portico_api::versions::WHOLE_VERSIONS;

/// Stands with a setting, once anything is published.
pub(super) fn line(field: Field) -> AnyView {
    let (editor, go) = (field.editor, use_go());
    let (key, title) = field.setting.with_value(|setting| (setting.key.clone(), setting.title.clone()));
    let has_default = field.setting.with_value(|setting| setting.default.is_some());
    let published = memo(move |_| editor.configuration.with(|found| found.published.is_some()));
    let of = key.clone();
    let last = memo(move |_| {
        editor.configuration.with(|found| {
            let change = found.changes.iter().find(|change| change.keys.contains(&of))?;
            // Older versions have no values to be shown.
            let newest = found.published.as_ref().map_or(0, |published| published.version.number);
            let is_whole = newest - change.number < WHOLE_VERSIONS;
            let (name, email) = (change.author_name.clone(), change.author.clone());
            Some((change.number, is_whole, name, email, change.created_at))
        })
    });
    let state = memo(move |_| match (field.known.with(|known| known.published.is_some()), has_default) {
        (true, _) => SettingState::Set,
        (false, true) => SettingState::Default,
        (false, false) => SettingState::Empty,
    });
    let said = move || {
        last.get().map(|(number, is_whole, name, email, at_ms)| {
            let called = format!("version {number}");
            let shown = (number - 1, number);
            let version = match is_whole {
                true => {
                    let to = |at: &EnvironmentParams| {
                        paths::versions(&at.organization, &at.project, at.mode, Some(shown))
                    };
                    view! { <a href=editor.at(to)>{called}</a> }.into_any()
                }
                false => called.into_any(),
            };
            view! {
                <span>
                    <Person name email /> " " {verb(state.get())} " "
                    {version} ", " <RelativeTime at_ms />
                </span>
            }
        })
    };
    let open = Callback::new(move |()| go.amend(editor.at(|at| paths::setting_history(at, &key))));
    (move || {
        published.get().then(|| {
            let title = title.clone();
            view! {
                <p class="setting-history" data-none=move || last.with(Option::is_none).then_some("") data-tips="">
                    {said}
                    <Button kind=ButtonKind::Quiet on_click=open>
                        "History" <span class="visually-hidden">" of " {title}</span>
                    </Button>
                </p>
            }
        })
    })
    .into_any()
}

/// The history of the setting that the address names.
pub(super) fn dialog(editor: Editor) -> AnyView {
    let go = use_go();
    let asked = use_parameter("history");
    let title = memo(move |_| {
        let key = asked.get()?;
        editor.configuration.with(|found| found.schema.get(&key).map(|setting| setting.title.clone()))
    });
    let open = RwSignal::new(false);
    effect(move || open.set(title.with(Option::is_some)));
    let heading = Signal::derive(move || format!("History of {}", title.get().unwrap_or_default()));
    let place = editor.at(|at| project_at(&at.organization, &at.project, Section::Configuration(at.mode)));
    let address = place.path();
    view! {
        <Dialog open title=heading on_close=Callback::new(move |()| go.amend(address.clone()))>
            <div class="history">{expect_context::<Elsewhere>().0(place.clone())}</div>
        </Dialog>
    }
    .into_any()
}
