use crate::support::{Page, find, show, sleep};
use leptos::prelude::*;
use portico_app::parts::shortcuts::{are_on, hear, turn, use_shortcuts};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

/// A page that says which keys it heard last, with what takes keys for itself.
fn page() -> Page {
    show(|| {
        hear();
        let heard = use_shortcuts();
        view! {
            <output>{move || heard.take().concat()}</output>
            <button>"A button"</button>
            <input name="name" />
            <div popover="auto"><a href="/">"An entry"</a></div>
        }
    })
}

fn key(name: &str) -> KeyboardEventInit {
    let key = KeyboardEventInit::new();
    key.set_key(name);
    key.set_bubbles(true);
    key.set_cancelable(true);
    key
}

/// Presses a key where `selector` finds something; whether the browser may still do something by it.
fn press(page: &Page, selector: &str, key: &KeyboardEventInit) -> bool {
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", key).unwrap();
    find(page, selector).dispatch_event(&event).unwrap()
}

async fn heard(page: &Page) -> String {
    sleep(20).await;
    find(page, "output").inner_text()
}

#[wasm_bindgen_test]
async fn single_keys_are_heard_wherever_nobody_types() {
    turn(true);
    let page = page();
    assert!(press(&page, "button", &key("g")));
    assert_eq!(heard(&page).await, "g");
    press(&page, "output", &key("?"));
    assert_eq!(heard(&page).await, "?");
    assert!(!press(&page, "button", &key("/")), "the browser does not search the page by it");
    assert_eq!(heard(&page).await, "/");
}

#[wasm_bindgen_test]
async fn keys_that_come_before_what_they_do_wait_in_their_order() {
    turn(true);
    let waiting = RwSignal::new(true);
    let page = show(move || {
        let heard = hear();
        view! {
            <output>{move || if waiting.get() { String::new() } else { heard.take().concat() }}</output>
            <button>"A button"</button>
        }
    });
    press(&page, "button", &key("g"));
    press(&page, "button", &key("c"));
    assert_eq!(heard(&page).await, "");
    waiting.set(false);
    assert_eq!(heard(&page).await, "gc");
}

#[wasm_bindgen_test]
async fn what_is_typed_chosen_held_or_another_command_is_none() {
    turn(true);
    let page = page();
    let with = |change: fn(&KeyboardEventInit)| {
        let key = key("c");
        change(&key);
        key
    };
    press(&page, "input", &key("c"));
    press(&page, "[popover] a", &key("c"));
    press(&page, "button", &key("Enter"));
    press(&page, "button", &with(|key| key.set_ctrl_key(true)));
    press(&page, "button", &with(|key| key.set_meta_key(true)));
    press(&page, "button", &with(|key| key.set_alt_key(true)));
    press(&page, "button", &with(|key| key.set_repeat(true)));
    assert_eq!(heard(&page).await, "");
    let dialog = document().create_element("dialog").unwrap();
    dialog.set_attribute("open", "").unwrap();
    page.append_child(&dialog).unwrap();
    press(&page, "button", &key("c"));
    assert_eq!(heard(&page).await, "", "what a dialog asks comes first");
    dialog.unchecked_into::<HtmlElement>().remove();
    press(&page, "button", &key("c"));
    assert_eq!(heard(&page).await, "c");
}

#[wasm_bindgen_test]
async fn whoever_turned_them_off_presses_in_vain_until_they_are_on_again() {
    let page = page();
    turn(false);
    assert!(!are_on());
    press(&page, "button", &key("c"));
    assert_eq!(heard(&page).await, "");
    turn(true);
    assert!(are_on());
    press(&page, "button", &key("c"));
    assert_eq!(heard(&page).await, "c");
}
