//! What holds whatever the values are.

use crate::support::{TestApp, World};
use portico_api::environments::Mode;
use portico_api::schema::Kind;
use portico_api::values::{Values, canonical, canonical_text, diff};
use portico_edge::http::BODY_MAX;
use proptest::collection::{btree_map, vec};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::subsequence;
use serde_json::{Value, json};

const KEYS: [&str; 5] = ["a", "b.c", "b.d", "e", "f"];

/// Any JSON, some levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        // Larger ones are refused: JavaScript would not keep them.
        (-(1_i64 << 53)..=1_i64 << 53).prop_map(Value::from),
        // Between the two, digits are written out that no number keeps, and such text is refused.
        any::<f64>()
            .prop_filter("kept", |float| float.is_finite() && !(2f64.powi(53)..1e22).contains(&float.abs()))
            .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(".{0,6}", inner, 0..5).prop_map(|map| map.into_iter().collect::<Values>().into()),
        ]
    })
}

/// Values for some of the keys.
fn some_values() -> impl Strategy<Value = Values> {
    btree_map(subsequence(&KEYS[..], 1), any_json().prop_filter("set", |value| !value.is_null()), 1..5)
        .prop_map(|map| map.into_iter().map(|(key, value)| (key[0].to_owned(), value)).collect())
}

/// The text of a value with the keys of each object in the reverse order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let pairs: Vec<_> = object
                .iter()
                .rev()
                .map(|(key, value)| format!("{}: {}", json!(key), reversed(value)))
                .collect();
            format!("{{ {} }}", pairs.join(" ,"))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(" , ")),
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_text_is_the_same_whatever_the_order_and_spacing(values in some_values()) {
        let value = Value::Object(values.clone());
        let other: Values = serde_json::from_str(&reversed(&value)).unwrap();
        prop_assert_eq!(canonical_text(&other), canonical_text(&values));
    }

    #[test]
    fn canonical_form_is_stable(value in any_json()) {
        let once = canonical(value);
        prop_assert_eq!(canonical(once.clone()), once.clone());
        let text = once.to_string();
        let again: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(canonical(again).to_string(), text);
    }

    #[test]
    fn what_was_checked_once_passes_again_unchanged(value in any_json()) {
        for kind in [json!({ "type": "json" }), json!({ "type": "number" }), json!({ "type": "text", "multiline": true })] {
            let kind: Kind = serde_json::from_value(kind).unwrap();
            if let Ok(checked) = kind.check(&value) {
                prop_assert_eq!(kind.check(&checked), Ok(checked.clone()));
            }
        }
    }
}

proptest! {
    // Each case is a whole installation.
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn promoted_settings_do_not_differ_any_more_and_a_roll_back_restores_the_hash(
        sandbox in some_values(),
        live in some_values(),
        chosen in subsequence(&KEYS[..], 1..5),
    ) {
        let app = TestApp::new();
        let world = World::new(&app);
        let setting = |key: &&str| json!({ "key": key, "title": "S", "kind": { "type": "json" } });
        world.declare(KEYS.iter().map(setting).collect());
        prop_assert!(Value::Object(sandbox.clone()).to_string().len() < BODY_MAX);
        let at_first = world.release(Mode::Sandbox, Value::Object(sandbox));
        world.release(Mode::Live, Value::Object(live));
        let before = world.promotion();
        let (from, to) = (before.sandbox.unwrap().values, before.live.unwrap().values);
        let differing: Vec<_> = diff(&from, &to).iter().map(|found| found.key).collect();
        prop_assert_eq!(before.project.drift as usize, differing.len());
        if !chosen.iter().any(|key| differing.contains(key)) {
            return Ok(());
        }
        world.promote(Mode::Live, &chosen);
        let after = world.promotion();
        let live = after.live.unwrap();
        let (left, right) = (after.sandbox.unwrap().values, live.values);
        for found in diff(&left, &right) {
            prop_assert!(!chosen.contains(&found.key), "{} still differs", found.key);
            prop_assert_eq!(found.after, to.get(found.key), "{} was not chosen", found.key);
        }
        let back = world.roll_back(Mode::Live, 1);
        prop_assert_eq!(back.number, 3);
        prop_assert_eq!(world.promotion().live.unwrap().values, to);
        prop_assert!(back.hash != live.version.hash);
        world.release(Mode::Sandbox, json!({ "a": "something else entirely" }));
        prop_assert_eq!(world.roll_back(Mode::Sandbox, at_first.number).hash, at_first.hash);
    }
}
