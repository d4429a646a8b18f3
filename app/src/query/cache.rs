//! What was read, by its URL. Lives above the router; a page that comes back finds its data at once.

use super::kind::Kind;
use super::last;
use crate::browser::now_ms;
use crate::client::{self, Failure};
use crate::reactive::let_go;
use leptos::prelude::*;
use leptos::reactive::graph::ToAnySource;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A decoded answer of any type.
pub(super) type Data = Arc<dyn Any + Send + Sync>;

/// Younger answers are not asked for again when another page wants them, in milliseconds.
const YOUNG_MS: f64 = 3_000.0;
/// Younger answers are not asked for again when the window gets the focus, in milliseconds.
const FOCUS_MS: f64 = 15_000.0;
/// So many answers are kept; beyond, the oldest that nobody watches goes.
const KEPT: usize = 120;

/// What is known at one URL.
#[derive(Clone, Default)]
pub(super) struct Slot {
    pub(super) data: Option<Data>,
    pub(super) failure: Option<Failure>,
}

pub(super) struct Entry {
    pub(super) url: String,
    pub(super) kind: Kind,
    slot: ArcRwSignal<Slot>,
    /// Everybody who watches holds a clone.
    watchers: Arc<()>,
    in_flight: Cell<bool>,
    /// The answer on its way was overtaken by a change.
    again: Cell<bool>,
    /// When it was last answered; 0 when it has to be asked again.
    answered_at: Cell<f64>,
}

/// A view on one URL. The entry is refetched as long as one of these lives.
#[derive(Clone)]
pub(super) struct Watch {
    pub(super) url: String,
    pub(super) slot: ArcRwSignal<Slot>,
    /// Which life of the cache the slot belongs to.
    life: u32,
    _watching: Arc<()>,
}

impl Entry {
    /// Whether there is no answer, and none was refused.
    pub(super) fn is_unknown(&self) -> bool {
        self.slot
            .with_untracked(|slot| slot.data.is_none() && slot.failure.as_ref().is_none_or(Failure::is_lost))
    }

    pub(super) fn put(&self, next: impl FnOnce(Slot) -> Slot) {
        let slot = self.slot.get_untracked();
        self.slot.set(next(slot));
    }
}

impl Watch {
    /// Whether the cache still knows what this watches.
    pub(super) fn is_current(&self) -> bool {
        life() == self.life
    }
}

impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url && self.life == other.life
    }
}

thread_local! {
    static ENTRIES: RefCell<Vec<Rc<Entry>>> = const { RefCell::new(Vec::new()) };
    /// Counts how often everything was forgotten; whoever watches asks again then.
    static LIFE: ArcRwSignal<u32> = ArcRwSignal::new(0);
}

/// How often everything was forgotten; tracked.
fn life() -> u32 {
    LIFE.with(|life| {
        let_go(life.to_any_source());
        life.get()
    })
}

/// Watches `url`, and asks for it unless there is a young answer.
pub(super) fn watch(url: String, kind: Kind) -> Watch {
    let watch = look(url, kind);
    let entry = entry(&watch.url, kind);
    if now_ms() - entry.answered_at.get() > YOUNG_MS {
        fetch(&entry);
    }
    watch
}

/// Watches `url` without asking: the answer comes by another way.
pub(super) fn look(url: String, kind: Kind) -> Watch {
    let life = life();
    let entry = entry(&url, kind);
    Watch { url, slot: entry.slot.clone(), life, _watching: entry.watchers.clone() }
}

/// Puts an answer in that came by another way, as the reply of a change does.
pub(super) fn seed(url: &str, kind: Kind, data: Data) {
    let entry = entry(url, kind);
    if entry.in_flight.get() {
        entry.again.set(true);
    }
    settle(&entry, Ok(data));
}

/// Puts the end of an answer in that became known by another way.
pub(super) fn fail(url: &str, kind: Kind, failure: Failure) {
    settle(&entry(url, kind), Err(failure));
}

/// Asks again for what is watched and `chosen` picks, unless it is being asked for already: an answer on its way is as good.
pub(super) fn look_again(chosen: impl Fn(&str, Kind) -> bool) {
    let watched = |entry: &Rc<Entry>| Arc::strong_count(&entry.watchers) > 1;
    entries().iter().filter(|entry| watched(entry) && chosen(&entry.url, entry.kind)).for_each(fetch);
}

/// Changes what is known at every URL that `chosen` picks, as the next answer is expected to.
pub(super) fn amend(chosen: impl Fn(Kind) -> bool, change: impl Fn(&Data) -> Option<Data>) {
    for entry in entries().iter().filter(|entry| chosen(entry.kind)) {
        let changed = entry.slot.with_untracked(|slot| slot.data.as_ref().and_then(&change));
        if let Some(data) = changed {
            entry.slot.update(|slot| slot.data = Some(data));
        }
    }
}

/// Asks again for everything that `chosen` picks: now what is watched, later what is not.
pub(super) fn refetch(chosen: impl Fn(&str, Kind) -> bool) {
    for entry in entries() {
        if !chosen(&entry.url, entry.kind) {
            continue;
        }
        entry.answered_at.set(0.0);
        if Arc::strong_count(&entry.watchers) > 1 {
            if entry.in_flight.get() {
                entry.again.set(true);
            } else {
                fetch(&entry);
            }
        }
    }
}

/// Asks again at `url` after a failure, and shows that it does.
pub(super) fn retry(url: &str) {
    if let Some(entry) = entries().into_iter().find(|entry| entry.url == url) {
        entry.slot.update(|slot| slot.failure = None);
        fetch(&entry);
    }
}

/// Asks again for what is watched and no longer young: the person is back.
pub(super) fn refresh() {
    let now = now_ms();
    let old = |entry: &Rc<Entry>| now - entry.answered_at.get() > FOCUS_MS;
    let watched = |entry: &Rc<Entry>| Arc::strong_count(&entry.watchers) > 1;
    // A long list is refreshed from its first page; the others follow when they are scrolled to.
    let first = |entry: &Rc<Entry>| !entry.url.contains("after=");
    entries().iter().filter(|entry| watched(entry) && old(entry) && first(entry)).for_each(fetch);
}

/// Forgets the URLs that `chosen` picks.
pub(super) fn drop(chosen: impl Fn(&str) -> bool) {
    ENTRIES.with_borrow_mut(|entries| entries.retain(|entry| !chosen(&entry.url)));
    unmark();
}

/// Forgets what `chosen` picks and nobody watches, and asks again for what is watched and known: it may be over as well.
pub(super) fn forget_unseen(chosen: impl Fn(&str) -> bool) {
    let watched = |entry: &Entry| Arc::strong_count(&entry.watchers) > 1;
    ENTRIES.with_borrow_mut(|entries| entries.retain(|entry| watched(entry) || !chosen(&entry.url)));
    unmark();
    for entry in entries().iter().filter(|entry| chosen(&entry.url)) {
        entry.answered_at.set(0.0);
        if entry.slot.with_untracked(|slot| slot.data.is_some()) {
            fetch(entry);
        }
    }
}

/// Forgets everything, and lets whoever still watches ask again.
pub(super) fn clear() {
    ENTRIES.with_borrow_mut(Vec::clear);
    unmark();
    LIFE.with(|life| life.update(|count| *count += 1));
}

/// Nothing is shown of what is gone.
fn unmark() {
    last::cleared(|url| entries().iter().all(|entry| entry.url != url));
}

/// Forgets what is old and nobody watches: nobody would ask for it, and whoever comes back finds it where it is kept.
fn forget_unwatched() {
    let is_old = |entry: &Entry| !untrack(|| last::is_confirmed(&entry.url));
    let count = entries().len();
    ENTRIES.with_borrow_mut(|entries| {
        entries.retain(|entry| Arc::strong_count(&entry.watchers) > 1 || !is_old(entry));
    });
    if entries().len() < count {
        unmark();
    }
}

fn entries() -> Vec<Rc<Entry>> {
    ENTRIES.with_borrow(Clone::clone)
}

fn entry(url: &str, kind: Kind) -> Rc<Entry> {
    ENTRIES.with_borrow_mut(|entries| {
        if let Some(found) = entries.iter().find(|entry| entry.url == url) {
            return found.clone();
        }
        if entries.len() >= KEPT
            && let Some(oldest) = entries.iter().position(|entry| Arc::strong_count(&entry.watchers) == 1)
        {
            entries.remove(oldest);
        }
        let made = Rc::new(Entry {
            url: url.to_owned(),
            kind,
            slot: ArcRwSignal::default(),
            watchers: Arc::default(),
            in_flight: Cell::new(false),
            again: Cell::new(false),
            answered_at: Cell::new(0.0),
        });
        entries.push(made.clone());
        made
    })
}

fn fetch(entry: &Rc<Entry>) {
    if entry.in_flight.replace(true) {
        return;
    }
    let entry = entry.clone();
    let is_kept = last::is_kept(&entry.url, entry.kind);
    if is_kept && entry.is_unknown() {
        let (entry, life) = (entry.clone(), last::life());
        leptos::task::spawn_local(async move { last::show(&entry, life).await });
    }
    leptos::task::spawn_local(async move {
        loop {
            entry.again.set(false);
            let life = last::life();
            let answer = client::get(&entry.url, entry.kind.public).await;
            if !entry.again.get() {
                if is_kept && answer.as_ref().is_err_and(Failure::is_lost) {
                    // It may be quicker to know that there is no network than what is kept.
                    last::show(&entry, life).await;
                }
                settle(&entry, answer.and_then(|text| read(&entry, &text, life)));
                break;
            }
        }
        entry.in_flight.set(false);
    });
}

fn read(entry: &Entry, text: &str, life: u32) -> Result<Data, Failure> {
    let data = (entry.kind.decode)(text)?;
    // What was asked before everything was forgotten may be somebody else's.
    if life == last::life() {
        last::keep(&entry.url, entry.kind, &data, text);
    }
    Ok(data)
}

fn settle(entry: &Entry, answer: Result<Data, Failure>) {
    // What was lost is asked for again at the next occasion.
    let lost = answer.as_ref().err().is_some_and(Failure::is_lost);
    entry.answered_at.set(if lost { 0.0 } else { now_ms() });
    last::answered(&entry.url, lost);
    if !lost {
        forget_unwatched();
    }
    let slot = entry.slot.get_untracked();
    let next = match answer {
        Ok(data)
            if slot.failure.is_none()
                && slot.data.as_ref().is_some_and(|old| (entry.kind.same)(old, &data)) =>
        {
            return;
        }
        Ok(data) => Slot { data: Some(data), failure: None },
        // What was seen stays to be seen while the network is away; what may no longer be seen goes.
        Err(failure) if failure.is_lost() => Slot { data: slot.data, failure: Some(failure) },
        Err(failure) => Slot { data: None, failure: Some(failure) },
    };
    entry.slot.set(next);
}
