//! A project of an archive, and what came or would come of it.

use super::bring::{Ids, Row, State};
use crate::parts::counted;
use crate::paths::overview;
use crate::ui::{Badge, Tone};
use leptos::prelude::*;
use portico_api::environments::Mode;

pub(super) fn row(slug: StoredValue<String>, Row { name, state }: Row) -> AnyView {
    let title = move || match state.get() {
        State::Made { name, slug: project, .. } => {
            let href = overview(&slug.get_value(), &project, Mode::Sandbox).path();
            view! { <a class="archive-name" href=href translate="no">{name}</a> }.into_any()
        }
        _ => view! { <span class="archive-name" translate="no">{name.clone()}</span> }.into_any(),
    };
    let badge = move || {
        let (text, tone) = match state.get() {
            State::Waiting => return None,
            State::Fits { .. } => ("Can be imported", Tone::Accent),
            State::Refused(_) => ("Not imported", Tone::Warning),
            State::Made { .. } => ("Imported", Tone::Good),
            State::Failed(_) => ("Failed", Tone::Bad),
        };
        Some(view! { <Badge text tone /> })
    };
    let text = move || match state.get() {
        State::Waiting => String::new(),
        State::Fits { name, ids, secrets, left_out } => {
            sentences([named(&name), renewed(ids), to_set(secrets), gone(left_out)])
        }
        State::Refused(text) | State::Failed(text) => text,
        State::Made { secrets, .. } => sentences([None, None, to_set(secrets), None]),
    };
    view! {
        <div class="archive-project">
            <span class="archive-what">{title}{badge}</span>
            <span class="archive-text">{text}</span>
        </div>
    }
    .into_any()
}

/// Under which name, where that is another one than in the archive.
fn named(name: &str) -> Option<String> {
    name.ends_with("(imported)").then(|| format!("As “{name}”."))
}

/// That its environments don't keep their IDs, where that was asked for.
fn renewed(ids: Ids) -> Option<String> {
    (ids == Ids::NewInstead).then(|| "With new environment IDs.".to_owned())
}

fn to_set(secrets: usize) -> Option<String> {
    let secrets = u32::try_from(secrets).unwrap_or(u32::MAX);
    (secrets > 0).then(|| format!("{} must be set again.", counted(secrets, "secret")))
}

fn gone(left_out: usize) -> Option<String> {
    let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
    (left_out > 0).then(|| format!("{} skipped: no matching setting.", counted(left_out, "value")))
}

fn sentences(all: [Option<String>; 4]) -> String {
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
