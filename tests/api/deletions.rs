//! Deleted organizations: nothing is left of one but for its Owners, and it comes back as it was.

use crate::billing::change;
use crate::support::{DAY, MINUTE, Reply, TestApp, World, create_project};
use portico_api::Role;
use portico_api::deletions::{
    DeleteOrganization, DeletedOrganizations, ListDeletedOrganizations, PreviewDeletion, RestoreOrganization,
};
use portico_api::environments::Mode;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::{CreateProject, ShowProject};
use portico_api::session::ShowSession;
use portico_api::trash::TRASH_KEPT_MS;
use portico_edge::http::Request;
use serde_json::{Value, json};

/// Deletes the organization of `world`, whatever its name and version are.
pub(crate) fn delete(world: &World) -> Reply {
    let of = |column: &str| format!("SELECT {column} FROM organizations WHERE slug = 'acme'");
    let body = json!({ "confirm": world.app.db().text(&of("name")), "version": world.app.db().number(&of("version")) });
    world.owner.send::<DeleteOrganization>(&world.organization_params(), body)
}

pub(crate) fn restore(world: &World) -> Reply {
    world.owner.send::<RestoreOrganization>(&world.organization_params(), Value::Null)
}

fn deleted(by: &crate::support::Browser) -> DeletedOrganizations {
    by.get::<ListDeletedOrganizations>(&()).ok::<ListDeletedOrganizations>()
}

#[test]
fn deleted_organization_is_nowhere_and_its_environments_and_keys_answer_nobody() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let viewer = world.member(Role::Viewer);
    world.invite("new@example.com", Role::Viewer);
    let live = world.environment_id(Mode::Live);
    let preview = world.owner.get::<PreviewDeletion>(&world.organization_params()).ok::<PreviewDeletion>();
    assert_eq!((preview.projects, preview.members, preview.invites, preview.keys), (1, 2, 1, 1));
    let gone = delete(&world).ok::<DeleteOrganization>();
    assert_eq!((gone.may_restore, gone.kept_until - gone.deleted_at), (true, TRASH_KEPT_MS));
    for by in [&world.owner, &viewer] {
        by.get::<ShowOrganization>(&world.organization_params()).problem(404);
        by.get::<ShowProject>(&world.project_params()).problem(404);
        assert!(by.get::<ShowSession>(&()).ok::<ShowSession>().organizations.is_empty());
    }
    assert_eq!((app.read(live).status, app.read_with(live, &key.token).status), (404, 401));
    assert!(app.store.is_empty(), "other instances ask only there");
    assert_eq!(deleted(&world.owner).organizations, [gone]);
    assert!(deleted(&viewer).organizations.is_empty());
    assert_eq!(app.db().text("SELECT state FROM invites"), "revoked");
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_organization'"), 1);
}

#[test]
fn restored_organization_has_its_ids_members_and_projects_again_and_its_keys_stay_revoked() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let viewer = world.member(Role::Viewer);
    let live = world.environment_id(Mode::Live);
    delete(&world).ok::<DeleteOrganization>();
    let restored = restore(&world).ok::<RestoreOrganization>();
    assert_eq!((&restored.id, restored.slug.as_str(), restored.members), (&world.organization.id, "acme", 2));
    assert_eq!((app.read(live).status, app.read_with(live, &key.token).status), (200, 401));
    viewer.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
    assert_eq!(app.store.len(), 2);
    assert!(deleted(&world.owner).organizations.is_empty());
    delete(&world).ok::<DeleteOrganization>();
}

#[test]
fn delete_without_the_exact_name_or_with_a_stale_version_deletes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let send = |body: Value| world.owner.send::<DeleteOrganization>(&world.organization_params(), body);
    assert_eq!(
        send(json!({ "confirm": "acme", "version": 1 })).problem(422).field.as_deref(),
        Some("confirm")
    );
    let nothing = send(json!({ "confirm": "", "version": 1 })).problem(422);
    assert_eq!(nothing.detail, "Enter the organization's name.");
    assert!(send(json!({ "confirm": "Acme", "version": 7 })).problem(409).is("stale"));
    world.owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
}

#[test]
fn lost_answer_of_a_deletion_is_given_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "confirm": "Acme", "version": 1 });
    let request = world.owner.request::<DeleteOrganization>(&world.organization_params(), body);
    let request = Request { idempotency_key: Some("of-the-dialog".into()), ..request };
    let first = app.send(&request).ok::<DeleteOrganization>();
    assert_eq!(app.send(&request).ok::<DeleteOrganization>(), first);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_organization'"), 1);
    let back = world.owner.request::<RestoreOrganization>(&world.organization_params(), Value::Null);
    let restored = app.send(&back).ok::<RestoreOrganization>();
    assert_eq!(app.send(&back).ok::<RestoreOrganization>(), restored);
}

#[test]
fn change_that_began_before_the_deletion_undoes_itself() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some("UPDATE organizations SET deleted_at = 1 WHERE slug = 'acme'"));
    let body = json!({ "name": "Late" });
    world.owner.send::<CreateProject>(&world.organization_params(), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE name = 'Late'"), 0);
}

#[test]
fn only_who_deleted_it_restores_it_and_only_in_time() {
    let app = TestApp::new();
    let world = World::new(&app);
    let second = world.join("second@example.com", Role::Owner);
    delete(&world).ok::<DeleteOrganization>();
    let list = deleted(&second).organizations;
    assert_eq!((list.len(), list[0].may_restore), (1, false));
    second.send::<RestoreOrganization>(&world.organization_params(), Value::Null).problem(403);
    // Who deleted it is no Owner any more.
    app.db().execute("UPDATE memberships SET role = 1 WHERE user_id = (SELECT id FROM users WHERE email = 'owner@example.com')");
    restore(&world).problem(404);
    second.send::<RestoreOrganization>(&world.organization_params(), Value::Null).ok::<RestoreOrganization>();
    let body = json!({ "confirm": "Acme", "version": 3 });
    second.send::<DeleteOrganization>(&world.organization_params(), body).ok::<DeleteOrganization>();
    app.wait(TRASH_KEPT_MS);
    let second = app.sign_in("second@example.com");
    second.send::<RestoreOrganization>(&world.organization_params(), Value::Null).problem(404);
}

#[test]
fn plan_that_is_paid_by_hand_ends_with_an_invoice_of_what_was_used() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.read(world.environment_id(Mode::Sandbox));
    app.wait(DAY);
    app.run_cron();
    delete(&world).ok::<DeleteOrganization>();
    app.wait(60 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM invoices"), 2, "nothing is renewed");
    assert_eq!(app.db().text("SELECT group_concat(DISTINCT plan) FROM subscriptions"), "free");
    let closing = "SELECT total || ' ' || status FROM invoices ORDER BY sequence DESC LIMIT 1";
    assert_eq!(app.db().text(closing), "0 paid");
}

#[test]
fn organization_with_many_projects_is_told_slice_by_slice() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    (0..110).for_each(|number| drop(create_project(&world.owner, "acme", &format!("P{number}"))));
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    assert_eq!(app.store.len(), 111);
    delete(&world).ok::<DeleteOrganization>();
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE tell_after IS NOT NULL"), 1);
    for _ in 0..30 {
        app.wait(MINUTE);
        app.run_cron();
    }
    assert_eq!(app.store.len(), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE tell_after IS NOT NULL"), 0);
    let at = OrganizationParams { organization: "acme".into() };
    world.owner.send::<RestoreOrganization>(&at, Value::Null).ok::<RestoreOrganization>();
}

#[test]
fn denied_deletion_and_denied_restoration_are_in_the_log() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let second = world.join("second@example.com", Role::Owner);
    let body = json!({ "confirm": "Acme", "version": 1 });
    admin.send::<DeleteOrganization>(&world.organization_params(), body).problem(403);
    delete(&world).ok::<DeleteOrganization>();
    second.send::<RestoreOrganization>(&world.organization_params(), Value::Null).problem(403);
    admin.send::<RestoreOrganization>(&world.organization_params(), Value::Null).problem(404);
    let sql = "SELECT group_concat(line, ', ') FROM (SELECT u.email || ' ' || a.action AS line FROM audit_entries a \
               JOIN users u ON u.id = a.actor_id WHERE a.refused IS NOT NULL ORDER BY a.id)";
    let expected =
        "admin@example.com refused_delete_organization, second@example.com refused_restore_organization";
    assert_eq!(app.db().text(sql), expected);
}

#[test]
fn sixth_deletion_in_a_day_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    for _ in 0..5 {
        delete(&world).ok::<DeleteOrganization>();
        restore(&world).ok::<RestoreOrganization>();
    }
    delete(&world).problem(429);
    app.wait(DAY + MINUTE);
    delete(&world).ok::<DeleteOrganization>();
}

#[test]
fn owner_whose_sign_in_is_not_the_one_that_is_asked_for_neither_deletes_nor_restores() {
    let app = TestApp::new();
    let world = World::new(&app);
    let asked = "UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'";
    app.db().execute(asked);
    assert!(delete(&world).problem(403).is("sign_in_asked"));
    app.db().execute("UPDATE organizations SET sign_in_ways = NULL");
    delete(&world).ok::<DeleteOrganization>();
    app.db().execute(asked);
    assert!(restore(&world).problem(403).is("sign_in_asked"));
    app.db().execute("UPDATE organizations SET sign_in_ways = NULL");
    restore(&world).ok::<RestoreOrganization>();
    // Both attempts are in the log.
    let sql = "SELECT group_concat(action || ' ' || refused, ', ') FROM (SELECT * FROM audit_entries WHERE refused IS NOT NULL ORDER BY id)";
    assert_eq!(app.db().text(sql), "refused_delete_organization 403, refused_restore_organization 403");
}

#[test]
fn deletion_that_two_owners_send_at_once_happens_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let second = world.join("second@example.com", Role::Owner);
    let body = || json!({ "confirm": "Acme", "version": 1 });
    let requests = [&world.owner, &second]
        .map(|by| by.request::<DeleteOrganization>(&world.organization_params(), body()));
    let mut answered = app.at_once(&requests);
    answered.sort();
    assert_eq!(answered[0], 200);
    assert!([404, 409].contains(&answered[1]), "{answered:?}");
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_organization'"), 1);
}
