use portico_api::schema::Setting;
use portico_app::pages::configuration::edit::{Conflict, Edit, Known, Typed, kept_text, read_kept, standing};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

fn number() -> Setting {
    let kind = json!({ "type": "integer", "min": 1 });
    serde_json::from_value(json!({ "key": "a", "title": "A", "kind": kind, "default": 5 })).unwrap()
}

fn secret() -> Setting {
    let kind = json!({ "type": "text", "min_length": 3 });
    serde_json::from_value(json!({ "key": "s", "title": "S", "kind": kind, "secret": true })).unwrap()
}

fn published(value: Value) -> Known {
    Known { published: Some(value), draft: None }
}

fn drafted(value: Value, draft: Option<Value>) -> Known {
    Known { published: Some(value), draft: Some(draft) }
}

fn typed(text: &str, base: Value) -> Typed {
    Typed { edit: Edit::Text(text.into()), base: Some(base) }
}

#[wasm_bindgen_test]
fn what_is_typed_is_a_change_as_long_as_it_differs_from_what_is_published() {
    let known = published(json!(7));
    let other = standing(&number(), &known, Some(&typed("8", json!(7))), None);
    assert!(other.changed && other.unsaved && other.error.is_none() && other.conflict.is_none());
    // The same number in another spelling.
    let same = standing(&number(), &known, Some(&typed("7.0", json!(7))), None);
    assert!(!same.changed && same.unsaved);
    let wrong = standing(&number(), &known, Some(&typed("0", json!(7))), None);
    assert_eq!(wrong.error.as_deref(), Some("Enter at least 1."));
    assert_eq!(standing(&number(), &known, None, None), Default::default());
}

#[wasm_bindgen_test]
fn a_draft_is_a_change_until_it_is_given_up() {
    let known = drafted(json!(7), Some(json!(8)));
    assert!(standing(&number(), &known, None, None).changed);
    let keep = Typed { edit: Edit::Keep, base: Some(json!(8)) };
    let given_up = standing(&number(), &known, Some(&keep), None);
    assert!(!given_up.changed && given_up.unsaved);
    let unset = Typed { edit: Edit::Unset, base: Some(json!(8)) };
    assert!(standing(&number(), &known, Some(&unset), None).changed);
}

#[wasm_bindgen_test]
fn two_who_change_the_same_setting_are_in_conflict_and_nothing_is_lost() {
    // Begun at 7; meanwhile somebody saved 9.
    let known = drafted(json!(7), Some(json!(9)));
    let found = standing(&number(), &known, Some(&typed("8", json!(7))), None).conflict;
    let expected =
        Conflict { mine: Some(json!(8)), theirs: Some(json!(9)), base: Some(json!(7)), by_version: false };
    assert_eq!(found, Some(expected));
    // The same by both is no conflict, and neither is what was looked at.
    assert_eq!(standing(&number(), &known, Some(&typed("9", json!(7))), None).conflict, None);
    assert_eq!(standing(&number(), &known, Some(&typed("8", json!(9))), None).conflict, None);
    // What can't be read is kept as it was typed.
    let found = standing(&number(), &known, Some(&typed("x", json!(7))), None).conflict;
    assert_eq!(found.unwrap().mine, Some(json!("x")));
}

#[wasm_bindgen_test]
fn a_draft_that_a_newer_version_overtook_is_in_conflict_where_both_changed_the_setting() {
    // The draft made 8 of 7; meanwhile 9 was published.
    let known = drafted(json!(9), Some(json!(8)));
    let (base, same) = (json!(7), json!(9));
    let found = standing(&number(), &known, None, Some(Some(&base))).conflict.unwrap();
    assert_eq!((found.mine, found.theirs, found.base), (Some(json!(8)), Some(json!(9)), Some(json!(7))));
    assert!(found.by_version);
    assert_eq!(standing(&number(), &known, None, Some(Some(&same))).conflict, None);
    assert_eq!(standing(&number(), &published(json!(9)), None, Some(Some(&base))).conflict, None);
}

#[wasm_bindgen_test]
fn a_secret_is_checked_and_its_conflict_tells_nothing_of_it() {
    let known = published(json!(1_000));
    let entered = |text: &str, base: i64| Typed { edit: Edit::Secret(text.into()), base: Some(json!(base)) };
    let short = standing(&secret(), &known, Some(&entered("ab", 1_000)), None);
    assert_eq!(short.error.as_deref(), Some("Use at least 3 characters."));
    let empty = standing(&secret(), &known, Some(&entered("", 1_000)), None);
    assert_eq!(empty.error.as_deref(), Some("Enter the new value, or cancel."));
    let found = standing(&secret(), &known, Some(&entered("hush hush", 900)), None).conflict.unwrap();
    assert!(!format!("{found:?}").contains("hush"));
}

#[wasm_bindgen_test]
fn what_is_typed_survives_a_reload_and_secrets_do_not() {
    let all = [
        ("a", typed("8", json!(7))),
        ("b", Typed { edit: Edit::Unset, base: Some(json!([1])) }),
        ("c", Typed { edit: Edit::Keep, base: None }),
        ("s", Typed { edit: Edit::Secret("hush hush".into()), base: None }),
    ];
    let text = kept_text(all.iter().map(|(key, typed)| (*key, typed))).unwrap();
    assert!(!text.contains("hush") && !text.contains("\"s\""), "{text}");
    let back = read_kept(&text);
    let expected: Vec<_> = all[..3].iter().map(|(key, typed)| ((*key).to_owned(), typed.clone())).collect();
    assert_eq!(back, expected);
    assert_eq!(kept_text(all[3..].iter().map(|(key, typed)| (*key, typed))), None);
    for broken in ["", "x", "[]", "{\"a\": 1}", "{\"a\": []}", "{\"a\": [{}, 1]}"] {
        assert!(read_kept(broken).is_empty(), "{broken}");
    }
}
