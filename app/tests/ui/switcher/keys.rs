//! What the keyboard and the pointer do in a switcher.

use super::{active, is_open, opened, rows, switcher};
use crate::support::{has_focus, settle};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn switcher_opens_with_the_search_focused_and_the_current_row_active() {
    let (stage, given) = opened(rows(5, 2)).await;
    assert!(has_focus("[role=combobox]"));
    assert_eq!(given.opened.get_untracked(), 1);
    assert_eq!(active(&stage), "Project 2");
    assert_eq!(stage.text("[aria-current=true]"), "Project 2");
    assert_eq!(stage.find("button").get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(stage.text("button"), "Project: Project 2");
}

#[wasm_bindgen_test]
async fn switcher_arrows_go_through_rows_and_footer_and_wrap() {
    let (stage, _) = opened(rows(3, 1)).await;
    for (key, expected) in [
        ("ArrowDown", "Project 2"),
        ("ArrowDown", "Create new project"),
        ("ArrowDown", "Project 0"),
        ("ArrowUp", "Create new project"),
        ("Home", "Project 0"),
        ("End", "Create new project"),
        ("PageUp", "Project 0"),
        ("PageDown", "Project 2"),
    ] {
        stage.press(key).await;
        assert_eq!(active(&stage), expected, "after {key}");
    }
    assert!(has_focus("[role=combobox]"));
}

#[wasm_bindgen_test]
async fn switcher_enter_follows_the_active_link_and_closes() {
    let (stage, _) = opened(rows(5, 2)).await;
    stage.press("ArrowDown").await;
    let followed = stage.followed(stage.press("Enter")).await;
    assert_eq!(followed.as_deref(), Some("/o/acme/p/project-3/sandbox"));
    assert!(!is_open(&stage));
    assert!(has_focus("button"));
}

#[wasm_bindgen_test]
async fn switcher_closes_on_escape_clears_the_search_and_returns_focus() {
    let (stage, given) = opened(rows(5, 2)).await;
    stage.type_into("[role=combobox]", "proj").await;
    assert_eq!(given.search.get_untracked(), "proj");
    stage.press("Escape").await;
    assert!(!is_open(&stage));
    assert!(has_focus("button"));
    assert_eq!(given.search.get_untracked(), "");
    assert_eq!(stage.find("button").get_attribute("aria-expanded").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn switcher_closes_on_tab() {
    let (stage, _) = opened(rows(5, 2)).await;
    stage.press("Tab").await;
    assert!(!is_open(&stage));
}

#[wasm_bindgen_test]
async fn switcher_typing_makes_the_first_match_active() {
    let (stage, given) = opened(rows(5, 2)).await;
    stage.press("End").await;
    stage.type_into("[role=combobox]", "project").await;
    given.items.set(rows(2, 9));
    settle().await;
    assert_eq!(active(&stage), "Project 0");
    assert_eq!(stage.count(".switcher-row"), 2);
}

#[wasm_bindgen_test]
async fn switcher_click_on_a_row_closes_and_returns_focus() {
    let (stage, _) = opened(rows(5, 2)).await;
    let followed = stage.followed(stage.click(".switcher-row:nth-child(1)")).await;
    assert_eq!(followed.as_deref(), Some("/o/acme/p/project-0/sandbox"));
    assert!(!is_open(&stage));
    assert!(has_focus("button"));
}

#[wasm_bindgen_test]
async fn switcher_enter_of_an_input_method_follows_nothing() {
    let (stage, _) = opened(rows(5, 2)).await;
    for (composing, code) in [(true, 13), (false, 229)] {
        let followed = stage.followed(stage.compose("Enter", composing, code)).await;
        assert_eq!(followed, None, "{composing} {code}");
        assert!(is_open(&stage));
    }
}

#[wasm_bindgen_test]
async fn switcher_opens_by_the_arrows_that_move_in_it() {
    for key in ["ArrowDown", "ArrowUp"] {
        let (stage, given) = switcher(rows(5, 2)).await;
        stage.find("button").focus().unwrap();
        stage.press(key).await;
        settle().await;
        assert!(is_open(&stage), "{key}");
        assert!(has_focus("[role=combobox]"), "{key}");
        assert_eq!(given.opened.get_untracked(), 1, "{key}");
    }
}
