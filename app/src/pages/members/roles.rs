//! The roles as a choice, each with what it may do.

use crate::ui::Choice;
use portico_api::Role;
use portico_api::organizations::Organization;

/// Every role for somebody whose own is `own`: those above it are visible, with the reason why they can't be chosen.
pub(super) fn choices(own: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.as_str(),
        title: role.title(),
        text: meaning(role),
        reason: (!own.may_grant(role))
            .then(|| format!("Above your own role: only an {} can give it.", role.title())),
    };
    Role::ALL.into_iter().map(choice).collect()
}

fn meaning(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Sees everything, changes nothing.",
        Role::Developer => "Creates projects, edits the sandbox and publishes to it.",
        Role::Admin => "Also publishes to live and manages members, keys and billing.",
        Role::Owner => "Also makes Owners and deletes the organization.",
        Role::Unknown => "Comes from a newer version of Portico, and opens nothing here.",
    }
}

/// Why nobody can be invited to this organization by this person; `None` where they can.
pub(crate) fn may_invite(organization: &Organization) -> Option<String> {
    (!organization.role.may_manage_members()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Only Owners and Admins can invite members.")
    })
}
