//! `/o/{organization}/p/{project}/{mode}/settings`: the values of an environment, their draft, and its publication.

mod bar;
mod conflict;
mod editor;
mod field;
mod find;
mod history;
mod pending;
mod publish;
mod secret;
mod tools;

use super::may::may_publish;
use super::no_settings::no_settings;
use super::{header, share_project, title_parts};
use crate::browser::{use_title, warn_before_leaving};
use crate::parts::loaded;
use crate::query::query;
use crate::reactive::{effect, memo};
use crate::ui::{ButtonKind, Person, RelativeTime};
use editor::Editor;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_api::configuration::{Configuration, ShowConfiguration};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::projects::{Project, ProjectParams};
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// What of the list is shown, and whether it can be changed. A handle to copy around.
#[derive(Clone, Copy)]
struct Shown {
    filter: RwSignal<String>,
    only_changed: RwSignal<bool>,
    locked: Signal<bool>,
    /// Why nothing can be changed.
    reason: Signal<Option<String>>,
}

impl Shown {
    /// Whether a setting of these words is left out; tracked.
    fn hides(self, words: &str, changed: Memo<bool>) -> bool {
        let matches = self.filter.with(|filter| words.contains(filter.trim().to_lowercase().as_str()));
        !matches || (self.only_changed.get() && !changed.get())
    }

    fn show_all(self) {
        self.filter.set(String::new());
        self.only_changed.set(false);
    }
}

pub fn page(organization: String, project: String, mode: Mode) -> AnyView {
    let params = EnvironmentParams { organization, project, mode };
    let asked = params.clone();
    let configuration = query::<ShowConfiguration>(move || Some(asked.clone()));
    loaded(configuration, move |configuration| form(params.clone(), configuration))
}

fn form(params: EnvironmentParams, configuration: Memo<Arc<Configuration>>) -> AnyView {
    let mode = params.mode;
    use_title(move || {
        configuration.with(|configuration| title_parts("Configuration", Some(mode), &configuration.project))
    });
    let at = params.clone();
    effect(move || {
        configuration
            .with(|configuration| share_project(&at.organization, &at.project, &project_now(configuration)));
    });
    let editor = Editor::new(params.clone(), configuration);
    let summary = memo(move |_| editor.summary());
    warn_before_leaving(move || {
        summary.try_with_untracked(|summary| summary.unsaved > 0).unwrap_or_default()
    });
    let reason = memo(move |_| {
        configuration.with(|configuration| {
            let allowed = configuration.may_edit;
            may_publish(&configuration.project, mode, "change settings here").filter(|_| !allowed)
        })
    });
    let shown = Shown {
        filter: tools::filter_of_address(),
        only_changed: RwSignal::new(false),
        locked: Signal::derive(move || reason.with(Option::is_some)),
        reason: reason.into(),
    };
    follow_address(shown);
    let schema = memo(move |_| configuration.with(|configuration| configuration.schema.version));
    let empty = memo(move |_| configuration.with(|configuration| configuration.schema.settings.is_empty()));
    let project =
        ProjectParams { organization: params.organization.clone(), project: params.project.clone() };
    let role = memo(move |_| configuration.with(|configuration| configuration.project.organization.role));
    let found = tools::found(editor, summary, shown);
    let body = move || {
        if empty.get() {
            return no_settings(&project, role.get(), ButtonKind::Primary);
        }
        // Made anew when the schema changes; what is typed is not in it.
        let list = move || {
            schema.get();
            let settings =
                configuration.with_untracked(|configuration| configuration.schema.settings.clone());
            let many = (settings.len() > 60).then_some("");
            view! {
                <div class="settings" data-many=many>
                    {settings.iter().map(|setting| field::field(editor, setting, shown)).collect_view()}
                </div>
            }
        };
        view! {
            <tools::Tools editor summary shown found />
            {list}
            <tools::Nothing shown found />
            <bar::Bar editor summary shown />
        }
        .into_any()
    };
    view! {
        {header("Configuration", mode, ().into_any())}
        {notices(editor, shown, reason)}
        {body}
        {history::dialog(editor)}
    }
    .into_any()
}

/// The project that came with the configuration, with what the draft has changed since.
fn project_now(configuration: &Configuration) -> Project {
    let mut project = configuration.project.clone();
    let environment = match configuration.mode {
        Mode::Sandbox => &mut project.sandbox,
        Mode::Live => &mut project.live,
    };
    let changes = configuration.draft.as_ref().map_or(0, |draft| draft.values.len() + draft.secrets.len());
    environment.draft_changes = changes as u32;
    project
}

/// What is to be known before anything is changed.
fn notices(editor: Editor, shown: Shown, reason: Memo<Option<String>>) -> AnyView {
    let live = (editor.mode == Mode::Live).then(|| {
        view! {
            <p class="live-notice">
                "This is live: what you publish here reaches your users. Live is protected: publishing asks for the project's name."
            </p>
        }
    });
    let lead = Callback::new(move |(key,): (String,)| {
        shown.show_all();
        find::find(&key);
    });
    let lacking = memo(move |_| editor.configuration.with(|configuration| pending::missing(configuration)));
    view! {
        {live}
        {move || reason.get().map(|reason| view! { <p class="banner" data-kind="note">{reason}</p> })}
        {move || publish::missing_list(lacking.get(), lead)}
        <p class="settings-state">{move || editor.configuration.with(|configuration| state(configuration))}</p>
    }
    .into_any()
}

/// Which version holds, and who works on the next one.
fn state(configuration: &Configuration) -> AnyView {
    let published = match &configuration.published {
        Some(version) => {
            let version = &version.version;
            let by = format!("Version {}, published by ", version.number);
            said(by, version.author_name.clone(), version.author.clone(), version.created_at)
        }
        None => view! { <span>"Nothing is published yet: the edge answers 404."</span> }.into_any(),
    };
    let draft = configuration.draft.as_ref().map(|draft| {
        said("Draft saved by ".to_owned(), draft.author_name.clone(), draft.author.clone(), draft.updated_at)
    });
    let published_now = configuration.published.as_ref().map_or(0, |version| version.version.number);
    let overtaken = configuration.draft.as_ref().filter(|draft| draft.base_version < published_now).map(|draft| {
        let begun = match draft.base_version {
            0 => "before anything was published".to_owned(),
            base => format!("on version {base}"),
        };
        view! { <span>{format!("The draft was started {begun}. It only changes what differs from version {published_now}.")}</span> }
    });
    view! { {published} {draft} {overtaken} }.into_any()
}

/// What was done, by whom and when.
fn said(what: String, name: Option<String>, email: String, at_ms: i64) -> AnyView {
    view! { <span data-tips="">{what} <Person name email alone=true /> " " <RelativeTime at_ms /></span> }
        .into_any()
}

/// Leads to the setting that the address names behind its `#`, now and whenever a link of this page does: that may be the same one again.
fn follow_address(shown: Shown) {
    let find = move |hash: &str| {
        if let Some(key) = hash.strip_prefix('#').filter(|key| !key.is_empty()) {
            // What is looked for may be left out by a filter.
            shown.show_all();
            find::find(key);
        }
    };
    // Not from the address bar, which may be a moment behind.
    use_location().hash.with_untracked(|hash| {
        if !hash.is_empty() {
            find(hash);
        }
    });
    let heard = window_event_listener(leptos::ev::click, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href*='#']:not(.skip-link)").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) else {
            return;
        };
        let leads_elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if !leads_elsewhere && location().pathname().is_ok_and(|path| path == link.pathname()) {
            find(&link.hash());
        }
    });
    on_cleanup(move || heard.remove());
}
