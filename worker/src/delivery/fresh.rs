//! What the store has answered a moment ago. Whoever reads the same again within a few seconds is answered from here, which is what a document
//! is for that is read all the time: at most [`FRESH_MS`] are added to how long a change takes to be read everywhere. A publication, deletion or
//! restoration by this very instance is forgotten at once.

use crate::ports::Stamp;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How long an answer of the store counts, in milliseconds.
pub(super) const FRESH_MS: i64 = 5_000;
/// How long a document may be that is kept, in bytes: a longer one goes through as a stream, which costs the same however long it is.
const TEXT_MAX: usize = 16 * 1024;
/// How many environments are remembered, and the bytes of their documents. When it is full, it begins anew: nothing in it is worth more than
/// a few seconds.
const ENTRIES_MAX: usize = 2_000;
const ROOM: usize = 2 * 1024 * 1024;

/// What the store has answered last of an environment.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) stamp: Stamp,
    /// Only of a short document that was read twice in a while.
    pub(super) text: Option<String>,
    /// When the store was asked.
    at: i64,
    is_long: bool,
}

impl Answer {
    fn bytes(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }
}

#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// The answers, and the bytes of their documents.
    answers: RefCell<(BTreeMap<String, Answer>, usize)>,
}

impl Fresh {
    /// The last answer, if it is new enough.
    pub(super) fn get(&self, environment: &str, now: i64) -> Option<Answer> {
        let answers = self.answers.borrow();
        answers.0.get(environment).filter(|answer| (0..FRESH_MS).contains(&(now - answer.at))).cloned()
    }

    /// Whether the store should be asked for the text: somebody read the same before, and it was not too long.
    pub(super) fn wants_text(&self, environment: &str) -> bool {
        self.answers.borrow().0.get(environment).is_some_and(|answer| !answer.is_long)
    }

    /// Whether the document is known to be too long to be kept.
    pub(super) fn is_long(&self, environment: &str) -> bool {
        self.answers.borrow().0.get(environment).is_some_and(|answer| answer.is_long)
    }

    /// The store, asked at that time, has answered this; without its text where it went through as a stream.
    pub(super) fn keep(&self, environment: &str, stamp: &Stamp, text: Option<&str>, at: i64) {
        let is_long = match text {
            Some(text) => text.len() > TEXT_MAX,
            None => self.is_long(environment),
        };
        let text = text.filter(|_| !is_long).map(str::to_owned);
        let answer = Answer { stamp: stamp.clone(), text, at, is_long };
        self.forget(environment);
        let (answers, bytes) = &mut *self.answers.borrow_mut();
        if answers.len() >= ENTRIES_MAX || *bytes + answer.bytes() > ROOM {
            answers.clear();
            *bytes = 0;
        }
        *bytes += answer.bytes();
        answers.insert(environment.to_owned(), answer);
    }

    pub(super) fn forget(&self, environment: &str) {
        let (answers, bytes) = &mut *self.answers.borrow_mut();
        if let Some(answer) = answers.remove(environment) {
            *bytes = bytes.saturating_sub(answer.bytes());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp { version: 1, hash: "h".into() }
    }

    #[test]
    fn answer_counts_for_a_few_seconds_and_not_before_it_was_asked_for() {
        let fresh = Fresh::default();
        assert!(!fresh.wants_text("a"));
        fresh.keep("a", &stamp(), None, 1_000);
        assert!(fresh.wants_text("a") && fresh.get("a", 1_000).unwrap().text.is_none());
        fresh.keep("a", &stamp(), Some("{}"), 1_000);
        assert_eq!(fresh.get("a", 1_000 + FRESH_MS - 1).unwrap().text.as_deref(), Some("{}"));
        assert!(fresh.get("a", 1_000 + FRESH_MS).is_none() && fresh.get("a", 999).is_none());
        fresh.forget("a");
        assert!(fresh.get("a", 1_000).is_none());
    }

    #[test]
    fn long_document_is_known_as_one_and_not_kept() {
        let fresh = Fresh::default();
        fresh.keep("a", &stamp(), Some(&"x".repeat(TEXT_MAX + 1)), 0);
        assert!(fresh.is_long("a") && !fresh.wants_text("a") && fresh.get("a", 0).unwrap().text.is_none());
        fresh.keep("a", &stamp(), None, 1);
        assert!(fresh.is_long("a"));
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let fresh = Fresh::default();
        for number in 0..3 * ENTRIES_MAX {
            fresh.keep(&number.to_string(), &stamp(), Some(&"x".repeat(TEXT_MAX)), 0);
            let (answers, bytes) = &*fresh.answers.borrow();
            assert!(*bytes <= ROOM && answers.values().map(Answer::bytes).sum::<usize>() == *bytes);
        }
        for number in 0..3 * ENTRIES_MAX {
            fresh.keep(&number.to_string(), &stamp(), None, 0);
            assert!(fresh.answers.borrow().0.len() <= ENTRIES_MAX);
        }
    }
}
