//! The draft of an environment: only what is changed, on a base that is named, and never in the way of what is published.

use crate::support::{TestApp, World};
use portico_api::Role;
use portico_api::configuration::{DiscardDraft, DiscardDraftParams, SaveDraft};
use portico_api::environments::Mode;
use portico_api::projects::{ShowProject, UpdateProject};
use portico_api::values::VALUES_MAX;
use serde_json::{Value, json};

fn discard(world: &World, mode: Mode, revision: i64) -> DiscardDraftParams {
    let place = world.environment(mode);
    DiscardDraftParams { organization: place.organization, project: place.project, mode, revision }
}

#[test]
fn new_project_has_its_defaults_published_in_sandbox_and_nothing_in_live() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.configuration(Mode::Sandbox);
    let published = sandbox.published.unwrap();
    assert_eq!((published.version.number, published.own.len()), (1, 0));
    assert_eq!(published.values["auth.session_length"], json!(1440));
    assert!(!published.values.contains_key("auth.signing_secret"));
    assert_eq!((sandbox.revision, sandbox.draft, sandbox.may_publish), (0, None, true));
    let live = world.configuration(Mode::Live);
    assert_eq!((live.published, live.project.live.published_version), (None, 0));
    assert_eq!(live.project.sandbox.published_version, 1);
}

#[test]
fn saved_draft_holds_canonical_changes_with_author_and_base() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Developer);
    let change = json!({ "set": { "theme.primary_colour": "#ABCDEF", "auth.session_length": 60.0 } });
    let state = world.send_draft(&anna, Mode::Sandbox, change).ok::<SaveDraft>();
    let draft = state.draft.unwrap();
    assert_eq!(
        Value::Object(draft.values),
        json!({ "auth.session_length": 60, "theme.primary_colour": "#abcdef" })
    );
    assert_eq!((state.revision, draft.author.as_str(), draft.base_version), (1, "anna@example.com", 1));
    let seen = world.configuration(Mode::Sandbox);
    assert_eq!(seen.draft.unwrap().author, "anna@example.com");
    // Published is published: the draft changes nothing that is read.
    assert_eq!(seen.published.unwrap().values["auth.session_length"], json!(1440));
}

#[test]
fn change_back_to_what_is_published_drops_out_of_the_draft() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert!(world.save(Mode::Sandbox, json!({ "auth.session_length": 90 })).draft.is_some());
    assert_eq!(world.save(Mode::Sandbox, json!({ "auth.session_length": 60 })).draft, None);
    // A value that is no own one yet is a change, even where it equals the default.
    assert!(world.save(Mode::Sandbox, json!({ "features.sign_up": true })).draft.is_some());
    assert_eq!(world.save(Mode::Sandbox, json!({ "features.sign_up": null })).draft, None);
    // Taking an own value away is one, too.
    let draft = world.save(Mode::Sandbox, json!({ "auth.session_length": null })).draft.unwrap();
    assert_eq!(draft.values["auth.session_length"], Value::Null);
    world.publish(Mode::Sandbox);
    let published = world.configuration(Mode::Sandbox).published.unwrap();
    assert_eq!((published.values["auth.session_length"].clone(), published.own.len()), (json!(1440), 0));
}

#[test]
fn project_says_how_many_settings_the_draft_of_each_environment_changes() {
    let app = TestApp::new();
    let world = World::new(&app);
    let counted = || {
        let project = world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
        (project.sandbox.draft_changes, project.live.draft_changes)
    };
    assert_eq!(counted(), (0, 0));
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60, "features.sign_up": false }));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(40) }));
    world.save(Mode::Live, json!({ "auth.session_length": null, "app.display_name": "Till" }));
    assert_eq!(counted(), (3, 1));
    world.publish(Mode::Sandbox);
    assert_eq!(counted(), (0, 1));
}

#[test]
fn change_that_is_kept_back_leaves_the_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60, "features.sign_up": false }));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(40) }));
    let keep = json!({ "keep": ["auth.session_length", "auth.signing_secret", "unknown"] });
    let draft = world.send_draft(&world.owner, Mode::Sandbox, keep).ok::<SaveDraft>().draft.unwrap();
    assert_eq!((Value::Object(draft.values), draft.secrets.len()), (json!({ "features.sign_up": false }), 0));
    assert_eq!(app.db().number("SELECT count(*) FROM secrets"), 0);
}

#[test]
fn every_bad_value_of_a_draft_is_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    let change = json!({
        "set": { "auth.session_length": 1, "theme.primary_colour": "red", "unknown.key": 1, "auth.signing_secret": "x" },
        "secrets": { "app.display_name": "x", "auth.signing_secret": "short" },
    });
    let problem = world.send_draft(&world.owner, Mode::Sandbox, change).problem(422);
    for field in [
        "set.auth.session_length",
        "set.theme.primary_colour",
        "set.unknown.key",
        "set.auth.signing_secret",
        "secrets.app.display_name",
        "secrets.auth.signing_secret",
    ] {
        assert!(problem.on(field).is_some(), "{field}: {problem:?}");
    }
    assert_eq!(problem.errors.len(), 6);
    world.send_draft(&world.owner, Mode::Sandbox, json!({ "set": [] })).fault(422, "set");
    world.send_draft(&world.owner, Mode::Sandbox, json!({ "secrets": { "a": 5 } })).fault(422, "secrets.a");
    assert_eq!(app.db().number("SELECT count(*) FROM secrets"), 0);
}

#[test]
fn what_live_requires_does_not_hinder_saving() {
    let app = TestApp::new();
    let world = World::new(&app);
    assert!(world.save(Mode::Live, json!({ "features.sign_up": false })).draft.is_some());
}

#[test]
fn draft_based_on_a_stale_revision_is_refused_also_after_it_was_discarded_or_published() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.environment(Mode::Sandbox);
    let save = |revision: i64, minutes: i64| {
        let body = json!({ "revision": revision, "set": { "auth.session_length": minutes } });
        world.owner.send::<SaveDraft>(&place, body)
    };
    save(0, 60).ok::<SaveDraft>();
    assert!(save(0, 61).problem(409).is("stale"));
    let state = world
        .owner
        .send::<DiscardDraft>(&discard(&world, Mode::Sandbox, 1), Value::Null)
        .ok::<DiscardDraft>();
    assert_eq!((state.revision, state.draft), (2, None));
    save(1, 62).problem(409);
    save(2, 63).ok::<SaveDraft>();
    world.publish(Mode::Sandbox);
    save(3, 64).problem(409);
    world.owner.send::<DiscardDraft>(&discard(&world, Mode::Sandbox, 3), Value::Null).problem(409);
    assert_eq!(save(4, 65).ok::<SaveDraft>().revision, 5);
}

#[test]
fn draft_saved_while_draft_schema_or_version_changes_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    for somebody in [
        "UPDATE drafts SET revision = revision + 1",
        "UPDATE schemas SET version = version + 1",
        "INSERT INTO versions SELECT environment_id, 2, organization_id, project_id, document, marks, hash, message, kind, \
         source, author_id, created_at FROM versions; UPDATE environments SET published_version = 2 WHERE mode = 'sandbox'",
    ] {
        let change = json!({ "revision": world.configuration(Mode::Sandbox).revision, "set": { "features.sign_up": false } });
        app.db().before_batch.replace(Some(somebody));
        let refused = world.owner.send::<SaveDraft>(&world.environment(Mode::Sandbox), change).problem(409);
        assert!(refused.is("stale"), "{somebody}");
    }
    assert_eq!(world.configuration(Mode::Sandbox).draft.unwrap().values.len(), 1);
}

#[test]
fn live_is_edited_by_developers_only_where_the_project_lets_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Developer);
    let change = || json!({ "set": { "features.sign_up": false } });
    let refused = world.send_draft(&anna, Mode::Live, change()).problem(403);
    assert!(refused.detail.contains("Admin"), "{refused:?}");
    anna.send::<DiscardDraft>(&discard(&world, Mode::Live, 0), Value::Null).problem(403);
    let allow = |by: &crate::support::Browser, version: i64| {
        let body = json!({ "developers_publish_live": true, "version": version });
        by.send::<UpdateProject>(&world.project_params(), body)
    };
    allow(&anna, 1).problem(403);
    assert!(allow(&world.owner, 1).ok::<UpdateProject>().developers_publish_live);
    world.send_draft(&anna, Mode::Live, change()).ok::<SaveDraft>();
    // Taken away between look and change.
    app.db().before_batch.replace(Some("UPDATE projects SET developers_publish_live = 0"));
    world.send_draft(&anna, Mode::Live, json!({ "set": { "features.sign_up": true } })).problem(403);
}

#[test]
fn permission_of_developers_is_given_only_by_whoever_is_still_an_admin() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.join("admin@example.com", Role::Admin);
    app.db().before_batch.replace(Some(
        "UPDATE memberships SET role = 2 WHERE user_id = (SELECT id FROM users WHERE email = 'admin@example.com')",
    ));
    let body = json!({ "developers_publish_live": true, "version": 1 });
    admin.send::<UpdateProject>(&world.project_params(), body).problem(403);
    assert_eq!(app.db().number("SELECT sum(developers_publish_live) FROM projects"), 0);
}

#[test]
fn json_of_200_kb_is_kept_and_more_is_refused_clearly() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting = |key: &str| json!({ "key": key, "title": "Rules", "kind": { "type": "json" } });
    world.declare(json!([setting("a"), setting("b"), setting("c")]));
    let large = "x".repeat(200 * 1024 - 2);
    world.release(Mode::Sandbox, json!({ "a": large }));
    assert!(crate::support::text(&app.read(world.environment_id(Mode::Sandbox))).contains(&large));
    let change = json!({ "set": { "a": format!("{large}x") } });
    world.send_draft(&world.owner, Mode::Sandbox, change).fault(422, "set.a");
    world.save(Mode::Sandbox, json!({ "b": large }));
    world.save(Mode::Sandbox, json!({ "a": format!("y{}", &large[1..]) }));
    let change = json!({ "set": { "c": large } });
    world.send_draft(&world.owner, Mode::Sandbox, change).fault(422, "set");
    world.publish(Mode::Sandbox);
    world.save(Mode::Sandbox, json!({ "c": large }));
    let body = world.publication(Mode::Sandbox);
    let place = world.environment(Mode::Sandbox);
    let refused = world.owner.send::<portico_api::versions::PublishDraft>(&place, body);
    assert!(3 * large.len() > VALUES_MAX);
    refused.fault(422, "values");
    let change = json!({ "set": { "a": "x".repeat(256 * 1024) } });
    world.send_draft(&world.owner, Mode::Sandbox, change).problem(413);
}

#[test]
fn configuration_of_500_settings_is_saved_published_and_read() {
    let app = TestApp::new();
    let world = World::new(&app);
    let settings: Vec<_> = (0..500)
        .map(|number| {
            let kind = json!({ "type": "integer" });
            json!({ "key": format!("group.setting_{number}"), "title": format!("Setting {number}"), "kind": kind })
        })
        .collect();
    world.declare(json!(settings));
    let values: Value = (0..500).map(|number| (format!("group.setting_{number}"), json!(number))).collect();
    world.release(Mode::Sandbox, values.clone());
    assert_eq!(Value::Object(world.configuration(Mode::Sandbox).published.unwrap().values), values);
    assert_eq!(world.promotion().project.drift, 500);
}

#[test]
fn reading_the_settings_page_costs_one_round_trip_and_saving_two() {
    let app = TestApp::new();
    let world = World::new(&app);
    let cost = |work: &dyn Fn()| {
        let before = app.db().round_trips.get();
        work();
        app.db().round_trips.get() - before
    };
    assert_eq!(cost(&|| drop(world.configuration(Mode::Sandbox))), 1);
    let body = json!({ "revision": 0, "set": { "features.sign_up": false }, "secrets": { "auth.signing_secret": "s".repeat(32) } });
    let place = world.environment(Mode::Sandbox);
    assert_eq!(cost(&|| drop(world.owner.send::<SaveDraft>(&place, body.clone()).ok::<SaveDraft>())), 2);
}
