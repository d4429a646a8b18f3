//! What an instance remembers from one request to the next: which documents in the store may be behind, which version of each it has seen,
//! and how often each environment was read. Nothing in it has to be true forever: a new instance begins with nothing.

use super::clients::Clients;
use super::fresh::Fresh;
use super::kept::Kept;
use super::log::ONE_OF;
use super::recent::Recent;
use super::slice::Slice;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// How long to wait with another look at the outbox, in milliseconds: twice as long each time while what waits still waits.
const DRAIN_AGAIN_MS: i64 = 1000;
const DRAIN_AGAIN_MAX_MS: i64 = 30 * 1000;
/// When a drain of this instance counts as dead, in milliseconds: the runtime ends what it does after an answer.
const DRAIN_LOST_MS: i64 = 30 * 1000;
/// How long to wait with another refill of the same document, in milliseconds: elsewhere the store says for a minute that it
/// has nothing.
const REFILL_AGAIN_MS: i64 = 60 * 1000;
/// How long an environment that the database does not know, or that has nothing published, or a key that does not open it, is not asked for again,
/// in milliseconds.
const MISSING_MS: i64 = 30 * 1000;

/// The memory of an instance.
#[derive(Debug, Default)]
pub struct Memory {
    /// Whether this instance knows what waits in the outbox: what an earlier one left behind is delivered then.
    knows: Cell<bool>,
    /// Environments with a version that is not in the store yet, as far as this instance knows.
    waiting: RefCell<BTreeMap<String, Mark>>,
    /// Counts marks, sights and looks, so that it is known which came first.
    ticks: Cell<u64>,
    /// The newest version that this instance has seen of an environment, and when.
    seen: Recent<(i64, u64)>,
    /// What the database has said of it last, and when.
    told: Recent<(i64, u64)>,
    pub(super) kept: Kept,
    pub(super) fresh: Fresh,
    /// Until when an environment counts as one that nobody can read.
    missing: Recent<i64>,
    /// Until when a key's hash counts as one that does not open an environment.
    refused: Recent<i64>,
    /// Keys' hashes that have opened an environment.
    opened: Recent<()>,
    pub(super) clients: Clients,
    last_drain: Cell<i64>,
    drain_again: Cell<i64>,
    /// Since when a drain is under way, and whether somebody wants all that waits to be brought over at its end.
    draining: Cell<Option<i64>>,
    wants_all: Cell<bool>,
    refilled: Recent<i64>,
    /// The version of an environment that was noted last among the reads.
    pub(super) noted: Recent<i64>,
    pub(super) slice: Slice,
    /// What the providers say of themselves.
    pub(crate) providers: crate::providers::Memory,
    /// How many more reads go by until one is written into the log.
    unsampled: Cell<Option<u64>>,
}

/// Why an environment counts as waiting.
#[derive(Clone, Copy, Debug)]
struct Mark {
    tick: u64,
    /// This very instance has published it.
    is_own: bool,
}

/// A moment in the life of an instance.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Moment(u64);

/// The only drain of an instance, until it is dropped.
pub(super) struct Turn<'a>(&'a Memory, i64);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.0.draining.get() == Some(self.1) {
            self.0.draining.set(None);
        }
    }
}

impl Memory {
    fn tick(&self) -> u64 {
        self.ticks.set(self.ticks.get() + 1);
        self.ticks.get()
    }

    pub(super) fn moment(&self) -> Moment {
        Moment(self.tick())
    }

    /// The environment has a version that the store does not know yet, or has to be forgotten there.
    pub(crate) fn mark(&self, environment: &str) {
        let mark = Mark { tick: self.tick(), is_own: true };
        self.waiting.borrow_mut().insert(environment.to_owned(), mark);
        self.missing.forget(environment);
        self.fresh.forget(environment);
        // A project that comes back from the trash brings its keys.
        self.refused.forget_all();
        self.drain_again.set(DRAIN_AGAIN_MS);
    }

    /// Whether the store may hold an older version than the newest that this instance can know of.
    pub(super) fn may_be_behind(&self, environment: &str) -> bool {
        !self.knows.get() || self.waiting.borrow().contains_key(environment)
    }

    pub(super) fn is_settled(&self) -> bool {
        self.knows.get() && self.waiting.borrow().is_empty()
    }

    /// These wait, as the database said when it was asked at that moment; `None`: too many to remember. What was marked since waits as well.
    pub(super) fn learn(&self, waiting: Option<BTreeSet<String>>, asked: Moment) {
        let mut known = self.waiting.borrow_mut();
        let before = std::mem::take(&mut *known);
        known.extend(
            before.iter().filter(|(_, mark)| mark.tick > asked.0).map(|(id, mark)| (id.clone(), *mark)),
        );
        self.knows.set(waiting.is_some());
        for environment in waiting.into_iter().flatten() {
            let is_own = before.get(&environment).is_some_and(|mark| mark.is_own);
            known.entry(environment).or_insert(Mark { tick: asked.0, is_own });
        }
    }

    /// The store has what the database said of it when it was asked at that moment.
    pub(super) fn delivered(&self, environment: &str, asked: Moment) {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.get(environment).is_some_and(|mark| mark.tick <= asked.0) {
            waiting.remove(environment);
        }
    }

    /// Whether anything was marked since.
    pub(super) fn has_news_since(&self, asked: Moment) -> bool {
        self.waiting.borrow().values().any(|mark| mark.tick > asked.0)
    }

    /// Up to `limit` of those that this instance has published itself and that wait.
    pub(super) fn own(&self, limit: usize) -> Vec<String> {
        let waiting = self.waiting.borrow();
        let own = waiting.iter().filter(|(_, mark)| mark.is_own);
        own.map(|(environment, _)| environment.clone()).take(limit).collect()
    }

    /// This version was seen in the store. `false`: an older one than this instance has seen before.
    pub(super) fn sees(&self, environment: &str, version: i64) -> bool {
        let is_older = self.seen.get(environment).is_some_and(|(newest, _)| newest > version);
        if !is_older {
            let tick = self.tick();
            self.seen.set(environment, (version, tick));
        }
        !is_older
    }

    /// The database, asked at that moment, said that this is the version; 0: there is none. It is right, also where its copy of an earlier
    /// day was put back. `false`: a newer one was seen since it was asked.
    pub(super) fn is_told(&self, environment: &str, version: i64, asked: Moment) -> bool {
        if self.is_overtaken(environment, version, asked) {
            return false;
        }
        let tick = self.tick();
        self.told.set(environment, (version, tick));
        let is_late = self.seen.get(environment).is_some_and(|(newest, at)| newest > version && at > asked.0);
        if !is_late {
            self.seen.set(environment, (version, tick));
        }
        !is_late
    }

    /// Whether the database has told of a newer version since that moment.
    pub(super) fn is_overtaken(&self, environment: &str, version: i64, asked: Moment) -> bool {
        self.told.get(environment).is_some_and(|(newest, at)| newest > version && at > asked.0)
    }

    /// Nobody can read that environment, as the database said when it was asked at that moment.
    pub(super) fn misses(&self, environment: &str, now: i64, asked: Moment) {
        let is_marked = self.waiting.borrow().get(environment).is_some_and(|mark| mark.tick > asked.0);
        if !is_marked {
            self.missing.set(environment, now + MISSING_MS);
        }
    }

    pub(super) fn is_missing(&self, environment: &str, now: i64) -> bool {
        self.missing.get(environment).is_some_and(|until| now < until)
    }

    /// The newest version that was seen of it; 0: none was.
    pub(super) fn newest(&self, environment: &str) -> i64 {
        self.seen.get(environment).map_or(0, |(version, _)| version)
    }

    /// That key does not open that environment: no key that was refused ever becomes one that works, but for those in the trash.
    pub(super) fn refuses(&self, environment: &str, key_hash: &str, now: i64) {
        self.refused.set(&format!("{environment} {key_hash}"), now + MISSING_MS);
    }

    pub(super) fn has_refused(&self, environment: &str, key_hash: &str, now: i64) -> bool {
        self.refused.get(&format!("{environment} {key_hash}")).is_some_and(|until| now < until)
    }

    /// That key has just opened that environment.
    pub(super) fn opens(&self, environment: &str, key_hash: &str) {
        self.opened.set(&format!("{environment} {key_hash}"), ());
    }

    /// Whether it ever did: no stranger's then.
    pub(super) fn has_opened(&self, environment: &str, key_hash: &str) -> bool {
        self.opened.get(&format!("{environment} {key_hash}")).is_some()
    }

    /// Whether this read stands for all in the log. Instances live briefly, so that each begins somewhere else.
    pub(super) fn samples(&self, now: i64) -> bool {
        let left = self.unsampled.get().unwrap_or(now.unsigned_abs() % ONE_OF);
        self.unsampled.set(Some(left.checked_sub(1).unwrap_or(ONE_OF - 1)));
        left == 0
    }

    /// Whether it is time for another look at the outbox.
    pub(super) fn may_drain(&self, now: i64) -> bool {
        let wait = self.drain_again.get().max(DRAIN_AGAIN_MS);
        let is_due = now - self.last_drain.get() >= wait;
        if is_due {
            self.last_drain.set(now);
            self.drain_again.set((wait * 2).min(DRAIN_AGAIN_MAX_MS));
        }
        is_due
    }

    /// One drain at a time: whoever comes meanwhile leaves its work to the one that is under way, which looks again at its end.
    pub(super) fn begin_drain(&self, all: bool, now: i64) -> Option<Turn<'_>> {
        if self.draining.get().is_some_and(|since| now - since < DRAIN_LOST_MS) {
            self.wants_all.set(self.wants_all.get() || all);
            return None;
        }
        self.draining.set(Some(now));
        Some(Turn(self, now))
    }

    /// Whether somebody came meanwhile and wanted all.
    pub(super) fn wants_all(&self) -> bool {
        self.wants_all.replace(false)
    }

    /// Whether it is time to put this environment's document into the store once more.
    pub(super) fn may_refill(&self, environment: &str, now: i64) -> bool {
        let is_due = self.refilled.get(environment).is_none_or(|at| now - at >= REFILL_AGAIN_MS);
        if is_due {
            self.refilled.set(environment, now);
        }
        is_due
    }
}
