//! One project in the list: what it is called, what live answers, and how far sandbox is ahead of it.

use crate::locale::number;
use crate::paths::overview;
use crate::ui::{Badge, Person, RelativeTime, Tone};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::ProjectRow;

/// The height of a row in CSS pixels, as in style/pages/projects.css.
pub(super) const HEIGHT: f64 = 56.0;

/// What makes the row another one.
pub(super) fn key(project: &ProjectRow) -> String {
    let live = project
        .live
        .as_ref()
        .map(|live| format!("{} {:?}", live.number, live.author_name))
        .unwrap_or_default();
    let ProjectRow { id, slug, name, drift, changed_at, .. } = project;
    format!("{id} {slug} {name} {drift} {changed_at} {live}")
}

/// The row. The whole of it leads to the project's sandbox; the link is called as the project, and whatever else is shown describes it.
pub(super) fn row(organization: &str, project: &ProjectRow) -> AnyView {
    let href = overview(organization, &project.slug, Mode::Sandbox).path();
    let id = |part: &str| format!("project-{}-{part}", project.id);
    let described = ["slug", "live", "drift", "when"].map(id).join(" ");
    view! {
        <div class="row" data-tips="">
            <a class="row-link" href=href aria-describedby=described>
                <span class="row-title" title=project.name.clone() translate="no">{project.name.clone()}</span>
            </a>
            <span class="row-slug" id=id("slug") translate="no">{project.slug.clone()}</span>
            <span class="row-live" id=id("live")>{live(project)}</span>
            {ahead(project).map(|text| view! {
                <span class="row-drift" id=id("drift")><Badge text tone=Tone::Accent /></span>
            })}
            <span class="row-when" id=id("when")>"Changed " <RelativeTime at_ms=project.changed_at /></span>
        </div>
    }
    .into_any()
}

/// What live answers, since when and by whom.
fn live(project: &ProjectRow) -> AnyView {
    let Some(live) = &project.live else {
        return view! { <span class="row-never">"Not live yet"</span> }.into_any();
    };
    let version = format!("v{}", number(live.number));
    view! {
        <span class="row-version">
            <span class="visually-hidden">"Live is "</span>
            {version}
        </span>
        " · "
        <Person name=live.author_name.clone() email=live.author.clone() />
        ", "
        <RelativeTime at_ms=live.published_at />
    }
    .into_any()
}

/// How far sandbox is ahead of what is live.
fn ahead(project: &ProjectRow) -> Option<String> {
    let ahead = project.ahead();
    (ahead > 0).then(|| format!("Sandbox {} ahead", number(ahead.into())))
}
