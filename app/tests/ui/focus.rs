use crate::support::{Stage, focused, settle, show};
use leptos::prelude::*;
use portico_app::ui::{Dialog, keep_focus};
use std::sync::Once;
use wasm_bindgen_test::wasm_bindgen_test;

static WATCHED: Once = Once::new();

/// Rows with a button each, in a page with a heading.
async fn rows(rows: RwSignal<Vec<&'static str>>) -> Stage {
    WATCHED.call_once(keep_focus);
    show(move || {
        view! {
            <main>
                <h1 tabindex="-1">"Rows"</h1>
                <ul>
                    <For each=move || rows.get() key=|row| *row let(row)>
                        <li>
                            <button>{format!("Edit {row}")}</button>
                            <button>{format!("Remove {row}")}</button>
                        </li>
                    </For>
                </ul>
            </main>
        }
    })
    .await
}

async fn now() -> String {
    settle().await;
    settle().await;
    focused().text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn a_row_that_goes_gives_the_keyboard_to_the_same_button_of_the_next() {
    let shown = RwSignal::new(vec!["one", "two", "three"]);
    let stage = rows(shown).await;
    stage.find("li:nth-child(2) button:nth-child(2)").focus().unwrap();
    shown.set(vec!["one", "three"]);
    assert_eq!(now().await, "Remove three");
    shown.set(vec!["one"]);
    assert_eq!(now().await, "Remove one", "the last one: the row before it");
    shown.set(Vec::new());
    assert_eq!(now().await, "Rows", "none is left: the heading");
}

#[wasm_bindgen_test]
async fn whoever_left_the_keyboard_on_nothing_is_left_alone() {
    let shown = RwSignal::new(vec!["one", "two"]);
    let stage = rows(shown).await;
    stage.find("button").focus().unwrap();
    focused().blur().unwrap();
    settle().await;
    shown.set(vec!["two"]);
    settle().await;
    settle().await;
    assert_eq!(focused().tag_name(), "BODY");
}

#[wasm_bindgen_test]
async fn a_dialog_whose_content_changes_gives_the_keyboard_to_what_came() {
    WATCHED.call_once(keep_focus);
    let (open, done) = (RwSignal::new(true), RwSignal::new(false));
    let _stage = show(move || {
        view! {
            <Dialog open title="Create a key">
                {move || match done.get() {
                    false => view! { <button on:click=move |_| done.set(true)>"Create key"</button> }.into_any(),
                    true => view! { <p>"Copy it now."</p><button>"Copy key"</button> }.into_any(),
                }}
            </Dialog>
        }
    })
    .await;
    assert_eq!(now().await, "Create key");
    focused().click();
    assert_eq!(now().await, "Copy key");
}

#[wasm_bindgen_test]
async fn a_dialog_whose_opener_goes_with_what_it_did_gives_the_keyboard_to_the_next() {
    let shown = RwSignal::new(vec!["one", "two"]);
    let stage = rows(shown).await;
    let open = RwSignal::new(false);
    let _dialog = show(move || {
        let remove = move |_| {
            open.set(false);
            shown.set(vec!["two"]);
        };
        view! { <Dialog open title="Remove one?"><button on:click=remove>"Remove"</button></Dialog> }
    })
    .await;
    stage.find("button:nth-child(2)").focus().unwrap();
    open.set(true);
    assert_eq!(now().await, "Remove");
    focused().click();
    assert_eq!(now().await, "Remove two");
}
