use crate::support::*;
use portico_api::Empty;
use portico_api::mailbox::ListMail;
use portico_api::session::ShowSession;
use portico_app::client::{Failure, call, on_signed_out};
use portico_app::query::{forget_all, query};
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
