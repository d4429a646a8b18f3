use super::dom::all;
use crate::reactive::effect;
use leptos::html;
use leptos::prelude::*;

/// One tab: a link to a page of its own.
#[derive(Clone)]
pub struct TabItem {
    pub label: String,
    /// How many there are of what the page lists, written out; nothing while that is not known.
    pub count: Signal<Option<String>>,
    /// Whether it and those behind it stand apart from those before.
    pub apart: bool,
    pub href: Signal<String>,
    pub current: Signal<Current>,
}

/// Whether a tab is the one of what is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Current {
    No,
    /// The page itself.
    Page,
    /// A page that is reached from the tab's.
    Within,
}

impl Current {
    /// The value of `aria-current`.
    fn word(self) -> Option<&'static str> {
        match self {
            Current::No => None,
            Current::Page => Some("page"),
            Current::Within => Some("true"),
        }
    }
}

/// Tabs that change the address: links in a navigation landmark.
#[component]
pub fn Tabs(
    /// What the landmark is called: "Dashboard".
    label: &'static str,
    items: Vec<TabItem>,
) -> impl IntoView {
    let link = |item: TabItem| {
        view! {
            <a class="tab" class:tab-apart=item.apart href=item.href aria-current=move || item.current.get().word()>
                {item.label}
                {move || item.count.get().map(|count| view! { " " <span class="tab-count">{count}</span> })}
            </a>
        }
        .into_any()
    };
    let nav = NodeRef::<html::Nav>::new();
    let chosen: Vec<_> = items.iter().map(|item| item.current).collect();
    // Where they don't all fit, the one of the page is in sight.
    effect(move || {
        let _: Vec<Current> = chosen.iter().map(|current| current.get()).collect();
        request_animation_frame(move || {
            if let Some(nav) = nav.try_get_untracked().flatten() {
                show_current(&nav);
            }
        });
    });
    view! {
        <nav class="tabs" aria-label=label node_ref=nav>
            {items.into_iter().map(link).collect_view()}
        </nav>
    }
    .into_any()
}

/// Scrolls the tabs, and only them, until the current one is in the middle.
fn show_current(nav: &web_sys::HtmlElement) {
    if let Some(current) = all(nav, "[aria-current]").first() {
        nav.set_scroll_left(current.offset_left() + current.offset_width() / 2 - nav.client_width() / 2);
    }
}
