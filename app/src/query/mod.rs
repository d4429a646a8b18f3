//! Reading: [`query`] for one answer, [`list`] for answers in pages. Cached by URL above the router; old data is
//! shown at once and replaced when the fresh answer differs.

mod cache;
mod kind;
mod last;
mod list;
mod searched;

pub use last::{Old, old};
pub use list::{List, Listed, Paged, list};
pub use searched::{Found, Searched, debounced, searched};

use crate::client::{self, Failure};
use crate::reactive::{Lasting, let_go};
use cache::Watch;
use kind::Kind;
use leptos::prelude::*;
use leptos::reactive::graph::ToAnySource;
use portico_api::session::ShowSession;
use portico_api::{Endpoint, url};
use std::marker::PhantomData;
use std::sync::Arc;

/// What is known of an answer. `Loading` only while nothing was ever cached.
pub enum Answer<T> {
    Loading,
    Ready(Arc<T>),
    Failed(Failure),
}

/// What an answer is, without the answer: changes only when the page has to look different.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    Loading,
    Ready,
    Failed(Failure),
}

/// One answer, kept up to date. A handle to copy around.
pub struct Query<T: 'static> {
    watch: Memo<Option<Watch>>,
    reply: PhantomData<fn() -> T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Query<T> {}

/// Reads `E` with the parameters that `params` answers; `None` asks nothing yet.
pub fn query<E: Endpoint>(params: impl Fn() -> Option<E::Params> + Send + Sync + 'static) -> Query<E::Reply>
where
    E::Reply: PartialEq + Send + Sync,
{
    query_if::<E>(params, || true)
}

/// As [`query`]; where `asks` says no, it shows what comes by another way and asks nothing.
pub fn query_if<E: Endpoint>(
    params: impl Fn() -> Option<E::Params> + Send + Sync + 'static,
    asks: impl Fn() -> bool + Send + Sync + 'static,
) -> Query<E::Reply>
where
    E::Reply: PartialEq + Send + Sync,
{
    let address = Memo::new(move |_| params().map(|params| (url::<E>(&params), asks())));
    let watch = Memo::new(move |_| {
        address.get().map(|(url, asks)| match asks {
            true => cache::watch(url, Kind::of::<E>()),
            false => cache::look(url, Kind::of::<E>()),
        })
    });
    // The question goes out now, and not when somebody first looks at the answer.
    watch.with_untracked(|_| {});
    Query { watch, reply: PhantomData }
}

impl<T: Send + Sync + 'static> Query<T> {
    /// The answer now; tracked.
    pub fn answer(&self) -> Answer<T> {
        let Some(watch) = Lasting::new(self.watch).get() else { return Answer::Loading };
        let_go(watch.slot.to_any_source());
        let slot = watch.slot.get();
        match slot.data.and_then(|data| data.downcast::<T>().ok()) {
            Some(data) => Answer::Ready(data),
            None => slot.failure.map_or(Answer::Loading, Answer::Failed),
        }
    }

    /// The data now, if it is there; tracked.
    pub fn ready(&self) -> Option<Arc<T>> {
        match self.answer() {
            Answer::Ready(data) => Some(data),
            _ => None,
        }
    }

    /// The state without the data; tracked.
    pub fn phase(&self) -> Phase {
        match self.answer() {
            Answer::Loading => Phase::Loading,
            Answer::Ready(_) => Phase::Ready,
            Answer::Failed(failure) => Phase::Failed(failure),
        }
    }

    /// Asks again after a failure.
    pub fn retry(&self) {
        if let Some(watch) = self.watch.try_get_untracked().flatten() {
            cache::retry(&watch.url);
        }
    }
}

/// Whether what is shown of `E` is what the edge has answered in this visit, and not before; tracked.
pub fn is_confirmed<E: Endpoint>(params: &E::Params) -> bool {
    last::is_confirmed(&url::<E>(params))
}

/// Forgets the answers that are kept for later visits.
pub fn forget_last() {
    last::forget();
}

/// Asks again for every answer of `E`, because a change made them stale.
pub fn invalidate<E: Endpoint>() {
    cache::refetch(|_, kind| kind.name == E::NAME);
}

/// Asks again for the answers of `E` that are on the screen, or for their first pages alone, because something may have happened meanwhile.
pub fn look_again<E: Endpoint>(first_pages: bool) {
    cache::look_again(|url, kind| kind.name == E::NAME && !(first_pages && url.contains("after=")));
}

/// Changes every answer of `E` that is known to what a change has made of it, so that nobody sees the old one until it is asked for again.
pub fn amend<E: Endpoint>(change: impl Fn(&mut E::Reply))
where
    E::Reply: Clone + Send + Sync,
{
    cache::amend(
        |kind| kind.name == E::NAME,
        |data| {
            let mut reply = data.downcast_ref::<E::Reply>()?.clone();
            change(&mut reply);
            Some(Arc::new(reply))
        },
    );
}

/// Asks again for everything that is on the screen, and later for the rest.
pub fn refetch_all() {
    cache::refetch(|_, _| true);
}

/// Puts the answer of `E` in, so that the next page shows it at once.
pub fn seed<E: Endpoint>(params: &E::Params, reply: E::Reply)
where
    E::Reply: PartialEq + Send + Sync,
{
    cache::seed(&url::<E>(params), Kind::of::<E>(), Arc::new(reply));
}

/// Ends the answer of `E`: everybody who watches sees that it failed, without another question.
pub fn fail<E: Endpoint>(params: &E::Params, failure: Failure)
where
    E::Reply: PartialEq + Send + Sync,
{
    cache::fail(&url::<E>(params), Kind::of::<E>(), failure);
}

/// Forgets everything but the answer of `E`.
pub fn forget_all_but<E: Endpoint>(params: &E::Params) {
    let kept = url::<E>(params);
    cache::drop(|known| known != kept);
}

/// Forgets what was read below a URL, because its address has changed.
pub fn forget_below(url: &str) {
    cache::drop(|known| {
        known.strip_prefix(url).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
}

/// Forgets what was read of organizations and is not on the screen, because something of one was refused: what was seen must
/// not be seen again from memory. What is on the screen is asked for again.
pub fn forget_refused() {
    client::forget_early();
    last::forget();
    cache::forget_unseen(|known| {
        known.starts_with("/api/organizations/") || known == url::<ShowSession>(&())
    });
}

/// Forgets everything: somebody else may be signed in now.
pub fn forget_all() {
    client::forget_early();
    last::forget();
    crate::places::forget();
    cache::clear();
}

/// Asks again for what is on the screen and not fresh: on the way back to this window, or to the network.
pub fn refresh() {
    cache::refresh();
}
