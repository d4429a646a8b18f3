//! One project in the list.

use super::super::ahead;
use crate::paths::overview;
use crate::ui::{Badge, RelativeTime, Tone};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::ProjectRow;

/// The height of a row in CSS pixels, as in style/pages/projects.css.
pub(super) const HEIGHT: f64 = 56.0;

/// What makes the row another one.
pub(super) fn key(project: &ProjectRow) -> String {
    format!("{} {} {} {}", project.id, project.slug, project.name, project.drift)
}

/// The row: a link to the project's sandbox. It is called as the project; whatever else it shows describes it.
pub(super) fn row(organization: &str, project: &ProjectRow) -> AnyView {
    let href = overview(organization, &project.slug, Mode::Sandbox).path();
    let id = |part: &str| format!("project-{}-{part}", project.id);
    let described = format!("{} {} {}", id("slug"), id("drift"), id("when"));
    view! {
        <a class="row" href=href aria-labelledby=id("name") aria-describedby=described>
            <span class="row-title" id=id("name") title=project.name.clone() translate="no">{project.name.clone()}</span>
            <span class="row-slug" id=id("slug") translate="no">{project.slug.clone()}</span>
            {ahead(project.drift).map(|text| view! {
                <span class="row-drift" id=id("drift")><Badge text tone=Tone::Accent /></span>
            })}
            <span class="row-when" id=id("when")>"Created " <RelativeTime at_ms=project.created_at /></span>
        </a>
    }
    .into_any()
}
