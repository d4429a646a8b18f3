//! A search box whose text is in the address: it survives reload, sharing, back and forward.

use crate::navigation::use_go;
use crate::parameters::use_parameter;
use crate::query::debounced;
use crate::reactive::{effect, memo};
use leptos::prelude::*;
use portico_api::page::{SEARCH_MAX, Search};

/// The text of the box. It is written to `?search=` once it rests, by `address` (the new path for a text), and read
/// from there when the person goes back or forward.
pub(crate) fn url_search(address: impl Fn(&str) -> String + Send + Sync + 'static) -> RwSignal<String> {
    let written = written();
    let text = RwSignal::new(written.get_untracked());
    let settled = debounced(text);
    let go = use_go();
    effect(move || {
        let term = settled.get();
        if term != written.get_untracked() && term == text.get_untracked() {
            go.amend(address(&term));
        }
    });
    effect(move || {
        let term = written.get();
        // Not while somebody types: what they see would jump.
        if term != text.get_untracked() && term != settled.get_untracked() {
            text.set(term);
        }
    });
    text
}

/// What is searched for: the text in the address, and not the box's, which runs ahead of it while one types.
/// `None` for an empty text or one that no search may have.
pub(crate) fn search_term() -> Memo<Option<Search>> {
    let written = written();
    memo(move |_| written.with(|text| Search::parse(text).ok().filter(|term| !term.as_str().is_empty())))
}

fn written() -> Memo<String> {
    let asked = use_parameter("search");
    // Somebody may have written more into the address: what cannot be searched for stands in no box.
    memo(move |_| asked.get().unwrap_or_default().chars().take(SEARCH_MAX).collect())
}
