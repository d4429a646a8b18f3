//! Deleted organizations: nothing is left of one but for its Owners, and it comes back as it was.

use crate::billing::change;
use crate::support::{DAY, MINUTE, Reply, TestApp, World, create_project};
use portico_api::Role;
use portico_api::deletions::{
    DeleteOrganization, DeletedOrganizations, ListDeletedOrganizations, PreviewDeletion, RestoreOrganization,
};
use portico_api::environments::Mode;
use portico_api::invites::AcceptInvite;
use portico_api::keys::KEYS_COUNTED;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::{CreateProject, ShowProject};
use portico_api::session::ShowSession;
use portico_api::trash::TRASH_KEPT_MS;
use portico_edge::http::Request;
use portico_edge::ports::Clock;
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

#[test]
fn invite_link_of_a_deleted_organization_leads_nowhere_and_stays_closed() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let guest = app.sign_in("new@example.com");
    delete(&world).ok::<DeleteOrganization>();
    assert_ne!(guest.send::<AcceptInvite>(&link, Value::Null).status, 200);
    restore(&world).ok::<RestoreOrganization>();
    assert_ne!(guest.send::<AcceptInvite>(&link, Value::Null).status, 200);
}

/// So many keys, and open invites, of `acme`.
fn fill(world: &World, keys: usize, invites: usize) {
    world.create_key(Mode::Sandbox);
    world.invite_link("first@example.com");
    world.app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {keys} - 1) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at) \
         SELECT 'k' || n.i, k.organization_id, k.project_id, k.environment_id, 'N', 'abcd', 'h' || n.i, k.created_by, 1 FROM n, (SELECT * FROM keys LIMIT 1) k; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {invites} - 1) \
         INSERT INTO invites (id, organization_id, email, email_key, role, nonce, token_hash, inviter_id, state, created_at, expires_at) \
         SELECT 'i' || n.i, i.organization_id, 'i' || n.i, 'i' || n.i, 1, 'n', 'g' || n.i, i.inviter_id, 'open', 1, i.expires_at FROM n, (SELECT * FROM invites LIMIT 1) i"
    ));
}

fn open(app: &TestApp) -> (i64, i64) {
    (
        app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"),
        app.db().number("SELECT count(*) FROM invites WHERE state = 'open'"),
    )
}

#[test]
fn thousands_of_keys_and_invites_are_closed_slice_by_slice_and_nobody_gets_in_meanwhile() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let link = world.invite_link("guest@example.com");
    let guest = app.sign_in("guest@example.com");
    let key = world.create_key(Mode::Sandbox);
    fill(&world, 2_300, 1_200);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    let preview = world.owner.get::<PreviewDeletion>(&world.organization_params()).ok::<PreviewDeletion>();
    assert_eq!(preview.keys, KEYS_COUNTED, "more are not counted");
    app.mailer.sent.borrow_mut().clear();
    let request = {
        let version = app.db().number("SELECT version FROM organizations WHERE slug = 'acme'");
        let body = json!({ "confirm": "Acme", "version": version });
        world.owner.request::<DeleteOrganization>(&world.organization_params(), body)
    };
    assert_eq!(app.send(&request).status, 200);
    // Each batch closes 500 of each at most.
    assert_eq!(open(&app), (1_801, 701));
    assert_eq!(app.read_with(world.environment_id(Mode::Sandbox), &key.token).status, 401);
    assert_ne!(guest.send::<AcceptInvite>(&link, Value::Null).status, 200);
    let refused = restore(&world).problem(429);
    assert!(
        refused.detail.contains("still being closed") && refused.detail.contains("about 2 minutes"),
        "{refused:?}"
    );
    app.run_cron();
    assert_eq!(open(&app), (301, 0));
    let refused = restore(&world).problem(429);
    assert!(refused.detail.contains("about 60 seconds"), "{refused:?}");
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!(open(&app), (0, 0));
    assert_eq!(app.db().number("SELECT invites FROM organizations WHERE slug = 'acme'"), 0);
    restore(&world).ok::<RestoreOrganization>();
    assert_eq!(app.read_with(world.environment_id(Mode::Sandbox), &key.token).status, 401);
    assert_ne!(guest.send::<AcceptInvite>(&link, Value::Null).status, 200);
}

#[test]
fn what_is_made_after_a_restoration_is_not_closed_by_a_run_that_began_before_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    fill(&world, 600, 600);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    delete(&world).ok::<DeleteOrganization>();
    assert_eq!(open(&app), (100, 100));
    // Another run has closed the rest, the Owner has restored it, and made a key and an invite.
    app.db().before_batch_with.replace(Some((
        "UPDATE keys SET revoked_at = ?2 WHERE id IN",
        "UPDATE keys SET revoked_at = 9 WHERE revoked_at IS NULL; \
         UPDATE invites SET state = 'revoked', decided_at = 9 WHERE state = 'open'; \
         UPDATE organizations SET closing_at = NULL, deleted_at = NULL, deleted_by = NULL, tell_at = NULL WHERE slug = 'acme'; \
         UPDATE keys SET revoked_at = NULL WHERE id = 'k1'; \
         UPDATE invites SET state = 'open', decided_at = NULL WHERE id = 'i1'",
    )));
    app.run_cron();
    assert!(app.db().before_batch_with.borrow().is_none(), "it was in the middle of it");
    assert_eq!(open(&app), (1, 1));
}

#[test]
fn organization_that_can_not_be_closed_holds_up_no_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    fill(&world, 600, 1);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    delete(&world).ok::<DeleteOrganization>();
    app.db().execute(
        "CREATE TRIGGER broken BEFORE UPDATE OF revoked_at ON keys WHEN old.id LIKE 'k%' BEGIN SELECT raise(ABORT, 'broken'); END; \
         UPDATE organizations SET closing_at = 9, deleted_at = 9 WHERE slug = 'other'",
    );
    app.expects_trouble.set(true);
    app.run_cron();
    let waiting = "SELECT group_concat(slug) FROM organizations WHERE closing_at IS NOT NULL";
    assert_eq!(app.db().text(waiting), "acme");
}

#[test]
fn organization_with_very_many_keys_keeps_no_other_waiting() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    fill(&world, 6_000, 1);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    delete(&world).ok::<DeleteOrganization>();
    let place = OrganizationParams { organization: "other".into() };
    let body = json!({ "confirm": "Other", "version": 1 });
    app.wait(1);
    world.stranger.send::<DeleteOrganization>(&place, body).ok::<DeleteOrganization>();
    // As if it had more than one slice as well; it has waited for a shorter time.
    app.db().execute(&format!(
        "UPDATE organizations SET closing_at = {} WHERE slug = 'other'",
        app.service.clock.now()
    ));
    world.stranger.send::<RestoreOrganization>(&place, Value::Null).problem(429);
    app.wait(MINUTE);
    app.run_cron();
    world.stranger.send::<RestoreOrganization>(&place, Value::Null).ok::<RestoreOrganization>();
    // Two slices of that run were for the large one, and the next runs are its own.
    assert_eq!(open(&app).0, 4_500);
    restore(&world).problem(429);
    for _ in 0..3 {
        app.wait(MINUTE);
        app.run_cron();
    }
    restore(&world).ok::<RestoreOrganization>();
}

#[test]
fn invite_mail_that_waits_does_not_leave_for_a_deleted_organization() {
    let mut app = TestApp::new();
    let (invite, deletion) = {
        let world = World::new(&app);
        world.unlimited();
        let body = json!({ "emails": ["late@example.com"], "role": Role::Viewer });
        let params = world.organization_params();
        let invite = world.owner.request::<portico_api::invites::CreateInvites>(&params, body);
        let body = json!({ "confirm": "Acme", "version": 1 });
        (invite, world.owner.request::<DeleteOrganization>(&params, body))
    };
    assert_eq!(app.send_and_die(&invite).status, 201);
    app.db().execute("UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL; UPDATE organizations SET version = 1");
    assert_eq!(app.send_and_die(&deletion).status, 200);
    // As if this invite was not in the first slice.
    app.db().execute("UPDATE invites SET state = 'open', decided_at = NULL");
    app.run_cron();
    assert!(app.mailer.sent.borrow().iter().all(|mail| mail.recipient != "late@example.com"));
}
