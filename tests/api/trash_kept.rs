//! What becomes of a deleted project: at the edge, on bills, and after thirty days.

use crate::billing::{change, invoices};
use crate::support::{DAY, HOUR, MINUTE, TestApp, World, create_project};
use crate::trash::{delete, restore, trash};
use crate::usage::usage_params;
use portico_api::environments::Mode;
use portico_api::invoices::LineKind;
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectParams};
use portico_api::trash::{DeleteProject, TRASH_KEPT_MS};
use portico_api::usage::ShowUsage;
use portico_edge::ports::Clock;
use serde_json::json;

#[test]
fn store_that_is_down_forgets_the_project_once_it_is_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    app.store.is_down.set(true);
    delete(&world).ok::<DeleteProject>();
    assert_eq!(app.read(sandbox).status, 404, "this instance knows");
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 1);
    app.store.is_down.set(false);
    app.wait(MINUTE);
    app.run_cron();
    assert!(app.store.is_empty());
}

#[test]
fn runtime_killed_between_deletion_and_store_answers_nobody_after_its_restart() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    app.read(&sandbox);
    let body = json!({ "confirm": "Checkout", "version": 1 });
    let request = world.owner.request::<DeleteProject>(&world.project_params(), body);
    app.send_and_die(&request).ok::<DeleteProject>();
    assert_eq!(app.read(&sandbox).status, 404);
    assert!(app.store.is_empty());
}

#[test]
fn document_that_a_dying_writer_brought_back_is_forgotten_within_the_hour() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let documents = app.store.documents.borrow().clone();
    delete(&world).ok::<DeleteProject>();
    // Soon after, and once more before it goes for good.
    for wait in [HOUR, TRASH_KEPT_MS - 2 * HOUR] {
        app.store.documents.replace(documents.clone());
        app.wait(wait);
        app.run_cron();
        assert!(app.store.is_empty(), "{wait}");
    }
}

#[test]
fn edge_is_not_told_all_month_long_to_forget() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    let documents = app.store.documents.borrow().clone();
    delete(&world).ok::<DeleteProject>();
    // What was told to forget is looked at twice, also after the last time that it was told.
    for minutes in [3, 20, 180, 3, 20] {
        app.wait(minutes * MINUTE);
        app.run_cron();
    }
    app.store.documents.replace(documents);
    app.wait(2 * DAY);
    app.run_cron();
    assert_eq!(app.store.len(), 1, "nobody had a reason to look");
}

#[test]
fn slow_writer_is_put_right_whichever_way_the_project_went_meanwhile() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    assert_eq!(app.store.len(), 1);
    // Its store forgets the document; before it says so, somebody restores the project.
    app.db().before_batch_with.replace(Some((
        "DELETE FROM config_outbox WHERE environment_id",
        "UPDATE projects SET slug = trashed_slug, name_key = 'checkout', deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL",
    )));
    delete(&world).ok::<DeleteProject>();
    assert_eq!((app.store.len(), app.read(sandbox).status), (1, 200));
    // The other way round: it brings a document over while somebody deletes the project.
    app.db().before_batch_with.replace(Some((
        "DELETE FROM config_outbox WHERE environment_id",
        "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id",
    )));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 77 }));
    assert_eq!((app.store.len(), app.read(sandbox).status), (0, 404));
}

#[test]
fn invoice_bills_a_deleted_project_until_it_was_deleted() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.read(world.environment_id(Mode::Sandbox));
    app.wait(3 * DAY);
    let world = World { owner: app.sign_in("owner@example.com"), ..world };
    let deleted = delete(&world).ok::<DeleteProject>();
    app.wait(30 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    let line = all[1].lines.iter().find(|line| line.kind == LineKind::Usage).unwrap();
    assert_eq!(
        (line.description.as_str(), line.period_end),
        ("Checkout: configuration reads", deleted.deleted_at)
    );
}

#[test]
fn project_with_many_versions_goes_slice_by_slice_and_nothing_waits_for_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 450) \
         INSERT INTO versions SELECT environment_id, n.i, organization_id, project_id, document, marks, hash, message, kind, source, \
           author_id, created_at FROM versions, n",
    );
    delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS + HOUR);
    // Looking whose turn it is takes long, and so does a slice: one run does not get far.
    app.expects_trouble.set(true);
    app.db().pace.takes.set(4000);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 250);
    assert_eq!(app.db().number("SELECT count(*) FROM environments"), 2, "they go last");
    app.db().pace.takes.set(0);
    app.run_cron();
    assert_eq!(
        app.db().number("SELECT count(*) FROM versions")
            + app.db().number("SELECT count(*) FROM environments"),
        0
    );
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'purge_project'"), 1);
}

#[test]
fn after_thirty_days_a_deleted_project_is_gone_for_good_but_bills_still_name_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    world.create_key(Mode::Live);
    let kept = create_project(&world.owner, "acme", "Kept");
    app.read(world.environment_id(Mode::Live));
    delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS - DAY);
    app.run_cron();
    let world = World { owner: app.sign_in("owner@example.com"), ..world };
    assert_eq!(trash(&world).projects.len(), 1);
    app.wait(DAY);
    // Also before cron has been here.
    assert!(trash(&world).projects.is_empty());
    restore(&world, json!({})).problem(404);
    app.wait(HOUR);
    app.run_cron();
    for table in ["keys", "config_outbox", "drafts", "versions", "secrets", "schemas", "environments"] {
        let left = format!("SELECT count(*) FROM {table} WHERE project_id = '{}'", world.project.id);
        assert_eq!(app.db().number(&left), 0, "{table}");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM environments"), 2, "those of the other project");
    assert_eq!(app.db().number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let usage = world.owner.get::<ShowUsage>(&usage_params("2026-09")).ok::<ShowUsage>();
    let rows: Vec<_> =
        usage.projects.iter().map(|row| (row.name.as_str(), row.slug.as_deref(), row.is_deleted)).collect();
    assert_eq!(rows, [("Checkout", None, true)]);
    let again = app.db().number("SELECT purged_at FROM projects WHERE purged_at IS NOT NULL");
    assert_eq!(again, app.service.clock.now());
    let listed = world.owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    assert_eq!(listed.projects.iter().map(|row| &row.id).collect::<Vec<_>>(), [&kept.id]);
}

#[test]
fn project_that_can_not_be_removed_holds_up_no_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    let stuck = world.project.id.clone();
    delete(&world).ok::<DeleteProject>();
    app.wait(HOUR);
    let other = create_project(&world.owner, "acme", "Other");
    let sql = "UPDATE projects SET deleted_at = (SELECT deleted_at + 1 FROM projects WHERE deleted_at IS NOT NULL), deleted_by = (SELECT id FROM users LIMIT 1), \
        trashed_slug = slug, slug = id, name_key = char(1) || id WHERE slug = 'other'";
    app.db().execute(sql);
    app.db().execute(&format!(
        "CREATE TRIGGER stuck BEFORE DELETE ON environments WHEN old.project_id = '{stuck}' BEGIN SELECT raise(ABORT, 'no'); END"
    ));
    app.expects_trouble.set(true);
    app.wait(TRASH_KEPT_MS);
    app.run_cron();
    let gone =
        || app.db().text("SELECT coalesce(group_concat(id), '') FROM projects WHERE purged_at IS NOT NULL");
    assert_eq!(gone(), other.id.to_string());
    app.db().execute("DROP TRIGGER stuck");
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NOT NULL"), 2);
}

#[test]
fn project_with_thousands_of_keys_goes_slice_by_slice() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.create_key(Mode::Sandbox);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at) \
         SELECT 'k' || n.i, k.organization_id, k.project_id, k.environment_id, 'N', 'abcd', 'h' || n.i, k.created_by, 1 FROM n, (SELECT * FROM keys LIMIT 1) k",
    );
    delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS + DAY);
    app.run_cron();
    let keys = || app.db().number("SELECT count(*) FROM keys");
    let after_one = keys();
    assert!((1..5_000).contains(&after_one), "{after_one}");
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NOT NULL"), 0);
    for _ in 0..12 {
        app.run_cron();
    }
    assert_eq!(
        (keys(), app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NOT NULL")),
        (0, 1)
    );
}

#[test]
fn project_with_thousands_of_keys_keeps_no_other_waiting() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.create_key(Mode::Sandbox);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at) \
         SELECT 'k' || n.i, k.organization_id, k.project_id, k.environment_id, 'N', 'abcd', 'h' || n.i, k.created_by, 1 FROM n, (SELECT * FROM keys LIMIT 1) k",
    );
    create_project(&world.stranger, "other", "Small");
    delete(&world).ok::<DeleteProject>();
    app.wait(1);
    let place = ProjectParams { organization: "other".into(), project: "small".into() };
    let body = json!({ "confirm": "Small", "version": 1 });
    world.stranger.send::<DeleteProject>(&place, body).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS + HOUR);
    app.run_cron();
    // Of the large one, which was deleted first, most is left.
    assert!(app.db().number("SELECT count(*) FROM keys") > 8_000);
    assert_eq!(app.db().text("SELECT group_concat(name) FROM projects WHERE purged_at IS NOT NULL"), "Small");
}
