//! Slow writers, slow databases and what an instance has seen: nobody is answered an older version than before, and nobody waits for ever.

use crate::support::{MINUTE, TestApp, World, create_project, place};
use portico_api::environments::Mode;
use portico_api::versions::PublishDraft;
use portico_edge::delivery::{Asked, Delivered, Memory};
use portico_edge::ports::Clock;
use serde_json::json;
use std::rc::Rc;

fn version(delivered: &Delivered<String>) -> (u16, &str, &str) {
    let header = |name| delivered.header(name).unwrap_or_default();
    (delivered.status, header("Portico-Version"), header("Portico-Source"))
}

fn asked(environment: &str) -> Asked {
    Asked { method: "GET".into(), path: place(environment), ..Asked::default() }
}

/// Only the answer, and nothing of what is done afterwards.
fn answer(app: &TestApp, environment: &str) -> Delivered<String> {
    app.block_on(app.service.deliver(&app.store, &asked(environment)))
}

#[test]
fn older_version_that_lands_after_its_writer_died_is_found_and_mended() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let body = world.publication(Mode::Sandbox);
    let publish = world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body);
    // A begins to write version 2, and its write is slow.
    app.store.makes_late.set(true);
    app.expects_trouble.set(true);
    app.send(&publish).ok::<PublishDraft>();
    // B publishes version 3 and brings it over. The outbox is empty.
    app.restart();
    let owner = app.sign_in("owner@example.com");
    let environment = portico_api::environments::EnvironmentParams {
        organization: "acme".into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
    };
    let saved = json!({ "set": { "auth.session_length": 90 }, "revision": 2 });
    owner
        .send::<portico_api::configuration::SaveDraft>(&environment, saved)
        .ok::<portico_api::configuration::SaveDraft>();
    let body = json!({ "revision": 3, "version": 2, "message": "Three" });
    owner.send::<PublishDraft>(&environment, body).ok::<PublishDraft>();
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!(app.store.version(&sandbox), Some(3));
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
    // The write of A lands, and A is dead.
    app.store.land();
    assert_eq!(app.store.version(&sandbox), Some(2));
    // B has seen better.
    assert_eq!(version(&answer(&app, &sandbox)), (200, "3", "d1"));
    app.restart();
    for _ in 0..3 {
        app.wait(MINUTE);
        app.run_cron();
    }
    assert_eq!(app.store.version(&sandbox), Some(3));
    // What is right is looked at once more, and then left alone.
    for _ in 0..4 {
        app.wait(10 * MINUTE);
        app.run_cron();
    }
    let gets = app.store.gets.get();
    app.wait(30 * MINUTE);
    app.run_cron();
    assert_eq!(app.store.gets.get(), gets);
}

#[test]
fn document_of_a_deleted_project_that_lands_late_is_found_and_forgotten() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let documents = app.store.documents.borrow().clone();
    crate::trash::delete(&world).ok::<portico_api::trash::DeleteProject>();
    assert_eq!(app.store.version(sandbox), None);
    app.store.documents.replace(documents);
    app.wait(2 * MINUTE);
    app.run_cron();
    assert_eq!(app.store.version(sandbox), None);
}

#[test]
fn instance_that_has_answered_a_version_never_answers_an_older_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let older = app.store.documents.borrow().clone();
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(version(&app.read(sandbox)), (200, "2", "kv"));
    // Another place of the store, which is behind.
    app.store.documents.replace(older);
    assert_eq!(version(&app.read(sandbox)), (200, "2", "d1"));
    // Also without the database: what it said last is remembered.
    app.db().pace.hangs.set(true);
    assert_eq!(version(&answer(&app, sandbox)), (200, "2", "memory"));
    app.db().pace.hangs.set(false);
    assert_eq!(version(&answer(&app, sandbox)), (200, "2", "d1"));
}

#[test]
fn database_that_went_back_in_time_is_believed() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let older = app.store.documents.borrow().clone();
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(version(&app.read(sandbox)), (200, "2", "kv"));
    app.db().execute("UPDATE environments SET published_version = 1; DELETE FROM versions WHERE number = 2");
    app.store.documents.replace(older);
    assert_eq!(version(&app.read(sandbox)), (200, "1", "d1"));
    assert_eq!(version(&app.read(sandbox)), (200, "1", "kv"));
}

#[test]
fn first_reads_of_a_new_instance_answer_while_the_database_never_does() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let other = create_project(&world.owner, "acme", "Other");
    let environments = [world.environment_id(Mode::Sandbox).to_owned(), other.sandbox.id.to_string()];
    app.restart();
    app.db().pace.hangs.set(true);
    for environment in &environments {
        let began = app.service.clock.now();
        assert_eq!(version(&answer(&app, environment)), (200, "1", "kv"));
        assert_eq!(app.service.clock.now() - began, 250);
    }
    // What nobody has can't be answered, and that is said soon.
    app.store.documents.borrow_mut().clear();
    let began = app.service.clock.now();
    let refused = answer(&app, &environments[0]);
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("2")));
    assert_eq!(app.service.clock.now() - began, 5000);
}

#[test]
fn slow_database_is_waited_for_where_the_store_has_nothing() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    app.restart();
    app.db().pace.takes.set(800);
    app.store.documents.borrow_mut().clear();
    assert_eq!(version(&answer(&app, &sandbox)), (200, "1", "d1"));
}

#[test]
fn store_that_never_answers_is_not_waited_for_long() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    app.store.read_pace.hangs.set(true);
    let began = app.service.clock.now();
    let delivered = answer(&app, sandbox);
    assert_eq!(version(&delivered), (200, "1", "d1"));
    assert_eq!(app.service.clock.now() - began, 2000);
    assert!(delivered.log.is_some());
}

#[test]
fn read_with_a_key_says_soon_that_the_database_does_not_answer() {
    let app = TestApp::new();
    let world = World::new(&app);
    let key = world.create_key(Mode::Sandbox);
    app.db().pace.hangs.set(true);
    let authorization = Some(format!("Bearer {}", key.token));
    let asked = Asked { authorization, ..asked(world.environment_id(Mode::Sandbox)) };
    let refused = app.block_on(app.service.deliver(&app.store, &asked));
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("2")));
}

#[test]
fn key_that_opens_nothing_is_not_looked_for_again_within_half_a_minute() {
    let app = TestApp::new();
    let world = World::new(&app);
    let key = world.create_key(Mode::Sandbox);
    let (sandbox, live) = (world.environment_id(Mode::Sandbox), world.environment_id(Mode::Live));
    let trips = |environment: &str| {
        let before = app.db().round_trips.get();
        let refused = app.read_with(environment, &key.token).status;
        (refused, app.db().round_trips.get() - before)
    };
    assert_eq!(trips(live), (401, 1));
    assert_eq!(trips(live), (401, 0));
    app.wait(30_000);
    assert_eq!(trips(live), (401, 1));
    // It opens its own all the time.
    assert_eq!(trips(sandbox).0, 200);
}

#[test]
fn what_nobody_can_read_is_not_asked_for_again_within_half_a_minute() {
    let app = TestApp::new();
    let world = World::new(&app);
    let live = world.environment_id(Mode::Live);
    app.read(world.environment_id(Mode::Sandbox));
    for environment in ["01890a5d-ac96-774b-bcce-b302099a8057", live] {
        assert_eq!(app.read(environment).status, 404);
        let before = (app.db().round_trips.get(), app.store.gets.get());
        for _ in 0..100 {
            assert_eq!(app.read(environment).status, 404);
        }
        assert_eq!((app.db().round_trips.get(), app.store.gets.get()), before);
    }
    // What is published here is there at once.
    world.go_live();
    assert_eq!(app.read(live).status, 200);
    // Elsewhere it is within the time.
    let unknown = Rc::new(Memory::default());
    let mut app = app;
    let live = app.db().text("SELECT id FROM environments WHERE mode = 'live'");
    app.service.memory = unknown;
    app.db().execute("UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug");
    assert_eq!(app.read(&live).status, 404);
    app.db().execute("UPDATE projects SET deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL");
    assert_eq!(app.read(&live).status, 404);
    app.wait(30_000);
    assert_eq!(app.read(&live).status, 200);
}
