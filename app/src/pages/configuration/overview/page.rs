//! What both environments hold, how they are read, and the one thing to do next.

use super::guide::guide;
use super::ids::ids;
use super::next_step::next_step;
use super::quick_start::quick_start;
use super::values::values;
use super::version::current_version;
use crate::browser::use_title;
use crate::parts::{Heading, ahead};
use crate::paths;
use crate::query::{Phase, Query};
use crate::reactive::memo;
use crate::ui::{Badge, ModeBadge, Tone};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::{Project, ProjectParams};
use portico_api::promotion::Promotion;
use std::sync::Arc;

pub(crate) fn page(
    at: ProjectParams,
    project: Memo<Arc<Project>>,
    promotion: Query<Promotion>,
    mode: Mode,
) -> AnyView {
    let name = move || project.with(|project| project.name.clone());
    use_title(move || {
        project.with(|project| {
            vec![project.name.clone(), mode.title().into(), project.organization.name.clone()]
        })
    });
    let environment = memo(move |_| project.with(|project| project.environment(mode).clone()));
    let id = Signal::derive(move || environment.with(|environment| environment.id.to_string()));
    // What stands below comes with it, so that nothing moves.
    let settled = memo(move |_| !matches!(promotion.phase(), Phase::Loading));
    let is_empty =
        memo(move |_| promotion.ready().is_some_and(|promotion| promotion.schema.settings.is_empty()));
    let to_promote = paths::promote(&at.organization, &at.project, Mode::Sandbox);
    let drift = move || {
        let text = project.with(|project| ahead(project))?;
        let href = to_promote.clone();
        Some(view! { <a class="page-drift" href=href><Badge text tone=Tone::Accent /></a> })
    };
    view! {
        <header class="page-header">
            <Heading><span translate="no">{name}</span></Heading>
            <ModeBadge mode />
            {drift}
            {next_step(at.clone(), project, is_empty, mode)}
        </header>
        <p class="lead">{purpose(mode)}</p>
        {ids(project, mode)}
        {guide(at.clone(), project, promotion, mode)}
        <div class="environments">
            {values(at.clone(), promotion, mode)}
            {move || settled.get().then(|| view! {
                <div class="environments-side">
                    {current_version(at.clone(), promotion, environment, mode)}
                    {quick_start(id)}
                </div>
            })}
        </div>
    }
    .into_any()
}

fn purpose(mode: Mode) -> &'static str {
    match mode {
        Mode::Sandbox => "The sandbox is where you build and try things. Nothing here reaches your users.",
        Mode::Live => "Live is what your users get. Changes here reach them.",
    }
}
