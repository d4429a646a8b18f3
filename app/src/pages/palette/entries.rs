//! What one can go to from where one is.

use super::fuzzy::{Comparable, Typed};
use crate::pages::members::may_invite;
use crate::parts::here::Here;
use crate::paths::{InProject, Place, Section, project_at, setting};
use crate::recent::{Recent, recent};
use leptos::prelude::*;
use portico_api::configuration::Configuration;
use portico_api::environments::Mode;
use portico_api::organizations::Organization;
use portico_api::projects::ProjectRow;

/// So many are shown: who wants another one types on.
const SHOWN: usize = 50;

/// One place to go to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) title: String,
    /// Where it is: "Acme / Shop / Live".
    pub(super) context: String,
    /// What it is: "Project".
    pub(super) kind: &'static str,
    pub(super) href: String,
    /// The slugs of the organization and the project, where it is one: then its environments can be gone to as well.
    project: Option<(String, String)>,
    compared: Comparable,
}

impl Entry {
    pub(super) fn new(title: &str, context: String, kind: &'static str, href: String) -> Self {
        let compared = Comparable::new(&format!("{title} {context}"));
        Self { title: title.to_owned(), context, kind, href, project: None, compared }
    }

    /// A project of the organization with this slug and name.
    fn of_project(organization: (&str, &str), project: (&str, &str)) -> Self {
        let ((organization, of), (slug, name)) = (organization, project);
        let href = project_at(organization, slug, Section::Overview(Mode::Sandbox)).path();
        let project = Some((organization.to_owned(), slug.to_owned()));
        Self { project, ..Self::new(name, of.to_owned(), "Project", href) }
    }

    /// An environment of a project.
    fn environment(&self, mode: Mode) -> Option<Self> {
        let (organization, project) = self.project.as_ref()?;
        let word = match mode {
            Mode::Sandbox => "Sandbox",
            Mode::Live => "Live",
        };
        let href = project_at(organization, project, Section::Overview(mode)).path();
        Some(Self::new(
            &self.title,
            format!("{} / {} / {word}", self.context, self.title),
            "Environment",
            href,
        ))
    }
}

/// What the edge has listed of one kind: where it is and what it is called now.
pub(super) struct Known {
    /// ID, slug and name of each.
    pub(super) rows: Vec<(String, String, String)>,
    /// Whether those are all.
    pub(super) complete: bool,
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

/// The projects of the organization and the organizations that one was at lately, but not the one where one is, and the projects of those
/// organizations; tracked.
pub(super) fn lately(
    here: Here,
    person: Option<&str>,
    projects: &Known,
    organizations: &Known,
) -> Vec<Entry> {
    let (Some(person), Some(organization)) = (person, here.around.get()) else { return Vec::new() };
    let project = here.page().map(|page| page.project);
    let places = recent(person, organization.id.as_str()).into_iter().filter_map(|place| projects.now(place));
    let places = places.filter(|place| Some(&place.slug) != project.as_ref());
    let entry = |of: (&str, &str), place: &Recent| Entry::of_project(of, (&place.slug, &place.name));
    let mut all: Vec<Entry> =
        places.map(|place| entry((&organization.slug, &organization.name), &place)).collect();
    let places = recent(person, "").into_iter().filter(|place| place.id != organization.id.as_str());
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

/// The pages and actions of the organization and the project that one is in; tracked.
pub(super) fn around(here: Here) -> Vec<Entry> {
    let mut all = Vec::new();
    let organization = here.around.get();
    if let (Some(page), Some(project)) = (here.page(), here.project()) {
        let place = format!("{} / {}", project.organization.name, project.name);
        all.extend(of_project(&page, &place));
    }
    if let Some(organization) = organization.filter(|_| here.is_offered()) {
        all.extend(of_organization(&organization));
    }
    let own = |title, place: Place| Entry::new(title, String::new(), "Page", place.path());
    all.push(own("Organizations", Place::Organizations));
    all.push(own("Account", Place::Account));
    all.push(Entry::new("Keyboard shortcuts", String::new(), "Page", Place::Account.path() + "#shortcuts"));
    all.push(Entry::new("Create organization", String::new(), "Action", Place::NewOrganization.path()));
    all
}

fn of_project(page: &InProject, place: &str) -> Vec<Entry> {
    let at = |section| project_at(&page.organization, &page.project, section).path();
    let mut all = Vec::new();
    for (mode, word) in [(Mode::Sandbox, "Sandbox"), (Mode::Live, "Live")] {
        let context = format!("{place} / {word}");
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
    let entry = |title, kind, place: Place| Entry::new(title, organization.name.clone(), kind, place.path());
    let mut all = vec![
        entry("Projects", "Page", Place::Projects(slug())),
        entry("Members", "Page", Place::Members(slug())),
        entry("Usage", "Page", Place::Usage(slug())),
        entry("Billing", "Page", Place::Billing(slug())),
        entry("Audit log", "Page", Place::Audit(slug())),
        entry("Trash", "Page", Place::Trash(slug())),
        entry("Organization settings", "Page", Place::OrganizationSettings(slug())),
        entry("Export and import", "Page", Place::Export(slug())),
        entry("Create project", "Action", Place::NewProject(slug())),
    ];
    if may_invite(organization).is_none() {
        all.insert(2, entry("Invites", "Page", Place::Invites(slug())));
    }
    all
}

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

/// Those that fit, the best first; of those that fit alike, the ones that were listed first. What names a project and then a mode finds its environments.
pub(super) fn fitting(all: Vec<Entry>, typed: &Typed) -> Vec<Entry> {
    let path = typed.before_mode();
    let mut scored: Vec<(i32, Entry)> = Vec::new();
    for entry in all {
        if let Some((before, mode)) = &path
            && entry.project.is_some()
            && entry.compared.score(before).is_some()
            && let Some(environment) = entry.environment(*mode)
            && let Some(score) = environment.compared.score(typed)
        {
            scored.push((score, environment));
        }
        if let Some(score) = entry.compared.score(typed) {
            scored.push((score, entry));
        }
    }
    if !typed.is_empty() {
        scored.sort_by_key(|(score, _)| -score);
    }
    let mut fitting: Vec<Entry> = Vec::new();
    for (_, entry) in scored {
        if fitting.len() == SHOWN {
            break;
        }
        if fitting.iter().all(|known| known.href != entry.href || known.kind != entry.kind) {
            fitting.push(entry);
        }
    }
    fitting
}
