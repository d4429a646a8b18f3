//! How often each environment was read, summed up in memory until a slice of time is over.
//!
//! Nothing runs by itself in an instance: a read promises to look after the sums later, and the runtime lets it live for half a minute after its
//! answer. So the first read after a quiet time is written soon, and where one read follows the other, they hand the sums on until the slice is over.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// How long a read waits that is the first one after a slice, in milliseconds: somebody may be trying out whether it works.
const FIRST_MS: i64 = 2_000;
/// How long one waits at most, in milliseconds: see above.
const WAIT_MAX_MS: i64 = 25_000;
/// When a promise counts as lost, in milliseconds: the runtime has ended it.
const LOST_MS: i64 = 40_000;
/// How long nothing was read when nobody counts on another read, in milliseconds.
const QUIET_MS: i64 = 5_000;
/// Environments of one slice: one that is full is over.
const ROOM: usize = 5_000;

/// The reads of one environment in a slice.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Reads {
    pub reads: i64,
    /// The version that was read last, and when.
    pub version: i64,
    pub at: i64,
}

/// What is summed up at the moment.
#[derive(Debug, Default)]
pub(super) struct Slice {
    reads: RefCell<BTreeMap<String, Reads>>,
    promised: Cell<Option<i64>>,
    began: Cell<i64>,
    last_read: Cell<i64>,
    /// Whether another version of something was read than before: somebody may wait to see it arrive.
    has_news: Cell<bool>,
}

impl Slice {
    /// Counts a read. Answers in how many milliseconds whoever counted it should look after the sums; `None`: somebody does already.
    pub(super) fn count(&self, environment: &str, version: i64, now: i64, length_ms: i64) -> Option<u64> {
        self.last_read.set(now);
        let mut reads = self.reads.borrow_mut();
        match reads.get_mut(environment) {
            Some(known) => {
                self.has_news.set(self.has_news.get() || known.version != version);
                *known = Reads { reads: known.reads + 1, version, at: now };
            }
            None => drop(reads.insert(environment.to_owned(), Reads { reads: 1, version, at: now })),
        }
        let is_promised = self.promised.get().is_some_and(|at| now - at < LOST_MS);
        if is_promised {
            return None;
        }
        self.promised.set(Some(now));
        let is_over = self.has_news.get() || reads.len() >= ROOM;
        let rest = if is_over { 0 } else { self.began.get() + length_ms - now };
        Some(rest.clamp(FIRST_MS, WAIT_MAX_MS).unsigned_abs())
    }

    /// Whether the sums are left to the next read, because there will be one and the slice is not over yet.
    pub(super) fn is_handed_on(&self, now: i64, length_ms: i64) -> bool {
        let is_over =
            now - self.began.get() >= length_ms || self.has_news.get() || self.reads.borrow().len() >= ROOM;
        let is_handed_on = !is_over && now - self.last_read.get() < QUIET_MS;
        if is_handed_on {
            self.promised.set(None);
        }
        is_handed_on
    }

    /// Takes back what could not be written yet; it is soon tried again.
    pub(super) fn put_back(&self, rest: BTreeMap<String, Reads>) {
        let mut reads = self.reads.borrow_mut();
        for (environment, before) in rest {
            let known = reads.entry(environment).or_insert(Reads { reads: 0, ..before });
            known.reads += before.reads;
        }
        self.began.set(0);
    }

    /// The sums, in parts that one statement takes. A new slice begins.
    pub(super) fn take(&self, now: i64) -> Vec<BTreeMap<String, Reads>> {
        self.promised.set(None);
        self.began.set(now);
        self.has_news.set(false);
        let mut all = self.reads.take();
        let mut parts = Vec::new();
        while let Some(key) = all.keys().nth(ROOM).cloned() {
            let rest = all.split_off(&key);
            parts.push(std::mem::replace(&mut all, rest));
        }
        parts.push(all);
        parts.retain(|part| !part.is_empty());
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reads_first_looks_soon_and_later_ones_when_the_slice_is_over() {
        let slice = Slice::default();
        assert_eq!(slice.count("a", 1, 100_000, 60_000), Some(2_000));
        assert_eq!(slice.count("a", 1, 100_001, 60_000), None);
        assert!(!slice.is_handed_on(102_000, 60_000));
        assert_eq!(
            slice.take(102_000),
            [BTreeMap::from([("a".to_owned(), Reads { reads: 2, version: 1, at: 100_001 })])]
        );
        assert_eq!(slice.count("b", 2, 103_000, 60_000), Some(25_000));
        assert_eq!(slice.count("b", 2, 127_000, 60_000), None);
        // Somebody reads all the time: the next one goes on, for the rest of the minute.
        assert!(slice.is_handed_on(128_000, 60_000));
        assert_eq!(slice.count("b", 2, 140_000, 60_000), Some(22_000));
        assert!(!slice.is_handed_on(162_000, 60_000));
        assert_eq!(slice.take(162_000).len(), 1);
        // Nobody does: then it is written.
        assert_eq!(slice.count("b", 2, 163_000, 60_000), Some(25_000));
        assert!(!slice.is_handed_on(188_000, 60_000));
    }

    #[test]
    fn version_that_was_not_read_before_is_not_kept_back_for_long() {
        let slice = Slice::default();
        slice.take(100_000);
        assert_eq!(slice.count("a", 1, 110_000, 60_000), Some(25_000));
        slice.count("a", 2, 134_000, 60_000);
        assert!(!slice.is_handed_on(135_000, 60_000));
        slice.take(135_000);
        slice.count("a", 2, 136_000, 60_000);
        slice.count("a", 2, 160_000, 60_000);
        assert!(slice.is_handed_on(161_000, 60_000));
        assert_eq!(slice.count("a", 3, 161_001, 60_000), Some(2_000));
    }

    #[test]
    fn promise_that_the_runtime_has_ended_is_made_again() {
        let slice = Slice::default();
        assert!(slice.count("a", 1, 100_000, 60_000).is_some());
        assert_eq!(slice.count("a", 1, 139_999, 60_000), None);
        assert!(slice.count("a", 1, 140_000, 60_000).is_some());
    }

    #[test]
    fn full_slice_is_over_and_comes_in_parts() {
        let slice = Slice::default();
        slice.take(100_000);
        for number in 0..2 * ROOM + 1 {
            slice.count(&number.to_string(), 1, 100_000, 60_000);
        }
        assert!(!slice.is_handed_on(100_001, 60_000));
        let parts = slice.take(100_001);
        assert_eq!(parts.iter().map(BTreeMap::len).collect::<Vec<_>>(), [ROOM, ROOM, 1]);
    }
}
