//! Lists that are searched while one types, with answers that come late and in any order: on a clock of their own, so that
//! nothing waits.

mod dropdown;

use crate::support::find;
use dropdown::{after, assert_matches, begin, press_enter, real_clock, shown, type_text};
use wasm_bindgen_test::wasm_bindgen_test;

/// Milliseconds between two letters.
const GAPS: [u32; 4] = [0, 80, 250, 700];
/// Milliseconds that the answer to one letter takes.
const SLOW: [u32; 3] = [5, 400, 2_000];
/// What is typed one after the other. Whatever is found fills the window of a list.
const WORDS: [&str; 3] = ["worker", "api", "work"];

#[wasm_bindgen_test]
async fn rows_match_what_is_typed_at_every_moment_and_all_of_them_come() {
    for (gap, slow) in GAPS.into_iter().flat_map(|gap| SLOW.map(|slow| (gap, slow))) {
        let (page, input) = begin(slow).await;
        for word in WORDS {
            let when = format!("letters {gap} ms apart, answers after {slow} ms");
            for end in 1..=word.len() {
                type_text(&input, &word[..end]);
                after(gap).await;
                assert_matches(&page, &word[..end], &when);
            }
            for _ in 0..5 {
                after(slow / 4 + 50).await;
                assert_matches(&page, word, &when);
            }
            let rows = shown(&page);
            assert!(
                rows.len() >= 16 && rows[0] == format!("{} 00", if word == "api" { "api" } else { "worker" }),
                "{when}: {rows:?}"
            );
            let first = find(&page, "[aria-selected=true]").get_attribute("href");
            assert_eq!(
                first.as_deref(),
                Some(if word == "api" { "/api-00" } else { "/worker-00" }),
                "{when}"
            );
        }
        real_clock();
    }
}

/// Presses Enter at once, while the answer may be on its way, and once it is there.
async fn press_enter_after_typing(gap: u32) {
    for (slow, wait) in SLOW.into_iter().flat_map(|slow| [0, 100, 3_000].map(|wait| (slow, wait))) {
        let (_page, input) = begin(slow).await;
        type_text(&input, "api");
        after(slow + 200).await;
        for end in 1..="worker".len() {
            type_text(&input, &"worker"[..end]);
            if end < "worker".len() {
                after(gap).await;
            }
        }
        if wait > 0 {
            after(wait).await;
        }
        let followed = press_enter(&input);
        let when =
            format!("letters {gap} ms apart, answers after {slow} ms, Enter after {wait} ms: {followed:?}");
        assert!(followed.as_deref().is_none_or(|href| href.starts_with("/worker")), "{when}");
        assert!(followed.is_some() || wait < 3_000, "{when}");
        real_clock();
    }
}

#[wasm_bindgen_test]
async fn enter_opens_what_matches_or_nothing_after_letters_that_come_at_once() {
    press_enter_after_typing(GAPS[0]).await;
}

#[wasm_bindgen_test]
async fn enter_opens_what_matches_or_nothing_after_letters_80_ms_apart() {
    press_enter_after_typing(GAPS[1]).await;
}

#[wasm_bindgen_test]
async fn enter_opens_what_matches_or_nothing_after_letters_250_ms_apart() {
    press_enter_after_typing(GAPS[2]).await;
}

#[wasm_bindgen_test]
async fn enter_opens_what_matches_or_nothing_after_letters_700_ms_apart() {
    press_enter_after_typing(GAPS[3]).await;
}

#[wasm_bindgen_test]
async fn what_is_longer_than_any_search_is_answered_at_once_and_finds_nothing() {
    for long in ["w".repeat(65), "worker ".repeat(40), "\u{1f4a1}".repeat(65)] {
        let (page, input) = begin(400).await;
        assert_eq!(input.get_attribute("maxlength").as_deref(), Some("64"));
        type_text(&input, &long);
        after(50).await;
        assert!(shown(&page).is_empty());
        // What stands behind the rows is there: nothing is waited for.
        find(&page, ".switcher-row[href^='/invites']");
        type_text(&input, "worker");
        after(1_000).await;
        assert!(shown(&page).len() >= 16);
        real_clock();
    }
}

#[wasm_bindgen_test]
async fn enter_opens_no_invite_where_nothing_else_is_found() {
    for slow in SLOW {
        let (page, input) = begin(slow).await;
        type_text(&input, "zeppelin");
        for _ in 0..4 {
            assert_eq!(press_enter(&input), None);
            after(slow / 2 + 100).await;
        }
        assert!(shown(&page).is_empty());
        assert_eq!(press_enter(&input), None);
        real_clock();
    }
}
