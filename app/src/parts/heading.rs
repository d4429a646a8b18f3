//! The heading of a page, where the keyboard and the screen reader begin after a change of page.

use crate::ui::focus_page;
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;

thread_local! {
    /// The page that was announced last; none before the first, which the browser announces itself.
    static ANNOUNCED: RefCell<Option<String>> = const { RefCell::new(None) };
    /// The page whose heading was given the keyboard last.
    static GIVEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The one `h1` of a page. It takes the focus when the page has changed.
#[component]
pub(crate) fn Heading(children: Children) -> impl IntoView {
    let node = NodeRef::<html::H1>::new();
    let path = leptos_router::hooks::use_location().pathname.get_untracked();
    node.on_load(move |heading| {
        let announced = ANNOUNCED.with_borrow(Clone::clone);
        if announced.as_ref() == Some(&path) {
            // The page says something else now, in the same element perhaps: its heading has the keyboard still, if that had it.
            if GIVEN.with_borrow(|given| given.as_ref() == Some(&path)) {
                request_animation_frame(focus_page);
            }
            return;
        }
        // Who comes back to a control finds the keyboard there.
        if announced.is_none() || crate::places::returns_to_a_control() {
            return ANNOUNCED.set(Some(path));
        }
        let before = document().active_element();
        request_animation_frame(move || {
            // Another one has taken its place meanwhile: that one announces the page.
            if !heading.is_connected() {
                return;
            }
            ANNOUNCED.set(Some(path.clone()));
            // What had the keyboard has gone with the page before: whatever was given it in its place stands for that, and not for this page.
            let is_lost = before.as_ref().is_some_and(|before| !before.is_connected());
            // A field that wants the focus by itself keeps it, and so does what was given it meanwhile: a frame may come late.
            let taken = document().active_element().is_some_and(|active| {
                let tag = active.tag_name();
                tag == "INPUT" || (tag != "BODY" && !is_lost && before.as_ref() != Some(&active))
            });
            if !taken {
                GIVEN.set(Some(path));
                heading.focus().ok();
            }
        });
    });
    view! {
        <h1 tabindex="-1" class="page-title" node_ref=node>
            {children()}
        </h1>
    }
}
