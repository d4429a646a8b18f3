//! Where one was: a page that the browser's Back or Forward, or a reload, leads to again is scrolled to where it was left, and
//! the keyboard stands on the link or the control of a row that it was on. So it does where the console takes the place of what index.html
//! painted.

mod left;

use crate::browser::here;
use crate::reactive::effect;
use crate::ui::focus_page;
use left::{Control, Left, PLACES, Places, REMEMBERED, Return};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::AddEventListenerOptions;

/// So long a page may take until it is as long as it was, in milliseconds: then one stays where one is.
const PATIENCE_MS: f64 = 5_000.0;

/// So long a control may be missing on a page that is all there, in milliseconds: then it is gone.
const GONE_MS: f64 = 500.0;

/// How many pages of the list at `url` to begin with: those that were there, for whoever returns to it.
pub(crate) fn pages(url: &str) -> usize {
    PLACES.with_borrow(|places| {
        let known = places.pages.iter().rev().find(|(known, _)| known == url);
        known.filter(|_| places.returning.is_some()).map_or(1, |(_, pages)| *pages)
    })
}

/// Notes how many pages of a list are wanted.
pub(crate) fn remember_pages(url: &str, pages: usize) {
    PLACES.with_borrow_mut(|places| {
        places.pages.retain(|(known, _)| known != url);
        places.pages.push((url.to_owned(), pages));
        let surplus = places.pages.len().saturating_sub(REMEMBERED);
        places.pages.drain(..surplus);
    });
}

/// Whether the rest of a list is wanted: not at first, but still by whoever returns to it. `list` is what the list is called on its page.
pub(crate) fn opened(list: &'static str) -> RwSignal<bool> {
    let name = format!("{} {list}", here());
    let opened = RwSignal::new(pages(&name) > 1);
    effect(move || {
        if opened.get() {
            remember_pages(&name, 2);
        }
    });
    opened
}

/// Forgets all places: somebody else may come.
pub(crate) fn forget() {
    PLACES.with_borrow_mut(|places| *places = Places::default());
}

/// Whether the page is one that is returned to, with a control of its own for the keyboard.
pub(crate) fn returns_to_a_control() -> bool {
    PLACES.with_borrow(|places| {
        places.returning.as_ref().is_some_and(|returning| returning.to.control.is_some())
    })
}

/// Begins to watch. To be called once.
pub(crate) fn watch() {
    PLACES.with_borrow_mut(|places| places.left = Places::read());
    // The browser would scroll before the rows are there.
    if let Ok(history) = js_sys::Reflect::get(&window(), &"history".into()) {
        js_sys::Reflect::set(&history, &"scrollRestoration".into(), &"manual".into()).ok();
    }
    if was_here_before() {
        come_back();
    }
    listen("popstate", |_| come_back());
    listen("pagehide", |_| PLACES.with_borrow(Places::write));
    listen("scroll", |_| {
        PLACES.with_borrow_mut(|places| {
            if places.returning.is_none() {
                let scrolled = scrolled();
                places.note(&here(), |left| left.scrolled = scrolled);
            }
        });
    });
    // Not every browser gives the keyboard to what is clicked.
    listen("click", |event| {
        let Some(control) = Control::around(event.target()) else { return };
        PLACES.with_borrow_mut(|places| {
            places.returning = None;
            places.note(&here(), |left| left.control = Some(control));
            places.write();
        });
    });
    listen("focusin", |event| {
        let Some(control) = Control::around(event.target()) else { return };
        PLACES.with_borrow_mut(|places| {
            if places.returning.is_none() {
                places.note(&here(), |left| left.control = Some(control));
            }
        });
    });
    // Whoever moves meanwhile goes where they want to.
    for name in ["wheel", "touchmove", "keydown"] {
        listen(name, |_| PLACES.with_borrow_mut(|places| places.returning = None));
    }
}

/// Whether this document was loaded by a reload, or by a way back from another site.
fn was_here_before() -> bool {
    let Some(performance) = window().performance() else { return false };
    let entry = performance.get_entries_by_type("navigation").get(0);
    let kind = js_sys::Reflect::get(&entry, &"type".into()).ok().and_then(|kind| kind.as_string());
    kind.is_some_and(|kind| kind == "reload" || kind == "back_forward")
}

/// Where one is on the page that index.html painted, if a control of it has the keyboard: a row, most often.
pub(crate) fn painted() -> Option<Left> {
    let control = Control::around(document().active_element().map(Into::into))?;
    Some(Left { at: here(), scrolled: scrolled(), control: Some(control) })
}

/// Gives the keyboard to the same control of the console, once that is there.
pub(crate) fn take_over(painted: Option<Left>) {
    if painted.is_some() {
        go_back_to(painted);
    }
}

/// Begins to return to the page at the address.
fn come_back() {
    go_back_to(PLACES.with_borrow(|places| places.find(&here()).cloned()));
}

fn go_back_to(found: Option<Left>) {
    let found = PLACES.with_borrow_mut(|places| {
        places.returns += 1;
        let (number, until) = (places.returns, js_sys::Date::now() + PATIENCE_MS);
        places.returning = found.map(|to| Return { number, to, until });
        places.returning.is_some().then_some(number)
    });
    if let Some(number) = found {
        request_animation_frame(move || step(number));
    }
}

/// Scrolls as soon as the page is as long as it was, then gives the keyboard to the control, then ends.
fn step(number: usize) {
    let returning = PLACES.with_borrow(|places| places.returning.clone());
    let Some(Return { to: left, until, .. }) = returning.filter(|one| one.number == number) else { return };
    let end = move || PLACES.with_borrow_mut(|places| places.end(number));
    let scroll = |top: i32| window().scroll_to_with_x_and_y(0.0, f64::from(top));
    let arrived = || (scrolled() - left.scrolled).abs() < 2;
    if !arrived() {
        scroll(left.scrolled);
    }
    let control = left.control.as_ref().and_then(Control::find);
    let now = js_sys::Date::now();
    if arrived() && (left.control.is_none() || control.is_some()) {
        if let Some(control) = control {
            control.focus().ok();
            // Where the focus would scroll to.
            scroll(left.scrolled);
        }
        // The heading takes the keyboard in a frame of its own, and a late scroll event is still of this return.
        request_animation_frame(move || request_animation_frame(end));
    } else if now > until {
        end();
        focus_page();
    } else {
        if arrived() && !is_loading() {
            let until = until.min(now + GONE_MS);
            PLACES.with_borrow_mut(|places| places.returning = Some(Return { number, to: left, until }));
        }
        request_animation_frame(move || step(number));
    }
}

fn scrolled() -> i32 {
    window().scroll_y().unwrap_or_default() as i32
}

/// Whether something of the page is still on its way.
fn is_loading() -> bool {
    document().query_selector("main .skeleton").ok().flatten().is_some()
}

/// Hears an event of the window before anybody else does, for as long as the tab lives.
fn listen(name: &str, heard: impl Fn(web_sys::Event) + 'static) {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(heard);
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_passive(true);
    window()
        .add_event_listener_with_callback_and_add_event_listener_options(
            name,
            heard.as_ref().unchecked_ref(),
            &options,
        )
        .ok();
    heard.forget();
}
