//! What is remembered of the pages that were left: in this tab, over a reload.

use crate::browser::{forget_typed, keep_typed, typed_before};
use crate::ui::{all, label};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where the places are kept in this tab; gone with whoever signs out.
const KEY: &str = "portico.places";

/// So many pages are remembered, the last ones.
pub(super) const REMEMBERED: usize = 30;

/// What the keyboard is put on again: links, and what can be done in the rows of a list.
const CONTROLS: &str = "main :is(a[href], :is(li, tr, [role=listitem]) :is(button, input, select, summary)):not(nav *, dialog *, [popover] *)";

/// Where one was on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Left {
    /// Path and query.
    pub(super) at: String,
    /// Pixels from the top.
    pub(super) scrolled: i32,
    /// What was pressed last, or had the keyboard.
    pub(super) control: Option<Control>,
}

/// A control as it is found again in a page that was made anew.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Control {
    /// A link by its address, anything else by what it is called.
    name: String,
    /// Which one of those of this name.
    nth: usize,
}

impl Control {
    /// The one at or around an element.
    pub(super) fn around(target: Option<web_sys::EventTarget>) -> Option<Self> {
        let element: Element = target?.dyn_into().ok()?;
        let found: HtmlElement = element.closest(CONTROLS).ok()??.dyn_into().ok()?;
        let name = name(&found);
        let nth = controls(&name).position(|one| one == found)?;
        Some(Self { name, nth })
    }

    pub(super) fn find(&self) -> Option<HtmlElement> {
        let same: Vec<_> = controls(&self.name).collect();
        same.get(self.nth).or(same.last()).cloned()
    }
}

fn controls(name: &str) -> impl Iterator<Item = HtmlElement> {
    let root = document().document_element();
    let found = root.map(|root| all(&root, CONTROLS)).unwrap_or_default();
    found.into_iter().filter(move |one| self::name(one) == name)
}

fn name(control: &HtmlElement) -> String {
    let words = control.get_attribute("href").unwrap_or_else(|| label(control));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
pub(super) struct Places {
    pub(super) left: Vec<Left>,
    /// How many pages of the list at a URL of the API were there.
    pub(super) pages: Vec<(String, usize)>,
    /// Where one returns to, until one is there.
    pub(super) returning: Option<Return>,
    /// How often one has returned, which tells one return from the next.
    pub(super) returns: usize,
}

/// A way back that has not ended.
#[derive(Clone)]
pub(super) struct Return {
    pub(super) number: usize,
    pub(super) to: Left,
    /// When one stays where one is, in milliseconds of the clock.
    pub(super) until: f64,
}

thread_local! {
    pub(super) static PLACES: RefCell<Places> = RefCell::default();
}

impl Places {
    pub(super) fn find(&self, at: &str) -> Option<&Left> {
        self.left.iter().rev().find(|left| left.at == at)
    }

    /// Notes what is known of a page; `change` gets what was known before.
    pub(super) fn note(&mut self, at: &str, change: impl FnOnce(&mut Left)) {
        let known = self.left.iter().position(|left| left.at == at).map(|found| self.left.remove(found));
        let mut left = known.unwrap_or_else(|| Left { at: at.to_owned(), ..Left::default() });
        change(&mut left);
        self.left.push(left);
        let surplus = self.left.len().saturating_sub(REMEMBERED);
        self.left.drain(..surplus);
    }

    /// Ends a return, but not the one that began meanwhile: whoever goes forward and back at once is on their second way.
    pub(super) fn end(&mut self, number: usize) {
        self.returning.take_if(|returning| returning.number == number);
    }

    pub(super) fn read() -> Vec<Left> {
        let lines = typed_before(KEY).unwrap_or_default();
        let left = |line: &str| {
            let mut parts = line.split('\n');
            let (at, scrolled, control) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
            let control = control
                .split_once(' ')
                .and_then(|(nth, name)| Some(Control { name: name.to_owned(), nth: nth.parse().ok()? }));
            Some(Left { at: at.to_owned(), scrolled, control })
        };
        lines.split('\r').filter_map(left).collect()
    }

    pub(super) fn write(&self) {
        if self.left.is_empty() {
            return forget_typed(KEY);
        }
        let line = |left: &Left| {
            let control = left.control.as_ref().map(|Control { name, nth }| format!("{nth} {name}"));
            format!("{}\n{}\n{}", left.at, left.scrolled, control.unwrap_or_default())
        };
        keep_typed(KEY, &self.left.iter().map(line).collect::<Vec<_>>().join("\r"));
    }
}
