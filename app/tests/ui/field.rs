use crate::support::{settle, show};
use leptos::prelude::*;
use portico_app::ui::{SearchField, TextField};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn text_field_shows_its_error_and_links_it_to_the_input() {
    let (value, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let stage = show(move || {
        view! { <TextField label="Project Name" name="name" value error hint=Some("Up to 64 characters.".to_owned()) /> }
    })
    .await;
    let input = stage.find("input");
    let described = || {
        let ids = input.get_attribute("aria-describedby").unwrap();
        ids.split(' ').map(|id| stage.text(&format!("#{id}"))).collect::<Vec<_>>()
    };
    assert_eq!(stage.find("label").get_attribute("for"), input.get_attribute("id"));
    assert!(!input.has_attribute("aria-invalid"));
    assert_eq!(described(), ["Up to 64 characters."]);
    error.set(Some("Enter a name.".into()));
    settle().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(described(), ["Enter a name.", "Up to 64 characters."]);
    error.set(None);
    settle().await;
    assert!(!input.has_attribute("aria-invalid"));
    assert_eq!(stage.text(".field-error"), "");
}

#[wasm_bindgen_test]
async fn text_field_and_its_signal_follow_each_other() {
    let value = RwSignal::new("Acme".to_owned());
    let stage =
        show(move || view! { <TextField label="Organization Name" name="name" value autofocus=true /> })
            .await;
    let input: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(stage.find("input"));
    assert_eq!(input.value(), "Acme");
    assert!(crate::support::has_focus("input"));
    stage.type_into("input", "Acme Ltd").await;
    assert_eq!(value.get_untracked(), "Acme Ltd");
    value.set("Other".into());
    settle().await;
    assert_eq!(input.value(), "Other");
}

#[wasm_bindgen_test]
async fn search_field_names_what_it_searches() {
    let value = RwSignal::new(String::new());
    let stage = show(move || view! { <SearchField value label="Search projects" /> }).await;
    stage.type_into("input[aria-label='Search projects']", "check").await;
    assert_eq!(value.get_untracked(), "check");
}
