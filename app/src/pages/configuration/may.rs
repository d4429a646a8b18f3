//! Why somebody may not, in a sentence; `None` where they may.

use crate::parts::counted;
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::Project;

/// `act` as in "change settings here".
pub(super) fn may_publish(project: &Project, mode: Mode, act: &str) -> Option<String> {
    let role = project.organization.role;
    (!role.may_publish(mode, project.developers_publish_live)).then(|| match mode {
        Mode::Sandbox => {
            format!("Your role is {}. Developers, Admins and Owners can {act}.", role.title())
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
    format!("Your role is {}. Only Admins and Owners can {act}.{ask}", role.title())
}

pub(super) fn may_edit_schema(project: &Project) -> Option<String> {
    let role = project.organization.role;
    (!role.may_edit_schema())
        .then(|| format!("Your role is {}. Only Admins and Owners can change the schema.", role.title()))
}

/// Why live can't be published while so many settings lack what it requires.
pub(super) fn is_complete(lacking: u32) -> Option<String> {
    let verb = if lacking == 1 { "has" } else { "have" };
    (lacking > 0).then(|| format!("{} required in live {verb} no value.", counted(lacking, "setting")))
}
