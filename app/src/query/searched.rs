//! A list with a search box: filtered here while everything is at hand, by the edge when it is not.

use super::list::{List, Listed, Paged, list};
use crate::client::Failure;
use crate::reactive::effect;
use leptos::prelude::*;
use portico_api::page::Search;
use portico_api::text::key;
use std::time::Duration;

/// How long the edge waits for the next letter, in milliseconds.
pub const DEBOUNCE: Duration = Duration::from_millis(150);

/// What is to be shown of the list.
pub enum Found<Row> {
    Loading,
    Failed(Failure),
    Ready {
        rows: Vec<Row>,
        /// More pages follow.
        more: bool,
    },
}

/// A list and its search. A handle to copy around.
pub struct Searched<E: Paged> {
    all: List<E>,
    found: List<E>,
    search: RwSignal<String>,
    /// What the edge has been asked for, a moment behind `search`.
    settled: ReadSignal<String>,
    matches: fn(&E::Row, &str) -> bool,
}

impl<E: Paged> Clone for Searched<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E: Paged> Copy for Searched<E> {}

/// Reads the list once `wanted`. `params` makes the question for a search; `matches` is the edge's own rule.
pub fn searched<E: Paged>(
    wanted: Signal<bool>,
    search: RwSignal<String>,
    params: impl Fn(Option<Search>) -> E::Params + Clone + Send + Sync + 'static,
    matches: fn(&E::Row, &str) -> bool,
) -> Searched<E> {
    let all = {
        let params = params.clone();
        list::<E>(move || wanted.get().then(|| params(None)))
    };
    let settled = debounced(search);
    let found = list::<E>(move || {
        let term = Search::parse(&settled.get()).ok().filter(|term| !term.as_str().is_empty())?;
        all.with(|all| all.more).then(|| params(Some(term)))
    });
    Searched { all, found, search, settled, matches }
}

impl<E: Paged> Searched<E> {
    /// What to show now; tracked. Whatever else is still on its way, each row matches what is typed.
    pub fn get(self) -> Found<E::Row> {
        let term = key(self.search.get().trim());
        let all = self.all.get();
        let matching = |row: &&E::Row| term.is_empty() || (self.matches)(row, &term);
        if term.is_empty() || !all.more {
            let rows = all.rows().filter(matching);
            return shown(rows.cloned().collect(), &all.failure, all.loading && all.is_empty(), all.more);
        }
        if self.is_too_long() {
            return shown(all.rows().filter(matching).cloned().collect(), &None, false, false);
        }
        let found = self.found.get();
        if self.is_answered(&found) {
            return shown(
                found.rows().filter(matching).cloned().collect(),
                &found.failure,
                false,
                found.more,
            );
        }
        // What is at hand answers at once; the edge's answer takes its place.
        let before: Vec<_> = found.rows().filter(matching).cloned().collect();
        let rows = if before.is_empty() { all.rows().filter(matching).cloned().collect() } else { before };
        let loading = rows.is_empty();
        shown(rows, &None, loading, true)
    }

    /// All rows that are here, whatever is typed; tracked.
    pub fn at_hand(self) -> Vec<E::Row> {
        self.all.with(|all| all.rows().cloned().collect())
    }

    /// Whether all rows that there are are at hand; tracked.
    pub fn is_complete(self) -> bool {
        self.all.with(|all| !all.more && !all.loading && !all.is_empty())
    }

    /// How many of how many match what is typed; tracked. `None` while nothing is typed, or nobody knows.
    pub fn count(self) -> Option<(u32, u32)> {
        let term = key(self.search.get().trim());
        let all = self.all.get();
        let total = all.first().and_then(|page| E::total(page)).filter(|_| !term.is_empty())?;
        if !all.more || self.is_too_long() {
            let found = all.rows().filter(|row| (self.matches)(row, &term)).count();
            return Some((found as u32, total)).filter(|_| !all.loading);
        }
        let found = self.found.get();
        let answered = found.first().filter(|_| self.is_answered(&found));
        Some((answered.and_then(|page| E::found(page))?, total))
    }

    /// Whether nobody can be asked for what is typed: no name is as long, and what is at hand is all that there is. Tracked.
    fn is_too_long(self) -> bool {
        self.search.with(|search| Search::parse(search).is_err())
    }

    /// Whether what is found is the answer to what is typed, and not to what was typed before.
    fn is_answered(self, found: &Listed<E>) -> bool {
        self.settled.get() == self.search.get() && !found.previous && !(found.loading && found.is_empty())
    }

    /// Asks for the next page of what is shown.
    pub fn more(self) {
        if self.search.get_untracked().trim().is_empty() { self.all.more() } else { self.found.more() }
    }

    /// Asks again after a failure.
    pub fn retry(self) {
        self.all.retry();
        self.found.retry();
    }
}

fn shown<Row>(rows: Vec<Row>, failure: &Option<Failure>, loading: bool, more: bool) -> Found<Row> {
    match failure {
        Some(failure) if rows.is_empty() => Found::Failed(failure.clone()),
        _ if loading => Found::Loading,
        _ => Found::Ready { rows, more },
    }
}

/// `value`, once it has not changed for a moment. Emptying counts at once.
pub fn debounced(value: RwSignal<String>) -> ReadSignal<String> {
    let (settled, settle) = signal(value.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    };
    effect(move || {
        let text = value.get();
        stop();
        if text.is_empty() {
            settle.set(text);
        } else {
            let later = move || {
                settle.try_set(text);
            };
            timer.set_value(set_timeout_with_handle(later, DEBOUNCE).ok());
        }
    });
    on_cleanup(stop);
    settled
}
