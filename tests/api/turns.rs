//! What always fails in the background: it says so in the log, and nothing else waits for it.

use crate::support::{DAY, HOUR, MINUTE, TestApp, World};
use portico_api::Role;
use portico_api::invites::AcceptInvite;
use portico_api::notices::UpdateNotices;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// An app in which something is about to go wrong, as D1 would say it.
fn app() -> TestApp {
    let app = TestApp::new();
    app.expects_trouble.set(true);
    app
}

fn run(app: &TestApp, times: usize) {
    for _ in 0..times {
        app.wait(MINUTE);
        app.run_cron();
    }
}

#[test]
fn organizations_that_can_not_be_closed_hold_up_no_other_however_many_they_are() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) \
         INSERT INTO organizations (id, name, name_key, slug, website, version, created_at, updated_at, deleted_at, deleted_by, closing_at) \
         SELECT 'broken-' || i, 'Broken', 'broken', 'broken-' || i, '', 1, 0, 0, 1, (SELECT id FROM users LIMIT 1), i FROM n; \
         CREATE TRIGGER broken BEFORE UPDATE OF closing_at ON organizations WHEN old.name = 'Broken' AND new.closing_at IS NULL \
           BEGIN SELECT raise(ABORT, 'broken'); END; \
         UPDATE organizations SET closing_at = 9, deleted_at = 9 WHERE slug = 'other'",
    );
    run(&app, 2);
    let waiting =
        "SELECT count(*) || ' ' || group_concat(DISTINCT name) FROM organizations WHERE closing_at > 0";
    assert_eq!(app.db().text(waiting), "5 Broken");
}

#[test]
fn edge_is_told_of_an_organization_behind_one_that_it_can_not_be_told_of() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "UPDATE organizations SET tell_after = '' WHERE slug IN ('acme', 'other'); \
         CREATE TRIGGER broken BEFORE UPDATE OF tell_after ON organizations WHEN old.slug = 'acme' BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    run(&app, 2);
    let waiting = "SELECT group_concat(slug) FROM organizations WHERE tell_after IS NOT NULL";
    assert_eq!(app.db().text(waiting), "acme");
}

#[test]
fn organizations_that_wait_for_their_projects_hold_up_no_removal_however_many_they_are() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) \
         INSERT INTO organizations (id, name, name_key, slug, website, version, created_at, updated_at, deleted_at, deleted_by) \
         SELECT 'broken-' || i, 'Broken', 'broken', 'broken-' || i, '', 1, 0, 0, i, (SELECT id FROM users LIMIT 1) FROM n; \
         CREATE TRIGGER broken BEFORE UPDATE OF purge_began_at ON organizations WHEN old.name = 'Broken' BEGIN SELECT raise(ABORT, 'broken'); END; \
         UPDATE organizations SET deleted_at = 99 WHERE slug = 'other'",
    );
    run(&app, 40);
    let gone = "SELECT group_concat(name) FROM organizations WHERE purged_at IS NOT NULL";
    assert_eq!(app.db().text(gone), "Other");
}

#[test]
fn row_that_can_not_be_let_go_of_goes_on_alone() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) \
         INSERT INTO organizations (id, name, name_key, slug, website, version, created_at, updated_at, deleted_at, deleted_by, purged_at, forget_at) \
         SELECT 'gone-' || i, 'Gone', 'gone', 'gone-' || i, '', 1, 0, 0, 1, (SELECT id FROM users LIMIT 1), 2, 1 FROM n; \
         CREATE TRIGGER broken BEFORE DELETE ON organizations WHEN old.id = 'gone-1' BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    run(&app, 1);
    let of = "SELECT count(DISTINCT forget_at) || ' of ' || count(*) FROM organizations WHERE forget_at > 1";
    assert_eq!(app.db().text(of), "3 of 3", "they come back one by one");
    for id in ["gone-1", "gone-2", "gone-3"] {
        app.db().execute(&format!("UPDATE organizations SET forget_at = 1 WHERE id = '{id}'"));
        run(&app, 1);
    }
    assert_eq!(app.db().text("SELECT group_concat(id) FROM organizations WHERE name = 'Gone'"), "gone-1");
}

#[test]
fn versions_of_one_environment_that_stay_keep_no_other_from_letting_go() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "UPDATE environments SET whole_from = -2000; \
         CREATE TRIGGER broken BEFORE UPDATE OF whole_from ON environments WHEN old.id = (SELECT min(id) FROM environments) \
           BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    run(&app, 4);
    assert_eq!(
        app.db().number("SELECT count(*) FROM environments WHERE published_version - whole_from >= 1000"),
        1
    );
}

#[test]
fn table_that_can_not_be_tidied_keeps_no_other_from_it() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "INSERT INTO stripe_events (id, type, received_at) VALUES ('evt_1', 'x', 1); \
         INSERT INTO past_environments (id, organization_id, gone_at) VALUES ('e', 'o', 1); \
         CREATE TRIGGER broken BEFORE DELETE ON stripe_events BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    app.wait(32 * DAY);
    run(&app, 1);
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM past_environments"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM stripe_events"), 1);
}

#[test]
fn organization_of_which_nothing_can_be_removed_keeps_none_of_those_beside_it() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "INSERT INTO usage_months (organization_id, first_day, reads) SELECT id, 1, 1 FROM organizations; \
         CREATE TRIGGER broken BEFORE DELETE ON usage_months WHEN old.organization_id = (SELECT min(id) FROM organizations) \
           BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    run(&app, 1);
    let left =
        "SELECT count(*) || ' ' || (organization_id = (SELECT min(id) FROM organizations)) FROM usage_months";
    assert_eq!(app.db().text(left), "1 1");
}

#[test]
fn account_of_which_nothing_can_be_forgotten_keeps_no_other_remembered() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "UPDATE users SET forget_before = '~'; \
         CREATE TRIGGER broken BEFORE DELETE ON audit_entries WHEN old.actor_id = (SELECT min(id) FROM users) AND old.organization_id IS NULL \
           BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    run(&app, 1);
    assert_eq!(app.db().number("SELECT count(*) FROM users WHERE forget_before IS NOT NULL"), 1);
}

#[test]
fn entry_that_can_not_be_told_keeps_nobody_from_hearing_of_the_next() {
    let app = app();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    admin.send::<UpdateNotices>(&(), json!({ "publishing": true })).ok::<UpdateNotices>();
    run(&app, 1);
    app.db().execute(
        "CREATE TRIGGER broken BEFORE INSERT ON notices WHEN new.id LIKE 'live/%' BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    world.go_live();
    app.wait(1);
    let guest = app.sign_in("guest@example.com");
    guest.send::<AcceptInvite>(&world.invite_link("guest@example.com"), Value::Null).ok::<AcceptInvite>();
    run(&app, 10);
    let told = app.mailer.sent.borrow().iter().filter(|mail| mail.subject.contains("has joined")).count();
    assert_eq!(told, 1);
}

#[test]
fn organization_whose_log_can_not_be_sealed_keeps_no_other_open() {
    let app = app();
    let _world = World::new(&app);
    app.db().execute(
        "CREATE TRIGGER broken BEFORE INSERT ON audit_seals WHEN new.organization_id = (SELECT id FROM organizations WHERE slug = 'acme') \
           BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    app.wait(HOUR);
    run(&app, 2);
    let sealed = "SELECT group_concat(DISTINCT o.slug) FROM audit_seals s JOIN organizations o ON o.id = s.organization_id";
    assert_eq!(app.db().text(sealed), "other");
    app.db().execute("DROP TRIGGER broken");
    run(&app, 2);
    let open = "SELECT count(*) FROM audit_chains c JOIN organizations o ON o.id = c.organization_id AND o.slug = 'acme' \
      WHERE c.last > coalesce((SELECT max(s.last) FROM audit_seals s WHERE s.organization_id = c.organization_id), 0)";
    assert_eq!(app.db().number(open), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_chains WHERE seal_tried_at IS NOT NULL"), 0);
}

/// So many organizations whose log can't be sealed, with so many open entries each; their IDs come before all others.
fn unsealable(app: &TestApp, organizations: usize, entries: usize) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {organizations}) \
         INSERT INTO organizations (id, name, name_key, slug, website, version, created_at, updated_at) \
         SELECT printf('00000000-0000-7000-8000-%012d', i), 'Broken', 'broken', 'broken-' || i, '', 1, 0, 0 FROM n; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries}) \
         INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT printf('%08x-%04x-7000-8%s-%012d', {now} / 65536, {now} % 65536, substr(o.id, -3), n.i), o.id, 'save_draft', 'organization', o.id, \
           '{{}}', 'cron', 'cron', {now} FROM n, organizations o WHERE o.name = 'Broken'; \
         CREATE TRIGGER broken BEFORE INSERT ON audit_seals WHEN new.organization_id LIKE '00000000-%' BEGIN SELECT raise(ABORT, 'broken'); END",
        now = app.service.clock.now()
    ));
}

const SEALED: &str = "SELECT group_concat(slug, ' ') FROM (SELECT DISTINCT o.slug FROM audit_seals s JOIN organizations o ON o.id = s.organization_id ORDER BY o.slug)";

#[test]
fn long_logs_that_can_not_be_sealed_take_no_other_out_of_sight() {
    let app = app();
    let _world = World::new(&app);
    app.wait(1);
    // As many as the walk sees in one step, after which it goes past them.
    unsealable(&app, 2, 1_200);
    run(&app, 1);
    assert_eq!(app.db().text(SEALED), "acme other");
}

#[test]
fn more_logs_that_can_not_be_sealed_than_one_run_tries_keep_no_other_open() {
    let app = app();
    let _world = World::new(&app);
    unsealable(&app, 40, 1);
    run(&app, 42);
    assert_eq!(app.db().text(SEALED), "acme other");
}

#[test]
fn more_logs_that_can_not_be_sealed_than_one_step_looks_at_keep_no_other_open() {
    let app = app();
    let _world = World::new(&app);
    unsealable(&app, 150, 1);
    run(&app, 14);
    assert_eq!(app.db().text(SEALED), "acme other");
}

#[test]
fn as_many_long_logs_that_can_not_be_sealed_take_no_other_out_of_sight() {
    let app = app();
    let _world = World::new(&app);
    app.wait(1);
    unsealable(&app, 150, 20);
    app.wait(1);
    // Written behind all of those.
    let last = app.sign_in("last@example.com");
    crate::support::create_organization(&last, "Last");
    run(&app, 20);
    assert_eq!(app.db().text(SEALED), "acme last other");
}
