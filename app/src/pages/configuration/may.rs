//! Why somebody may not, in a sentence; `None` where they may.

use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::Project;

/// `act` as in "change settings here".
pub(super) fn may_publish(project: &Project, mode: Mode, act: &str) -> Option<String> {
    let role = project.organization.role;
    (!role.may_publish(mode, project.developers_publish_live)).then(|| match mode {
        Mode::Sandbox => {
            format!("Your role is {}. Developers, Admins and Owners {act}.", role.title())
        }
        Mode::Live => in_live(role, act),
    })
}

/// As [`may_publish`], for what is kept like live in both environments: keys.
pub(super) fn may_release(project: &Project, act: &str) -> Option<String> {
    let role = project.organization.role;
    (!role.may_release(project.developers_publish_live)).then(|| in_live(role, act))
}

fn in_live(role: Role, act: &str) -> String {
    let ask = match role {
        Role::Developer => " An Admin can let Developers do it, in the project settings.",
        _ => "",
    };
    format!("Your role is {}. Only Admins and Owners {act}.{ask}", role.title())
}

pub(super) fn may_edit_schema(project: &Project) -> Option<String> {
    let role = project.organization.role;
    (!role.may_edit_schema())
        .then(|| format!("Your role is {}. Only Admins and Owners change the schema.", role.title()))
}
