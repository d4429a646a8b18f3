//! What one can do from where one is. What one may not do is not offered: the palette is no place to read why.

use super::entry::{Does, Entry};
use super::standing::At;
use crate::paths::{InProject, Place, Section, invite_members, project_at, promote};
use portico_api::environments::Mode;
use portico_api::organizations::Organization;
use portico_api::projects::Project;

/// The actions at this place, those of the environment first.
pub fn actions(at: &At) -> Vec<Entry> {
    let mut all = Vec::new();
    if let (Some(page), Some(project)) = (&at.page, &at.project) {
        all.extend(of_environment(page, project, at.mode));
    }
    if let Some(organization) = at.organization.as_ref().filter(|known| at.is_offered && !known.is_closed) {
        all.extend(of_organization(organization));
    }
    let own = |title, does| Entry::action(title, String::new(), does);
    all.push(own("Create organization", Does::Goes(Place::NewOrganization.path())));
    all.push(own("Keyboard shortcuts", Does::ShowsShortcuts));
    all.push(own("Sign out", Does::SignsOut));
    all
}

fn of_environment(page: &InProject, project: &Project, mode: Mode) -> Vec<Entry> {
    let (role, environment) = (project.organization.role, project.environment(mode));
    let place = format!("{} / {}", project.organization.name, project.name);
    let here = format!("{place} / {}", mode.title());
    let configuration =
        || Does::Goes(project_at(&page.organization, &page.project, Section::Configuration(mode)).path());
    let mut all = Vec::new();
    if role.may_publish(mode, project.developers_publish_live) {
        // What was never published can be, as it is.
        if environment.draft_changes > 0 || environment.published_version == 0 {
            all.push(Entry::action("Publish changes", here.clone(), configuration()));
        }
        all.push(Entry::action("Edit configuration", here.clone(), configuration()));
    }
    if project.drift > 0
        && project.sandbox.published_version > 0
        && role.may_publish(Mode::Live, project.developers_publish_live)
    {
        let href = promote(&page.organization, &page.project, Mode::Sandbox);
        all.push(Entry::action("Promote to live", place, Does::Goes(href)));
    }
    all.push(Entry::action("Copy environment ID", here, Does::Copies(environment.id.to_string())));
    all
}

fn of_organization(organization: &Organization) -> Vec<Entry> {
    let entry = |title, href| Entry::action(title, organization.name.clone(), Does::Goes(href));
    let mut all = Vec::new();
    if organization.role.may_edit_projects() {
        all.push(entry("Create project", Place::NewProject(organization.slug.clone()).path()));
    }
    if organization.role.may_manage_members() {
        all.push(entry("Invite members", invite_members(&organization.slug)));
    }
    all
}
