//! What the palette holds whatever is typed: where one was lately, what one can do, and the pages around.

use super::actions::actions;
use super::entry::Entry;
use crate::parts::here::Here;
use crate::paths::{InProject, Place, Section, project_at};
use crate::recent::{Recent, recent};
use portico_api::environments::Mode;
use portico_api::organizations::Organization;
use portico_api::projects::Project;
use std::sync::Arc;

/// Where one is, as far as it is known.
pub struct At {
    /// The organization of the address; at addresses of none, the one that was switched to last.
    pub organization: Option<Organization>,
    /// Whether what is in it may be offered.
    pub is_offered: bool,
    /// The page of a project that the address names.
    pub page: Option<InProject>,
    /// That project, once it is there.
    pub project: Option<Arc<Project>>,
    /// The environment that one is in, or was in last.
    pub mode: Mode,
}

impl At {
    /// Where one is now; tracked.
    pub(super) fn now(here: Here) -> Self {
        let page = here.page();
        Self {
            organization: here.around.get(),
            is_offered: here.is_offered(),
            project: page.as_ref().and_then(|_| here.project()),
            page,
            mode: here.mode.get(),
        }
    }
}

/// What the edge has listed of one kind: where it is and what it is called now.
#[derive(Default)]
pub struct Known {
    /// ID, slug and name of each.
    pub rows: Vec<(String, String, String)>,
    /// Whether those are all.
    pub complete: bool,
}

impl Known {
    /// A remembered place as it is now; `None`: it is not there any more.
    fn now(&self, place: Recent) -> Option<Recent> {
        match self.rows.iter().find(|(id, ..)| *id == place.id) {
            Some((_, slug, name)) => Some(Recent { slug: slug.clone(), name: name.clone(), ..place }),
            None => (!self.complete).then_some(place),
        }
    }
}

/// Where this person was lately comes first, then what they can do, then the pages.
pub fn standing(at: &At, person: Option<&str>, projects: &Known, organizations: &Known) -> Vec<Entry> {
    let mut all = match (person, &at.organization) {
        (Some(person), Some(around)) => lately(at, person, around, projects, organizations),
        _ => Vec::new(),
    };
    all.extend(actions(at));
    all.extend(pages(at));
    all
}

/// The projects of the organization and the organizations that one was at lately, but not the one where one is, and the projects of those
/// organizations.
fn lately(
    at: &At,
    person: &str,
    around: &Organization,
    projects: &Known,
    organizations: &Known,
) -> Vec<Entry> {
    let project = at.page.as_ref().map(|page| &page.project);
    let places = recent(person, around.id.as_str()).into_iter().filter_map(|place| projects.now(place));
    let places = places.filter(|place| Some(&place.slug) != project);
    let entry = |of: (&str, &str), place: &Recent| Entry::of_project(of, (&place.slug, &place.name));
    let mut all: Vec<Entry> = places.map(|place| entry((&around.slug, &around.name), &place)).collect();
    let places = recent(person, "").into_iter().filter(|place| place.id != around.id.as_str());
    let others: Vec<Recent> = places.filter_map(|place| organizations.now(place)).collect();
    all.extend(others.iter().map(|place| {
        let href = Place::Projects(place.slug.clone()).path();
        Entry::new(&place.name, place.slug.clone(), "Organization", href)
    }));
    for of in &others {
        all.extend(recent(person, &of.id).iter().map(|place| entry((&of.slug, &of.name), place)));
    }
    all
}

/// The pages of the project and the organization that one is in, and one's own.
fn pages(at: &At) -> Vec<Entry> {
    let mut all = Vec::new();
    if let (Some(page), Some(project)) = (&at.page, &at.project) {
        let place = format!("{} / {}", project.organization.name, project.name);
        all.extend(of_project(page, &place));
    }
    if let Some(organization) = at.organization.as_ref().filter(|_| at.is_offered) {
        all.extend(of_organization(organization));
    }
    let own = |title, place: Place| Entry::new(title, String::new(), "Page", place.path());
    all.push(own("Organizations", Place::Organizations));
    all.push(own("Account", Place::Account));
    all
}

fn of_project(page: &InProject, place: &str) -> Vec<Entry> {
    let at = |section| project_at(&page.organization, &page.project, section).path();
    let mut all = Vec::new();
    for mode in Mode::ALL {
        let context = format!("{place} / {}", mode.title());
        let sections = [
            ("Overview", Section::Overview(mode)),
            ("Configuration", Section::Configuration(mode)),
            ("Versions", Section::Versions(mode)),
            ("Keys", Section::Keys(mode)),
        ];
        all.extend(sections.map(|(title, section)| Entry::new(title, context.clone(), "Page", at(section))));
    }
    let sections = [
        ("Promote", Section::Promote),
        ("Schema", Section::Schema),
        ("Project settings", Section::ProjectSettings),
    ];
    all.extend(sections.map(|(title, section)| Entry::new(title, place.to_owned(), "Page", at(section))));
    all
}

fn of_organization(organization: &Organization) -> Vec<Entry> {
    let slug = || organization.slug.clone();
    let entry = |title, place: Place| Entry::new(title, organization.name.clone(), "Page", place.path());
    let mut all = vec![
        entry("Projects", Place::Projects(slug())),
        entry("Members", Place::Members(slug())),
        entry("Usage", Place::Usage(slug())),
        entry("Billing", Place::Billing(slug())),
        entry("Audit log", Place::Audit(slug())),
        entry("Trash", Place::Trash(slug())),
        entry("Organization settings", Place::OrganizationSettings(slug())),
        entry("Export and import", Place::Export(slug())),
    ];
    if organization.role.may_manage_members() {
        all.insert(2, entry("Invites", Place::Invites(slug())));
    }
    all
}
