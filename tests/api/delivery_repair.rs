//! What happens when the way from the database to the store breaks: what is read is right, and the store is mended.

use crate::support::{MINUTE, TestApp, World, text};
use portico_api::environments::Mode;
use portico_api::versions::PublishDraft;
use serde_json::json;

/// Reads sandbox: the session length, and where it came from.
fn minutes(app: &TestApp, sandbox: &str) -> (i64, String) {
    let delivered = app.read(sandbox);
    let document: serde_json::Value = serde_json::from_str(text(&delivered)).unwrap();
    let source = delivered.header("Portico-Source").unwrap_or_default().to_owned();
    (document["auth.session_length"].as_i64().unwrap_or_default(), source)
}

/// A project whose sandbox has 60 minutes in the store and 90 in a draft; the request that publishes them.
fn about_to_publish(app: &TestApp) -> (String, portico_edge::http::Request) {
    let world = World::new(app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    minutes(app, &sandbox);
    assert_eq!(minutes(app, &sandbox), (60, "kv".to_owned()));
    world.save(Mode::Sandbox, json!({ "auth.session_length": 90 }));
    let body = world.publication(Mode::Sandbox);
    (sandbox, world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body))
}

#[test]
fn runtime_killed_between_database_and_store_serves_the_published_version_after_its_restart() {
    let mut app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    app.send_and_die(&publish).ok::<PublishDraft>();
    assert!(app.store.documents.borrow()[&sandbox].1.contains(":60"));
    // The very first read is right; afterwards the store is, too, though nobody did anything.
    assert_eq!(minutes(&app, &sandbox), (90, "d1".to_owned()));
    assert_eq!(minutes(&app, &sandbox), (90, "kv".to_owned()));
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
}

#[test]
fn read_of_another_environment_mends_the_store_as_well() {
    let mut app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    app.send_and_die(&publish).ok::<PublishDraft>();
    assert_eq!(app.read("01890a5d-ac96-774b-bcce-b302099a8057").status, 404);
    assert_eq!(minutes(&app, &sandbox), (90, "kv".to_owned()));
}

#[test]
fn cron_mends_the_store_that_other_instances_still_read() {
    let mut app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    let other = std::rc::Rc::new(portico_edge::delivery::Memory::default());
    assert_eq!(app.drain(&other), [""; 0]);
    app.send_and_die(&publish).ok::<PublishDraft>();
    // The other instance knows nothing of it.
    app.service.memory = other;
    assert_eq!(minutes(&app, &sandbox), (60, "kv".to_owned()));
    app.run_cron();
    assert_eq!(minutes(&app, &sandbox), (90, "kv".to_owned()));
}

#[test]
fn reads_between_answer_and_delivery_are_right_already() {
    let app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    let response = app.block_on(app.service.handle(&publish));
    assert_eq!(response.status, 201);
    let asked = portico_edge::delivery::Asked {
        method: "GET".into(),
        path: crate::support::place(&sandbox),
        ..Default::default()
    };
    let delivered = app.block_on(app.service.deliver(&app.store, &asked));
    assert_eq!(delivered.header("Portico-Source"), Some("d1"));
    assert!(text(&delivered).contains("\"auth.session_length\":90"));
}

#[test]
fn store_that_is_down_is_written_once_it_is_back() {
    let app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    app.store.is_down.set(true);
    app.send(&publish).ok::<PublishDraft>();
    assert_eq!(minutes(&app, &sandbox), (90, "d1".to_owned()));
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 1);
    app.store.is_down.set(false);
    app.wait(MINUTE);
    assert_eq!(minutes(&app, &sandbox), (90, "d1".to_owned()));
    assert_eq!(minutes(&app, &sandbox), (90, "kv".to_owned()));
}

#[test]
fn store_that_lost_a_document_is_filled_from_the_database_at_most_once_a_minute() {
    let app = TestApp::new();
    let (sandbox, _) = about_to_publish(&app);
    let lose = || {
        app.store.documents.borrow_mut().clear();
        // What the instance has read is nothing that it answers any more.
        app.wait(5_000);
    };
    lose();
    assert_eq!(minutes(&app, &sandbox), (60, "d1".to_owned()));
    assert_eq!(minutes(&app, &sandbox), (60, "kv".to_owned()));
    lose();
    assert_eq!(minutes(&app, &sandbox), (60, "d1".to_owned()));
    assert_eq!(minutes(&app, &sandbox), (60, "d1".to_owned()));
    app.wait(MINUTE);
    assert_eq!(minutes(&app, &sandbox), (60, "d1".to_owned()));
    assert_eq!(minutes(&app, &sandbox), (60, "kv".to_owned()));
}

#[test]
fn database_that_is_down_leaves_the_store() {
    let mut app = TestApp::new();
    let (sandbox, _) = about_to_publish(&app);
    app.restart();
    let down = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
    let asked = portico_edge::delivery::Asked {
        method: "GET".into(),
        path: crate::support::place(&sandbox),
        ..Default::default()
    };
    app.db().next_failure.replace(Some(down));
    let delivered = app.block_on(app.service.deliver(&app.store, &asked));
    assert_eq!((delivered.status, delivered.header("Portico-Source")), (200, Some("kv")));
    assert!(delivered.log.is_some());
    app.store.documents.borrow_mut().clear();
    app.db().next_failure.replace(Some(down));
    let delivered = app.block_on(app.service.deliver(&app.store, &asked));
    assert_eq!((delivered.status, delivered.header("Retry-After")), (503, Some("2")));
}

#[test]
fn older_version_that_is_written_last_is_overwritten() {
    let mut app = TestApp::new();
    let (sandbox, publish) = about_to_publish(&app);
    app.send_and_die(&publish).ok::<PublishDraft>();
    // Somebody is slower: while this one writes version 3, version 4 is published, delivered and taken off the queue.
    app.db().before_batch_with.replace(Some((
        "DELETE FROM config_outbox WHERE environment_id",
        "INSERT INTO documents SELECT d.project_id, 'h', d.bytes, replace(d.text, ':90', ':120') FROM versions v \
           JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document WHERE v.number = 3; \
         INSERT INTO versions SELECT environment_id, 4, organization_id, project_id, 'h', marks, 'h', message, kind, source, author_id, \
           created_at FROM versions WHERE number = 3; \
         UPDATE environments SET published_version = 4 WHERE mode = 'sandbox'; DELETE FROM config_outbox",
    )));
    assert_eq!(app.drain(&app.service.memory), [""; 0]);
    assert!(app.store.documents.borrow()[&sandbox].1.contains(":120"));
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
}
