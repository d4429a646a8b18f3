use crate::support::{Stage, settle, show, wait};
use leptos::prelude::*;
use portico_app::ui::{ToastAction, Toaster, Toasts, provide_toasts};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen_test::wasm_bindgen_test;

async fn toasts() -> (Stage, Toaster) {
    let made = RwSignal::new(None);
    let stage = show(move || {
        made.set(Some(provide_toasts()));
        view! { <Toasts /> }
    })
    .await;
    (stage, made.get_untracked().unwrap())
}

#[wasm_bindgen_test]
async fn toasts_appear_in_one_polite_live_region() {
    let (stage, toaster) = toasts().await;
    assert_eq!(stage.find("[role=status]").get_attribute("aria-live").as_deref(), Some("polite"));
    toaster.success("Project created");
    toaster.error("Could not save");
    settle().await;
    assert_eq!(stage.count("[role=status] .toast"), 2);
    assert_eq!(stage.text(".toast:not(.toast-error) .toast-text"), "Project created");
}

#[wasm_bindgen_test]
async fn toast_with_actions_leads_on_and_acts_once() {
    let (stage, toaster) = toasts().await;
    let undone = Arc::new(AtomicU32::new(0));
    let count = undone.clone();
    let actions = vec![
        ToastAction::Link { href: "/o/acme/trash".into(), label: "Open trash" },
        ToastAction::Act {
            label: "Undo",
            act: Arc::new(move || {
                count.fetch_add(1, Ordering::Relaxed);
            }),
        },
    ];
    toaster.success_then("Shop moved to the trash", actions);
    settle().await;
    assert_eq!(stage.text(".toast-text"), "Shop moved to the trash");
    assert_eq!(stage.text(".toast a"), "Open trash");
    assert_eq!(stage.find(".toast a").get_attribute("href").as_deref(), Some("/o/acme/trash"));
    stage.click(".toast button.toast-action").await;
    assert_eq!((undone.load(Ordering::Relaxed), stage.count(".toast")), (1, 0));
}

#[wasm_bindgen_test]
async fn error_toast_is_shown_once_and_stays_until_dismissed() {
    let (stage, toaster) = toasts().await;
    toaster.error("Could not save");
    toaster.error("Could not save");
    settle().await;
    assert_eq!(stage.count(".toast"), 1);
    stage.click(".toast [aria-label=Dismiss]").await;
    assert_eq!(stage.count(".toast"), 0);
}

#[wasm_bindgen_test]
async fn success_toast_goes_by_itself_but_not_while_it_has_the_focus() {
    let (stage, toaster) = toasts().await;
    toaster.success("Project created");
    toaster.error("Could not save");
    wait(5_000).await;
    assert_eq!(stage.count(".toast"), 2);
    stage.find(".toast button").focus().unwrap();
    wait(1_500).await;
    assert_eq!(stage.count(".toast"), 2, "the focus keeps it");
    stage.find(".toast button").blur().unwrap();
    wait(2_200).await;
    assert_eq!(stage.count(".toast"), 1);
    assert_eq!(stage.count(".toast-error"), 1);
}
