//! The name of a project, typed before something happens to all of it.

use crate::submit::Submission;
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::projects::Project;
use portico_api::text::is_name;
use std::sync::Arc;

/// What is typed in a dialog. A handle to copy around.
#[derive(Clone, Copy)]
pub(crate) struct TypedName {
    name: Signal<String>,
    typed: RwSignal<String>,
}

impl TypedName {
    /// Each opening of the dialog begins afresh, without the failure of `doing` before.
    pub(crate) fn new(project: Memo<Arc<Project>>, open: RwSignal<bool>, doing: Submission) -> Self {
        let name = Signal::derive(move || project.with(|project| project.name.clone()));
        Self::of(name, open, doing)
    }

    /// The same for a project of which only the name is known.
    pub(crate) fn of(name: Signal<String>, open: RwSignal<bool>, doing: Submission) -> Self {
        let typed = RwSignal::new(String::new());
        Effect::new(move || {
            if open.get() {
                typed.set(String::new());
                doing.failure.set(None);
            }
        });
        Self { name, typed }
    }

    /// Without the space that a phone puts behind it.
    pub(crate) fn text(self) -> String {
        self.typed.with_untracked(|typed| typed.trim().to_owned())
    }

    /// Why nothing happens yet; `None` once it is the name.
    pub(crate) fn reason(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let same = self.typed.with(|typed| self.name.with(|name| is_name(typed.trim(), name)));
            (!same).then(|| "Type the name of the project first.".to_owned())
        })
    }

    /// The name, and the field for it, where typing starts.
    pub(crate) fn field(self) -> AnyView {
        self.view(true)
    }

    /// The same behind other fields.
    pub(crate) fn field_behind(self) -> AnyView {
        self.view(false)
    }

    fn view(self, autofocus: bool) -> AnyView {
        let name = self.name;
        view! {
            <p>"The name of the project is " <strong class="exact" translate="no">{name}</strong></p>
            <TextField label="Type the project's name to confirm" name="confirm" value=self.typed autofocus />
        }
        .into_any()
    }
}
