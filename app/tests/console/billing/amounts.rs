//! Money, periods and countries, as they are written.

use super::AT;
use portico_app::locale::{amount, country, exact_period, period};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn money_keeps_every_digit() {
    let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
    let english = |minor, currency| plain(amount("en-US", minor, currency));
    assert_eq!(english(0, "eur"), "€0.00");
    assert_eq!(english(5, "eur"), "€0.05");
    assert_eq!(english(-1_450, "eur"), "-€14.50");
    assert_eq!(english(499_000, "usd"), "$4,990.00");
    // No float holds this many digits and two behind the point.
    assert_eq!(english(9_007_199_254_740_993, "eur"), "€90,071,992,547,409.93");
    // Currencies without a smaller unit, and with three digits of it.
    assert_eq!(english(2_900, "jpy"), "¥2,900");
    assert_eq!(english(2_900, "kwd"), "KWD 2.900");
    assert_eq!(plain(amount("de-DE", 123_456, "eur")), "1.234,56 €");
    assert_eq!(english(2_900, "€!"), "29.00 €!");
}

#[wasm_bindgen_test]
fn periods_say_the_minute_only_where_a_day_is_not_whole() {
    let minute = AT - 86_400_000 + (13 * 60 + 37) * 60_000;
    assert_eq!(exact_period(AT - 86_400_000, AT), period(AT - 86_400_000, AT));
    let exact = exact_period(minute, AT);
    assert!(exact.contains("13:37") && exact.contains("00:00"), "{exact}");
    assert!(!period(minute, AT).contains(':'));
}

#[wasm_bindgen_test]
fn countries_have_names_and_unknown_codes_stay() {
    assert_ne!(country("DE"), "DE");
    assert_eq!(country("nowhere"), "nowhere");
}
