//! The name of a project, or of an organization, typed before something happens to all of it.

use crate::reactive::effect;
use crate::submit::Submission;
use crate::ui::TextField;
use leptos::prelude::*;
use portico_api::projects::Project;
use portico_api::text::is_name;
use std::sync::Arc;

/// What is typed in a dialog. A handle to copy around.
#[derive(Clone, Copy)]
pub(crate) struct TypedName {
    noun: &'static str,
    name: Signal<String>,
    typed: RwSignal<String>,
    /// The version on which the next try is based, where one is sent.
    version: Signal<Option<i64>>,
    /// The one that was refused, because somebody has changed it since.
    refused: RwSignal<Option<i64>>,
}

impl TypedName {
    /// Each opening of the dialog begins afresh, without the failure of `doing` before.
    pub(crate) fn new(project: Memo<Arc<Project>>, open: RwSignal<bool>, doing: Submission) -> Self {
        let name = Signal::derive(move || project.with(|project| project.name.clone()));
        let version = Signal::derive(move || project.with(|project| Some(project.version)));
        Self { version, ..Self::of(name, open, doing) }
    }

    /// The same for an organization, of which what goes with it says the version.
    pub(crate) fn of_organization(
        name: Signal<String>,
        version: Signal<Option<i64>>,
        open: RwSignal<bool>,
        doing: Submission,
    ) -> Self {
        Self { noun: "organization", version, ..Self::of(name, open, doing) }
    }

    /// The same for a project of which only the name is known.
    pub(crate) fn of(name: Signal<String>, open: RwSignal<bool>, doing: Submission) -> Self {
        let typed = RwSignal::new(String::new());
        let refused = RwSignal::new(None);
        effect(move || {
            if open.get() {
                typed.set(String::new());
                refused.set(None);
                doing.failure.set(None);
            }
        });
        Self { noun: "project", name, typed, version: Signal::stored(None), refused }
    }

    /// The version was stale: nothing is sent again until the newer one is there.
    pub(crate) fn refuse(self) {
        self.refused.set(self.version.get_untracked());
    }

    /// Without the space that a phone puts behind it.
    pub(crate) fn text(self) -> String {
        self.typed.with_untracked(|typed| typed.trim().to_owned())
    }

    /// Why nothing happens yet; `None` once it is the name.
    pub(crate) fn reason(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let same = self.typed.with(|typed| self.name.with(|name| is_name(typed.trim(), name)));
            if !same {
                return Some(format!("Type the name of the {} first.", self.noun));
            }
            let refused = self.refused.get();
            (refused.is_some() && refused == self.version.get())
                .then(|| format!("Loading the latest state of the {}.", self.noun))
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
        let Self { noun, name, .. } = self;
        let label = format!("Type the {noun}'s name to confirm");
        view! {
            <p>{format!("The name of the {noun} is ")} <strong class="exact" translate="no">{name}</strong></p>
            <TextField label name="confirm" value=self.typed autofocus />
        }
        .into_any()
    }
}
