//! Where the keyboard goes when what had it is taken away: to what replaced it, and never to the body.
//!
//! A row may go while it has the keyboard, a button may vanish when it is pressed, the content of a dialog may become
//! another one. None of that has to be foreseen where it happens: the page is watched as a whole.

use super::dom::{all, focused, label};
use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// What the keyboard is given to. Not what has it only to show its tip: nobody went there to do anything.
const FOCUSABLE: &str = ":is(a[href], button, input, select, textarea, summary, [tabindex='0']:not([data-tip]), [tabindex='-1'][autofocus])\
                         :not(:disabled, [type=hidden], [hidden], [hidden] *, [popover]:not(:popover-open) *)";

/// A row is at most so many elements around the control in it.
const ROW_DEPTH: usize = 3;

/// Where the page begins.
const BEGINNING: [&str; 2] = ["main h1", "main"];

/// What may take the keyboard away: something goes, is hidden, or can't be used any more.
const WATCHED: &str = r#"{ "childList": true, "subtree": true, "attributeFilter": ["hidden", "disabled"] }"#;

#[wasm_bindgen]
extern "C" {
    type MutationObserver;
    #[wasm_bindgen(constructor)]
    fn new(heard: &JsValue) -> MutationObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &MutationObserver, target: &Element, options: &JsValue);
}

/// An element, and how to find what stands there when it is gone.
#[derive(Clone)]
pub(super) struct Place {
    element: HtmlElement,
    /// What it stands in, from the inside out: each with the child that leads to the element, and the place of the
    /// element among the focusable ones of that child.
    around: Vec<Around>,
    label: String,
    path: String,
}

#[derive(Clone)]
struct Around {
    parent: Element,
    child: u32,
    ordinal: usize,
}

thread_local! {
    /// What had the keyboard last.
    static LAST: RefCell<Option<Place>> = const { RefCell::new(None) };
}

fn path() -> String {
    location().pathname().unwrap_or_default()
}

fn body_has_it() -> bool {
    focused().is_none_or(|now| now.tag_name() == "BODY")
}

/// Whether the keyboard can be on it: it is there, and in sight.
fn can_have(element: &HtmlElement) -> bool {
    let shown = element.offset_width() > 0 || element.offset_height() > 0;
    element.is_connected() && shown && !element.matches(":disabled").unwrap_or_default()
}

impl Place {
    pub(super) fn of(element: HtmlElement) -> Option<Self> {
        if element.tag_name() == "BODY" {
            return None;
        }
        let mut around = Vec::new();
        let mut inner: Element = element.clone().into();
        while let Some(parent) = inner.parent_element() {
            // Farther out than a row, nothing is left that could be called the same control.
            let ordinal = match around.len() {
                0..=ROW_DEPTH => all(&inner, FOCUSABLE).iter().position(|one| *one == element),
                _ => None,
            };
            around.push(Around {
                parent: parent.clone(),
                child: index(&inner),
                ordinal: ordinal.unwrap_or(0),
            });
            inner = parent;
        }
        let label = label(&element);
        Some(Self { element, around, label, path: path() })
    }

    /// Gives the keyboard back, or to what stands there now. On another page its heading takes it.
    pub(super) fn focus(&self) {
        if can_have(&self.element) {
            self.element.focus().ok();
        } else if self.path == path() {
            self.focus_instead();
        }
    }

    fn focus_instead(&self) {
        // A heading is followed by a heading, and not by what stands beside it.
        if self.element.tag_name() == "H1" {
            return begin_page();
        }
        let there = |around: &&Around| around.parent.is_connected();
        for around in self.around.iter().filter(there) {
            // Nothing of what a dialog held is left: another content has come.
            if around.parent.class_name() == "dialog-content" {
                return focus_inside(&around.parent);
            }
            if matches!(around.parent.tag_name().as_str(), "MAIN" | "BODY" | "HTML") {
                break;
            }
            if self.instead(around).is_some_and(|found| found.focus().is_ok() && !body_has_it()) {
                return;
            }
        }
        begin_page();
    }

    /// The control of the same name, else that of the same place in what stands there now, else in what comes next, else
    /// in what came before.
    fn instead(&self, around: &Around) -> Option<HtmlElement> {
        let mut near = all(&around.parent, FOCUSABLE).into_iter().filter(can_have);
        if let Some(same) = near.find(|one| !self.label.is_empty() && label(one) == self.label) {
            return Some(same);
        }
        let children = around.parent.children();
        let inside = |at: u32| -> Option<HtmlElement> {
            let child = children.item(at)?;
            let mut found = all(&child, FOCUSABLE);
            if child.matches(FOCUSABLE).unwrap_or_default() {
                found.insert(0, child.unchecked_into());
            }
            found.retain(can_have);
            found.get(around.ordinal).or(found.first()).cloned()
        };
        (around.child..children.length()).chain((0..around.child).rev()).find_map(inside)
    }
}

/// How many elements stand before it.
fn index(element: &Element) -> u32 {
    std::iter::successors(element.previous_element_sibling(), Element::previous_element_sibling).count()
        as u32
}

/// The first thing of a dialog that means something: what asks for the keyboard, else the first control that is not
/// the one to close it, else the dialog's title.
pub(super) fn focus_inside(dialog: &Element) {
    let first = |selector: &str| all(dialog, selector).into_iter().find(can_have);
    let control =
        || all(dialog, FOCUSABLE).into_iter().find(|one| can_have(one) && one.class_name() != "dialog-close");
    if let Some(found) = first("[autofocus]").or_else(control) {
        found.focus().ok();
    } else if let Some(title) = first(".dialog-title") {
        title.set_tab_index(-1);
        title.focus().ok();
    }
}

fn begin_page() {
    let Some(root) = document().document_element() else { return };
    if let Some(found) = BEGINNING.iter().find_map(|part| all(&root, part).into_iter().next()) {
        found.focus().ok();
    }
}

/// For what has no place to go back to: the heading of the page.
pub(crate) fn focus_page() {
    if body_has_it() {
        begin_page();
    }
}

/// For what knows better where the keyboard belongs when it was taken away.
pub(crate) fn focus_lost(instead: impl FnOnce() -> Option<HtmlElement> + 'static) {
    request_animation_frame(move || {
        if let Some(instead) = instead().filter(|_| body_has_it()) {
            instead.focus().ok();
        }
    });
}

/// Watches over the keyboard for as long as the console runs; to be called once.
pub fn keep_focus() {
    let _in = window_event_listener(ev::focusin, |_| {
        let place = focused().and_then(Place::of);
        if place.is_some() {
            LAST.set(place);
        }
    });
    let _out = window_event_listener(ev::focusout, |_| {
        // A click on nothing takes the keyboard away on purpose: then what had it is still there.
        request_animation_frame(|| {
            let left = |place: &Place| can_have(&place.element) && body_has_it();
            if LAST.with_borrow(|last| last.as_ref().is_some_and(left)) {
                LAST.set(None);
            }
        });
    });
    let heard = Closure::<dyn Fn()>::new(changed);
    let options = js_sys::JSON::parse(WATCHED).unwrap_or_default();
    if let Some(body) = document().body() {
        MutationObserver::new(heard.as_ref()).observe(&body, &options);
    }
    heard.forget();
}

/// The page has changed. Whoever knows better where the keyboard belongs comes first.
fn changed() {
    if lost().is_some() {
        request_animation_frame(|| {
            request_animation_frame(|| {
                if let Some(place) = lost() {
                    LAST.set(None);
                    place.focus();
                }
            });
        });
    }
}

/// What had the keyboard, if it was taken away and nothing has it now.
fn lost() -> Option<Place> {
    if !body_has_it() {
        return None;
    }
    LAST.with_borrow(|last| last.as_ref().filter(|place| !can_have(&place.element)).cloned())
}
