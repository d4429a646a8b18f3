use crate::support::*;
use leptos::prelude::*;
use portico_api::organizations::CreateOrganization;
use portico_app::form::{Form, form};
use portico_app::ui::{ConfirmDialog, Dialog, TextField};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

const URL: &str = "/api/organizations";

/// The form "Create organization", which counts how often it succeeded.
fn page() -> (Page, RwSignal<usize>) {
    stub_fetch();
    let made = RwSignal::new(0);
    let page = show(move || {
        let state = form::<CreateOrganization>(
            &[("name", ""), ("website", "")],
            || (),
            move |_, _| made.update(|count| *count += 1),
        );
        view! {
            <Form form=state action="Create organization">
                <TextField label="Organization Name" name="name" value=state.value("name") error=state.error("name") />
                <TextField label="Website URL" name="website" value=state.value("website") error=state.error("website") />
            </Form>
        }
    });
    (page, made)
}

fn fill(page: &HtmlElement) {
    type_into(page, "name", "Acme");
    type_into(page, "website", "acme.example");
}

fn made() -> Value {
    json!({
        "id": "1", "name": "Acme", "slug": "acme", "website": "https://acme.example", "role": "owner",
        "projects": 0, "members": 1, "invites": 0, "plan": "free", "reads": 0, "version": 1, "created_at": 0,
    })
}

fn problem(status: u16, kind: &str, errors: Value) -> Value {
    json!({
        "type": format!("urn:portico:problem:{kind}"), "title": "T", "status": status, "detail": "What to do.",
        "errors": errors, "request_id": "r1",
    })
}

#[wasm_bindgen_test]
async fn each_faulty_field_says_why_and_the_first_gets_the_keyboard() {
    let (page, _) = page();
    press(&page, "Create organization");
    sleep(60).await;
    let text = page.inner_text();
    assert!(text.contains("Enter a name for the organization."), "{text}");
    assert!(text.contains("Enter the website of the organization."), "{text}");
    assert_eq!(document().active_element().unwrap().get_attribute("name").as_deref(), Some("name"));
    assert_eq!(find(&page, "[name=name]").get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(calls().is_empty());
}

#[wasm_bindgen_test]
async fn what_the_edge_says_about_a_field_stands_at_the_field_until_it_is_changed() {
    let (page, _) = page();
    fill(&page);
    let errors = json!([{ "field": "website", "detail": "Not that one." }]);
    answer(URL, 422, problem(422, "invalid", errors));
    press(&page, "Create organization");
    sleep(60).await;
    assert!(page.inner_text().contains("Not that one."));
    assert!(page.query_selector(".banner").unwrap().is_none());
    let website: web_sys::HtmlInputElement =
        wasm_bindgen::JsCast::unchecked_into(find(&page, "[name=website]"));
    assert_eq!(website.value(), "acme.example");
    type_into(&page, "website", "other.example");
    sleep(20).await;
    assert!(!page.inner_text().contains("Not that one."));
}

#[wasm_bindgen_test]
async fn two_presses_send_once() {
    let (page, made_count) = page();
    fill(&page);
    answer(URL, 201, made());
    press(&page, "Create organization");
    press(&page, "Create organization");
    sleep(80).await;
    assert_eq!(calls().len(), 1);
    assert_eq!(made_count.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let (page, made_count) = page();
    fill(&page);
    lose(URL);
    press(&page, "Create organization");
    sleep(60).await;
    assert!(find(&page, "[role=alert]").inner_text().contains("safe to try again"));
    answer(URL, 201, made());
    press(&page, "Try again");
    sleep(60).await;
    let calls = calls();
    assert_eq!(calls.len(), 2);
    assert!(calls[0]["key"].as_str().is_some_and(|key| key.len() == 36));
    assert_eq!(calls[0]["key"], calls[1]["key"]);
    assert_eq!(calls[0]["body"], calls[1]["body"]);
    assert_eq!(made_count.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn other_contents_and_a_second_creation_have_keys_of_their_own() {
    let (page, _) = page();
    fill(&page);
    lose(URL);
    press(&page, "Create organization");
    sleep(60).await;
    type_into(&page, "name", "Acme 2");
    for _ in 0..2 {
        answer(URL, 201, made());
        press(&page, "Create organization");
        sleep(60).await;
    }
    let calls = calls();
    assert_eq!(calls.len(), 3);
    assert_ne!(calls[0]["key"], calls[1]["key"]);
    assert_ne!(calls[1]["key"], calls[2]["key"]);
}

#[wasm_bindgen_test]
async fn what_belongs_to_no_field_stands_above_them() {
    let (page, _) = page();
    fill(&page);
    answer(URL, 429, problem(429, "too_many_requests", json!([])));
    press(&page, "Create organization");
    sleep(60).await;
    assert!(find(&page, "[role=alert] .banner").inner_text().contains("What to do."));
}

/// What the buttons at the end of it say, in their order.
fn order(page: &HtmlElement) -> Vec<String> {
    let found = page.query_selector_all(":is(.dialog-actions, .form-actions) button").unwrap();
    (0..found.length()).filter_map(|at| found.get(at)?.text_content()).collect()
}

fn with_way_out() -> AnyView {
    let state = form::<CreateOrganization>(&[("name", "")], || (), |_, _| {});
    let on_cancel = Callback::new(|()| {});
    view! { <Form form=state action="Create organization" on_cancel>""</Form> }.into_any()
}

#[wasm_bindgen_test]
async fn in_every_dialog_the_way_out_comes_before_what_it_is_for_and_on_a_page_behind() {
    let open = RwSignal::new(true);
    let page =
        show(move || view! { <Dialog open title="Create organization">{move || with_way_out()}</Dialog> });
    sleep(30).await;
    assert_eq!(order(&page), ["Cancel", "Create organization"]);
    drop(page);
    let page = show(move || {
        view! {
            <ConfirmDialog open title="Delete Acme?" confirm="Delete organization" on_confirm=|()| {}>"All of it."</ConfirmDialog>
        }
    });
    sleep(30).await;
    assert_eq!(order(&page), ["Cancel", "Delete organization"]);
    drop(page);
    let page = show(|| view! { <div>{with_way_out()}</div> });
    sleep(30).await;
    assert_eq!(order(&page), ["Create organization", "Cancel"]);
}
