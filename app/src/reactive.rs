//! Memos and effects that are compiled once for each type of value, and not once for each place that makes one: there are hundreds of those.

use leptos::prelude::*;
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::graph::{AnySource, Observer, Source, ToAnySource};

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

/// A memo that lives longer than most of those who look at it, as what the address shows does. A memo keeps everybody who ever looked, gone or not, and goes
/// through all of them at each change: whoever looks at this one is forgotten when they look anew, or go.
pub struct Lasting<T: Send + Sync + 'static>(Memo<T>);

impl<T: Send + Sync> Clone for Lasting<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync> Copy for Lasting<T> {}

impl<T: Send + Sync> Lasting<T> {
    pub(crate) fn new(memo: Memo<T>) -> Self {
        Self(memo)
    }

    /// The value; tracked.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Looks at the value; tracked.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        let_go(ArcMemo::from(self.0).to_any_source());
        self.0.with(look)
    }

    /// Has whoever looks run again when it changes.
    pub fn track(&self) {
        self.with(|_| ());
    }

    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.0.get_untracked()
    }

    /// The value, unless it is gone.
    pub(crate) fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.0.try_get_untracked()
    }

    pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.0.with_untracked(look)
    }
}

/// Has the source forget whoever looks at it now as soon as they look anew, or go.
pub(crate) fn let_go(source: AnySource) {
    if let Some(observer) = Observer::get() {
        on_cleanup(move || source.remove_subscriber(&observer));
    }
}
