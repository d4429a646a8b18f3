//! Answers of an earlier visit: shown as old until the edge confirms them. Few reads are kept, and only what their endpoint never answers
//! a secret in; whose they are, the session says, and it has to have said so in this visit before anything is kept.

use super::cache::{Data, Entry, Slot};
use super::kind::Kind;
use crate::client;
use crate::reactive::let_go;
use leptos::prelude::*;
use leptos::reactive::graph::ToAnySource;
use portico_api::Endpoint;
use portico_api::organizations::ListOrganizations;
use portico_api::projects::{ListProjects, ShowProject};
use portico_api::promotion::ShowPromotion;
use portico_api::session::{Session, ShowSession};
use portico_api::versions::ListVersions;
use std::cell::{Cell, RefCell};

/// What is kept: what pages begin with that only show something. What is edited in place (drafts, settings of an organization) is not
/// among them, nor members, bills, keys, the audit log, accounts and mail.
const KEPT: [&str; 6] = [
    ShowSession::NAME,
    ListOrganizations::NAME,
    ListProjects::NAME,
    ShowProject::NAME,
    ShowPromotion::NAME,
    ListVersions::NAME,
];

/// Longer answers are not kept, in bytes. Of the others, index.html keeps the last 60.
const LONGEST: usize = 128 * 1024;
/// So many wait for the session to say whose they are.
const WAITING_MOST: usize = 8;

/// Something old that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Old {
    /// Since when it is kept, in milliseconds since 1970; of several, the oldest.
    pub since: f64,
    /// The edge was asked for it and could not be reached.
    pub is_lost: bool,
}

thread_local! {
    /// Who is signed in, as the edge has said in this visit.
    static PERSON: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Slugs and IDs of the organizations that ask for no certain sign-in, as the edge has said in this visit.
    static OPEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static WAITING: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    /// Counts how often everything was forgotten.
    static LIFE: Cell<u32> = const { Cell::new(0) };
    static SHOWN: ArcRwSignal<Vec<(String, Old)>> = ArcRwSignal::new(Vec::new());
}

/// What of it is shown, by its URL.
fn shown() -> ArcRwSignal<Vec<(String, Old)>> {
    SHOWN.with(|shown| {
        let_go(shown.to_any_source());
        shown.clone()
    })
}

/// What is shown of an earlier visit, if anything; tracked.
pub fn old() -> Option<Old> {
    shown().with(|all| {
        all.iter().map(|(_, old)| *old).reduce(|one, other| Old {
            since: one.since.min(other.since),
            is_lost: one.is_lost || other.is_lost,
        })
    })
}

/// Whether the edge has confirmed the answer at `url`, or there is none; tracked.
pub(super) fn is_confirmed(url: &str) -> bool {
    shown().with(|all| all.iter().all(|(known, _)| known != url))
}

pub(super) fn life() -> u32 {
    LIFE.get()
}

/// Whether answers of this kind are kept: of a list its first page alone, and nothing that was searched for.
pub(super) fn is_kept(url: &str, kind: Kind) -> bool {
    KEPT.contains(&kind.name) && !["after=", "search="].iter().any(|part| url.contains(part))
}

/// Shows what is kept for `entry`, if nothing else is known of it by then. `life` is when it was asked for.
pub(super) async fn show(entry: &Entry, life: u32) {
    if !entry.is_unknown() {
        return;
    }
    let Some((since, text)) = client::last_answer(&entry.url).await else { return };
    if life != self::life() || !entry.is_unknown() {
        return;
    }
    if let Ok(data) = (entry.kind.decode)(&text) {
        mark(&entry.url, Some(Old { since, is_lost: false }));
        entry.put(|slot| Slot { data: Some(data), failure: slot.failure });
    }
}

/// The edge has answered at `url`, or could not be reached.
pub(super) fn answered(url: &str, is_lost: bool) {
    let shown = shown();
    let old = shown.with_untracked(|all| all.iter().find(|(known, _)| known == url).map(|(_, old)| *old));
    if let Some(old) = old {
        mark(url, is_lost.then_some(Old { is_lost, ..old }));
    }
}

fn mark(url: &str, old: Option<Old>) {
    shown().update(|all| {
        all.retain(|(known, _)| known != url);
        all.extend(old.map(|old| (url.to_owned(), old)));
    });
}

/// Keeps what the edge has just answered.
pub(super) fn keep(url: &str, kind: Kind, data: &Data, text: &str) {
    if !is_kept(url, kind) || text.len() > LONGEST {
        return;
    }
    if let Some(session) = data.downcast_ref::<Session>() {
        let person = session.user.id.to_string();
        let before = PERSON.replace(Some(person.clone()));
        // What is on its way may be an answer to either.
        if before.is_some_and(|before| before != person) {
            return forget();
        }
        client::forget_answers_of_others(&person);
        let open = session.organizations.iter().filter(|organization| !organization.asks_sign_in);
        OPEN.replace(open.flat_map(|open| [open.id.to_string(), open.slug.clone()]).collect());
        for (url, text) in WAITING.take().into_iter().filter(|(url, _)| is_open(url)) {
            client::keep_answer(&person, &url, &text);
        }
    }
    PERSON.with_borrow(|person| match person {
        Some(person) if is_open(url) => client::keep_answer(person, url, text),
        Some(_) => {}
        None => WAITING.with_borrow_mut(|waiting| {
            if waiting.len() < WAITING_MOST {
                waiting.push((url.to_owned(), text.to_owned()));
            }
        }),
    });
}

/// Whether what is read there is of no organization, or of one that asks for no certain sign-in: what one asks of its members' sign-ins holds for what
/// their browsers show as well.
fn is_open(url: &str) -> bool {
    let within = url.strip_prefix("/api/organizations/").and_then(|rest| rest.split(['/', '?']).next());
    within.is_none_or(|organization| OPEN.with_borrow(|open| open.iter().any(|known| known == organization)))
}

/// Forgets everything: what is kept, in every tab, and what was about to be.
pub(super) fn forget() {
    PERSON.take();
    WAITING.take();
    OPEN.take();
    LIFE.set(life().wrapping_add(1));
    client::forget_answers();
}

/// Nothing of the cache is shown any more.
pub(super) fn cleared(is_gone: impl Fn(&str) -> bool) {
    let shown = shown();
    if shown.with_untracked(|all| all.iter().any(|(url, _)| is_gone(url))) {
        shown.update(|all| all.retain(|(url, _)| !is_gone(url)));
    }
}
