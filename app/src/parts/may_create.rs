//! Who may create and rename projects.

use portico_api::organizations::Organization;

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<String> {
    (!organization.role.may_edit_projects()).then(|| {
        let (role, name) = (organization.role.title(), &organization.name);
        format!("Your role in {name} is {role}. Ask an Owner or Admin to make you a Developer.")
    })
}
