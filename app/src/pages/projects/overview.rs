//! `/o/{organization}/p/{project}/{mode}`: one environment of a project.

use super::super::configuration::overview::{current_version, quick_start};
use super::super::{Heading, ahead};
use super::next_step::next_step;
use crate::browser::use_title;
use crate::paths;
use crate::ui::{Badge, CopyText, ModeBadge, RelativeTime, Tone};
use leptos::prelude::*;
use portico_api::environments::{Environment, Mode};
use portico_api::projects::Project;
use std::sync::Arc;

pub(super) fn page(organization: String, project: Memo<Arc<Project>>, mode: Mode) -> AnyView {
    let name = move || project.with(|project| project.name.clone());
    use_title(move || {
        project.with(|project| {
            vec![project.name.clone(), mode.title().into(), project.organization.name.clone()]
        })
    });
    let other = match mode {
        Mode::Sandbox => Mode::Live,
        Mode::Live => Mode::Sandbox,
    };
    let environment =
        move |mode: Mode| Memo::new(move |_| project.with(|project| pick(project, mode).clone()));
    let (shown, hidden) = (environment(mode), environment(other));
    let slug = move || project.with(|project| project.slug.clone());
    let at = organization.clone();
    let to_promote = paths::promote(&organization, &untrack(slug), Mode::Sandbox);
    let drift = move || {
        let text = project.with(|project| ahead(project))?;
        let href = to_promote.clone();
        Some(view! { <a class="page-drift" href=href><Badge text tone=Tone::Accent /></a> })
    };
    let next = next_step(organization.clone(), project, mode);
    let href = Signal::derive(move || paths::overview(&organization, &slug(), other).path());
    view! {
        <header class="page-header">
            <Heading><span translate="no">{name}</span></Heading>
            <ModeBadge mode />
            {drift}
            {next}
        </header>
        <p class="lead">{purpose(mode)}</p>
        <div class="environments">
        <div class="environments-main">
        <section class="environment" data-mode=mode.as_str() aria-label="This environment">
            <h2>{mode.title()} " environment ID"</h2>
            <CopyText value=id(shown) label=format!("Copy {} environment ID", mode.as_str()) />
            <p class="environment-note">
                "Your software reads its configuration by this ID. It never changes, whatever the project is called."
            </p>
            <p class="environment-when">"Created " <RelativeTime at_ms=Signal::derive(move || shown.get().created_at) /></p>
        </section>
        {quick_start(id(shown))}
        </div>
        <div class="environments-side">
        {current_version(at, project, shown, mode)}
        <section class="environment-other" data-mode=other.as_str() aria-label="The other environment">
            <h2>{other.title()} " environment ID"</h2>
            <CopyText value=id(hidden) label=format!("Copy {} environment ID", other.as_str()) />
            <a href=href>"Go to " {other.as_str()}</a>
        </section>
        </div>
        </div>
    }
    .into_any()
}

fn pick(project: &Project, mode: Mode) -> &Environment {
    match mode {
        Mode::Sandbox => &project.sandbox,
        Mode::Live => &project.live,
    }
}

fn id(environment: Memo<Environment>) -> Signal<String> {
    Signal::derive(move || environment.with(|environment| environment.id.to_string()))
}

fn purpose(mode: Mode) -> &'static str {
    match mode {
        Mode::Sandbox => "The sandbox is where you build and try things. Nothing here reaches your users.",
        Mode::Live => "Live is what your users get. Changes here reach them.",
    }
}
