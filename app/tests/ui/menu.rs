use crate::support::{Stage, focused, has_focus, show};
use leptos::prelude::*;
use portico_app::ui::{Menu, MenuChoice, MenuItem};
use wasm_bindgen_test::wasm_bindgen_test;

async fn menu(theme: RwSignal<String>, out: RwSignal<bool>) -> Stage {
    let items = vec![
        MenuItem::Heading("ada@example.com".into()),
        MenuItem::Link { label: "Profile".into(), href: "/account".into(), icon: "user" },
        MenuItem::Choice(MenuChoice {
            label: "Theme".into(),
            options: vec![("system", "System"), ("light", "Light"), ("dark", "Dark")],
            value: theme.into(),
            on_select: Callback::new(move |(value,)| theme.set(value)),
        }),
        MenuItem::Action {
            label: "Sign out".into(),
            icon: "sign-out",
            on_select: Callback::new(move |()| out.set(true)),
        },
    ];
    let stage = show(move || view! { <Menu label="Account" items>"A"</Menu> }).await;
    stage.find(".menu-button").focus().unwrap();
    stage
}

fn signals() -> (RwSignal<String>, RwSignal<bool>) {
    (RwSignal::new("system".to_owned()), RwSignal::new(false))
}

fn at() -> String {
    focused().text_content().unwrap_or_default()
}

fn is_open(stage: &Stage) -> bool {
    stage.find(".menu-panel").matches(":popover-open").unwrap()
}

#[wasm_bindgen_test]
async fn menu_opens_on_the_first_item_and_with_arrow_up_on_the_last() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    assert_eq!(stage.find(".menu-button").get_attribute("aria-expanded").as_deref(), Some("false"));
    stage.click(".menu-button").await;
    assert_eq!(at(), "Profile");
    assert_eq!(stage.find(".menu-button").get_attribute("aria-expanded").as_deref(), Some("true"));
    stage.press("Escape").await;
    stage.press("ArrowDown").await;
    assert_eq!(at(), "Profile");
    stage.press("Escape").await;
    stage.press("ArrowUp").await;
    assert_eq!(at(), "Sign out");
}

#[wasm_bindgen_test]
async fn menu_arrows_wrap_and_home_end_and_letters_jump() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    stage.press("ArrowDown").await;
    for (key, expected) in [
        ("ArrowUp", "Sign out"),
        ("ArrowDown", "Profile"),
        ("End", "Sign out"),
        ("Home", "Profile"),
        ("d", "Dark"),
        ("s", "Sign out"),
        ("S", "System"),
        ("ArrowDown", "Light"),
        ("x", "Light"),
    ] {
        stage.press(key).await;
        assert_eq!(at(), expected, "after {key}");
    }
}

#[wasm_bindgen_test]
async fn menu_closes_on_escape_and_returns_focus() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    stage.click(".menu-button").await;
    assert!(is_open(&stage));
    stage.press("Escape").await;
    assert!(!is_open(&stage));
    assert!(has_focus(".menu-button"));
}

#[wasm_bindgen_test]
async fn menu_closes_on_tab() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    stage.press("ArrowDown").await;
    stage.press("Tab").await;
    assert!(!is_open(&stage));
}

#[wasm_bindgen_test]
async fn menu_action_runs_and_closes() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    stage.press("ArrowUp").await;
    stage.press(" ").await;
    assert!(out.get_untracked());
    assert!(!is_open(&stage));
    assert!(has_focus(".menu-button"));
}

#[wasm_bindgen_test]
async fn menu_choice_checks_the_chosen_value_and_stays_open() {
    let (theme, out) = signals();
    let stage = menu(theme, out).await;
    stage.press("ArrowDown").await;
    assert_eq!(stage.text("[role=menuitemradio][aria-checked=true]"), "System");
    stage.press("d").await;
    stage.press(" ").await;
    assert_eq!(theme.get_untracked(), "dark");
    assert_eq!(stage.text("[role=menuitemradio][aria-checked=true]"), "Dark");
    assert_eq!(stage.count("[aria-checked=true]"), 1);
    assert!(is_open(&stage));
}
