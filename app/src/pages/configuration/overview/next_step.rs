//! What one comes to an environment's overview for: the one thing to do next, as a button, and the way to the values.

use super::super::may::may_publish;
use crate::parts::counted;
use crate::paths::{Section, project_at, promote};
use crate::reactive::memo;
use crate::ui::{ButtonKind, ButtonLink};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::{Project, ProjectParams};
use std::sync::Arc;

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Next {
    /// So many settings are changed and not published.
    Publish(u32),
    /// Sandbox is so many settings ahead of live.
    Promote(u32),
    Edit,
    /// Whoever may not edit looks.
    View,
}

fn next(project: &Project, mode: Mode) -> Next {
    let changes = project.environment(mode).draft_changes;
    let ahead = if mode == Mode::Sandbox { project.ahead() } else { 0 };
    let may = |mode: Mode| may_publish(project, mode, "publish here").is_none();
    match (may(mode), changes, ahead) {
        (false, ..) => Next::View,
        (_, 1.., _) => Next::Publish(changes),
        (_, _, 1..) if may(Mode::Live) => Next::Promote(ahead),
        _ => Next::Edit,
    }
}

/// The buttons beside the heading.
pub(super) fn next_step(at: ProjectParams, project: Memo<Arc<Project>>, mode: Mode) -> AnyView {
    // Made anew only where they say something else: the keyboard may be on one of them.
    let next = memo(move |_| project.with(|project| next(project, mode)));
    (move || {
        let next = next.get();
        let configuration = project_at(&at.organization, &at.project, Section::Configuration(mode)).path();
        let primary = match next {
            Next::Publish(changes) => {
                Some((configuration.clone(), format!("Publish {}", counted(changes, "change"))))
            }
            Next::Promote(ahead) => {
                let href = promote(&at.organization, &at.project, Mode::Sandbox);
                Some((href, format!("Review and promote {}", counted(ahead, "setting"))))
            }
            Next::Edit | Next::View => None,
        };
        let edit = if next == Next::View { "View configuration" } else { "Edit configuration" };
        let kind = if primary.is_some() { ButtonKind::Secondary } else { ButtonKind::Primary };
        let primary = primary
            .map(|(href, text)| view! { <ButtonLink kind=ButtonKind::Primary href>{text}</ButtonLink> });
        view! {
            <div class="page-actions next-step">
                <ButtonLink kind href=configuration>{edit}</ButtonLink>
                {primary}
            </div>
        }
    })
    .into_any()
}
