use crate::support::{Stage, fire, settle, show};
use leptos::prelude::*;
use portico_app::ui::{Select, SelectOption, Tick};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

fn options(values: &[&str]) -> Vec<SelectOption> {
    values.iter().map(|value| ((*value).to_owned(), format!("The {value}"))).collect()
}

async fn stage(value: RwSignal<String>, options: RwSignal<Vec<SelectOption>>) -> Stage {
    show(move || {
        view! { <Select value options on_change=Callback::new(move |(chosen,)| value.set(chosen)) /> }
    })
    .await
}

fn select(stage: &Stage) -> HtmlSelectElement {
    stage.find("select").unchecked_into()
}

/// As a person does it.
async fn choose(stage: &Stage, value: &str) {
    select(stage).set_value(value);
    fire(&select(stage), "change", true);
    settle().await;
}

#[wasm_bindgen_test]
async fn select_shows_the_value_that_it_holds_after_choosing_back_and_forth() {
    let value = RwSignal::new("off".to_owned());
    let stage = stage(value, RwSignal::new(options(&["off", "test", "real"]))).await;
    assert_eq!(select(&stage).value(), "off");
    for chosen in ["test", "off", "real"] {
        choose(&stage, chosen).await;
        assert_eq!(value.get_untracked(), chosen);
        assert_eq!(select(&stage).value(), chosen);
    }
    // Undo.
    value.set("off".to_owned());
    settle().await;
    assert_eq!(select(&stage).value(), "off");
}

#[wasm_bindgen_test]
async fn select_keeps_its_choice_when_the_options_change() {
    let (value, known) = (RwSignal::new("b".to_owned()), RwSignal::new(options(&["a", "b"])));
    let stage = stage(value, known).await;
    known.set(options(&["x", "a", "b", "c"]));
    settle().await;
    assert_eq!((select(&stage).value(), select(&stage).length()), ("b".to_owned(), 4));
}

#[wasm_bindgen_test]
async fn select_shows_a_value_that_is_no_option_and_nothing_as_not_set() {
    let (value, known) = (RwSignal::new(String::new()), RwSignal::new(options(&["a", "b"])));
    let stage = stage(value, known).await;
    assert_eq!((select(&stage).value(), stage.text("option")), (String::new(), "Not set".to_owned()));
    value.set("gone".to_owned());
    settle().await;
    assert_eq!((select(&stage).value(), stage.text("option")), ("gone".to_owned(), "gone".to_owned()));
    choose(&stage, "b").await;
    assert_eq!((select(&stage).value(), stage.count("option")), ("b".to_owned(), 2));
}

#[wasm_bindgen_test]
async fn select_goes_back_when_what_was_chosen_is_refused() {
    let known = Signal::stored(options(&["a", "b"]));
    let stage = show(move || {
        view! { <Select value=Signal::stored("a".to_owned()) options=known on_change=Callback::new(|_| ()) /> }
    })
    .await;
    choose(&stage, "b").await;
    assert_eq!(select(&stage).value(), "a");
}

#[wasm_bindgen_test]
async fn tick_goes_back_when_a_click_changes_nothing() {
    let stage = show(|| {
        view! { <Tick value=Signal::stored(false) label="All" on_change=Callback::new(|_| ()) /> }
    })
    .await;
    stage.click("input").await;
    assert!(!stage.find("input").matches(":checked").unwrap());
}
