use crate::support::{settle, show};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_app::ui::{ModeSwitch, TabItem, Tabs};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn tabs_are_links_and_the_shown_page_is_current() {
    let first = RwSignal::new(true);
    let stage = show(move || {
        let tab = |label: &str, href: &str, current: Signal<bool>| TabItem {
            label: label.into(),
            href: href.into(),
            current,
        };
        let items = vec![
            tab("Projects", "/o/acme", first.into()),
            tab("Organizations", "/organizations", Signal::derive(move || !first.get())),
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
async fn mode_switch_marks_the_mode_or_none() {
    let mode = RwSignal::new(Some(Mode::Live));
    let stage = show(move || view! { <ModeSwitch sandbox_href="/s" live_href="/l" mode /> }).await;
    assert_eq!(stage.text("a[aria-current=true][data-mode=live]"), "Live");
    mode.set(None);
    settle().await;
    assert_eq!(stage.count("[aria-current]"), 0);
}
