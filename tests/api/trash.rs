//! Projects in the trash: nothing answers for them, and they come back as they were.

use crate::billing::{change, invoices};
use crate::billing_limits::limit_of;
use crate::support::{
    DAY, HOUR, Reply, TestApp, World, create_organization, create_project, text, unlimited,
};
use crate::usage::usage_params;
use portico_api::Role;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::invoices::LineKind;
use portico_api::organizations::ShowOrganization;
use portico_api::page::Cursor;
use portico_api::plans::{Interval, PlanId};
use portico_api::problem::ReachedLimit;
use portico_api::projects::{
    ListProjects, ListProjectsParams, Project, ProjectParams, ShowProject, TransferProject,
};
use portico_api::text::Slug;
use portico_api::trash::{
    DeleteProject, ListTrash, ListTrashParams, RestoreProject, TRASH_KEPT_MS, TrashPage, TrashParams,
};
use portico_api::usage::ShowUsage;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// Deletes the project of `world`, whatever its version is.
pub(crate) fn delete(world: &World) -> Reply {
    let body = json!({ "confirm": "Checkout", "version": version(world.app) });
    world.owner.send::<DeleteProject>(&world.project_params(), body)
}

/// The project of `world` as the path of a request names it once it is in the trash.
pub(crate) fn in_trash(world: &World) -> TrashParams {
    TrashParams { organization: "acme".into(), project: world.project.id.to_string() }
}

fn version(app: &TestApp) -> i64 {
    app.db().number("SELECT max(version) FROM projects WHERE slug = 'checkout'")
}

fn restore(world: &World, body: Value) -> Reply {
    world.owner.send::<RestoreProject>(&in_trash(world), body)
}

fn trash(world: &World) -> TrashPage {
    let params = ListTrashParams { organization: "acme".into(), after: None };
    world.owner.get::<ListTrash>(&params).ok::<ListTrash>()
}

fn show(world: &World) -> Project {
    world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>()
}

#[test]
fn deleted_project_is_nowhere_and_its_environments_and_keys_answer_nobody() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let (sandbox, live) = (world.environment_id(Mode::Sandbox), world.environment_id(Mode::Live));
    assert_eq!((app.read(live).status, app.read_with(live, &key.token).status), (200, 200));
    let deleted = delete(&world).ok::<DeleteProject>();
    assert_eq!(
        (deleted.name.as_str(), deleted.deleted_by.as_str(), deleted.kept_until - deleted.deleted_at),
        ("Checkout", "owner@example.com", TRASH_KEPT_MS)
    );
    world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    let by_id = ProjectParams { organization: "acme".into(), project: world.project.id.to_string() };
    world.owner.get::<ShowProject>(&by_id).problem(404);
    let listed = world.owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    assert_eq!((listed.projects.len(), listed.organization.projects), (0, 0));
    assert_eq!((app.read(sandbox).status, app.read(live).status), (404, 404));
    assert_eq!(app.read_with(live, &key.token).status, 401);
    // The store has forgotten it, too: other instances ask only there.
    assert!(app.store.documents.borrow().is_empty());
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
    assert_eq!(trash(&world).projects, vec![deleted]);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_project'"), 1);
}

#[test]
fn restored_project_has_its_ids_its_configuration_its_keys_and_its_address_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let live = world.environment_id(Mode::Live);
    let before = show(&world);
    let answers = || (text(&app.read(live)).to_owned(), text(&app.read_with(live, &key.token)).to_owned());
    let answered = answers();
    delete(&world).ok::<DeleteProject>();
    let restored = restore(&world, json!({})).ok::<RestoreProject>();
    assert_eq!((&restored.id, restored.slug.as_str()), (&before.id, "checkout"));
    assert_eq!((&restored.sandbox.id, &restored.live.id), (&before.sandbox.id, &before.live.id));
    assert_eq!(answers(), answered);
    assert_eq!(app.store.documents.borrow().len(), 2);
    assert!(trash(&world).projects.is_empty());
    assert_eq!(show(&world).drift, before.drift);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'restore_project'"), 1);
    // It can be deleted once more.
    delete(&world).ok::<DeleteProject>();
}

#[test]
fn delete_without_the_exact_name_or_with_a_stale_version_deletes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let send = |body: Value| world.owner.send::<DeleteProject>(&world.project_params(), body);
    for name in ["checkout", "", "Checkout "] {
        let problem = send(json!({ "confirm": name, "version": 1 })).problem(422);
        assert_eq!(problem.field.as_deref(), Some("confirm"), "{name}");
    }
    assert!(send(json!({ "confirm": "Checkout", "version": 7 })).problem(409).is("stale"));
    assert_eq!(send(json!({ "confirm": "Checkout" })).problem(422).field.as_deref(), Some("version"));
    show(&world);
}

#[test]
fn name_and_slug_of_a_deleted_project_are_free_and_it_comes_back_under_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let second = create_project(&world.owner, "acme", "CHECKOUT");
    assert_eq!(second.slug, "checkout");
    let problem = restore(&world, json!({})).problem(409);
    assert_eq!((problem.is("taken"), problem.field.as_deref()), (true, Some("name")));
    let restored = restore(&world, json!({ "name": "Old checkout" })).ok::<RestoreProject>();
    assert_eq!(restored.name, "Old checkout");
    assert!(restored.slug.starts_with("checkout-"), "{}", restored.slug);
    assert_eq!(show(&world).id, second.id);
}

#[test]
fn full_plan_takes_no_project_back_also_at_the_same_moment() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    create_project(&world.owner, "acme", "One");
    create_project(&world.owner, "acme", "Two");
    let meanwhile = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT 'three', id, 'Three', 'three', 'three', 0, 0 FROM organizations WHERE slug = 'acme'";
    app.db().before_batch.replace(Some(meanwhile));
    let expected = ReachedLimit { of: "projects".into(), plan: PlanId::Free, allowed: 3, used: 3 };
    assert_eq!(limit_of(restore(&world, json!({}))), expected);
    assert_eq!(limit_of(restore(&world, json!({}))), expected);
    assert_eq!(trash(&world).projects.len(), 1);
    // Whoever deletes another one makes room: what lies in the trash counts for nothing.
    let one = ProjectParams { organization: "acme".into(), project: "one".into() };
    world.owner.send::<DeleteProject>(&one, json!({ "confirm": "One", "version": 1 })).ok::<DeleteProject>();
    restore(&world, json!({})).ok::<RestoreProject>();
    let organization = world.owner.get::<ShowOrganization>(&world.organization_params());
    assert_eq!(organization.ok::<ShowOrganization>().projects, 3);
}

#[test]
fn lost_answer_of_a_restoration_is_answered_again_and_a_second_one_finds_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let request = world.owner.request::<RestoreProject>(&in_trash(&world), json!({}));
    let first = app.send(&request).ok::<RestoreProject>();
    assert_eq!(app.send(&request).ok::<RestoreProject>(), first);
    restore(&world, json!({})).problem(404);
    delete(&world).ok::<DeleteProject>();
    // Somebody else is faster.
    app.db().before_batch.replace(Some(
        "UPDATE projects SET slug = trashed_slug, name_key = 'checkout', deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL",
    ));
    restore(&world, json!({})).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'restore_project'"), 1);
}

#[test]
fn right_that_is_lost_at_the_same_moment_deletes_and_restores_nothing() {
    const DEMOTE: &str = "UPDATE memberships SET role = 2";
    const PROMOTE: &str = "UPDATE memberships SET role = 4";
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some(DEMOTE));
    delete(&world).problem(403);
    app.db().execute(PROMOTE);
    delete(&world).ok::<DeleteProject>();
    app.db().before_batch.replace(Some(DEMOTE));
    restore(&world, json!({})).problem(403);
    app.db().execute(PROMOTE);
    assert_eq!(trash(&world).projects.len(), 1);
}

#[test]
fn trash_of_one_organization_is_nothing_to_another() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let theirs = TrashParams { organization: "other".into(), ..in_trash(&world) };
    world.stranger.send::<RestoreProject>(&theirs, json!({})).problem(404);
    let params = ListTrashParams { organization: "other".into(), after: None };
    assert!(world.stranger.get::<ListTrash>(&params).ok::<ListTrash>().projects.is_empty());
    // Who only looks sees what could be restored, and by whom it was deleted.
    let viewer = world.member(Role::Viewer);
    let params = ListTrashParams { organization: "acme".into(), after: None };
    assert_eq!(viewer.get::<ListTrash>(&params).ok::<ListTrash>().projects.len(), 1);
}

#[test]
fn change_to_a_project_that_is_deleted_at_the_same_moment_changes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let bin = "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id";
    app.db().before_batch.replace(Some(bin));
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    world.owner.send::<SaveDraft>(&world.environment(Mode::Sandbox), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM drafts"), 0);
}

#[test]
fn slow_writer_is_put_right_whichever_way_the_project_went_meanwhile() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    assert_eq!(app.store.documents.borrow().len(), 1);
    // Its store forgets the document; before it says so, somebody restores the project.
    app.db().before_batch_with.replace(Some((
        "DELETE FROM config_outbox WHERE environment_id",
        "UPDATE projects SET slug = trashed_slug, name_key = 'checkout', deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL",
    )));
    delete(&world).ok::<DeleteProject>();
    assert_eq!((app.store.documents.borrow().len(), app.read(sandbox).status), (1, 200));
    // The other way round: it brings a document over while somebody deletes the project.
    app.db().before_batch_with.replace(Some((
        "DELETE FROM config_outbox WHERE environment_id",
        "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id",
    )));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 77 }));
    assert_eq!((app.store.documents.borrow().len(), app.read(sandbox).status), (0, 404));
}

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
    app.run_cron();
    assert!(app.store.documents.borrow().is_empty());
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
    assert!(app.store.documents.borrow().is_empty());
}

#[test]
fn document_that_a_dying_writer_brought_back_is_forgotten_within_the_hour() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let documents = app.store.documents.borrow().clone();
    delete(&world).ok::<DeleteProject>();
    app.store.documents.replace(documents);
    app.wait(HOUR);
    app.run_cron();
    assert!(app.store.documents.borrow().is_empty());
    // Nobody is told for thirty days.
    app.wait(2 * DAY);
    let puts = app.db().number("SELECT count(*) FROM config_outbox");
    app.run_cron();
    assert_eq!((puts, app.db().number("SELECT count(*) FROM config_outbox")), (0, 0));
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
fn thirty_days_that_end_at_the_same_moment_and_another_deletion_restore_nothing() {
    for meanwhile in [
        "UPDATE projects SET deleted_at = 1 WHERE deleted_at IS NOT NULL",
        "UPDATE projects SET version = version + 1",
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        delete(&world).ok::<DeleteProject>();
        app.db().before_batch.replace(Some(meanwhile));
        restore(&world, json!({})).problem(404);
        world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    }
}

#[test]
fn project_that_is_deleted_while_it_moves_stays_in_the_trash() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_organization(&world.owner, "Second");
    let bin = "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id";
    app.db().before_batch.replace(Some(bin));
    let body = json!({ "target": "second", "version": 1 });
    world.owner.send::<TransferProject>(&world.project_params(), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM project_transfers"), 0);
}

#[test]
fn long_slug_that_was_taken_gets_a_suffix_that_makes_a_slug() {
    let app = TestApp::new();
    let world = World::new(&app);
    let name = format!("{}-{}", "a".repeat(42), "b".repeat(5));
    let first = create_project(&world.owner, "acme", &name);
    let place = ProjectParams { organization: "acme".into(), project: first.slug.clone() };
    let body = json!({ "confirm": name, "version": 1 });
    world.owner.send::<DeleteProject>(&place, body).ok::<DeleteProject>();
    let second = create_project(&world.owner, "acme", &name);
    assert_eq!(second.slug, first.slug);
    let params = TrashParams { organization: "acme".into(), project: first.id.to_string() };
    let restored =
        world.owner.send::<RestoreProject>(&params, json!({ "name": "Other" })).ok::<RestoreProject>();
    assert!(Slug::parse(&restored.slug).is_ok() && restored.slug != first.slug, "{}", restored.slug);
}

#[test]
fn project_with_many_versions_goes_slice_by_slice_and_nothing_waits_for_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 450) \
         INSERT INTO versions SELECT environment_id, n.i, organization_id, project_id, document, own, secrets, hash, message, kind, source, \
           author_id, created_at FROM versions, n",
    );
    delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS);
    for left in [250, 50] {
        app.run_cron();
        assert_eq!(app.db().number("SELECT count(*) FROM versions"), left);
        assert_eq!(app.db().number("SELECT count(*) FROM environments"), 2, "they go last");
    }
    app.run_cron();
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
fn long_trash_comes_in_pages_the_last_deleted_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    unlimited(&app);
    let now = app.service.clock.now();
    app.db().execute(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at, deleted_at, deleted_by, trashed_slug) \
         SELECT 'id' || i, o.id, 'P' || i, 'k' || i, 's' || i, 0, 0, {now} - i / 2, (SELECT id FROM users LIMIT 1), 's' \
         FROM organizations o, n WHERE o.slug = 'acme'"
    ));
    let mut params = ListTrashParams { organization: "acme".into(), after: None };
    let first = world.owner.get::<ListTrash>(&params).ok::<ListTrash>();
    params.after = first.next.map(Cursor::new);
    let second = world.owner.get::<ListTrash>(&params).ok::<ListTrash>();
    assert_eq!((first.projects.len(), second.projects.len(), second.next), (50, 10, None));
    let all = first.projects.iter().chain(&second.projects);
    let places: Vec<_> = all.map(|project| (project.deleted_at, project.id.to_string())).collect();
    assert!(places.windows(2).all(|pair| pair[0] > pair[1]), "none twice, and in order");
}
