//! What one comes to an environment's overview for: the one thing to do next, as a button, and the way to the values.

use super::super::may::may_publish;
use crate::parts::counted;
use crate::paths::{Section, project_at};
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
    /// Live has never had what the sandbox has.
    PromoteFirst,
    /// There is nothing to set yet.
    AddSetting,
    Edit,
    /// Whoever may not edit looks.
    View,
}

fn next(project: &Project, mode: Mode, is_empty: bool) -> Next {
    let changes = project.environment(mode).draft_changes;
    let may = |mode: Mode| may_publish(project, mode, "publish here").is_none();
    let is_first = mode == Mode::Live && project.live.published_version == 0;
    match (may(mode), changes, project.ahead()) {
        (false, ..) => Next::View,
        _ if is_empty && project.organization.role.may_edit_schema() => Next::AddSetting,
        _ if is_empty => Next::View,
        (_, 1.., _) => Next::Publish(changes),
        _ if is_first && project.sandbox.published_version > 0 => Next::PromoteFirst,
        (_, _, ahead @ 1..) if may(Mode::Live) => Next::Promote(ahead),
        _ => Next::Edit,
    }
}

/// The buttons beside the heading: the only ones of the page that stand out. `is_empty`: the schema has no setting.
pub(super) fn next_step(
    at: ProjectParams,
    project: Memo<Arc<Project>>,
    is_empty: Memo<bool>,
    mode: Mode,
) -> AnyView {
    // Made anew only where they say something else: the keyboard may be on one of them.
    let next = memo(move |_| project.with(|project| next(project, mode, is_empty.get())));
    (move || {
        let next = next.get();
        let configuration = project_at(&at.organization, &at.project, Section::Configuration(mode)).path();
        let primary = match next {
            Next::Publish(changes) => {
                Some((configuration.clone(), format!("Publish {}", counted(changes, "change"))))
            }
            Next::Promote(ahead) => {
                let href = project_at(&at.organization, &at.project, Section::Promote).path();
                Some((href, format!("Review and promote {}", counted(ahead, "setting"))))
            }
            Next::PromoteFirst => {
                let href = project_at(&at.organization, &at.project, Section::Promote).path();
                Some((href, "Promote from sandbox".to_owned()))
            }
            Next::AddSetting => {
                let href = project_at(&at.organization, &at.project, Section::Schema).path();
                Some((href, "Add a setting".to_owned()))
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
