use crate::support::*;
use leptos::prelude::*;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_app::query::{Answer, Query, forget_all, invalidate, query};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

type Shown = Query<portico_api::organizations::Organization>;

fn organization(name: &str) -> Value {
    json!({
        "id": "1", "name": name, "slug": "acme", "website": "https://acme.example", "role": "owner",
        "projects": 0, "members": 1, "invites": 0, "plan": "free", "reads": 0, "version": 1, "created_at": 0,
    })
}

fn words(query: Shown) -> String {
    match query.answer() {
        Answer::Loading => "loading".into(),
        Answer::Ready(organization) => organization.name.clone(),
        Answer::Failed(failure) => failure.message(),
    }
}

fn page(slug: RwSignal<&'static str>) -> Page {
    show(move || {
        let known =
            query::<ShowOrganization>(move || Some(OrganizationParams { organization: slug.get().into() }));
        move || words(known)
    })
}

fn fresh() {
    stub_fetch();
    forget_all();
}

#[wasm_bindgen_test]
async fn cached_data_is_shown_at_once_and_then_the_fresh() {
    fresh();
    answer("/api/organizations/cached", 200, organization("Old"));
    let first = page(RwSignal::new("cached"));
    assert_eq!(first.inner_text(), "loading");
    sleep(60).await;
    assert_eq!(first.inner_text(), "Old");

    answer("/api/organizations/cached", 200, organization("New"));
    invalidate::<ShowOrganization>();
    let second = page(RwSignal::new("cached"));
    assert_eq!(second.inner_text(), "Old");
    sleep(60).await;
    assert_eq!(second.inner_text(), "New");
    assert_eq!(first.inner_text(), "New");
}

#[wasm_bindgen_test]
async fn two_who_ask_at_once_ask_once() {
    fresh();
    answer("/api/organizations/twice", 200, organization("One"));
    let pages = [page(RwSignal::new("twice")), page(RwSignal::new("twice"))];
    sleep(60).await;
    assert!(pages.iter().all(|page| page.inner_text() == "One"));
    assert_eq!(calls().len(), 1);
}

#[wasm_bindgen_test]
async fn data_of_one_organization_is_never_shown_for_another() {
    fresh();
    answer("/api/organizations/here", 200, organization("Here"));
    let slug = RwSignal::new("here");
    let page = page(slug);
    sleep(60).await;
    answer("/api/organizations/there", 200, organization("There"));
    slug.set("there");
    sleep(1).await;
    assert_eq!(page.inner_text(), "loading");
    sleep(60).await;
    assert_eq!(page.inner_text(), "There");
}

#[wasm_bindgen_test]
async fn what_was_seen_stays_while_the_network_is_away_and_goes_when_it_is_forbidden() {
    fresh();
    answer("/api/organizations/away", 200, organization("Seen"));
    let page = page(RwSignal::new("away"));
    sleep(60).await;
    lose("/api/organizations/away");
    invalidate::<ShowOrganization>();
    sleep(60).await;
    assert_eq!(page.inner_text(), "Seen");
    let gone = json!({
        "type": "urn:portico:problem:not_found", "title": "Not found", "status": 404, "detail": "Gone.", "request_id": "r",
    });
    answer("/api/organizations/away", 404, gone);
    invalidate::<ShowOrganization>();
    sleep(60).await;
    assert_eq!(page.inner_text(), "Gone.");
}

#[wasm_bindgen_test]
async fn an_answer_that_a_change_overtook_is_asked_for_again() {
    fresh();
    answer_late("/api/organizations/race", organization("Before"), 60);
    answer("/api/organizations/race", 200, organization("After"));
    let page = page(RwSignal::new("race"));
    sleep(10).await;
    invalidate::<ShowOrganization>();
    sleep(150).await;
    assert_eq!(page.inner_text(), "After");
}
