use crate::support::show;
use leptos::prelude::*;
use portico_app::ui::RelativeTime;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn relative_time_says_how_long_ago_and_exactly_when() {
    const MINUTE: i64 = 60_000;
    let now = js_sys::Date::now() as i64;
    for (ago, expected) in [
        (5_000, "just now"),
        (45_000, "45 seconds ago"),
        (2 * MINUTE + 500, "2 minutes ago"),
        (3 * 60 * MINUTE, "3 hours ago"),
        (24 * 60 * MINUTE, "yesterday"),
        (400 * 24 * 60 * MINUTE, "last year"),
    ] {
        let stage = show(move || view! { <RelativeTime at_ms=now - ago /> }).await;
        assert_eq!(stage.text("time"), expected);
    }
    let in_hours = now + 5 * 60 * MINUTE + 5_000;
    let stage = show(move || view! { <RelativeTime at_ms=in_hours ahead=true /> }).await;
    assert_eq!(stage.text("time"), "in 5 hours");
    let stage = show(move || view! { <RelativeTime at_ms=now + 5_000 ahead=true /> }).await;
    assert_eq!(stage.text("time"), "now", "what expires does so now, and not just now");
    let stage = show(move || view! { <RelativeTime at_ms=in_hours /> }).await;
    assert_eq!(stage.text("time"), "just now", "what has passed, by a clock that is behind");
    let stage = show(|| view! { <RelativeTime at_ms=1_700_000_000_000_i64 /> }).await;
    assert_eq!(stage.find("time").get_attribute("datetime").as_deref(), Some("2023-11-14T22:13:20.000Z"));
    assert!(stage.find("time").get_attribute("data-tip").is_some_and(|tip| tip.contains("2023")));
    assert_eq!(
        stage.find("time").get_attribute("tabindex"),
        None,
        "rows with times have no more stops than others"
    );
    let stage = show(|| view! { <RelativeTime at_ms=1_700_000_000_000_i64 alone=true /> }).await;
    assert_eq!(stage.find("time").get_attribute("tabindex").as_deref(), Some("0"));
    let stage = show(|| view! { <RelativeTime at_ms=8_640_000_000_000_001_i64 /> }).await;
    assert_eq!(stage.text("time"), "Unknown date");
    assert_eq!(stage.find("time").get_attribute("datetime"), None);
}
