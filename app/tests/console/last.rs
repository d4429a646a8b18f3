//! Answers of an earlier visit: shown as old, confirmed, forgotten.

use crate::support::*;
use leptos::prelude::*;
use portico_api::session::ShowSession;
use portico_app::query::{Answer, forget_all, old, query};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
export function stub_last() {
    const kept = {};
    window.portico = { last: {
        kept,
        read: async (url) => kept[url] && { since: 1_000_000, text: kept[url] },
        keep: async (person, url, text) => { kept[person + " " + url] = text; },
        others: async () => {},
        forget: async () => { for (const url in kept) delete kept[url]; },
    } };
}
export function put_last(url, text) { window.portico.last.kept[url] = text; }
export function kept_last() { return Object.keys(window.portico.last.kept).sort().join(", "); }
export function end_last() { delete window.portico; }
"#)]
extern "C" {
    fn stub_last();
    fn put_last(url: &str, text: &str);
    fn kept_last() -> String;
    fn end_last();
}

fn session(email: &str) -> Value {
    json!({
        "user": { "id": "u1", "email": email, "name": null }, "organizations": [], "next": null, "invites": [],
    })
}

fn page() -> Page {
    show(move || {
        let session = query::<ShowSession>(|| Some(()));
        move || match session.answer() {
            Answer::Loading => "loading".to_owned(),
            Answer::Ready(session) => session.user.email.clone(),
            Answer::Failed(failure) => failure.message(),
        }
    })
}

fn fresh() {
    stub_fetch();
    stub_last();
    forget_all();
}

/// How what is shown is old: since when, and whether nobody could be asked.
fn shown() -> Option<(f64, bool)> {
    untrack(old).map(|old| (old.since, old.is_lost))
}

#[wasm_bindgen_test]
async fn what_is_kept_is_shown_as_old_until_it_is_confirmed() {
    fresh();
    put_last("/api/session", &session("old@example.com").to_string());
    answer_late("/api/session", session("new@example.com"), 200);
    let page = page();
    sleep(60).await;
    assert_eq!(page.inner_text(), "old@example.com");
    assert_eq!(shown(), Some((1_000_000.0, false)));
    sleep(300).await;
    assert_eq!(page.inner_text(), "new@example.com");
    assert_eq!(shown(), None);
    end_last();
}

#[wasm_bindgen_test]
async fn what_is_kept_stays_and_says_so_while_nobody_can_be_asked() {
    fresh();
    put_last("/api/session", &session("old@example.com").to_string());
    lose("/api/session");
    let page = page();
    sleep(100).await;
    assert_eq!(page.inner_text(), "old@example.com");
    assert_eq!(shown(), Some((1_000_000.0, true)));
    end_last();
}

#[wasm_bindgen_test]
async fn what_is_kept_goes_when_it_is_refused() {
    fresh();
    put_last("/api/session", &session("old@example.com").to_string());
    let gone = json!({
        "type": "urn:portico:problem:not_found", "title": "Not found", "status": 404, "detail": "Gone.", "request_id": "r",
    });
    answer("/api/session", 404, gone);
    let page = page();
    sleep(100).await;
    assert_eq!(page.inner_text(), "Gone.");
    assert_eq!(shown(), None);
    end_last();
}

#[wasm_bindgen_test]
async fn what_nobody_can_read_any_more_is_not_shown() {
    fresh();
    put_last("/api/session", "{}");
    answer_late("/api/session", session("new@example.com"), 100);
    let page = page();
    sleep(60).await;
    assert_eq!(page.inner_text(), "loading");
    sleep(200).await;
    assert_eq!(page.inner_text(), "new@example.com");
    end_last();
}

#[wasm_bindgen_test]
async fn answers_are_kept_for_whoever_the_edge_says_is_signed_in_and_forgotten_with_everything() {
    fresh();
    answer("/api/session", 200, session("me@example.com"));
    let page = page();
    sleep(100).await;
    assert_eq!(page.inner_text(), "me@example.com");
    assert_eq!(kept_last(), "u1 /api/session");
    drop(page);
    forget_all();
    sleep(60).await;
    assert_eq!(kept_last(), "");
    end_last();
}

#[wasm_bindgen_test]
async fn an_answer_that_was_asked_for_before_everything_was_forgotten_is_not_kept() {
    fresh();
    answer_late("/api/session", session("me@example.com"), 100);
    let page = page();
    sleep(20).await;
    drop(page);
    forget_all();
    sleep(200).await;
    assert_eq!(kept_last(), "");
    end_last();
}
