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

/// The row. The whole of it leads to the project's sandbox; the link is called as the project, and whatever else is shown describes it.
pub(super) fn row(organization: &str, project: &ProjectRow) -> AnyView {
    let href = overview(organization, &project.slug, Mode::Sandbox).path();
    let id = |part: &str| format!("project-{}-{part}", project.id);
    let described = format!("{} {} {}", id("slug"), id("drift"), id("when"));
    view! {
        <div class="row">
            <a class="row-link" href=href aria-describedby=described>
                <span class="row-title" title=project.name.clone() translate="no">{project.name.clone()}</span>
            </a>
            <span class="row-slug" id=id("slug") translate="no">{project.slug.clone()}</span>
            {ahead(project.drift).map(|text| view! {
                <span class="row-drift" id=id("drift")><Badge text tone=Tone::Accent /></span>
            })}
            <span class="row-when" id=id("when")>"Created " <RelativeTime at_ms=project.created_at /></span>
        </div>
    }
    .into_any()
}
