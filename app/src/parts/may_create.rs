//! Who may create and rename projects.

use crate::ui::Words;
use portico_api::organizations::Organization;

/// Why projects can't be created or renamed in this organization; `None` where they can.
pub(crate) fn may_create(organization: &Organization) -> Option<Words> {
    (!organization.role.may_edit_projects()).then(|| {
        Words::from("Your role in ").name(&organization.name).text(format!(
            " is {}. Ask an Owner or Admin to make you a Developer.",
            organization.role.title()
        ))
    })
}
