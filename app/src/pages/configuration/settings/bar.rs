//! What can be done with the draft, always in sight.

use super::super::counted;
use super::super::may::may_publish;
use super::editor::{Editor, Summary};
use super::find::find;
use super::pending::pending;
use super::{Shown, publish};
use crate::client::Failure;
use crate::locale::number;
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, ConfirmDialog, Words, called, use_toasts};
use leptos::prelude::*;
use portico_api::problem::kind;

#[component]
pub(super) fn Bar(editor: Editor, summary: Memo<Summary>, shown: Shown) -> impl IntoView {
    let toasts = use_toasts();
    let (publishing, discarding) = (RwSignal::new(false), RwSignal::new(false));
    let obstacle = move || {
        summary.with(|summary| match (summary.conflicts.len(), summary.invalid.len()) {
            (0, 0) => None,
            (0, wrong) => Some(format!("Correct {} first.", counted(wrong as u32, "setting"))),
            (open, _) => {
                Some(format!("Choose which value to keep for {} first.", counted(open as u32, "setting")))
            }
        })
    };
    let reason = shown.reason;
    let save_reason = Signal::derive(move || {
        let nothing =
            || summary.with(|summary| (summary.unsaved == 0).then(|| "There is nothing to save.".to_owned()));
        reason.get().or_else(obstacle).or_else(nothing)
    });
    let publish_reason = Signal::derive(move || {
        let nothing = || {
            let same = summary.with(|summary| summary.unsaved == 0)
                && editor.configuration.with(|known| known.published.is_some() && pending(known).is_empty());
            same.then(|| "There is nothing to publish.".to_owned())
        };
        let may_not = editor.configuration.with(|configuration| {
            let allowed = configuration.may_publish;
            may_publish(&configuration.project, editor.mode, "publish here").filter(|_| !allowed)
        });
        may_not.or_else(obstacle).or_else(nothing)
    });
    let discard_reason = Signal::derive(move || {
        let nothing = summary.with(|summary| summary.unsaved == 0)
            && editor.configuration.with(|configuration| configuration.draft.is_none());
        reason.get().or_else(|| nothing.then(|| "There is no draft.".to_owned()))
    });
    // Where there is nothing to save or to publish, it would only be in the way; and so it is for whoever may not.
    let needed = memo(move |_| {
        let changed = summary
            .with(|summary| summary.changed > 0 || summary.unsaved > 0 || !summary.conflicts.is_empty());
        let held = editor
            .configuration
            .with(|known| known.draft.is_some() || known.published.is_none() || !pending(known).is_empty());
        let may = reason.with(Option::is_none);
        let failed =
            editor.saving.failure.with(Option::is_some) || editor.discarding.failure.with(Option::is_some);
        may && (changed || held || failed)
    });
    let save = Callback::new(move |()| editor.save(move || toasts.success("Draft saved")));
    let publish = Callback::new(move |()| match summary.with_untracked(|summary| summary.unsaved) {
        0 => publishing.set(true),
        _ => editor.save(move || publishing.set(true)),
    });
    let discard = Callback::new(move |()| {
        editor.discard(move || {
            discarding.set(false);
            toasts.success("Draft discarded");
        });
    });
    view! {
        <section class="draft-bar" aria-label="Draft" hidden=move || !needed.get()>
            {move || editor.saving.failure.get().map(refused)}
            {move || editor.discarding.failure.get().map(refused)}
            <div class="draft-bar-line">
                <p class="draft-bar-count" role="status">{move || counts(&summary.get())}</p>
                {move || leads(&summary.get())}
                <div class="draft-bar-actions">
                    <Button kind=ButtonKind::Quiet disabled_reason=discard_reason on_click=move || discarding.set(true)>
                        "Discard draft"
                    </Button>
                    <Button disabled_reason=save_reason pending=editor.saving on_click=save>"Save draft"</Button>
                    <Button kind=ButtonKind::Primary disabled_reason=publish_reason on_click=publish>"Publish…"</Button>
                </div>
            </div>
        </section>
        {publish::dialog(editor, publishing, shown)}
        <ConfirmDialog
            open=discarding
            title="Discard the draft?"
            confirm="Discard draft"
            kind=ButtonKind::Danger
            pending=editor.discarding
            on_confirm=discard
        >
            <p>{move || lost(editor, &summary.get()).view()}</p>
        </ConfirmDialog>
    }
    .into_any()
}

fn counts(summary: &Summary) -> String {
    match (summary.changed, summary.unsaved) {
        (0, 0) => "No changes".to_owned(),
        (changed, 0) => counted(changed, "change"),
        (changed, unsaved) => format!("{}, {unsaved} not saved", counted(changed, "change")),
    }
}

/// Ways to what stands in the way.
fn leads(summary: &Summary) -> AnyView {
    let lead = |keys: &[String], text: String| {
        let first = keys.first()?.clone();
        Some(view! {
            <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| find(&first))>{text}</Button>
        })
    };
    view! {
        {lead(&summary.conflicts, counted(summary.conflicts.len() as u32, "conflict"))}
        {lead(&summary.invalid, format!("{} to fix", number(summary.invalid.len() as i64)))}
    }
    .into_any()
}

fn refused(failure: Failure) -> AnyView {
    let text = match &failure {
        stale if stale.is(kind::STALE) => {
            "Someone changed the draft in the meantime. Theirs is shown now; what you typed is still here. \
             Resolve the conflicts, then save again."
                .to_owned()
        }
        Failure::Offline => {
            "No answer came. What you typed is still here, and it's safe to try again.".to_owned()
        }
        other => other.message(),
    };
    view! { <p class="banner" data-kind="error" role="alert">{text}</p> }.into_any()
}

fn lost(editor: Editor, summary: &Summary) -> Words {
    let author = editor.configuration.with(|configuration| {
        let draft = configuration.draft.as_ref()?;
        Some(called(&draft.author_name, &draft.author).to_owned())
    });
    let changes = counted(summary.changed.max(summary.unsaved), "change");
    let words = Words::from(format!("{changes} will be lost for everyone. What is published stays."));
    match author {
        Some(author) => words.text(" It was last saved by ").name(author).text("."),
        None => words,
    }
}
