use crate::support::{Stage, fire, focused, has_focus, settle, show};
use leptos::prelude::*;
use portico_app::ui::{Button, ButtonKind, ConfirmDialog, Dialog};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

async fn with_dialog(open: RwSignal<bool>, dirty: RwSignal<bool>, locked: RwSignal<bool>) -> Stage {
    let stage = show(move || {
        view! {
            <Button on_click=move || open.set(true)>"Rename"</Button>
            <Dialog open title="Rename project" dirty locked>
                <p>"Names can be changed at any time."</p>
                <input name="name" />
                <input name="slug" />
            </Dialog>
        }
    })
    .await;
    stage.find("button").focus().unwrap();
    stage.click("button").await;
    stage
}

fn signals() -> (RwSignal<bool>, RwSignal<bool>, RwSignal<bool>) {
    (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false))
}

#[wasm_bindgen_test]
async fn dialog_focuses_the_first_field_and_returns_focus_when_closed() {
    let (open, dirty, locked) = signals();
    let stage = with_dialog(open, dirty, locked).await;
    assert!(stage.find("dialog").matches(":modal").unwrap());
    assert!(has_focus("[name=name]"), "{}", focused().outer_html());
    let label = stage.find("dialog").get_attribute("aria-labelledby").unwrap();
    assert_eq!(stage.text(&format!("#{label}")), "Rename project");
    open.set(false);
    settle().await;
    assert_eq!(stage.count("dialog"), 0);
    assert_eq!(focused().text_content().as_deref(), Some("Rename"));
}

#[wasm_bindgen_test]
async fn dialog_closes_on_escape_and_by_its_close_button() {
    let (open, dirty, locked) = signals();
    let stage = with_dialog(open, dirty, locked).await;
    fire(&stage.find("dialog"), "cancel", false);
    settle().await;
    assert!(!open.get_untracked());
    stage.click("button").await;
    assert!(open.get_untracked());
    stage.click("dialog [aria-label=Close]").await;
    assert!(!open.get_untracked());
    assert_eq!(focused().text_content().as_deref(), Some("Rename"));
}

#[wasm_bindgen_test]
async fn dialog_closes_on_a_click_beside_it_only_while_nothing_was_entered() {
    let (open, dirty, locked) = signals();
    let stage = with_dialog(open, dirty, locked).await;
    fire(&stage.find("dialog p"), "mousedown", true);
    assert!(open.get_untracked());
    dirty.set(true);
    fire(&stage.find("dialog"), "mousedown", true);
    assert!(open.get_untracked());
    dirty.set(false);
    fire(&stage.find("dialog"), "mousedown", true);
    assert!(!open.get_untracked());
}

#[wasm_bindgen_test]
async fn locked_dialog_stays_open() {
    let (open, dirty, locked) = signals();
    let stage = with_dialog(open, dirty, locked).await;
    locked.set(true);
    fire(&stage.find("dialog"), "cancel", false);
    stage.press("Escape").await;
    stage.press("Escape").await;
    fire(&stage.find("dialog"), "mousedown", true);
    // The browser closes it all the same.
    stage.find("dialog").unchecked_into::<web_sys::HtmlDialogElement>().close();
    settle().await;
    settle().await;
    assert!(stage.find("dialog").matches(":modal").unwrap());
    stage.click("dialog [aria-label=Close]").await;
    assert!(open.get_untracked());
}

#[wasm_bindgen_test]
async fn confirm_dialog_focuses_the_harmless_button_and_confirms() {
    let (open, confirmed) = (RwSignal::new(true), RwSignal::new(0));
    let stage = show(move || {
        view! {
            <ConfirmDialog
                open
                title="Delete Checkout?"
                confirm="Delete project"
                kind=ButtonKind::Danger
                on_confirm=move || confirmed.update(|count| *count += 1)
            >
                "Both environments go with it."
            </ConfirmDialog>
        }
    })
    .await;
    assert_eq!(focused().text_content().as_deref(), Some("Cancel"));
    stage.click(".button-danger").await;
    assert_eq!(confirmed.get_untracked(), 1);
    focused().click();
    stage.click(".dialog-actions .button:not(.button-danger)").await;
    assert!(!open.get_untracked());
}
