//! What an instance remembers from one request to the next: which documents in the store may be behind, and how often each
//! environment was read. Nothing in it has to be true forever: a new instance begins with nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// How long to wait with another look at the outbox, in milliseconds, while it could not be emptied.
const DRAIN_AGAIN_MS: i64 = 1000;
/// How long to wait with another refill of the same document, in milliseconds: elsewhere the store says for a minute that it
/// has nothing.
const REFILL_AGAIN_MS: i64 = 60 * 1000;
/// When a flush that was promised counts as lost, in milliseconds.
const FLUSH_LOST_MS: i64 = 15 * 1000;

/// The memory of an instance.
#[derive(Debug, Default)]
pub struct Memory {
    /// Whether the outbox was found empty since this instance began: what an earlier one left behind is delivered then.
    settled: Cell<bool>,
    /// Environments with a version that this instance published and did not deliver yet, each with the number of its mark.
    undelivered: RefCell<BTreeMap<String, u64>>,
    marks: Cell<u64>,
    last_drain: Cell<i64>,
    refilled: RefCell<BTreeMap<String, i64>>,
    reads: RefCell<BTreeMap<String, Reads>>,
    flush_promised: Cell<Option<i64>>,
}

/// The reads of one environment since the last flush.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub(super) struct Reads {
    pub(super) reads: i64,
    /// The version that was read last, and when.
    pub(super) version: i64,
    pub(super) at: i64,
}

/// Which marks there were at some moment.
pub(super) struct Marks(BTreeMap<String, u64>);

impl Memory {
    /// The environment has a version that the store does not know yet.
    pub(crate) fn mark(&self, environment: &str) {
        self.marks.set(self.marks.get() + 1);
        self.undelivered.borrow_mut().insert(environment.to_owned(), self.marks.get());
    }

    /// Whether the store may hold an older version than the newest that this instance can know of.
    pub(super) fn may_be_behind(&self, environment: &str) -> bool {
        !self.settled.get() || self.undelivered.borrow().contains_key(environment)
    }

    pub(super) fn is_settled(&self) -> bool {
        self.settled.get() && self.undelivered.borrow().is_empty()
    }

    pub(super) fn marks(&self) -> Marks {
        Marks(self.undelivered.borrow().clone())
    }

    /// All that was marked by then is delivered; what was marked meanwhile may not be.
    pub(super) fn settle(&self, marks: &Marks) {
        self.settled.set(true);
        self.undelivered.borrow_mut().retain(|environment, mark| marks.0.get(environment) != Some(mark));
    }

    /// Whether it is time for another look at the outbox.
    pub(super) fn may_drain(&self, now: i64) -> bool {
        let is_due = now - self.last_drain.get() >= DRAIN_AGAIN_MS;
        if is_due {
            self.last_drain.set(now);
        }
        is_due
    }

    /// Whether it is time to put this environment's document into the store once more.
    pub(super) fn may_refill(&self, environment: &str, now: i64) -> bool {
        let mut refilled = self.refilled.borrow_mut();
        refilled.retain(|_, at| now - *at < REFILL_AGAIN_MS);
        let is_due = !refilled.contains_key(environment);
        if is_due {
            refilled.insert(environment.to_owned(), now);
        }
        is_due
    }

    /// Counts a read. Answers whether somebody should now promise to flush.
    pub(super) fn count(&self, environment: &str, version: i64, now: i64) -> bool {
        let mut reads = self.reads.borrow_mut();
        match reads.get_mut(environment) {
            Some(known) => *known = Reads { reads: known.reads + 1, version, at: now },
            None => drop(reads.insert(environment.to_owned(), Reads { reads: 1, version, at: now })),
        }
        let is_promised = self.flush_promised.get().is_some_and(|at| now - at < FLUSH_LOST_MS);
        if !is_promised {
            self.flush_promised.set(Some(now));
        }
        !is_promised
    }

    /// The reads since the last time.
    pub(super) fn take_reads(&self) -> BTreeMap<String, Reads> {
        self.flush_promised.set(None);
        self.reads.take()
    }
}
