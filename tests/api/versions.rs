//! Versions: publishing, its gates and its base; the list; rolling back.

use crate::support::{TestApp, World, text};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::page::Cursor;
use portico_api::projects::{ShowProject, UpdateProject};
use portico_api::versions::{
    ListVersions, ListVersionsParams, PublishDraft, RollBack, ShowVersion, Source, VersionKind,
};
use serde_json::{Value, json};

#[test]
fn published_draft_is_the_next_version_and_the_draft_is_empty() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let version = world.publish(Mode::Sandbox);
    assert_eq!((version.number, version.kind, version.source), (2, VersionKind::Publish, None));
    assert_eq!((version.author.as_str(), version.message.as_str()), ("owner@example.com", "A change"));
    let found = world.configuration(Mode::Sandbox);
    let published = found.published.unwrap();
    assert_eq!((found.draft, published.own), (None, vec!["auth.session_length".to_owned()]));
    assert_eq!(found.project.sandbox.published_version, 2);
    assert_eq!(found.project.sandbox.published_at, Some(version.created_at));
    let details = app.db().text("SELECT details FROM audit_entries WHERE action = 'publish_draft'");
    assert!(details.contains("auth.session_length") && !details.contains("60"), "{details}");
}

#[test]
fn hash_is_that_of_the_document_that_the_edge_answers() {
    let app = TestApp::new();
    let world = World::new(&app);
    let version = world.release(Mode::Sandbox, json!({ "app.display_name": "Käse “&” Brot" }));
    let delivered = app.read(world.environment_id(Mode::Sandbox));
    let document: portico_api::values::Values = serde_json::from_str(text(&delivered)).unwrap();
    assert_eq!(portico_api::values::canonical_text(&document), text(&delivered));
    assert_eq!(delivered.header("ETag"), Some(format!("\"{}\"", version.hash).as_str()));
}

#[test]
fn publishing_twice_under_one_key_makes_one_version() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let place = world.environment(Mode::Sandbox);
    let request = world.owner.request::<PublishDraft>(&place, world.publication(Mode::Sandbox));
    let first = app.send(&request).ok::<PublishDraft>();
    assert_eq!(app.send(&request).ok::<PublishDraft>(), first);
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 2);
}

#[test]
fn publishing_on_a_stale_base_is_refused_also_when_it_changed_a_moment_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.environment(Mode::Sandbox);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let fresh = world.publication(Mode::Sandbox);
    for (field, value) in [("revision", 0), ("version", 0), ("version", 2)] {
        let mut stale = fresh.clone();
        stale[field] = value.into();
        assert!(world.owner.send::<PublishDraft>(&place, stale).problem(409).is("stale"), "{field}");
    }
    for somebody in ["UPDATE drafts SET revision = revision + 1", "UPDATE schemas SET version = version + 1"]
    {
        app.db().before_batch.replace(Some(somebody));
        let body = world.publication(Mode::Sandbox);
        assert!(world.owner.send::<PublishDraft>(&place, body).problem(409).is("stale"), "{somebody}");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
}

#[test]
fn publishing_without_a_change_or_a_message_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.environment(Mode::Sandbox);
    let body = world.publication(Mode::Sandbox);
    world.owner.send::<PublishDraft>(&place, body.clone()).fault(422, "revision");
    for message in [json!(""), json!("  "), Value::Null, json!("x".repeat(501)), json!("a\u{0}b")] {
        let mut body = body.clone();
        body["message"] = message;
        world.owner.send::<PublishDraft>(&place, body).fault(422, "message");
    }
}

#[test]
fn live_is_published_only_with_the_projects_name_typed_exactly() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let mut body = world.publication(Mode::Sandbox);
    body["confirm"] = Value::Null;
    world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).ok::<PublishDraft>();
    let version = world.go_live();
    assert_eq!(version.number, 1);
    world.save(Mode::Live, json!({ "auth.session_length": 60 }));
    for typed in [Value::Null, json!(""), json!("checkout"), json!("Checkout "), json!("Other")] {
        let mut body = world.publication(Mode::Live);
        body["confirm"] = typed;
        world.owner.send::<PublishDraft>(&world.environment(Mode::Live), body).fault(422, "confirm");
    }
}

#[test]
fn live_lacks_what_it_requires_until_it_has_values_of_its_own() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Live, json!({ "features.sign_up": false, "auth.allowed_origins": [] }));
    let send = || {
        let body = world.publication(Mode::Live);
        world.owner.send::<PublishDraft>(&world.environment(Mode::Live), body)
    };
    let problem = send().problem(422);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "values.app.display_name",
            "values.app.support_address",
            "values.auth.allowed_origins",
            "values.auth.redirect_urls",
            "values.auth.signing_secret"
        ]
    );
    world.go_live();
    assert_eq!(app.db().number("SELECT count(*) FROM versions v JOIN environments e ON e.id = v.environment_id AND e.mode = 'live'"), 1);
}

#[test]
fn value_that_the_schema_does_not_allow_any_more_has_to_be_changed_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    let number = |max: i64| json!({ "key": "a", "title": "A", "kind": { "type": "integer", "max": max } });
    let switch = json!({ "key": "b", "title": "B", "kind": { "type": "boolean" } });
    world.declare(json!([number(10), switch]));
    world.release(Mode::Sandbox, json!({ "a": 10 }));
    world.declare(json!([number(5), switch]));
    world.save(Mode::Sandbox, json!({ "b": true }));
    let body = world.publication(Mode::Sandbox);
    world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).fault(422, "values.a");
    // What the schema does not know any more goes with the next version, and not before.
    world.declare(json!([switch]));
    assert!(text(&app.read(world.environment_id(Mode::Sandbox))).contains("\"a\":10"));
    world.publish(Mode::Sandbox);
    assert_eq!(text(&app.read(world.environment_id(Mode::Sandbox))), "{\"b\":true}");
}

#[test]
fn live_is_published_by_developers_only_where_the_project_lets_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Developer);
    world.go_live();
    world.save(Mode::Live, json!({ "auth.session_length": 60 }));
    let send = || anna.send::<PublishDraft>(&world.environment(Mode::Live), world.publication(Mode::Live));
    send().problem(403);
    let allow = json!({ "developers_publish_live": true, "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), allow).ok::<UpdateProject>();
    app.db().before_batch.replace(Some("UPDATE projects SET developers_publish_live = 0"));
    send().problem(403);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    assert_eq!(send().ok::<PublishDraft>().author, "anna@example.com");
}

fn numbers(world: &World, mut params: ListVersionsParams) -> Vec<Vec<i64>> {
    let mut pages = Vec::new();
    loop {
        let page = world.owner.get::<ListVersions>(&params).ok::<ListVersions>();
        pages.push(page.versions.iter().map(|version| version.number).collect());
        match page.next {
            Some(next) => params.after = Some(Cursor::new(next)),
            None => return pages,
        }
    }
}

#[test]
fn thousand_versions_page_newest_first_without_gap_or_repeat() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM n WHERE number < 1000) \
         INSERT INTO versions SELECT environment_id, n.number, organization_id, project_id, document, marks, hash, message, \
         kind, source, author_id, created_at FROM versions, n; UPDATE environments SET published_version = 1000 WHERE mode = 'sandbox'",
    );
    let place = world.environment(Mode::Sandbox);
    let params = ListVersionsParams {
        organization: place.organization,
        project: place.project,
        mode: place.mode,
        after: None,
    };
    let pages = numbers(&world, params.clone());
    assert_eq!((pages.len(), pages.concat()), (20, (1..=1000).rev().collect::<Vec<_>>()));
    for forged in ["", "x", "-1", "99999999999999999999", "1; DROP TABLE versions"] {
        let params = ListVersionsParams { after: Some(Cursor::new(forged.to_owned())), ..params.clone() };
        world.owner.get::<ListVersions>(&params).ok::<ListVersions>();
    }
}

#[test]
fn unknown_versions_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    for number in [0, 2, 1 << 53] {
        world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, number)).problem(404);
        let body = json!({ "version": 1, "message": "Back" });
        world.owner.send::<RollBack>(&world.version(Mode::Sandbox, number), body).problem(404);
    }
    world.owner.get::<ShowVersion>(&world.version(Mode::Live, 1)).problem(404);
    let mut request = world.owner.request::<ShowVersion>(&world.version(Mode::Sandbox, 1), Value::Null);
    request.path = request.path.replace("/versions/1", "/versions/-1");
    app.send(&request).problem(404);
}

#[test]
fn rolled_back_version_is_the_next_one_with_the_old_hash_values_and_secrets() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "first".repeat(8) }));
    let second = world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": null }));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 90 }));
    world.save(Mode::Sandbox, json!({ "features.sign_up": false }));
    let version = world.roll_back(Mode::Sandbox, 2);
    assert_eq!((version.number, version.kind, &version.hash), (4, VersionKind::RollBack, &second.hash));
    assert_eq!(version.source, Some(Source { mode: Mode::Sandbox, version: 2, keys: vec![] }));
    let found = world.configuration(Mode::Sandbox);
    let published = found.published.unwrap();
    assert_eq!((published.own, published.secrets.len()), (vec!["auth.session_length".to_owned()], 1));
    // The draft stays, and knows on what it was based.
    let draft = found.draft.unwrap();
    assert_eq!((Value::Object(draft.values), draft.base_version), (json!({ "features.sign_up": false }), 3));
    let older = world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, 3)).ok::<ShowVersion>();
    assert_eq!((older.values["auth.session_length"].clone(), older.secrets.len()), (json!(90), 0));
}

#[test]
fn roll_back_has_the_gates_of_publishing() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    world.release(Mode::Live, json!({ "auth.session_length": 60 }));
    let place = world.version(Mode::Live, 1);
    let body = json!({ "version": 2, "message": "Back", "confirm": "Checkout" });
    let with = |name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        world.owner.send::<RollBack>(&place, body)
    };
    with("confirm", json!("checkout")).fault(422, "confirm");
    with("message", json!("")).fault(422, "message");
    assert!(with("version", json!(1)).problem(409).is("stale"));
    world.owner.send::<RollBack>(&world.version(Mode::Live, 2), body.clone()).fault(422, "version");
    world.join("anna@example.com", Role::Developer).send::<RollBack>(&place, body.clone()).problem(403);
    app.db().before_batch.replace(Some("UPDATE environments SET published_version = 1 WHERE mode = 'live'"));
    world.owner.send::<RollBack>(&place, body).problem(409);
}

#[test]
fn drift_counts_the_settings_that_differ() {
    let app = TestApp::new();
    let world = World::new(&app);
    let drift = || world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>().drift;
    // Live has nothing: all of the eight defaults that sandbox begins with.
    assert_eq!(drift(), 8);
    world.go_live();
    // Three of them are live's own now, and the support address is only there.
    assert_eq!(drift(), 4);
    world.release(
        Mode::Sandbox,
        json!({ "auth.session_length": 60, "app.support_address": "help@acme.example" }),
    );
    assert_eq!(drift(), 4);
    world.roll_back(Mode::Sandbox, 1);
    assert_eq!(drift(), 4);
}
