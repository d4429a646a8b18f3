//! What stands where a project has no settings yet: what will be there, and the way to the schema for whoever may change it.

use crate::paths::{Section, project_at};
use crate::ui::{ButtonKind, ButtonLink, EmptyState};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::projects::ProjectParams;

pub(super) fn no_settings(at: &ProjectParams, role: Role, kind: ButtonKind) -> AnyView {
    const TITLE: &str = "No settings yet";
    if !role.may_edit_schema() {
        return view! {
            <EmptyState
                title=TITLE
                text="The schema says which settings the project has, in both environments. An Admin or Owner can add the first one."
            />
        }
        .into_any();
    }
    let href = project_at(&at.organization, &at.project, Section::Schema).path();
    view! {
        <EmptyState
            title=TITLE
            text="The schema says which settings the project has, in both environments. Add the first one there."
        >
            <ButtonLink kind href>"Go to the schema"</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
