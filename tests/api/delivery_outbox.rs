//! The outbox of configurations, row by row: one environment that the store refuses keeps no other from being delivered or read.

use crate::support::{MINUTE, TestApp, World, create_project};
use portico_api::environments::Mode;
use portico_edge::delivery::Memory;
use portico_edge::ports::Clock;
use serde_json::json;

fn waiting(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM config_outbox")
}

#[test]
fn environment_that_the_store_refuses_stops_no_other_and_sends_nobody_else_to_the_database() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    let other = create_project(&world.owner, "acme", "Other").sandbox.id.to_string();
    app.store.refuses.borrow_mut().insert(sandbox.clone());
    app.expects_trouble.set(true);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    // Somebody else's waits behind it, as after a crash.
    app.store.documents.borrow_mut().remove(&other);
    app.db().execute(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, 9e12 FROM environments e WHERE mode = 'sandbox' \
           AND NOT EXISTS (SELECT 1 FROM config_outbox q WHERE q.environment_id = e.id)",
    );
    app.restart();
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!((app.store.version(&sandbox), app.store.version(&other)), (Some(1), Some(1)));
    assert_eq!(waiting(&app), 1);
    // A new instance asks the database about the one that waits, and about no other once it knows.
    app.restart();
    app.read(&other);
    for _ in 0..12 {
        app.wait(1000);
        assert_ne!(app.read(&other).header("Portico-Source"), Some("d1"));
        assert_eq!(app.read(&sandbox).header("Portico-Version"), Some("2"));
    }
    app.store.refuses.borrow_mut().clear();
    app.wait(2 * MINUTE);
    app.run_cron();
    assert_eq!((app.store.version(&sandbox), waiting(&app)), (Some(2), 0));
}

#[test]
fn refused_environment_is_tried_less_and_less_often_but_at_least_every_two_minutes() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    app.store.refuses.borrow_mut().insert(sandbox);
    app.expects_trouble.set(true);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let tries = || app.db().number("SELECT tries FROM config_outbox");
    for _ in 0..60 {
        app.wait(1000);
        app.drain(&Memory::default());
    }
    assert!((4..=7).contains(&tries()), "{}", tries());
    for _ in 0..20 {
        app.wait(MINUTE);
        app.run_cron();
    }
    let wait = app.db().number("SELECT next_try_at FROM config_outbox") - app.service.clock.now();
    assert!(wait <= 75_000, "{wait}");
    assert!(tries() >= 14, "{}", tries());
}

#[test]
fn version_that_the_store_refused_for_a_second_is_there_two_seconds_later_without_cron() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.expects_trouble.set(true);
    // It fails exactly once: the next failure of the store is that of its first write.
    app.store.refuses_once.set(true);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!((app.store.version(sandbox), waiting(&app)), (Some(2), 0));
}

#[test]
fn store_that_never_answers_one_write_holds_up_no_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    let other = create_project(&world.owner, "acme", "Other").sandbox.id.to_string();
    app.store.documents.borrow_mut().clear();
    app.db().execute(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, mode = 'sandbox' AND rowid FROM \
           (SELECT *, row_number() OVER (ORDER BY id) AS rowid FROM environments) WHERE published_version > 0",
    );
    app.expects_trouble.set(true);
    app.store.makes_late.set(true);
    app.run_cron();
    let first = app.store.late.borrow().as_ref().unwrap().0.clone();
    let second = if first == other { world.environment_id(Mode::Sandbox) } else { other.as_str() };
    assert_eq!((app.store.version(&first), app.store.version(second)), (None, Some(1)));
    app.wait(2 * MINUTE);
    app.run_cron();
    assert_eq!((app.store.version(&first), waiting(&app)), (Some(1), 0));
}

#[test]
fn row_that_another_instance_has_is_left_to_it_until_its_lease_ends() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.store.documents.borrow_mut().clear();
    app.db().execute(&format!(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at, lease, tries, next_try_at) \
         SELECT id, organization_id, project_id, 1, 1, 'other', 1, {} FROM environments WHERE published_version > 0",
        app.service.clock.now() + 20_000
    ));
    app.drain(&Memory::default());
    assert_eq!((app.store.version(sandbox), waiting(&app)), (None, 1));
    app.wait(20_000);
    app.drain(&Memory::default());
    assert_eq!((app.store.version(sandbox), waiting(&app)), (Some(1), 0));
}

#[test]
fn whoever_publishes_brings_over_its_own_and_leaves_what_others_are_doing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let other = create_project(&world.owner, "acme", "Other").sandbox.id.to_string();
    app.store.documents.borrow_mut().remove(&other);
    app.db().execute(&format!(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, 1 FROM environments WHERE id = '{other}'"
    ));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(app.store.version(world.environment_id(Mode::Sandbox)), Some(2));
    assert_eq!((app.store.version(&other), waiting(&app)), (None, 1));
    app.run_cron();
    assert_eq!((app.store.version(&other), waiting(&app)), (Some(1), 0));
}

#[test]
fn publications_at_the_same_moment_in_one_instance_are_one_drain_that_brings_over_both() {
    let app = TestApp::new();
    let world = World::new(&app);
    let other = create_project(&world.owner, "acme", "Other").sandbox.id.to_string();
    let sandbox = world.environment_id(Mode::Sandbox);
    app.store.documents.borrow_mut().clear();
    app.db().execute(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, 1 FROM environments WHERE published_version > 0",
    );
    let memory = Memory::default();
    app.store.pace.takes.set(500);
    let began = app.service.clock.now();
    let (first, second) = app.block_on(both(app.draining(&memory), app.draining(&memory)));
    assert_eq!((first.len(), second.len()), (0, 0));
    assert_eq!((app.store.version(sandbox), app.store.version(&other)), (Some(1), Some(1)));
    assert_eq!((app.store.puts.get() >= 2, app.service.clock.now() - began), (true, 500));
}

async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|cx| {
        use std::task::Poll;
        if first.is_none()
            && let Poll::Ready(answer) = a.as_mut().poll(cx)
        {
            first = Some(answer);
        }
        if second.is_none()
            && let Poll::Ready(answer) = b.as_mut().poll(cx)
        {
            second = Some(answer);
        }
        if first.is_some() && second.is_some() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    (first.unwrap(), second.unwrap())
}
