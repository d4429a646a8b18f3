//! What an instance remembers about environments, in bounded room: the oldest is forgotten first, half of it at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// Entries of one half.
const HALF: usize = 5_000;

#[derive(Debug)]
pub(super) struct Recent<V> {
    halves: RefCell<[BTreeMap<String, V>; 2]>,
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self { halves: RefCell::new([BTreeMap::new(), BTreeMap::new()]) }
    }
}

impl<V: Clone> Recent<V> {
    pub(super) fn get(&self, key: &str) -> Option<V> {
        let halves = self.halves.borrow();
        halves.iter().find_map(|half| half.get(key)).cloned()
    }

    pub(super) fn set(&self, key: &str, value: V) {
        let [young, old] = &mut *self.halves.borrow_mut();
        if young.len() >= HALF {
            *old = std::mem::take(young);
        }
        old.remove(key);
        young.insert(key.to_owned(), value);
    }

    pub(super) fn forget_all(&self) {
        self.halves.replace([BTreeMap::new(), BTreeMap::new()]);
    }

    pub(super) fn forget(&self, key: &str) {
        self.halves.borrow_mut().iter_mut().for_each(|half| drop(half.remove(key)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_has_a_bound_and_the_newest_stays() {
        let recent = Recent::default();
        for number in 0..4 * HALF {
            recent.set(&number.to_string(), number);
            recent.set("often", number);
        }
        assert_eq!(recent.get("often"), Some(4 * HALF - 1));
        assert_eq!(recent.get(&(4 * HALF - 1).to_string()), Some(4 * HALF - 1));
        assert_eq!(recent.get("0"), None);
        assert!(recent.halves.borrow().iter().map(BTreeMap::len).sum::<usize>() <= 2 * HALF);
        recent.forget("often");
        assert_eq!(recent.get("often"), None);
        recent.set("often", 1);
        recent.forget_all();
        assert_eq!(recent.get("often"), None);
    }
}
