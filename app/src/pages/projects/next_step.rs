//! What one comes to an environment's overview for: the one thing to do next, as a button, and the way to the values.

use super::super::counted;
use crate::paths::{Section, project_at, promote};
use crate::ui::{ButtonKind, ButtonLink};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::Project;
use std::sync::Arc;

/// The buttons beside the heading. Where sandbox is ahead of live, that is reviewed first; otherwise values are edited.
pub(super) fn next_step(organization: String, project: Memo<Arc<Project>>, mode: Mode) -> AnyView {
    // Made anew only where they say something else: the keyboard may be on one of them.
    let state = Memo::new(move |_| {
        project.with(|project| {
            let ahead = if mode == Mode::Sandbox { project.ahead() } else { 0 };
            (project.slug.clone(), ahead, project.organization.role.may_edit_projects())
        })
    });
    (move || {
        let (slug, ahead, may_edit) = state.get();
        let configuration = project_at(&organization, &slug, Section::Configuration(mode)).path();
        let edit = if may_edit { "Edit configuration" } else { "View configuration" };
        let review = (ahead > 0 && may_edit).then(|| {
            let href = promote(&organization, &slug, Mode::Sandbox);
            let text = format!("Review and promote {}", counted(ahead, "setting"));
            view! { <ButtonLink kind=ButtonKind::Primary href>{text}</ButtonLink> }
        });
        let kind = if review.is_some() { ButtonKind::Secondary } else { ButtonKind::Primary };
        view! {
            <div class="page-actions">
                <ButtonLink kind href=configuration>{edit}</ButtonLink>
                {review}
            </div>
        }
    })
    .into_any()
}
