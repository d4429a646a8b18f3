//! What comes from the browser, the clock or the edge, and what no call of the browser's must throw at.

use portico_app::locale::{
    amount, country, day, day_of_month, exact_period, language, month, number, percent, period, real,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn run(script: &str) {
    js_sys::Function::new_no_args(script).call0(&JsValue::NULL).unwrap();
}

/// Does something in a browser whose language is `said`, a script's expression.
fn speaking<T>(said: &str, act: impl FnOnce() -> T) -> T {
    run(&format!(
        "Object.defineProperty(navigator, 'language', {{ configurable: true, get: () => ({said}) }})"
    ));
    let done = act();
    run("delete navigator.language");
    done
}

#[wasm_bindgen_test]
fn language_that_the_browser_does_not_understand_itself_is_english() {
    for (said, understood) in [
        ("'de-CH'", "de-CH"),
        ("'C'", "en"),
        ("''", "en"),
        ("undefined", "en"),
        ("null", "en"),
        ("'en-US@posix'", "en-US"),
        ("'de_DE.UTF-8'", "de-DE"),
        ("'x'", "en"),
        ("'en-'", "en"),
        ("'💥'", "en"),
    ] {
        assert_eq!(speaking(said, language), understood, "{said}");
    }
}

#[wasm_bindgen_test]
fn numbers_money_and_dates_are_written_whatever_the_language_is() {
    for said in ["'C'", "''", "'en-US@posix'", "'de_DE.UTF-8'", "'x'", "undefined", "'POSIX'"] {
        speaking(said, || {
            let texts = [number(1234), percent(6), real(0.5), day(0), month(0), country("DE")];
            assert!(texts.iter().all(|text| !text.is_empty()), "{said}: {texts:?}");
        });
    }
}

#[wasm_bindgen_test]
fn times_beyond_what_the_browser_can_write_are_unknown_dates() {
    for at in [8_640_000_000_000_001, i64::MAX, i64::MIN, 1 << 53] {
        for text in [day(at), day_of_month(at), month(at)] {
            assert_eq!(text, "Unknown date", "{at}");
        }
        assert!(period(0, at).ends_with("Unknown date") && exact_period(at, 0).starts_with("Unknown date"));
    }
    assert!(day(8_640_000_000_000_000).contains("275760"));
}

#[wasm_bindgen_test]
fn countries_and_currencies_that_are_none_are_written_as_they_came() {
    for code in ["", "1!", "é", "ZZZ", "\u{0}\u{0}", "Q"] {
        assert_eq!(country(code), code);
    }
    assert_eq!(amount("en", 100, "€€"), "1.00 €€");
}

#[wasm_bindgen_test]
fn percentages_and_fractions_are_written_as_people_write_them() {
    speaking("'en-US'", || {
        assert_eq!((percent(6), percent(0), percent(100)), ("6%".into(), "0%".into(), "100%".into()));
        assert_eq!((real(0.000_5), real(43_200.25)), ("0.0005".into(), "43,200.25".into()));
    });
}

#[wasm_bindgen_test]
fn a_random_word_is_made_in_a_browser_without_uuids_too() {
    run("Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: undefined })");
    let words = [portico_app::browser::random_uuid(), portico_app::browser::random_uuid()];
    run("delete crypto.randomUUID");
    assert!(words[0] != words[1] && words.iter().all(|word| word.len() >= 32), "{words:?}");
    assert_eq!(portico_app::browser::random_uuid().len(), 36);
}
