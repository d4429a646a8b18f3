//! Promote: exactly the chosen values go over, on both bases, in both directions, and never a secret.

use crate::support::{TestApp, World};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::promotion::Promote;
use portico_api::values::diff;
use portico_api::versions::{Source, VersionKind};
use serde_json::{Value, json};

/// Live runs, and sandbox is five settings ahead.
fn ahead(world: &World) {
    world.go_live();
    world.release(
        Mode::Sandbox,
        json!({
            "app.display_name": "Acme 2", "app.support_address": "care@acme.example", "auth.session_length": 60,
            "theme.primary_colour": "#000000", "features.sign_up": false,
        }),
    );
}

#[test]
fn two_of_five_settings_go_live_and_the_others_stay() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    let before = world.promotion();
    let version = world.promote(Mode::Live, &["auth.session_length", "features.sign_up"]);
    let after = world.promotion();
    assert_eq!((version.number, version.kind), (2, VersionKind::Promote));
    let keys = vec!["auth.session_length".to_owned(), "features.sign_up".to_owned()];
    assert_eq!(version.source, Some(Source { mode: Mode::Sandbox, version: 2, keys: keys.clone() }));
    let (old, new) = (before.live.unwrap(), after.live.unwrap());
    let changed: Vec<_> = diff(&old.values, &new.values).iter().map(|found| found.key.to_owned()).collect();
    assert_eq!(changed, keys);
    assert_eq!(new.secrets, old.secrets);
    assert_eq!(after.sandbox, before.sandbox);
    assert_eq!(after.project.drift + 2, before.project.drift);
    let details = app.db().text("SELECT details FROM audit_entries WHERE action = 'promote'");
    assert!(details.contains("features.sign_up") && details.contains("\"to\":\"live\""), "{details}");
}

#[test]
fn hotfix_of_live_is_ported_back_to_sandbox_by_a_developer() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    world.release(Mode::Live, json!({ "auth.session_length": 15 }));
    let anna = world.join("anna@example.com", Role::Developer);
    let mut body = world.selection(Mode::Sandbox, &["auth.session_length"]);
    body["confirm"] = Value::Null;
    let version = anna.send::<Promote>(&world.project_params(), body).ok::<Promote>();
    assert_eq!((version.number, version.author.as_str()), (3, "anna@example.com"));
    assert_eq!(world.promotion().sandbox.unwrap().values["auth.session_length"], json!(15));
    let body = world.selection(Mode::Live, &["features.sign_up"]);
    anna.send::<Promote>(&world.project_params(), body.clone()).problem(403);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    app.db().before_batch.replace(Some("UPDATE projects SET developers_publish_live = 0"));
    anna.send::<Promote>(&world.project_params(), body).problem(403);
}

#[test]
fn value_without_counterpart_is_taken_away_in_the_target() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    world.release(Mode::Sandbox, json!({ "app.support_address": null, "theme.primary_colour": null }));
    // It is required there: that blocks, and nothing is done by halves.
    let body = world.selection(Mode::Live, &["app.support_address", "auth.session_length"]);
    world.owner.send::<Promote>(&world.project_params(), body).fault(422, "values.app.support_address");
    assert_eq!(world.promotion().live.unwrap().version.number, 1);
    let optional = json!({ "key": "note", "title": "Note", "kind": { "type": "text" } });
    world.declare(json!([optional]));
    world.release(Mode::Live, json!({ "note": "x" }));
    world.promote(Mode::Live, &["note"]);
    assert_eq!(world.promotion().live.unwrap().values, portico_api::values::Values::new());
}

#[test]
fn first_version_of_live_can_come_from_a_promotion() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting =
        |key: &str| json!({ "key": key, "title": "S", "kind": { "type": "integer" }, "default": 1 });
    world.declare(json!([setting("a"), setting("b")]));
    world.release(Mode::Sandbox, json!({ "a": 5, "b": 6 }));
    assert_eq!(world.promote(Mode::Live, &["a"]).number, 1);
    let live = world.promotion().live.unwrap();
    assert_eq!((Value::Object(live.values), live.own), (json!({ "a": 5, "b": 1 }), vec!["a".to_owned()]));
}

#[test]
fn promotion_on_a_stale_base_of_either_side_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    let fresh = world.selection(Mode::Live, &["features.sign_up"]);
    for (field, value) in [("sandbox_version", 1), ("live_version", 0)] {
        let mut stale = fresh.clone();
        stale[field] = value.into();
        let refused = world.owner.send::<Promote>(&world.project_params(), stale).problem(409);
        assert!(refused.is("stale"), "{field}");
    }
    for somebody in [
        "UPDATE environments SET published_version = 1 WHERE mode = 'sandbox'",
        "UPDATE environments SET published_version = 0 WHERE mode = 'live'",
        "UPDATE schemas SET version = version + 1",
    ] {
        app.db().before_batch.replace(Some(somebody));
        let refused = world.owner.send::<Promote>(&world.project_params(), fresh.clone()).problem(409);
        assert!(refused.is("stale"), "{somebody}");
        app.db().execute("UPDATE environments SET published_version = iif(mode = 'live', 1, 2)");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM versions WHERE kind = 'promote'"), 0);
}

#[test]
fn every_fault_of_a_selection_is_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    let fresh = world.selection(Mode::Live, &["features.sign_up"]);
    let with = |name: &str, value: Value| {
        let mut body = fresh.clone();
        body[name] = value;
        world.owner.send::<Promote>(&world.project_params(), body)
    };
    with("to", json!("sandbox")).fault(422, "to");
    with("from", json!("staging")).fault(422, "from");
    with("keys", json!([])).fault(422, "keys");
    with("keys", json!(["features.sign_up", "no.such"])).fault(422, "keys[1]");
    let refused = with("keys", json!(["auth.signing_secret"])).fault(422, "keys[0]");
    assert!(refused.contains("Secrets are never copied"), "{refused}");
    with("confirm", json!("checkout")).fault(422, "confirm");
    with("message", json!("")).fault(422, "message");
}

#[test]
fn nothing_to_copy_is_said() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    world.promote(Mode::Live, &["features.sign_up"]);
    let body = world.selection(Mode::Live, &["features.sign_up"]);
    world.owner.send::<Promote>(&world.project_params(), body).fault(422, "keys");
}

#[test]
fn unpublished_source_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = world.selection(Mode::Sandbox, &["features.sign_up"]);
    world.owner.send::<Promote>(&world.project_params(), body).fault(422, "from");
}

#[test]
fn draft_of_the_target_stays_and_reverts_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    ahead(&world);
    world.save(Mode::Live, json!({ "features.dark_mode": false }));
    world.promote(Mode::Live, &["auth.session_length"]);
    let found = world.configuration(Mode::Live);
    assert_eq!(found.draft.as_ref().map(|draft| draft.base_version), Some(1));
    world.publish(Mode::Live);
    let live = world.promotion().live.unwrap();
    assert_eq!(live.values["auth.session_length"], json!(60));
    assert_eq!(live.values["features.dark_mode"], json!(false));
}

#[test]
fn secret_that_became_a_plain_setting_is_answered_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let note = |secret: bool| json!({ "key": "note", "title": "Note", "kind": { "type": "text" }, "secret": secret });
    world.declare(json!([note(true)]));
    world.save_secrets(Mode::Live, json!({ "note": "hidden" }));
    world.publish(Mode::Live);
    world.declare(json!([note(false)]));
    world.release(Mode::Sandbox, json!({ "note": "open" }));
    world.promote(Mode::Live, &["note"]);
    let key = world.create_key(Mode::Live);
    let delivered = app.read_with(world.environment_id(Mode::Live), &key.token);
    assert_eq!(crate::support::text(&delivered), "{\"note\":\"open\"}");
}
