//! What is accepted once can be carried everywhere after that; what would be changed on the way is refused at the door.

use crate::support::{Browser, Reply, TestApp, World, text};
use portico_api::Endpoint;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::json::DEPTH_MAX;
use portico_api::schema::UpdateSchema;
use portico_api::values::{Values, canonical};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

/// Sends a body as it is spelt here: a `Value` could not hold it.
fn send_text<E: Endpoint>(browser: &Browser, params: &E::Params, body: &str) -> Reply {
    let mut request = browser.request::<E>(params, json!({}));
    request.body = body.as_bytes().to_vec();
    browser.app.send(&request)
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

/// The project with one setting of any JSON, one number, one secret of JSON, and nothing else.
fn declared(world: &World) {
    world.declare(json!([
        { "key": "a.json", "title": "J", "kind": { "type": "json" } },
        { "key": "a.number", "title": "N", "kind": { "type": "number" } },
        { "key": "a.secret", "title": "S", "kind": { "type": "json" }, "secret": true },
    ]));
}

fn save_text(world: &World, mode: Mode, set: &str) -> Reply {
    let revision = world.configuration(mode).revision;
    let body = format!("{{\"revision\": {revision}, \"set\": {set}}}");
    send_text::<SaveDraft>(&world.owner, &world.environment(mode), &body)
}

#[test]
fn values_that_are_nested_too_deep_are_refused_at_every_door() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    for levels in [65, 66, 100, 124, 125, 127, 128, 5000] {
        let refused = save_text(&world, Mode::Sandbox, &format!("{{\"a.json\": {}}}", nested(levels)));
        assert!(refused.fault(422, "set.a.json").contains("64 levels"), "{levels}");
        let refused = world.send_draft(
            &world.owner,
            Mode::Sandbox,
            json!({ "secrets": { "a.secret": nested(levels) } }),
        );
        assert!(refused.fault(422, "secrets.a.secret").contains("64 levels"), "{levels}");
        let setting = format!(
            "{{\"key\": \"b\", \"title\": \"B\", \"kind\": {{\"type\": \"json\"}}, \"default\": {}}}",
            nested(levels)
        );
        let body = format!("{{\"version\": {}, \"settings\": [{setting}]}}", world.schema().version);
        let refused = send_text::<UpdateSchema>(&world.owner, &world.project_params(), &body);
        assert!(refused.fault(422, "settings[0].default").contains("64 levels"), "{levels}");
        let refused = save_text(&world, Mode::Sandbox, &format!("{{}}, \"keep\": {}", nested(levels)));
        assert_eq!(refused.status, 422, "{levels}");
    }
    assert_eq!(world.configuration(Mode::Sandbox).revision, 0);
}

#[test]
fn numbers_that_would_change_are_refused_with_their_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    for number in [
        "9007199254740993",
        "-9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "1e-400",
        "1e400",
        "0.1234567890123456789",
    ] {
        let place = save_text(&world, Mode::Sandbox, &format!("{{\"a.number\": {number}}}"));
        assert!(place.fault(422, "set.a.number").contains("exactly"), "{number}");
        let place = save_text(&world, Mode::Sandbox, &format!("{{\"a.json\": {{\"x\": [1, {number}]}}}}"));
        assert!(place.fault(422, "set.a.json.x[1]").contains("exactly"), "{number}");
        let place =
            world.send_draft(&world.owner, Mode::Sandbox, json!({ "secrets": { "a.secret": number } }));
        assert!(place.fault(422, "secrets.a.secret").contains("exactly"), "{number}");
        for (part, field) in [
            (format!("\"kind\": {{\"type\": \"number\", \"min\": {number}}}"), "settings[0].kind.min"),
            (format!("\"kind\": {{\"type\": \"number\", \"max\": {number}}}"), "settings[0].kind.max"),
            (format!("\"kind\": {{\"type\": \"number\"}}, \"default\": {number}"), "settings[0].default"),
            (format!("\"kind\": {{\"type\": \"json\"}}, \"default\": [{number}]"), "settings[0].default[0]"),
        ] {
            let version = world.schema().version;
            let body = format!(
                "{{\"version\": {version}, \"settings\": [{{\"key\": \"b\", \"title\": \"B\", {part}}}]}}"
            );
            let place = send_text::<UpdateSchema>(&world.owner, &world.project_params(), &body);
            assert!(place.fault(422, field).contains("exactly"), "{number}");
        }
    }
    let twice = save_text(&world, Mode::Sandbox, "{\"a.json\": {\"x\": 1, \"x\": 2}}");
    assert!(twice.fault(422, "set.a.json.x").contains("twice"));
    assert_eq!(world.configuration(Mode::Sandbox).revision, 0);
}

#[test]
fn numbers_are_delivered_with_the_value_that_was_sent() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    let sent =
        "[-0, 1.0, 1e2, 5E-1, 9007199254740991, -9007199254740992, 0.30000000000000004, 1e300, 5e-324, 1e22]";
    let kept = "[0,1,100,0.5,9007199254740991,-9007199254740992,0.30000000000000004,1e+300,5e-324,1e+22]";
    save_text(&world, Mode::Sandbox, &format!("{{\"a.json\": {sent}, \"a.number\": 1e21}}"))
        .ok::<SaveDraft>();
    world.publish(Mode::Sandbox);
    let delivered = app.read(world.environment_id(Mode::Sandbox));
    assert_eq!(text(&delivered), format!("{{\"a.json\":{kept},\"a.number\":1e+21}}"));
    world.promote(Mode::Live, &["a.json", "a.number"]);
    let delivered = app.read(world.environment_id(Mode::Live));
    assert_eq!(text(&delivered), format!("{{\"a.json\":{kept},\"a.number\":1e+21}}"));
}

/// The text of any JSON, with numbers and levels that readers differ about.
fn any_text() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("finite", |float| float.is_finite())
            .prop_map(|float| json!(float).to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,25})?(e[+-]?[0-9]{1,3})?",
        "-?[0-9]",
    ];
    let word = ".{0,8}".prop_map(|text| json!(text).to_string());
    let leaf = prop_oneof![number, word, "true|false|null"];
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            vec((".{0,4}", inner), 0..4).prop_map(|pairs| {
                let pairs: Vec<_> =
                    pairs.iter().map(|(key, value)| format!("{}: {value}", json!(key))).collect();
                format!("{{{}}}", pairs.join(","))
            }),
        ]
    });
    (tree, prop_oneof![5 => 0_usize..4, 2 => 58_usize..68])
        .prop_map(|(tree, around)| format!("{}{tree}{}", "[".repeat(around), "]".repeat(around)))
}

proptest! {
    // Each case is a whole installation.
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_that_one_door_accepts_passes_every_later_one(given in any_text()) {
        let app = TestApp::new();
        let world = World::new(&app);
        declared(&world);
        let saved = save_text(&world, Mode::Sandbox, &format!("{{\"a.json\": {given}}}"));
        if saved.status != 200 {
            prop_assert!(saved.problem(422).errors.iter().all(|error| error.field.starts_with("set.a.json")));
            return Ok(());
        }
        let Some(value) = Some(canonical(serde_json::from_str::<Value>(&given).unwrap())).filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let delivered = |mode: Mode, key: &str| {
            let document: Values = serde_json::from_str(text(&app.read(world.environment_id(mode)))).unwrap();
            document.get(key).cloned()
        };
        let in_sandbox = world.publish(Mode::Sandbox).number;
        prop_assert_eq!(delivered(Mode::Sandbox, "a.json"), Some(value.clone()));
        let in_live = world.promote(Mode::Live, &["a.json"]).number;
        prop_assert_eq!(delivered(Mode::Live, "a.json"), Some(value.clone()));
        prop_assert_eq!(world.promotion().project.drift, 0);
        // On top of it: another draft, a roll back, a secret, and a default, in both environments.
        for (mode, number) in [(Mode::Sandbox, in_sandbox), (Mode::Live, in_live)] {
            world.release(mode, json!({ "a.json": null, "a.number": 5 }));
            world.roll_back(mode, number);
            prop_assert_eq!(delivered(mode, "a.json"), Some(value.clone()));
            world.save_secrets(mode, json!({ "a.secret": value.to_string() }));
            world.publish(mode);
            let key = world.create_key(mode);
            let document: Values =
                serde_json::from_str(text(&app.read_with(world.environment_id(mode), &key.token))).unwrap();
            prop_assert_eq!(document.get("a.secret"), Some(&value));
        }
        world.declare(json!([
            { "key": "a.json", "title": "J", "kind": { "type": "json" }, "default": value },
            { "key": "a.other", "title": "O", "kind": { "type": "json" }, "default": value },
            { "key": "a.number", "title": "N", "kind": { "type": "number" } },
        ]));
        for mode in [Mode::Sandbox, Mode::Live] {
            world.release(mode, json!({ "a.number": 6 }));
            prop_assert_eq!(delivered(mode, "a.other"), Some(value.clone()));
        }
    }
}

#[test]
fn a_value_of_the_deepest_allowed_level_passes_every_door() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    let deepest: Value = serde_json::from_str(&nested(DEPTH_MAX)).unwrap();
    world.release(Mode::Sandbox, json!({ "a.json": deepest }));
    world.promote(Mode::Live, &["a.json"]);
    world.save_secrets(Mode::Sandbox, json!({ "a.secret": nested(DEPTH_MAX) }));
    world.publish(Mode::Sandbox);
    world.declare(json!([{ "key": "a.json", "title": "J", "kind": { "type": "json" }, "default": deepest }]));
    world.release(Mode::Live, json!({ "a.json": null }));
    assert!(text(&app.read(world.environment_id(Mode::Live))).contains(&nested(DEPTH_MAX)));
}
