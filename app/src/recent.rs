//! Where the person was lately: the organizations, and the projects of each, that the dropdowns and the palette begin with. Kept in this browser
//! for whoever is signed in, and forgotten when they sign out. Names, and what stands below them, are as they were then: what the edge lists comes first.

use crate::browser::{forget, remember, remembered};

const KEY: &str = "portico.recent";

/// So many are shown beside where one is.
const SHOWN: usize = 5;

/// So many are kept, over all organizations.
const KEPT: usize = 60;

/// An organization, or a project of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Recent {
    /// The ID of the organization that the project is in; empty for an organization itself.
    pub of: String,
    pub id: String,
    pub slug: String,
    pub name: String,
    /// What the dropdowns say below its name; empty where that was not kept.
    pub context: String,
}

/// What is kept for this person, newest first.
fn all(person: &str) -> Vec<Recent> {
    let kept = remembered(KEY).unwrap_or_default();
    let mut lines = kept.lines();
    // Somebody else's is as good as none.
    if lines.next() != Some(person) {
        return Vec::new();
    }
    let read = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        let (of, id, slug, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        // Consoles before this one kept no more than that.
        let context = parts.next().unwrap_or_default();
        Some(Recent { of, id, slug, name, context })
    };
    lines.filter_map(read).collect()
}

fn keep(person: &str, all: &[Recent]) {
    let mut text = person.to_owned();
    for Recent { of, id, slug, name, context } in all.iter().take(KEPT) {
        // Names hold no control characters.
        for part in ["\n", of, "\t", id, "\t", slug, "\t", name, "\t", context] {
            text.push_str(part);
        }
    }
    remember(KEY, &text);
}

/// Notes that one is there now.
pub fn visit(person: &str, place: Recent) {
    let mut kept = all(person);
    kept.retain(|one| one.id != place.id);
    kept.insert(0, place);
    keep(person, &kept);
}

/// Notes that there is nothing any more at this slug of the organization (`of`: its ID; empty: the slug is an organization's).
pub fn gone(person: &str, of: &str, slug: &str) {
    retain(person, |one| one.of != of || one.slug != slug);
}

/// Forgets the organizations, with their projects, that are none of the person's any more: theirs are `mine`.
pub fn forget_lost(person: &str, mine: &[String]) {
    retain(person, |one| mine.contains(if one.of.is_empty() { &one.id } else { &one.of }));
}

fn retain(person: &str, stays: impl Fn(&Recent) -> bool) {
    let mut kept = all(person);
    let before = kept.len();
    kept.retain(stays);
    if kept.len() < before {
        keep(person, &kept);
    }
}

/// The places of one kind, newest first: organizations, where `of` is empty, or the projects of this one.
pub fn recent(person: &str, of: &str) -> Vec<Recent> {
    all(person).into_iter().filter(|one| one.of == of).take(SHOWN + 1).collect()
}

/// Forgets all: somebody else may sit down here.
pub(crate) fn forget_recent() {
    forget(KEY);
}
