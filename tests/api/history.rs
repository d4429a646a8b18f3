//! The history of a setting: which versions changed it, and what they made of it.

use crate::storage::declared;
use crate::support::{TestApp, World};
use portico_api::account::UpdateAccount;
use portico_api::configuration::LastChange;
use portico_api::environments::Mode;
use portico_api::history::{
    SettingChange, SettingHistory, SettingHistoryParams, SettingKey, SettingState, ShowSettingHistory,
};
use portico_api::page::Cursor;
use portico_api::versions::VersionKind;
use serde_json::{Value, json};

pub(crate) fn params(world: &World, mode: Mode, key: &str) -> SettingHistoryParams {
    let place = world.environment(mode);
    let (organization, project) = (place.organization, place.project);
    SettingHistoryParams {
        organization,
        project,
        mode,
        setting: SettingKey::parse(key).unwrap(),
        after: None,
    }
}

pub(crate) fn page(world: &World, mode: Mode, key: &str, after: Option<String>) -> SettingHistory {
    let params = SettingHistoryParams { after: after.map(Cursor::new), ..params(world, mode, key) };
    world.owner.get::<ShowSettingHistory>(&params).ok::<ShowSettingHistory>()
}

/// All pages of it.
pub(crate) fn pages(world: &World, mode: Mode, key: &str) -> Vec<SettingHistory> {
    let mut all = vec![page(world, mode, key, None)];
    while let Some(next) = all.last().and_then(|page| page.next.clone()) {
        all.push(page(world, mode, key, Some(next)));
    }
    all
}

pub(crate) fn changes(world: &World, mode: Mode, key: &str) -> Vec<SettingChange> {
    pages(world, mode, key).into_iter().flat_map(|page| page.changes).collect()
}

/// What is told of each change, newest first.
pub(crate) fn told(world: &World, mode: Mode, key: &str) -> Vec<(i64, SettingState, Option<Value>)> {
    let told = |change: SettingChange| (change.version.number, change.state, change.value);
    changes(world, mode, key).into_iter().map(told).collect()
}

/// What the page of the configuration says changed this setting last.
pub(crate) fn last(world: &World, mode: Mode, key: &str) -> Option<LastChange> {
    let found = world.configuration(mode).changes;
    found.into_iter().find(|change| change.keys.iter().any(|known| known == key))
}

/// Of every setting the page of the configuration and the history say the same, and neither has looked at the other: the whole history is walked.
pub(crate) fn agree(world: &World, mode: Mode) {
    let configuration = world.configuration(mode);
    for setting in &configuration.schema.settings {
        let walked = page(world, mode, &setting.key, Some("9007199254740991".to_owned()));
        let newest = walked.changes.first().map(|change| change.version.number);
        let last = last(world, mode, &setting.key);
        assert_eq!(last.as_ref().map(|change| change.number), newest, "{}", setting.key);
        if let Some((last, change)) = last.zip(walked.changes.first()) {
            let version = &change.version;
            assert_eq!(
                (last.author, last.author_name, last.created_at),
                (version.author.clone(), version.author_name.clone(), version.created_at)
            );
        }
    }
}

use SettingState::{Default, Empty, Secret, Set};

const LENGTH: &str = "auth.session_length";

#[test]
fn history_has_the_versions_that_changed_the_setting_and_no_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    assert_eq!(told(&world, Mode::Sandbox, LENGTH), [], "it has its default");
    assert_eq!(last(&world, Mode::Sandbox, LENGTH), None);
    world.release(Mode::Sandbox, json!({ LENGTH: 60 }));
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    world.owner.send::<UpdateAccount>(&(), json!({ "name": "Olive" })).ok::<UpdateAccount>();
    world.release(Mode::Sandbox, json!({ LENGTH: 90, "features.sign_up": true }));
    world.release(Mode::Sandbox, json!({ LENGTH: null }));
    let default = world.configuration(Mode::Sandbox).published.unwrap().values[LENGTH].clone();
    assert_eq!(
        told(&world, Mode::Sandbox, LENGTH),
        [(5, Default, Some(default)), (4, Set, Some(json!(90))), (2, Set, Some(json!(60)))]
    );
    assert_eq!(
        told(&world, Mode::Sandbox, "features.sign_up"),
        [(4, Set, Some(json!(true))), (3, Set, Some(json!(false)))]
    );
    let newest = changes(&world, Mode::Sandbox, LENGTH).remove(0).version;
    assert_eq!((newest.author.as_str(), newest.author_name.as_deref()), ("owner@example.com", Some("Olive")));
    assert_eq!((newest.message.as_str(), newest.kind), ("A change", VersionKind::Publish));
    agree(&world, Mode::Sandbox);
    // The first version of live has own values.
    world.go_live();
    assert_eq!(told(&world, Mode::Live, "app.display_name"), [(1, Set, Some(json!("Acme")))]);
    assert_eq!(told(&world, Mode::Live, LENGTH), []);
    agree(&world, Mode::Live);
}

#[test]
fn own_value_that_equals_the_default_is_a_change() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.declare(json!([{ "key": "a", "title": "A", "kind": { "type": "integer" }, "default": 5 }]));
    world.release(Mode::Sandbox, json!({ "a": 5 }));
    world.release(Mode::Sandbox, json!({ "a": null }));
    let five = Some(json!(5));
    let expected = [(3, Default, five.clone()), (2, Set, five)];
    assert_eq!(told(&world, Mode::Sandbox, "a"), expected);
    agree(&world, Mode::Sandbox);
}

#[test]
fn roll_back_and_promotion_are_changes_of_what_they_change() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    world.release(Mode::Sandbox, json!({ LENGTH: 60, "features.sign_up": false }));
    world.promote(Mode::Live, &[LENGTH]);
    let found = changes(&world, Mode::Live, LENGTH);
    assert_eq!((found[0].version.number, found[0].version.kind), (2, VersionKind::Promote));
    let source = found[0].version.source.as_ref();
    assert_eq!(
        source.map(|source| (source.version, source.keys.len())),
        Some((2, 0)),
        "a hundred lists would be too long"
    );
    assert_eq!((found.len(), found[0].value.clone()), (1, Some(json!(60))));
    assert_eq!(told(&world, Mode::Live, "features.sign_up"), []);
    world.roll_back(Mode::Live, 1);
    let found = changes(&world, Mode::Live, LENGTH);
    assert_eq!(
        (found[0].version.number, found[0].version.kind, found[0].state),
        (3, VersionKind::RollBack, Default)
    );
    world.roll_back(Mode::Sandbox, 1);
    world.roll_back(Mode::Sandbox, 2);
    let numbers: Vec<_> = told(&world, Mode::Sandbox, LENGTH).into_iter().map(|told| told.0).collect();
    assert_eq!(numbers, [4, 3, 2]);
    for mode in Mode::ALL {
        agree(&world, mode);
    }
}

#[test]
fn of_a_secret_only_that_it_changed_is_told() {
    let app = TestApp::new();
    let world = World::new(&app);
    let key = "auth.signing_secret";
    for secret in [json!("first".repeat(8)), json!("second".repeat(8)), Value::Null] {
        world.save_secrets(Mode::Sandbox, json!({ key: secret }));
        world.publish(Mode::Sandbox);
    }
    world.roll_back(Mode::Sandbox, 2);
    assert_eq!(
        told(&world, Mode::Sandbox, key),
        [(5, Secret, None), (4, Empty, None), (3, Secret, None), (2, Secret, None)]
    );
    agree(&world, Mode::Sandbox);
    let reply = world.owner.get::<ShowSettingHistory>(&params(&world, Mode::Sandbox, key));
    let secrets =
        app.db().text("SELECT group_concat(id || ' ' || ciphertext || ' ' || nonce, ' ') FROM secrets");
    for word in secrets.split(' ').chain(["first", "second"]) {
        assert!(!reply.response.body.contains(word), "{word}");
    }
}

#[test]
fn values_of_what_has_become_a_secret_are_not_told_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting =
        |secret: bool| json!([{ "key": "a", "title": "A", "kind": { "type": "text" }, "secret": secret }]);
    world.declare(setting(false));
    world.release(Mode::Sandbox, json!({ "a": "in plain text" }));
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(10_000) }));
    world.declare(setting(true));
    world.save_secrets(Mode::Sandbox, json!({ "a": "hidden" }));
    world.publish(Mode::Sandbox);
    assert_eq!(told(&world, Mode::Sandbox, "a"), [(4, Secret, None), (3, Set, None), (2, Set, None)]);
    assert!(changes(&world, Mode::Sandbox, "a").iter().all(|change| change.left_out.is_none()));
    agree(&world, Mode::Sandbox);
    // And back: what was a secret then stays one.
    world.declare(setting(false));
    world.release(Mode::Sandbox, json!({ "a": "plain again" }));
    assert_eq!(
        told(&world, Mode::Sandbox, "a")[..2],
        [(5, Set, Some(json!("plain again"))), (4, Secret, None)]
    );
    agree(&world, Mode::Sandbox);
}

#[test]
fn setting_that_was_removed_and_came_back_has_both_in_its_history() {
    let app = TestApp::new();
    let world = World::new(&app);
    let number = |key: &str| json!({ "key": key, "title": "A", "kind": { "type": "integer" } });
    let other = json!({ "key": "z", "title": "Z", "kind": { "type": "integer" }, "default": 1 });
    world.declare(json!([number("a"), other]));
    world.release(Mode::Sandbox, json!({ "a": 1 }));
    // Another key is another setting, whatever its title is.
    world.declare(json!([number("b"), other]));
    world.release(Mode::Sandbox, json!({ "b": 1 }));
    assert_eq!(told(&world, Mode::Sandbox, "b"), [(3, Set, Some(json!(1)))]);
    assert_eq!(told(&world, Mode::Sandbox, "a"), [(3, Empty, None), (2, Set, Some(json!(1)))]);
    agree(&world, Mode::Sandbox);
    world.declare(json!([number("a"), number("b"), other]));
    assert_eq!(told(&world, Mode::Sandbox, "a").len(), 2, "nothing was published");
    world.release(Mode::Sandbox, json!({ "a": 2 }));
    let expected = [(4, Set, Some(json!(2))), (3, Empty, None), (2, Set, Some(json!(1)))];
    assert_eq!(told(&world, Mode::Sandbox, "a"), expected);
    agree(&world, Mode::Sandbox);
    // A default that the schema changes is read with the next version, whatever that one is about.
    let other = json!({ "key": "z", "title": "Z", "kind": { "type": "integer" }, "default": 2 });
    world.declare(json!([number("a"), number("b"), other]));
    world.release(Mode::Sandbox, json!({ "a": 3 }));
    let expected = [(5, Default, Some(json!(2))), (2, Default, Some(json!(1)))];
    assert_eq!(told(&world, Mode::Sandbox, "z"), expected);
    agree(&world, Mode::Sandbox);
}

#[test]
fn numbers_texts_and_lists_that_look_alike_are_told_apart() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    let values = [
        json!(1),
        json!("1"),
        json!([1]),
        json!("[1]"),
        json!(1.5),
        json!(false),
        json!(0),
        json!({ "a": 1 }),
        json!("{\"a\":1}"),
    ];
    for value in &values {
        world.release(Mode::Sandbox, json!({ "a": value }));
    }
    let told: Vec<_> = told(&world, Mode::Sandbox, "a").into_iter().map(|told| told.2.unwrap()).collect();
    assert_eq!(told, values.iter().rev().cloned().collect::<Vec<_>>());
    agree(&world, Mode::Sandbox);
}

#[test]
fn nothing_is_told_of_what_was_never_there() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (mode, key) in [(Mode::Sandbox, "no.such_setting"), (Mode::Live, LENGTH)] {
        let found = page(&world, mode, key, None);
        assert_eq!((found.changes, found.next, found.kept_from), (vec![], None, None));
    }
    let mut request =
        world.owner.request::<ShowSettingHistory>(&params(&world, Mode::Sandbox, "a"), Value::Null);
    let path = request.path.clone();
    for key in ["A", "a.", "a%22b", "$", &"a".repeat(65)] {
        request.path = path.replace("/settings/a/", &format!("/settings/{key}/"));
        app.send(&request).problem(404);
    }
}
