//! Places that are often linked to, and addresses that carry more than a place: what is searched, compared or opened.

use crate::encoding::encode;
use crate::{InProject, Place, Section};
use portico_api::Role;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::organizations::OrganizationSort;
use portico_api::projects::ProjectSort;

/// The overview of one environment of a project.
pub fn overview(organization: &str, project: &str, mode: Mode) -> Place {
    project_at(organization, project, Section::Overview(mode))
}

/// A page of a project.
pub fn project_at(organization: &str, project: &str, section: Section) -> Place {
    Place::Project(InProject { organization: organization.into(), project: project.into(), section })
}

/// The members, with the dialog that invites some.
pub fn invite_members(organization: &str) -> String {
    format!("{}{INVITING}", Place::Members(organization.into()).path())
}

/// What stands behind the address of the members while the dialog that invites is asked for.
pub const INVITING: &str = "#invite";

/// A setting on the page where it is edited.
pub fn setting(organization: &str, project: &str, mode: Mode, key: &str) -> String {
    format!("{}#{key}", project_at(organization, project, Section::Configuration(mode)).path())
}

/// The page where settings are edited, with the history of one of them.
pub fn setting_history(at: &EnvironmentParams, key: &str) -> String {
    let page = project_at(&at.organization, &at.project, Section::Configuration(at.mode)).path();
    with_query(page, &[("history", key)])
}

/// The promote page; copying back from live stands in the address.
pub fn promote(organization: &str, project: &str, from: Mode) -> String {
    let from = if from == Mode::Live { from.as_str() } else { "" };
    with_query(project_at(organization, project, Section::Promote).path(), &[("from", from)])
}

/// The versions of an environment, two of them side by side.
pub fn versions(organization: &str, project: &str, mode: Mode, compared: Option<(i64, i64)>) -> String {
    let compared = compared.map(|(one, other)| format!("{one}..{other}")).unwrap_or_default();
    with_query(project_at(organization, project, Section::Versions(mode)).path(), &[("compare", &compared)])
}

/// The Projects tab with its search and order in the address.
pub fn projects_search(organization: &str, search: &str, sort: ProjectSort) -> String {
    let sort = if sort == ProjectSort::default() { "" } else { sort.as_str() };
    with_query(Place::Projects(organization.into()).path(), &[("search", search), ("sort", sort)])
}

/// The Organizations tab with its search and order in the address.
pub fn organizations_search(search: &str, sort: OrganizationSort) -> String {
    let sort = if sort == OrganizationSort::default() { String::new() } else { sort.word() };
    with_query(Place::Organizations.path(), &[("search", search), ("sort", &sort)])
}

/// The members of an organization with search and filter in the address.
pub fn members_search(organization: &str, search: &str, role: Option<Role>) -> String {
    let role = role.map_or("", Role::as_str);
    with_query(Place::Members(organization.into()).path(), &[("search", search), ("role", role)])
}

/// The usage of an organization in a month (`2026-11`; empty: this one), of one project (its ID) or of all.
pub fn usage(organization: &str, month: &str, project: &str) -> String {
    with_query(Place::Usage(organization.into()).path(), &[("month", month), ("project", project)])
}

/// The audit log of an organization with what is looked for in the address.
pub fn audit(organization: &str, filter: &[(&str, &str)]) -> String {
    with_query(Place::Audit(organization.into()).path(), filter)
}

/// The path and those of the parameters that say something.
fn with_query(path: String, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

/// The sign-in page; afterwards it leads back to `return_to`.
pub fn sign_in(return_to: &str) -> String {
    let path = Place::SignIn.path();
    if return_to == "/" { path } else { format!("{path}?return_to={}", encode(return_to)) }
}

/// The sign-in page for who is signed in and has to be once more, in another way or anew: it does not lead on by itself. The session of before goes on until
/// then, because the one that follows carries on how else somebody signed in.
pub fn sign_in_again(return_to: &str) -> String {
    format!("{}?return_to={}&again=1", Place::SignIn.path(), encode(return_to))
}
