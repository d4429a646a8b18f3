//! The dialog that makes the draft the next version: what changes, why, and in live the project's name.

use super::super::difference::{Difference, difference_list};
use super::super::gate::{Gate, shape};
use super::super::may::{is_complete, may_publish};
use super::super::undo::undo;
use super::super::{BOUND, by_id, counted, published_changed};
use super::Shown;
use super::editor::Editor;
use super::find::find;
use super::pending::{missing, pending};
use crate::form::shaped_form;
use crate::kept::with_project;
use crate::paths::promote;
use crate::query::invalidate;
use crate::reactive::{effect, memo};
use crate::ui::{Button, ButtonKind, Dialog, ToastAction, use_toasts};
use leptos::prelude::*;
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::Mode;
use portico_api::versions::PublishDraft;

/// The longest value that stands in a message, in bytes.
const VALUE_MAX: usize = 60;

pub(super) fn dialog(editor: Editor, open: RwSignal<bool>, shown: Shown) -> AnyView {
    let title = format!("Publish to {}", editor.mode.as_str());
    view! {
        <Dialog open title dirty=true>
            {move || content(editor, open, shown)}
        </Dialog>
    }
    .into_any()
}

fn content(editor: Editor, open: RwSignal<bool>, shown: Shown) -> AnyView {
    let toasts = use_toasts();
    let mode = editor.mode;
    let first = editor.configuration.get_untracked();
    let params = by_id(&first.project, mode);
    let (at, to_promote) =
        (params.clone(), promote(&first.project.organization.slug, &first.project.slug, Mode::Sandbox));
    let may_promote = may_publish(&first.project, Mode::Live, "publish there").is_none();
    // Live is taken back on purpose, with the project's name.
    let next = move |number: i64| match mode {
        Mode::Live => Vec::new(),
        Mode::Sandbox => {
            let promote = ToastAction::Link { href: to_promote.clone(), label: "Promote" };
            undo(toasts, at.clone(), number).into_iter().chain(may_promote.then_some(promote)).collect()
        }
    };
    let begun = match mode {
        Mode::Sandbox => message_of(&pending(&first)),
        Mode::Live => String::new(),
    };
    let form = shaped_form::<PublishDraft>(
        &[("message", &begun), ("confirm", ""), ("revision", ""), ("version", "")],
        shape,
        move || params.clone(),
        move |_, version| {
            let text = format!(
                "Version {} published to {}; it is read everywhere {BOUND}",
                version.number,
                mode.as_str()
            );
            toasts.success_then(text, next(version.number));
            editor.forgive();
            published_changed();
            open.set(false);
        },
    );
    form.keep(
        with_project(&first.project.organization.id),
        format!("publish.{}.{}", first.project.id, mode.as_str()),
        &["message"],
    );
    // What is looked at is what is published.
    effect(move || {
        editor.configuration.with(|configuration| {
            let version = configuration.published.as_ref().map_or(0, |version| version.version.number);
            form.value("revision").set(configuration.revision.to_string());
            form.value("version").set(version.to_string());
        });
    });
    effect(move || {
        if let Some(failure) = form.submission.failure.get() {
            editor.refuse(&failure);
        }
    });
    let lead = Callback::new(move |(key,): (String,)| {
        open.set(false);
        shown.show_all();
        find(&key);
    });
    let lacking = memo(move |_| editor.configuration.with(|configuration| missing(configuration)));
    let found = memo(move |_| editor.configuration.with(|configuration| pending(configuration)));
    let reason = Signal::derive(move || is_complete(lacking.with(Vec::len) as u32));
    let gate = Gate {
        form,
        action: format!("Publish to {}", mode.as_str()),
        mode,
        project: first.project.name.clone(),
        reload: Callback::new(|()| invalidate::<ShowConfiguration>()),
        cancel: Callback::new(move |()| open.set(false)),
        reason,
    };
    view! {
        {move || missing_list(lacking.get(), lead)}
        {move || difference_list(found.get(), "Published", "Draft")}
        {gate.view(first.schema.clone(), Some(lead))}
    }
    .into_any()
}

/// What a version is for, in the words of what it changes.
fn message_of(changes: &[Difference]) -> String {
    let title = |one: &Difference| one.title.clone().unwrap_or_else(|| one.key.clone());
    match changes {
        [] => String::new(),
        [one] => match &one.after {
            Some(after) if !one.secret && after.len() <= VALUE_MAX && !after.contains('\n') => {
                format!("{}: {after}", title(one))
            }
            _ => format!("{} changed", title(one)),
        },
        [one, other] => format!("{} and {} changed", title(one), title(other)),
        [one, other, rest @ ..] => {
            format!("{}, {} and {} changed", title(one), title(other), counted(rest.len() as u32, "other"))
        }
    }
}

/// What live still lacks, each with the way to it.
pub(super) fn missing_list(missing: Vec<(String, String)>, lead: Callback<(String,)>) -> AnyView {
    if missing.is_empty() {
        return ().into_any();
    }
    let row = |(key, title): (String, String)| {
        let act = Callback::new(move |()| lead.run((key.clone(),)));
        view! { <li><Button kind=ButtonKind::Quiet on_click=act>{title}</Button></li> }.into_any()
    };
    view! {
        <div class="missing-settings">
            <p>"Live can't be published without these:"</p>
            <ul>{missing.into_iter().map(row).collect_view()}</ul>
        </div>
    }
    .into_any()
}
