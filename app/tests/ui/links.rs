use crate::support::{settle, show};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_app::ui::{Current, ModeSwitch, TabItem, Tabs};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn tabs_are_links_and_the_shown_page_is_current() {
    let first = RwSignal::new(true);
    let stage = show(move || {
        let tab = |label: &str, href: &str, current: Signal<Current>| TabItem {
            label: label.into(),
            count: Signal::stored(None),
            apart: false,
            href: href.into(),
            current,
        };
        let when = move |shown: bool| match first.get() == shown {
            true => Current::Page,
            false => Current::No,
        };
        let items = vec![
            tab("Projects", "/o/acme", Signal::derive(move || when(true))),
            tab("Organizations", "/organizations", Signal::derive(move || when(false))),
        ];
        view! { <Tabs label="Dashboard" items /> }
    })
    .await;
    assert_eq!(stage.find("nav").get_attribute("aria-label").as_deref(), Some("Dashboard"));
    assert_eq!(stage.text("a[aria-current=page]"), "Projects");
    first.set(false);
    settle().await;
    assert_eq!(stage.text("a[aria-current=page][href='/organizations']"), "Organizations");
    assert_eq!(stage.count("[aria-current]"), 1);
}

#[wasm_bindgen_test]
async fn a_tab_tells_its_page_from_the_pages_below_it_and_says_how_many() {
    let below = RwSignal::new(true);
    let stage = show(move || {
        let items = vec![TabItem {
            label: "Members".into(),
            count: Signal::derive(move || below.get().then(|| "48".to_owned())),
            apart: false,
            href: "/o/acme/members".into(),
            current: Signal::derive(move || if below.get() { Current::Within } else { Current::Page }),
        }];
        view! { <Tabs label="Organization pages" items /> }
    })
    .await;
    assert_eq!(stage.text("a[aria-current=true]"), "Members 48");
    below.set(false);
    settle().await;
    assert_eq!(stage.text("a[aria-current=page]"), "Members");
}

#[wasm_bindgen_test]
async fn mode_switch_marks_the_mode_or_none() {
    let mode = RwSignal::new(Some(Mode::Live));
    let stage = show(move || view! { <ModeSwitch sandbox_href="/s" live_href="/l" mode /> }).await;
    assert_eq!(stage.text("a[aria-current=true][data-mode=live]"), "Live");
    mode.set(None);
    settle().await;
    assert_eq!(stage.count("[aria-current]"), 0);
}
