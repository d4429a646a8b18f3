//! Reads of what was read a moment ago: short documents, and that one has the newest already, from the memory of the instance.

use crate::support::{TestApp, World, place, text};
use portico_api::environments::Mode;
use portico_api::trash::DeleteProject;
use portico_api::versions::{RollBack, VersionParams};
use portico_edge::delivery::{Asked, Body, Delivered, Memory};
use serde_json::json;
use std::rc::Rc;

const FRESH_MS: i64 = 5_000;

fn source(delivered: &Delivered<String>) -> (u16, &str, &str) {
    let header = |name| delivered.header(name).unwrap_or_default();
    (delivered.status, header("Portico-Version"), header("Portico-Source"))
}

fn with(app: &TestApp, environment: &str, tag: &str) -> Delivered<String> {
    let if_none_match = Some(format!("\"{tag}\""));
    app.ask(&Asked { method: "GET".into(), path: place(environment), if_none_match, ..Asked::default() })
}

/// A world whose instance knows that nothing waits, and has read nothing yet.
fn settled(app: &TestApp) -> (World<'_>, String) {
    let world = World::new(app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    app.read(&sandbox);
    app.wait(FRESH_MS);
    (world, sandbox)
}

#[test]
fn short_document_that_is_read_again_and_again_is_answered_from_memory_for_five_seconds() {
    let app = TestApp::new();
    let (_world, sandbox) = settled(&app);
    let first = app.read(&sandbox);
    assert_eq!(source(&first), (200, "1", "kv"));
    let gets = app.store.gets.get();
    for _ in 0..20 {
        let again = app.read(&sandbox);
        assert_eq!((source(&again), text(&again)), ((200, "1", "memory"), text(&first)));
    }
    app.wait(FRESH_MS - 1);
    assert_eq!(source(&app.read(&sandbox)), (200, "1", "memory"));
    assert_eq!(app.store.gets.get(), gets);
    app.wait(1);
    assert_eq!(source(&app.read(&sandbox)), (200, "1", "kv"));
    assert_eq!(app.store.gets.get(), gets + 1);
    // They are counted like all others.
    app.flush();
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 24);
}

#[test]
fn whoever_has_the_newest_is_told_so_from_memory() {
    let app = TestApp::new();
    let (_world, sandbox) = settled(&app);
    let tag = app.read(&sandbox).header("Portico-Hash").unwrap().to_owned();
    let gets = app.store.gets.get();
    for _ in 0..3 {
        let known = with(&app, &sandbox, &tag);
        assert_eq!(source(&known), (304, "1", "memory"));
        assert!(matches!(known.body, Body::Empty));
    }
    assert_eq!(app.store.gets.get(), gets);
    assert_eq!(with(&app, &sandbox, "another").status, 200);
}

#[test]
fn publication_is_read_at_once_where_it_was_made_and_elsewhere_five_seconds_later_than_the_store_has_it() {
    let mut app = TestApp::new();
    let (world, sandbox) = settled(&app);
    for _ in 0..3 {
        app.read(&sandbox);
    }
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(source(&app.read(&sandbox)).1, "2");
    for _ in 0..3 {
        assert_eq!(source(&app.read(&sandbox)).1, "2");
    }
    drop(world);
    // Somebody else publishes the third.
    let here = std::mem::replace(&mut app.service.memory, Rc::new(Memory::default()));
    let owner = app.sign_in("owner@example.com");
    let first = VersionParams {
        organization: "acme".into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
        number: 1,
    };
    let body = json!({ "version": 2, "message": "Back" });
    owner.send::<RollBack>(&first, body).ok::<RollBack>();
    app.run_cron();
    assert_eq!(app.store.version(&sandbox), Some(3));
    drop(owner);
    app.service.memory = here;
    assert_eq!(source(&app.read(&sandbox)), (200, "2", "memory"));
    app.wait(FRESH_MS);
    assert_eq!(source(&app.read(&sandbox)), (200, "3", "kv"));
    assert_eq!(source(&app.read(&sandbox)), (200, "3", "memory"));
}

#[test]
fn deletion_is_seen_at_once_where_it_was_made() {
    let app = TestApp::new();
    let (world, sandbox) = settled(&app);
    for _ in 0..3 {
        app.read(&sandbox);
    }
    crate::trash::delete(&world).ok::<DeleteProject>();
    assert_eq!(app.read(&sandbox).status, 404);
    app.run_cron();
    assert_eq!(app.read(&sandbox).status, 404);
}

#[test]
fn long_document_goes_through_as_a_stream_however_often_it_is_read() {
    let app = TestApp::new();
    let (world, sandbox) = settled(&app);
    world.release(Mode::Sandbox, json!({ "app.display_name": "x".repeat(60) }));
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(20_000));
    app.read(&sandbox);
    app.wait(FRESH_MS);
    for (_, document) in app.store.documents.borrow_mut().values_mut() {
        long.clone_into(document);
    }
    assert!(matches!(app.read(&sandbox).body, Body::Text(_)), "how long it is has to be seen once");
    for _ in 0..3 {
        let delivered = app.read(&sandbox);
        assert_eq!((source(&delivered), text(&delivered)), ((200, "2", "kv"), long.as_str()));
        assert!(matches!(delivered.body, Body::PassedOn(_)));
    }
}
