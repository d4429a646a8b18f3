//! One line of the palette, and which lines fit what is typed.

use super::fuzzy::{Comparable, Typed};
use crate::paths::{Section, project_at};
use portico_api::environments::Mode;
use std::borrow::Cow;

/// So many are shown: who wants another one types on.
pub const SHOWN: usize = 50;

/// What choosing it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// Leads to this address of the console.
    Goes(String),
    /// Opens the sheet of keyboard shortcuts.
    ShowsShortcuts,
    /// Puts this environment ID on the clipboard.
    Copies(String),
    SignsOut,
}

/// One line: a place to go to, or something to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub title: String,
    /// Where it is: "Acme / Shop / Live".
    pub context: String,
    /// What it is: "Project".
    pub kind: &'static str,
    pub does: Does,
    /// The slugs of the organization and the project, where it is one: then its environments can be gone to as well.
    project: Option<(String, String)>,
    compared: Comparable,
}

impl Entry {
    /// A place to go to.
    pub fn new(title: &str, context: String, kind: &'static str, href: String) -> Self {
        Self::doing(title, context, kind, Does::Goes(href))
    }

    /// Something to do.
    pub(super) fn action(title: &str, context: String, does: Does) -> Self {
        Self::doing(title, context, "Action", does)
    }

    fn doing(title: &str, context: String, kind: &'static str, does: Does) -> Self {
        let compared = Comparable::new(&format!("{title} {context}"));
        Self { title: title.to_owned(), context, kind, does, project: None, compared }
    }

    /// A project of the organization with this slug and name.
    pub(super) fn of_project(organization: (&str, &str), project: (&str, &str)) -> Self {
        let ((organization, of), (slug, name)) = (organization, project);
        let href = project_at(organization, slug, Section::Overview(Mode::Sandbox)).path();
        let project = Some((organization.to_owned(), slug.to_owned()));
        Self { project, ..Self::new(name, of.to_owned(), "Project", href) }
    }

    /// An environment of a project.
    fn environment(&self, mode: Mode) -> Option<Self> {
        let (organization, project) = self.project.as_ref()?;
        let href = project_at(organization, project, Section::Overview(mode)).path();
        let context = format!("{} / {} / {}", self.context, self.title, mode.title());
        Some(Self::new(&self.title, context, "Environment", href))
    }

    /// Whether both are the same line: a place has one of each kind, and several actions may lead to one page.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.does == other.does
            && (self.kind != "Action" || self.title == other.title)
    }
}

/// Those that fit, the best first; of those that fit alike, the ones that were listed first. What names a project and then a mode finds its environments.
pub(super) fn fitting(all: &[Entry], typed: &Typed) -> Vec<Entry> {
    let path = typed.before_mode();
    let mut scored: Vec<(i32, Cow<'_, Entry>)> = Vec::new();
    for entry in all {
        if let Some((before, mode)) = &path
            && entry.project.is_some()
            && entry.compared.score(before).is_some()
            && let Some(environment) = entry.environment(*mode)
            && let Some(score) = environment.compared.score(typed)
        {
            scored.push((score, Cow::Owned(environment)));
        }
        if let Some(score) = entry.compared.score(typed) {
            scored.push((score, Cow::Borrowed(entry)));
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
        if !fitting.iter().any(|known| known.is(&entry)) {
            fitting.push(entry.into_owned());
        }
    }
    fitting
}
