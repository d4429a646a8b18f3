//! Memos and effects that are compiled once for each type of value, and not once for each place that makes one: there are hundreds of those.

use leptos::prelude::{Effect, Memo};

type Compute<T> = dyn Fn(Option<&T>) -> T + Send + Sync;

/// As [`Memo::new`].
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let compute: Box<Compute<T>> = Box::new(compute);
    Memo::new(compute)
}

/// As [`Effect::new`], for what hands nothing on to its next run.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}
