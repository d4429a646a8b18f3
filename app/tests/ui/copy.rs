use crate::support::{global, set_clipboard, show};
use leptos::prelude::*;
use portico_app::ui::CopyText;
use wasm_bindgen_test::wasm_bindgen_test;

const ID: &str = "0192f0c1-0000-7000-8000-000000000001";

#[wasm_bindgen_test]
async fn copy_button_copies_the_value_and_announces_it() {
    set_clipboard("{ writeText: async (text) => { window.copied = text } }");
    let stage = show(|| view! { <CopyText value=ID label="Copy environment ID" /> }).await;
    assert_eq!(stage.find("button").get_attribute("aria-label").as_deref(), Some("Copy environment ID"));
    stage.click("button").await;
    assert_eq!(global("copied").as_string().as_deref(), Some(ID));
    assert_eq!(stage.text("[role=status]"), "Copied");
}

#[wasm_bindgen_test]
async fn copy_button_selects_the_text_where_copying_is_forbidden() {
    for clipboard in ["undefined", "{ writeText: async () => { throw new Error('denied') } }"] {
        set_clipboard(clipboard);
        let stage = show(|| view! { <CopyText value=ID label="Copy environment ID" /> }).await;
        stage.click("button").await;
        let selection = window().get_selection().unwrap().unwrap();
        assert_eq!(selection.to_string().as_string().as_deref(), Some(ID), "{clipboard}");
        assert!(stage.text("[role=status]").starts_with("Selected"), "{clipboard}");
    }
}
