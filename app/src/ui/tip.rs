//! What stands behind a word: the exact time of "2 hours ago", the address of somebody who is shown by name.
//!
//! An element with `data-tip` shows it when the pointer is over it. When the keyboard comes to something inside an element with
//! `data-tips`, a row most often, all tips of that are shown: so neither names nor times need a stop of their own. There is one
//! tip for the whole page. It can be pointed at, and goes with Escape.

use super::dom::{all, by_id, set_px};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

const ID: &str = "tip";

/// What shows its tip.
struct Shown {
    /// Where the tip is.
    at: HtmlElement,
    /// What has the keyboard, and what described it before; nothing where the pointer asked.
    described: Option<(HtmlElement, Option<String>)>,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// The tip of the page, and who asks for it.
#[component]
pub fn Tips() -> impl IntoView {
    let listen = |name: &str, heard: fn(&Event)| {
        on_cleanup({
            let handle = window_event_listener_untyped(name, move |event| heard(&event));
            move || handle.remove()
        });
    };
    listen("pointermove", pointed);
    listen("focusin", focused);
    for name in ["focusout", "pointerdown"] {
        listen(name, |_| hide());
    }
    listen("scroll", |_| follow());
    listen("keydown", |event| {
        if js_sys::Reflect::get(event, &"key".into()).is_ok_and(|key| key == "Escape") {
            hide();
        }
    });
    view! { <div class="tip" id=ID role="tooltip" popover="manual"></div> }.into_any()
}

fn target(event: &Event) -> Option<HtmlElement> {
    event.target()?.dyn_into().ok()
}

fn closest(element: &Element, selector: &str) -> Option<HtmlElement> {
    element.closest(selector).ok()??.dyn_into().ok()
}

/// What has a tip below the pointer. The link of a row may lie over all that is in it.
fn below(target: &HtmlElement, event: &Event) -> Option<HtmlElement> {
    closest(target, "[data-tip]").or_else(|| {
        closest(target, "[data-tips]")?;
        let pointer: &web_sys::MouseEvent = event.unchecked_ref();
        let stack = document().elements_from_point(pointer.client_x() as f32, pointer.client_y() as f32);
        stack.iter().find_map(|element| closest(element.unchecked_ref(), "[data-tip]"))
    })
}

fn pointed(event: &Event) {
    let Some(target) = target(event).filter(|target| target.id() != ID) else { return };
    match below(&target, event) {
        Some(at) if SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(|shown| shown.at == at)) => {}
        Some(at) => {
            let text = at.get_attribute("data-tip").unwrap_or_default();
            show(at, None, &text);
        }
        // What the keyboard asked for stays.
        None if SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(|shown| shown.described.is_none())) => {
            hide();
        }
        None => {}
    }
}

fn focused(event: &Event) {
    let Some(target) = target(event).filter(|target| target.matches(":focus-visible").unwrap_or_default())
    else {
        return;
    };
    // What is in a menu or a dialog of the row is elsewhere.
    let Some(around) = closest(&target, "[data-tips], [popover], dialog") else { return };
    let tips = if around.has_attribute("data-tips") { all(&around, "[data-tip]") } else { Vec::new() };
    let line = |tip: &HtmlElement| {
        let said = tip.get_attribute("data-tip").unwrap_or_default();
        let word = tip.text_content().unwrap_or_default();
        if word == said { said } else { word + ": " + &said }
    };
    let lines: Vec<_> = tips.iter().map(line).collect();
    if let Some(at) = tips.into_iter().find(|tip| tip.offset_width() > 0) {
        show(at, Some(target), &lines.join("\n"));
    }
}

fn show(at: HtmlElement, keyboard: Option<HtmlElement>, text: &str) {
    hide();
    let Some(tip) = by_id(ID).filter(|_| !text.is_empty()) else { return };
    tip.set_text_content(Some(text));
    tip.show_popover().ok();
    place(&tip, &at);
    let described = keyboard.map(|element| {
        let before = element.get_attribute("aria-describedby");
        let now = before.iter().map(String::as_str).chain([ID]).collect::<Vec<_>>().join(" ");
        element.set_attribute("aria-describedby", &now).ok();
        (element, before)
    });
    SHOWN.set(Some(Shown { at, described }));
}

/// Above the word, so that it hides nothing that follows; below it where there is no room. No gap lies between, so that the pointer can get there.
fn place(tip: &HtmlElement, at: &HtmlElement) {
    const EDGE: f64 = 8.0;
    let (word, size) = (at.get_bounding_client_rect(), tip.get_bounding_client_rect());
    let width = document().document_element().map_or(0, |root| root.client_width());
    let top = if word.top() > size.height() { word.top() - size.height() } else { word.bottom() };
    set_px(tip, "left", word.left().min(f64::from(width) - size.width() - EDGE).max(EDGE));
    set_px(tip, "top", top);
}

/// What the keyboard comes to is scrolled into sight: its tip goes with it. One that the pointer asked for is not where that is any more.
fn follow() {
    let at =
        SHOWN.with_borrow(|shown| Some(shown.as_ref().filter(|shown| shown.described.is_some())?.at.clone()));
    match (by_id(ID), at) {
        (Some(tip), Some(at)) => place(&tip, &at),
        _ => hide(),
    }
}

fn hide() {
    let Some(shown) = SHOWN.take() else { return };
    if let Some((element, before)) = shown.described {
        match before {
            Some(before) => element.set_attribute("aria-describedby", &before).ok(),
            None => element.remove_attribute("aria-describedby").ok(),
        };
    }
    if let Some(tip) = by_id(ID) {
        tip.hide_popover().ok();
    }
}
