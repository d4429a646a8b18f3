//! What is closed with a deleted organization, slice by slice: its keys, its invites and their mail.

use crate::deletions::{delete, restore};
use crate::support::{MINUTE, TestApp, World};
use portico_api::Role;
use portico_api::deletions::{DeleteOrganization, PreviewDeletion, RestoreOrganization};
use portico_api::environments::Mode;
use portico_api::invites::AcceptInvite;
use portico_api::keys::KEYS_COUNTED;
use portico_api::organizations::OrganizationParams;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

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
