//! Places for bodies that are larger than most. An instance has 128 MB for all that it does at once, and whoever sends may take as long as they like, signed in or not.

use std::cell::Cell;

/// Large bodies that an instance has at a time, at most: one takes up to some 40 MB with all that is made of it (`api/src/imports.rs`, `IMPORT_TREE_MAX`).
const PLACES: usize = 2;

/// Counts those that are there.
#[derive(Debug, Default)]
pub struct LargeBodies(Cell<usize>);

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub struct Place<'a>(&'a LargeBodies);

impl LargeBodies {
    /// A place for one more, if there is any.
    pub fn take(&self) -> Option<Place<'_>> {
        let taken = self.0.get();
        (taken < PLACES).then(|| {
            self.0.set(taken.saturating_add(1));
            Place(self)
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_two_places_and_each_is_free_again_once_it_is_left() {
        let bodies = LargeBodies::default();
        let mut places: Vec<_> = std::iter::from_fn(|| bodies.take()).collect();
        assert_eq!(places.len(), 2);
        assert!(bodies.take().is_none());
        places.pop();
        let again = bodies.take();
        assert!(again.is_some() && bodies.take().is_none());
    }
}
