use crate::support::{fire, focused, show};
use leptos::prelude::*;
use portico_app::ui::{Button, ButtonKind};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn button_runs_once_and_ignores_a_press_while_pending() {
    let (pressed, pending) = (RwSignal::new(0), RwSignal::new(false));
    let press = move || {
        pressed.update(|count| *count += 1);
        pending.set(true);
    };
    let stage =
        show(move || view! { <Button kind=ButtonKind::Primary pending on_click=press>"Create"</Button> })
            .await;
    stage.find("button").click();
    stage.find("button").click();
    stage.click("button").await;
    assert_eq!(pressed.get_untracked(), 1);
    assert_eq!(stage.find("button").get_attribute("aria-busy").as_deref(), Some("true"));
    assert_eq!(stage.text("button"), "Create");
    pending.set(false);
    stage.click("button").await;
    assert_eq!(pressed.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn pending_submit_button_does_not_send_the_form_again() {
    let (sent, pending) = (RwSignal::new(0), RwSignal::new(false));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        sent.update(|count| *count += 1);
        pending.set(true);
    };
    let stage = show(move || {
        view! { <form on:submit=send><Button submit=true pending>"Save"</Button></form> }
    })
    .await;
    stage.find("button").click();
    stage.click("button").await;
    assert_eq!(sent.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn disabled_button_says_why_and_stays_focusable() {
    let reason = RwSignal::new(Some("Only Owners do this.".to_owned()));
    let pressed = RwSignal::new(false);
    let stage = show(move || {
        view! { <Button disabled_reason=reason on_click=move || pressed.set(true)>"Delete"</Button> }
    })
    .await;
    let button = stage.find("button");
    button.focus().unwrap();
    assert_eq!(focused(), button);
    stage.click("button").await;
    assert!(!pressed.get_untracked());
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
    assert_eq!(button.get_attribute("aria-description").as_deref(), Some("Only Owners do this."));
    reason.set(None);
    stage.click("button").await;
    assert!(pressed.get_untracked());
    assert!(!button.has_attribute("aria-disabled"));
    fire(&button, "blur", false);
}
