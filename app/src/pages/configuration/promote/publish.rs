//! The dialog that makes the next version of the other environment.

use super::super::difference::{Difference, difference_list};
use super::super::gate::{Gate, shape};
use super::super::text::shown;
use super::super::{BOUND, other, published_changed};
use super::{Page, version};
use crate::form::shaped_form;
use crate::kept::with_project;
use crate::reactive::effect;
use crate::ui::{Dialog, use_toasts};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::ProjectParams;
use portico_api::promotion::{Promote, Promotion};

pub(super) fn dialog(page: Page) -> AnyView {
    let title = Signal::derive(move || match page.from.get() {
        Mode::Sandbox => "Promote to live",
        Mode::Live => "Copy back to sandbox",
    });
    let title = Signal::derive(move || title.get().to_owned());
    view! {
        <Dialog open=page.open title dirty=true>
            {move || content(page)}
        </Dialog>
    }
    .into_any()
}

fn content(page: Page) -> AnyView {
    let toasts = use_toasts();
    let from = page.from.get_untracked();
    let to = other(from);
    let first = page.promotion.get_untracked();
    let project = &first.project;
    // By ID: by the time of sending, the slug may stand for another project.
    let params =
        ProjectParams { organization: project.organization.id.to_string(), project: project.id.to_string() };
    let form = shaped_form::<Promote>(
        &[
            ("message", ""),
            ("confirm", ""),
            ("from", from.as_str()),
            ("to", to.as_str()),
            ("keys", ""),
            ("sandbox_version", ""),
            ("live_version", ""),
        ],
        shape,
        move || params.clone(),
        move |_, version| {
            toasts.success(format!(
                "Version {} published to {}; it is read everywhere {BOUND}",
                version.number,
                to.as_str()
            ));
            page.ticked.set(Vec::new());
            page.open.set(false);
            published_changed();
        },
    );
    form.keep(
        with_project(&project.organization.id),
        format!("promote.{}.{}", project.id, to.as_str()),
        &["message"],
    );
    // What is looked at is what is published.
    effect(move || {
        form.value("keys").set(page.chosen().join("\n"));
        page.promotion.with(|promotion| {
            for (name, mode) in [("sandbox_version", Mode::Sandbox), ("live_version", Mode::Live)] {
                form.value(name).set(number(promotion, mode).to_string());
            }
        });
    });
    let found = move || {
        let chosen = page.chosen();
        page.promotion
            .with(|promotion| chosen.iter().map(|key| difference(promotion, from, key)).collect::<Vec<_>>())
    };
    let verb = if from == Mode::Sandbox { "Promote to live" } else { "Copy back to sandbox" };
    let gate = Gate {
        form,
        action: verb.to_owned(),
        mode: to,
        project: project.name.clone(),
        reload: Callback::new(|()| published_changed()),
        cancel: Callback::new(move |()| page.open.set(false)),
        reason: page.reason,
    };
    view! {
        {move || difference_list(found(), &format!("{} now", to.title()), &format!("{} then", to.title()))}
        {gate.view(first.schema.clone(), None)}
    }
    .into_any()
}

fn number(promotion: &Promotion, mode: Mode) -> i64 {
    version(promotion, mode).map_or(0, |version| version.version.number)
}

fn difference(promotion: &Promotion, from: Mode, key: &str) -> Difference {
    let setting = promotion.schema.get(key);
    let value = |mode: Mode| {
        let value = version(promotion, mode)?.values.get(key)?;
        Some(shown(setting.map(|setting| &setting.kind), value))
    };
    Difference {
        key: key.to_owned(),
        title: setting.map(|setting| setting.title.clone()),
        before: value(other(from)),
        after: value(from),
        secret: false,
    }
}
