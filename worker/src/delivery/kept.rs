//! The last documents that came from the database, in little room: what is answered when neither database nor store has anything as new.

use crate::ports::Stamp;
use std::cell::RefCell;
use std::collections::VecDeque;

/// Bytes of all documents together.
const ROOM: usize = 2 * 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct Kept {
    documents: RefCell<VecDeque<(String, Stamp, String)>>,
}

impl Kept {
    pub(super) fn keep(&self, environment: &str, stamp: &Stamp, document: &str) {
        let mut documents = self.documents.borrow_mut();
        documents.retain(|(id, _, _)| id != environment);
        documents.push_back((environment.to_owned(), stamp.clone(), document.to_owned()));
        while documents.iter().map(|(_, _, text)| text.len()).sum::<usize>() > ROOM {
            documents.pop_front();
        }
    }

    pub(super) fn forget(&self, environment: &str) {
        self.documents.borrow_mut().retain(|(id, _, _)| id != environment);
    }

    pub(super) fn get(&self, environment: &str) -> Option<(Stamp, String)> {
        let documents = self.documents.borrow();
        let found = documents.iter().find(|(id, _, _)| id == environment);
        found.map(|(_, stamp, text)| (stamp.clone(), text.clone()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    #[test]
    fn documents_have_a_bound_and_the_newest_stay() {
        let kept = Kept::default();
        let (stamp, document) = (Stamp { version: 1, hash: "h".into() }, "x".repeat(500_000));
        for number in 0..20 {
            kept.keep(&number.to_string(), &stamp, &document);
        }
        assert!(kept.documents.borrow().iter().map(|(_, _, text)| text.len()).sum::<usize>() <= ROOM);
        assert_eq!((kept.get("0"), kept.get("19").unwrap().0), (None, stamp));
        kept.forget("19");
        assert_eq!(kept.get("19"), None);
    }
}
