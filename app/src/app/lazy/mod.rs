//! Pages that the first view does without. They come in chunks: a chunk is asked for when a page of it is opened, or
//! before that, when the browser has nothing to do.

mod ahead;
mod chunk;

pub(crate) use ahead::prefetch;

use crate::browser::after;
use crate::client::Failure;
use crate::parts::loaded::failed;
use crate::paths::{Chunk, Place};
use crate::ui::Skeleton;
use chunk::{Make, load, there};
use js_sys::{Array, Promise};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// How long a page waits for its chunk before it says so; it goes on waiting.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long rows that are painted wait for their code, without the rest of the console.
const ROWS_PATIENCE: Duration = Duration::from_secs(3);

/// What is known of a chunk that a page waits for.
#[derive(Clone, Copy)]
enum State {
    Waiting,
    /// It should have been here by now.
    Late,
    There(Make),
    Failed,
}

/// The page at `place`, out of a chunk: at once if that is there, otherwise a skeleton until it is.
pub(crate) fn lazy(chunk: Chunk, place: Place) -> AnyView {
    if let Some(make) = there(chunk) {
        return make(place);
    }
    let state = RwSignal::new(State::Waiting);
    fetch(chunk, state);
    (move || match state.get() {
        State::Waiting => view! { <Skeleton rows=4 /> }.into_any(),
        State::There(make) => make(place.clone()),
        State::Late => failed(Failure::Offline, Callback::new(|()| drop(location().reload()))),
        State::Failed => failed(Failure::Offline, Callback::new(move |()| retry(chunk, state))),
    })
    .into_any()
}

/// Waits for the code of a page that is painted whole, and works: no skeleton may take its place. `false` where that does not come: it goes on as it
/// is, and says so.
pub(crate) async fn can_take_over() -> bool {
    let Some(painted) = document().get_element_by_id("boot") else { return true };
    let works = painted.query_selector("main:not([hidden]) form").ok().flatten().is_some();
    if !works || load(Chunk::Entry).await.is_ok() {
        return true;
    }
    painted.set_attribute("data-failed", "").ok();
    false
}

/// Waits for the code of the page whose rows are painted, so that they are taken over and not taken away. Where that does not come, or not soon, the
/// page says so, and everything around it works.
pub(crate) async fn page_of_rows() {
    let rows = document().query_selector("#boot .organizations");
    if rows.is_ok_and(|rows| rows.is_some()) {
        let loaded = future_to_promise(async { Ok(load(Chunk::Forms).await.is_ok().into()) });
        JsFuture::from(Promise::race(&Array::of2(&loaded, &after(ROWS_PATIENCE)))).await.ok();
    }
}

/// As [`lazy`], for what nobody waits for with their eyes: nothing is shown until it is there.
pub(crate) fn unseen(chunk: Chunk, place: Place) -> AnyView {
    let made = RwSignal::new(there(chunk));
    if made.with_untracked(Option::is_none) {
        leptos::task::spawn_local(async move {
            // It is asked for again when its page is opened.
            made.try_set(load(chunk).await.ok());
        });
    }
    (move || made.get().map(|make| make(place.clone()))).into_any()
}

fn fetch(chunk: Chunk, state: RwSignal<State>) {
    let late = move || {
        if matches!(state.try_get_untracked(), Some(State::Waiting)) {
            state.set(State::Late);
        }
    };
    set_timeout(late, PATIENCE);
    leptos::task::spawn_local(async move {
        let made = load(chunk).await;
        // Nobody waits any more when the page is gone.
        state.try_set(made.map_or(State::Failed, State::There));
    });
}

/// Asks once more. If there is a network and the chunk is not to be had, there is a newer console: it has other chunks.
fn retry(chunk: Chunk, state: RwSignal<State>) {
    state.set(State::Waiting);
    leptos::task::spawn_local(async move {
        match load(chunk).await {
            Err(_) if window().navigator().on_line() => drop(location().reload()),
            made => drop(state.try_set(made.map_or(State::Failed, State::There))),
        }
    });
}
