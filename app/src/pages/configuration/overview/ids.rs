//! The IDs of both environments, a line each.

use crate::reactive::memo;
use crate::ui::{CopyText, ModeBadge};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::Project;
use std::sync::Arc;

pub(super) fn ids(project: Memo<Arc<Project>>, mode: Mode) -> AnyView {
    let line = move |of: Mode| {
        let id = memo(move |_| project.with(|project| project.environment(of).id.to_string()));
        let name = format!("{} environment ID", of.title());
        let label = format!("Copy {} environment ID", of.as_str());
        view! {
            <div
                class="environment-id"
                role="group"
                aria-label=name
                data-mode=of.as_str()
                data-here=(of == mode).then_some("")
            >
                <ModeBadge mode=of />
                <CopyText value=Signal::derive(move || id.get()) label />
            </div>
        }
        .into_any()
    };
    view! {
        <section class="environment-ids" aria-labelledby="environment-ids">
            <h2 id="environment-ids">"Environment IDs"</h2>
            {line(Mode::Sandbox)}
            {line(Mode::Live)}
            <p class="environment-note">
                "Your software reads its configuration by these IDs. They never change, whatever the project is called."
            </p>
        </section>
    }
    .into_any()
}
