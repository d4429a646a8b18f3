//! What is typed and not saved yet. It is kept for this tab: over leaving the page, a reload, and the end of the session.
//! It belongs to the person who typed it, and is forgotten when they sign out; and to the organization that it is about, with
//! which it goes. Both stand in the key, so that it is found though nothing else is known any more, as after a reload.

use crate::browser::{forget_all_typed, forget_typed, forget_typed_if, keep_typed, typed_before, typed_keys};
use crate::reactive::Lasting;
use leptos::prelude::*;
use std::cell::RefCell;
use std::fmt::Display;

const PREFIX: &str = "portico.typed.";

/// For what is about no organization yet.
pub(crate) const NOWHERE: &str = "";

thread_local! {
    /// What must not be written down, such as a secret: gone with a reload.
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    static LATER: ArcTrigger = ArcTrigger::new();
}

/// The ID of whoever is signed in: the session provides it.
#[derive(Clone, Copy)]
pub(crate) struct Person(pub(crate) Lasting<Option<String>>);

/// Of which organization something is kept.
pub(crate) struct Whose {
    organization: String,
    moves: bool,
}

impl<T: Display> From<T> for Whose {
    fn from(organization: T) -> Self {
        Self { organization: organization.to_string(), moves: false }
    }
}

/// Of the organization that a project is in now: what is typed about the project goes along when it moves to another one.
pub(crate) fn with_project(organization: impl Display) -> Whose {
    Whose { organization: organization.to_string(), moves: true }
}

/// One thing that is kept, such as a form. A handle to copy around.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    /// The ID of the organization and, behind a dot, the kind of form with the ID of what it is about.
    what: StoredValue<String>,
    person: Lasting<Option<String>>,
    in_memory: bool,
    moves: bool,
}

/// What is kept of the organization with this ID under `what`: the kind of form, and the ID of what it is about. `None` outside
/// the console.
pub(crate) fn kept(whose: impl Into<Whose>, what: impl Display) -> Option<Kept> {
    let Person(person) = use_context()?;
    let Whose { organization, moves } = whose.into();
    let what = StoredValue::new(format!("{organization}.{what}"));
    Some(Kept { what, person, in_memory: false, moves })
}

/// As [`kept`], for what is not written down: it is gone with a reload.
pub(crate) fn kept_in_memory(whose: impl Into<Whose>, what: impl Display) -> Option<Kept> {
    Some(Kept { in_memory: true, ..kept(whose, what)? })
}

impl Kept {
    /// Whether it is known whose it is; tracked. Before that, nothing is read or written.
    pub(crate) fn is_known(self) -> bool {
        self.person.with(Option::is_some)
    }

    pub(crate) fn read(self) -> Option<String> {
        let key = self.key()?;
        self.at(&key).or_else(|| self.moved_here(&key))
    }

    fn at(self, key: &str) -> Option<String> {
        match self.in_memory {
            true => MEMORY
                .with_borrow(|all| all.iter().find(|(known, _)| known == key).map(|(_, text)| text.clone())),
            false => typed_before(key),
        }
    }

    /// What the same person typed when the project was in another organization. It is found by the rest of its key, which names
    /// an ID of the project, and belongs to this organization from now on.
    fn moved_here(self, key: &str) -> Option<String> {
        let (person, what) = whose_and_what(key).filter(|_| self.moves)?;
        let keys = match self.in_memory {
            true => MEMORY.with_borrow(|all| all.iter().map(|(key, _)| key.clone()).collect()),
            false => typed_keys(),
        };
        let old = keys.into_iter().find(|old| whose_and_what(old) == Some((person, what)))?;
        let text = self.at(&old);
        self.write_at(old, None);
        self.write_at(key.to_owned(), text.as_deref());
        text
    }

    /// The same for whoever is signed in now, to be written though the page is gone by then.
    pub(crate) fn later(self) -> Option<Later> {
        Some(Later { key: self.key()?, kept: self })
    }

    /// Keeps `text`, or nothing.
    pub(crate) fn write(self, text: Option<&str>) {
        if let Some(key) = self.key() {
            self.write_at(key, text);
        }
    }

    fn write_at(self, key: String, text: Option<&str>) {
        match (self.in_memory, text) {
            (false, Some(text)) => keep_typed(&key, text),
            (false, None) => forget_typed(&key),
            (true, text) => MEMORY.with_borrow_mut(|all| {
                all.retain(|(known, _)| *known != key);
                all.extend(text.map(|text| (key, text.to_owned())));
            }),
        }
    }

    fn key(self) -> Option<String> {
        let person = self.person.try_get_untracked().flatten()?;
        self.what.try_with_value(|what| format!("{}{what}", of(&person)))
    }
}

/// What is kept, known by its whole key: an answer may come when the page that asked is gone.
pub(crate) struct Later {
    key: String,
    kept: Kept,
}

impl Later {
    /// Keeps `text`, unless somebody else is signed in by now; whoever shows it is told.
    pub(crate) fn write(&self, text: &str) {
        let person = self.kept.person.try_get_untracked().flatten();
        if person.is_some_and(|person| self.key.starts_with(&of(&person))) {
            self.kept.write_at(self.key.clone(), Some(text));
            LATER.with(ArcTrigger::notify);
        }
    }

    /// Forgets what is kept, if it is still `text`.
    pub(crate) fn forget(&self, text: &str) {
        if self.kept.at(&self.key).as_deref() == Some(text) {
            self.kept.write_at(self.key.clone(), None);
        }
    }
}

/// Tracks what is written with [`Later`].
pub(crate) fn track_later() {
    LATER.with(ArcTrigger::track);
}

fn of(person: &str) -> String {
    format!("{PREFIX}{person}.")
}

/// Forgets what others typed in this tab before `person` came.
pub(crate) fn forget_others(person: &str) {
    let mine = of(person);
    forget_typed_if(|key| key.starts_with(PREFIX) && !key.starts_with(&mine));
    MEMORY.with_borrow_mut(|all| all.retain(|(key, _)| key.starts_with(&mine)));
}

/// The IDs of the organizations of which something is kept.
pub(crate) fn organizations() -> Vec<String> {
    let mut keys = typed_keys();
    MEMORY.with_borrow(|all| keys.extend(all.iter().map(|(key, _)| key.clone())));
    let mut found: Vec<String> =
        keys.iter().filter_map(|key| organization_of(key)).map(str::to_owned).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Forgets what was typed in the organization with this ID: it may not be seen any more.
pub(crate) fn forget_organization(id: &str) {
    forget_typed_if(|key| organization_of(key) == Some(id));
    MEMORY.with_borrow_mut(|all| all.retain(|(key, _)| organization_of(key) != Some(id)));
}

/// The organization of a key, which stands behind the person; `None` where it is about none.
fn organization_of(key: &str) -> Option<&str> {
    let mut parts = key.strip_prefix(PREFIX)?.split('.');
    parts.nth(1).filter(|id| *id != NOWHERE)
}

/// The person of a key, and what it is about apart from the organization.
fn whose_and_what(key: &str) -> Option<(&str, &str)> {
    let (person, rest) = key.strip_prefix(PREFIX)?.split_once('.')?;
    Some((person, rest.split_once('.')?.1))
}

/// Forgets all of it: somebody else may sit down here.
pub(crate) fn forget_all() {
    forget_all_typed();
    MEMORY.with_borrow_mut(Vec::clear);
}
