use portico_api::schema::Setting;
use portico_app::pages::configuration::work::{changes, merge};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

/// Settings from words like `a` and `b=Title`.
fn settings(words: &str) -> Vec<Setting> {
    let setting = |word: &str| {
        let (key, title) = word.split_once('=').unwrap_or((word, word));
        serde_json::from_value(json!({ "key": key, "title": title, "kind": { "type": "boolean" } })).unwrap()
    };
    words.split_whitespace().map(setting).collect()
}

fn words(settings: &[Setting]) -> String {
    let word = |setting: &Setting| match setting.key == setting.title {
        true => setting.key.clone(),
        false => format!("{}={}", setting.key, setting.title),
    };
    settings.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
fn what_only_one_of_two_changed_is_taken_over() {
    for (mine, theirs, expected) in [
        ("a b c", "a b c", "a b c"),
        ("a=X b c", "a b c=Y", "a=X b c=Y"),
        ("a b c d", "a b c e", "a b c d e"),
        ("b c", "a b c=Y", "b c=Y"),
        ("a b c=X", "a c", "a c=X"),
        ("c a b", "a b c d", "c d a b"),
        ("a new b c", "b a c", "b a new c"),
    ] {
        let merged = merge(&settings("a b c"), &settings(mine), &settings(theirs));
        assert_eq!(
            (words(&merged.settings).as_str(), merged.clashes.len()),
            (expected, 0),
            "{mine} | {theirs}"
        );
    }
}

#[wasm_bindgen_test]
fn what_both_changed_is_asked_about_and_mine_is_kept_until_then() {
    let merged = merge(&settings("a b"), &settings("a=X b"), &settings("a=Y b"));
    assert_eq!(words(&merged.settings), "a=X b");
    assert_eq!(merged.clashes.len(), 1);
    assert_eq!(merged.clashes[0].theirs.as_ref().unwrap().title, "Y");
    let removed = merge(&settings("a b"), &settings("b"), &settings("a=Y b"));
    assert_eq!((words(&removed.settings).as_str(), removed.clashes.len()), ("b", 1));
    let same = merge(&settings("a b"), &settings("a=X b"), &settings("a=X b"));
    assert!(same.clashes.is_empty());
}

#[wasm_bindgen_test]
fn changes_are_counted() {
    for (mine, expected) in
        [("a b c", 0), ("a b", 1), ("a b c d", 1), ("a=X b c", 1), ("b a c", 1), ("a=X b d", 3)]
    {
        assert_eq!(changes(&settings("a b c"), &settings(mine)), expected, "{mine}");
    }
}
