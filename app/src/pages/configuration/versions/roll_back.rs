//! The dialog that publishes an older version once more.

use super::super::difference::{between, difference_list};
use super::super::gate::{Gate, shape};
use super::super::{BOUND, by_id, published_changed};
use super::{Page, compare};
use crate::form::shaped_form;
use crate::kept::with_project;
use crate::parts::loaded::part_failed;
use crate::query::Answer;
use crate::reactive::effect;
use crate::ui::{Dialog, Skeleton, use_toasts};
use leptos::prelude::*;
use portico_api::versions::{RollBack, VersionParams, VersionRow};

pub(super) fn dialog(page: Page) -> AnyView {
    let open = RwSignal::new(false);
    effect(move || open.set(page.rolling_back.with(Option::is_some)));
    let number =
        move || page.rolling_back.with(|version| version.as_ref().map_or(0, |version| version.number));
    let title = Signal::derive(move || format!("Roll back to version {}", number()));
    let close = Callback::new(move |()| page.rolling_back.set(None));
    view! {
        <Dialog open title dirty=true on_close=close>
            {move || page.rolling_back.get_untracked().map(|version| content(page, &version))}
        </Dialog>
    }
    .into_any()
}

fn content(page: Page, version: &VersionRow) -> AnyView {
    let toasts = use_toasts();
    let (number, mode) = (version.number, page.at.with_value(|at| at.mode));
    let project = page.project.get_untracked();
    let at = by_id(&project, mode);
    let params = VersionParams { organization: at.organization, project: at.project, mode, number };
    let form = shaped_form::<RollBack>(
        &[("message", &format!("Roll back to version {number}")), ("confirm", ""), ("version", "")],
        shape,
        move || params.clone(),
        move |_, version| {
            toasts.success(format!(
                "Version {} holds the values of version {number}; it is read everywhere {BOUND}",
                version.number
            ));
            page.rolling_back.set(None);
            published_changed();
        },
    );
    form.keep(
        with_project(&project.organization.id),
        format!("roll-back.{}.{}.{number}", project.id, mode.as_str()),
        &["message"],
    );
    effect(move || form.value("version").set(page.published().to_string()));
    let schema = compare::schema(page);
    let target = compare::version(page, number);
    // Made anew when somebody publishes meanwhile: what is lost is then another thing.
    let lost = move || {
        let published = page.published();
        let current = compare::version(page, published);
        let found = move || match (current.answer(), target.answer(), schema.answer()) {
            (Answer::Failed(failure), ..) => part_failed(failure, Callback::new(move |()| current.retry())),
            (_, Answer::Failed(failure), _) => part_failed(failure, Callback::new(move |()| target.retry())),
            (Answer::Ready(current), Answer::Ready(target), Answer::Ready(promotion)) => {
                let found = between(&promotion.schema, Some(&current), Some(&target));
                match found.is_empty() {
                    true => {
                        view! { <p class="dialog-text">"It has the same values as the current version."</p> }
                            .into_any()
                    }
                    false => {
                        difference_list(found, &format!("Version {published}"), &format!("Version {number}"))
                    }
                }
            }
            _ => view! { <Skeleton rows=3 /> }.into_any(),
        };
        found.into_any()
    };
    let gate = Gate {
        form,
        action: format!("Roll back {}", mode.as_str()),
        mode,
        project: project.name.clone(),
        reload: Callback::new(|()| published_changed()),
        cancel: Callback::new(move |()| page.rolling_back.set(None)),
        reason: Signal::stored(None),
    };
    let schema = untrack(|| schema.ready()).map_or_else(compare::no_schema, |found| found.schema.clone());
    view! {
        <p class="dialog-text">
            {format!("Its values and secrets are published again, as the next version. Version {number} itself and the draft stay as they are.")}
        </p>
        <div class="lost">{lost}</div>
        {gate.view(schema, None)}
    }
    .into_any()
}
