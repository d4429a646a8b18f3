//! What comes from the edge: projects, organizations, and the settings of the environment.

use super::entry::Entry;
use crate::paths::{InProject, Place, setting};
use portico_api::configuration::Configuration;
use portico_api::organizations::Organization;
use portico_api::projects::ProjectRow;

pub(super) fn of_projects(organization: &Organization, projects: &[ProjectRow]) -> Vec<Entry> {
    let of = (organization.slug.as_str(), organization.name.as_str());
    projects.iter().map(|row| Entry::of_project(of, (&row.slug, &row.name))).collect()
}

pub(super) fn of_organizations(organizations: &[Organization]) -> Vec<Entry> {
    let entry = |one: &Organization| {
        Entry::new(&one.name, one.slug.clone(), "Organization", Place::Projects(one.slug.clone()).path())
    };
    organizations.iter().map(entry).collect()
}

/// The settings of the environment, by title and key.
pub(super) fn of_settings(page: &InProject, configuration: &Configuration) -> Vec<Entry> {
    let all = configuration.schema.settings.iter().map(|one| {
        let href = setting(&page.organization, &page.project, configuration.mode, &one.key);
        Entry::new(&one.title, one.key.to_string(), "Setting", href)
    });
    all.collect()
}
