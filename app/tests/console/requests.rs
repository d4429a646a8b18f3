use crate::support::*;
use portico_api::Empty;
use portico_api::mailbox::ListMail;
use portico_api::session::ShowSession;
use portico_app::client::{Failure, call, on_refused, on_signed_out};
use portico_app::query::{forget_all, query, refetch_all};
use serde_json::json;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_ended_session_is_told_once_to_whoever_listens() {
    stub_fetch();
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    on_signed_out(move || count.set(count.get() + 1));
    answer("/api/session", 401, json!({}));
    assert_eq!(call::<ShowSession>(&(), &Empty {}, None).await.err(), Some(Failure::SignedOut));
    assert_eq!(told.get(), 1);
    on_signed_out(|| {});
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_problem_document_is_told_in_plain_words() {
    stub_fetch();
    answer("/api/mailbox", 502, json!("<html>"));
    let failure = call::<ListMail>(&(), &Empty {}, None).await.err().unwrap();
    assert!(failure.is_lost());
    assert!(failure.message().starts_with("Portico answered in a way"));
}

#[wasm_bindgen_test]
async fn a_page_of_another_network_is_no_answer_whatever_its_status() {
    stub_fetch();
    let told = Rc::new(Cell::new(0));
    let (signed_out, refused) = (told.clone(), told.clone());
    on_signed_out(move || signed_out.set(signed_out.get() + 1));
    on_refused(move |_| refused.set(refused.get() + 1));
    for status in [200, 401, 403, 404] {
        answer_foreign("/api/session", status);
        assert_eq!(call::<ShowSession>(&(), &Empty {}, None).await.err(), Some(Failure::Offline), "{status}");
    }
    assert_eq!(told.get(), 0, "nobody is signed out, and nothing is forgotten");
    on_signed_out(|| {});
    on_refused(|_| {});
}

#[wasm_bindgen_test]
async fn what_was_read_stays_when_another_network_answers_with_its_page() {
    stub_fetch();
    forget_all();
    answer("/api/mailbox", 200, json!({ "mails": [] }));
    let page = mails();
    sleep(60).await;
    answer_foreign("/api/mailbox", 403);
    refetch_all();
    sleep(60).await;
    assert_eq!(calls().len(), 2);
    assert_eq!(page.inner_text(), "0 mails");
}

/// What the script of the page leaves behind: `at` is when it asked, `answer` what it was answered.
fn asked_early(at: &str, answer: &str) {
    let script =
        format!("window.portico = {{ asked: {at}, early: {{ '/api/mailbox': Promise.resolve({answer}) }} }}");
    js_sys::Function::new_no_args(&script).call0(&JsValue::NULL).unwrap();
}

fn mails() -> Page {
    show(|| {
        let mailbox = query::<ListMail>(|| Some(()));
        move || mailbox.ready().map(|mailbox| format!("{} mails", mailbox.mails.len()))
    })
}

#[wasm_bindgen_test]
async fn the_question_that_the_page_asked_early_is_not_asked_again() {
    stub_fetch();
    forget_all();
    asked_early("performance.now()", r#"{ status: 200, text: '{"mails":[]}' }"#);
    let page = mails();
    sleep(30).await;
    assert_eq!(page.inner_text(), "0 mails");
    assert!(calls().is_empty());
}

#[wasm_bindgen_test]
async fn the_question_that_the_page_asked_before_signing_in_is_asked_again_afterwards() {
    stub_fetch();
    asked_early("performance.now()", "{ status: 401, text: '{}' }");
    forget_all();
    answer("/api/mailbox", 200, json!({ "mails": [] }));
    let page = mails();
    sleep(60).await;
    assert_eq!(page.inner_text(), "0 mails");
    assert_eq!(calls().len(), 1);
}

#[wasm_bindgen_test]
async fn an_early_answer_that_was_asked_for_long_ago_is_asked_for_again() {
    stub_fetch();
    forget_all();
    asked_early("performance.now() - 10_000", r#"{ status: 200, text: '{"mails":[]}' }"#);
    answer("/api/mailbox", 200, json!({ "mails": [] }));
    let page = mails();
    sleep(60).await;
    assert_eq!(page.inner_text(), "0 mails");
    assert_eq!(calls().len(), 1);
}
