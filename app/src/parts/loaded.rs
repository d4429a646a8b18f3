//! What a page shows until its data is there, and when it cannot be had.

use crate::client::Failure;
use crate::parts::missing;
use crate::query::{Phase, Query, invalidate};
use crate::reactive::memo;
use crate::ui::{ErrorState, Skeleton};
use leptos::prelude::*;
use portico_api::session::ShowSession;
use std::sync::Arc;

/// Shows `ready` once there is data, which then stays up to date; a skeleton before, and the reason if there is none.
pub(crate) fn loaded<T: Send + Sync + 'static>(
    query: Query<T>,
    ready: impl Fn(Memo<Arc<T>>) -> AnyView + Send + 'static,
) -> AnyView {
    let phase = memo(move |_| query.phase());
    (move || match (phase.get(), untrack(|| query.ready())) {
        (Phase::Failed(failure), _) => failed(failure, Callback::new(move |()| query.retry())),
        (Phase::Ready, Some(first)) => {
            let data = Memo::new_with_compare(
                // The page may look once more while it is being taken away: it then sees what it saw.
                move |last: Option<&Arc<T>>| query.ready().unwrap_or_else(|| last.unwrap_or(&first).clone()),
                |one, other| one.zip(other).is_none_or(|(one, other)| !Arc::ptr_eq(one, other)),
            );
            ready(data)
        }
        _ => view! { <Skeleton rows=4 /> }.into_any(),
    })
    .into_any()
}

/// A page of which some part is read by itself: where that is not there or may not be seen, nothing of the rest is either.
pub(crate) fn unless_missing(
    problem: Memo<Option<Failure>>,
    page: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let missing = memo(move |_| problem.with(|problem| problem.as_ref().is_some_and(Failure::is_missing)));
    (move || if missing.get() { missing::page() } else { page() }).into_any()
}

/// Why there is nothing to show, in place of the page: what is missing has a heading of its own.
pub(crate) fn failed(failure: Failure, retry: Callback<()>) -> AnyView {
    if failure.is_missing() { missing::page() } else { part_failed(failure, retry) }
}

/// Why there is nothing to show in a part of the page, under its heading, or in a dialog.
pub(crate) fn part_failed(failure: Failure, retry: Callback<()>) -> AnyView {
    if failure.is_missing() {
        let text = "It may have been deleted, or your rights have changed. Close this or reload the page to see how things stand.";
        return view! { <ErrorState title=missing::NOTHING text /> }.into_any();
    }
    match failure {
        // On the way to the sign-in page.
        Failure::SignedOut => view! { <Skeleton rows=4 /> }.into_any(),
        Failure::Offline => view! {
            <ErrorState title="Portico could not be reached" text="Check your connection, then try again." on_retry=retry />
        }
        .into_any(),
        Failure::Problem(problem) => {
            // Then the session says so as well, and the page becomes another one.
            if problem.sign_in.is_some() {
                invalidate::<ShowSession>();
            }
            let text = match problem.request_id.as_str() {
                "" => problem.detail,
                id => format!("{} Request {id}.", problem.detail),
            };
            view! { <ErrorState title=problem.title text on_retry=retry /> }.into_any()
        }
    }
}
