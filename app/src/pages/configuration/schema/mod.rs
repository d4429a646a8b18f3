//! `/o/{organization}/p/{project}/schema`: which settings the project has, in both environments.

mod bar;
mod dialog;
mod fields;
mod keep;
mod list;
mod remove;

use super::may::may_edit_schema;
use super::work::Clash;
use super::{share_project, title_parts};
use crate::browser::use_title;
use crate::parts::{Heading, counted, loaded};
use crate::query::query;
use crate::reactive::{effect, memo};
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind, EmptyState};
use leptos::prelude::*;
use portico_api::problem::FieldError;
use portico_api::projects::ProjectParams;
use portico_api::promotion::{Promotion, ShowPromotion};
use portico_api::schema::{SETTINGS_MAX, Setting};
use std::sync::Arc;

/// The schema that is being edited. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    promotion: Memo<Arc<Promotion>>,
    /// What it was when the first change was made, and its version.
    base: RwSignal<(i64, Vec<Setting>)>,
    /// What is made of it.
    work: RwSignal<Vec<Setting>>,
    clashes: RwSignal<Vec<Clash>>,
    /// What the edge said, by field.
    faults: RwSignal<Vec<FieldError>>,
    /// The place of the setting in the dialog; past the end for a new one.
    editing: RwSignal<Option<usize>>,
    removing: RwSignal<Option<usize>>,
    saving: Submission,
    reason: Signal<Option<String>>,
}

impl Page {
    fn is_dirty(self) -> bool {
        self.base.with(|(_, base)| self.work.with(|work| base != work))
    }

    /// Moves a setting up or down, if it can go there.
    fn shift(self, at: usize, down: bool) {
        self.work.update(|work| {
            let to = if down { at + 1 } else { at.wrapping_sub(1) };
            if at < work.len() && to < work.len() {
                work.swap(at, to);
            }
        });
    }
}

pub fn page(organization: String, project: String) -> AnyView {
    let at = ProjectParams { organization, project };
    let asked = at.clone();
    let promotion = query::<ShowPromotion>(move || Some(asked.clone()));
    loaded(promotion, move |promotion| body(at.clone(), promotion))
}

fn body(at: ProjectParams, promotion: Memo<Arc<Promotion>>) -> AnyView {
    use_title(move || promotion.with(|promotion| title_parts("Schema", None, &promotion.project)));
    effect(move || {
        promotion.with(|promotion| share_project(&at.organization, &at.project, &promotion.project));
    });
    let first = promotion.with_untracked(|promotion| promotion.schema.clone());
    let reason = memo(move |_| promotion.with(|promotion| may_edit_schema(&promotion.project)));
    let page = Page {
        promotion,
        base: RwSignal::new((first.version, first.settings.clone())),
        work: RwSignal::new(first.settings),
        clashes: RwSignal::new(Vec::new()),
        faults: RwSignal::new(Vec::new()),
        editing: RwSignal::new(None),
        removing: RwSignal::new(None),
        saving: submission(),
        reason: reason.into(),
    };
    // Untouched, it follows what others save; and what it would save is saved, where only the answer was lost.
    effect(move || {
        let schema = promotion.with(|promotion| promotion.schema.clone());
        let is_saved = page.work.with_untracked(|work| *work == schema.settings);
        if is_saved || !untrack(|| page.is_dirty()) {
            page.saving.failure.set(None);
            page.work.set(schema.settings.clone());
            page.base.set((schema.version, schema.settings));
        }
    });
    keep::keep(page);
    let count = move || counted(page.work.with(Vec::len) as u32, "setting");
    let add_reason = Signal::derive(move || {
        let full = page.work.with(Vec::len) >= SETTINGS_MAX;
        reason.get().or_else(|| full.then(|| format!("A schema has at most {SETTINGS_MAX} settings.")))
    });
    let add = Callback::new(move |()| page.editing.set(Some(page.work.with_untracked(Vec::len))));
    let empty = memo(move |_| page.work.with(Vec::is_empty));
    view! {
        <header class="page-header">
            <Heading>"Schema"</Heading>
            <span class="page-count">{count}</span>
            <div class="page-actions">
                <Button kind=ButtonKind::Primary disabled_reason=add_reason on_click=add>"Add setting"</Button>
            </div>
        </header>
        <p class="lead">
            "Which settings sandbox and live have, and what their values may be. What is published stays as it is until the next version."
        </p>
        {move || reason.get().map(|reason| view! { <p class="banner" data-kind="note">{reason}</p> })}
        {move || match empty.get() {
            true => view! {
                <EmptyState
                    title="No settings yet"
                    text="A setting has a key that your software reads, a title for your team, and a type that keeps wrong values out."
                />
            }
            .into_any(),
            false => list::list(page),
        }}
        {bar::bar(page)}
        {dialog::dialog(page)}
        {remove::dialog(page)}
    }
    .into_any()
}
