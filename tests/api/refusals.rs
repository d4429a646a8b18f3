//! Attempts that were refused are in the organization's log, in bounded number, and without what was sent.

use crate::exports;
use crate::keys::key_params;
use crate::support::{HOUR, TestApp, World};
use crate::trash;
use portico_api::Role;
use portico_api::billing::{ChangePlan, ShowBilling};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::exports::{ListExports, ShowExportPart};
use portico_api::keys::{CreateKey, RevokeKey};
use portico_api::members::{
    ChangeRole, ListMembers, ListMembersParams, RemovalParams, RemoveMember, TransferOwnership,
};
use portico_api::offers::OfferProject;
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::promotion::Promote;
use portico_api::security::{LiftSecurity, ShowSecurity};
use portico_api::session::PROOF_LIFE_MS;
use portico_api::trash::DeleteProject;
use portico_api::versions::{PublishDraft, RollBack};
use serde_json::{Value, json};

/// Every entry about a refusal: who, what, status and how often.
fn refused(app: &TestApp) -> Vec<String> {
    let sql = "SELECT group_concat(line, ';') FROM (SELECT u.email || ' ' || a.action || ' ' || a.refused || ' x' || a.times AS line \
               FROM audit_entries a JOIN users u ON u.id = a.actor_id WHERE a.refused IS NOT NULL ORDER BY a.id)";
    let all = app.db().text(&format!("SELECT coalesce(({sql}), '')"));
    let mut all: Vec<_> = all.split(';').filter(|line| !line.is_empty()).map(str::to_owned).collect();
    all.sort();
    all
}

#[test]
fn refused_attempts_at_live_keys_members_billing_and_deletion_are_written_down() {
    let app = TestApp::new();
    let world = World::new(&app);
    let developer = world.member(Role::Developer);
    let live = world.environment(Mode::Live);
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    developer.send::<SaveDraft>(&live, body).problem(403);
    developer.send::<CreateKey>(&live, json!({ "name": "Not in any log" })).problem(403);
    let own = world.member_params("developer@example.com");
    developer.send::<ChangeRole>(&own, json!({ "role": "owner", "from": "developer" })).problem(403);
    developer.send::<RemoveMember>(&world.removal("owner@example.com"), Value::Null).problem(403);
    developer.get::<ShowBilling>(&world.organization_params()).problem(403);
    let plan = json!({ "plan": "pro", "interval": "month", "version": 1 });
    developer.send::<ChangePlan>(&world.organization_params(), plan).problem(403);
    let body = json!({ "confirm": "Checkout", "version": 1 });
    developer.send::<DeleteProject>(&world.project_params(), body).problem(403);
    world.owner.send::<RevokeKey>(&key_params(&world, Mode::Live, "no-such-key"), Value::Null).problem(404);
    let nobody = RemovalParams { organization: "acme".into(), revoke_keys: false, member: "nobody".into() };
    world.owner.send::<RemoveMember>(&nobody, Value::Null).problem(404);
    let admin = world.member(Role::Admin);
    admin.send::<RemoveMember>(&world.removal("owner@example.com"), Value::Null).problem(403);
    let by = |who: &str, what: &str| format!("{who}@example.com refused_{what} x1");
    assert_eq!(
        refused(&app),
        [
            by("admin", "remove_member 403"),
            by("developer", "change_plan 403"),
            by("developer", "change_role 403"),
            by("developer", "create_key 403"),
            by("developer", "delete_project 403"),
            by("developer", "remove_member 403"),
            by("developer", "save_draft 403"),
            by("developer", "show_billing 403"),
            by("owner", "remove_member 404"),
            by("owner", "revoke_key 404"),
        ]
    );
    let log = app.db().dump("audit_entries");
    assert!(!log.contains("Not in any log") && !log.contains("features.sign_up"), "{log}");
    let details = app.db().text("SELECT details FROM audit_entries WHERE action = 'refused_revoke_key'");
    assert_eq!(details, r#"{"attempted":{"key":"no-such-key","mode":"live","project":"checkout"}}"#);
    let target = app.db().text(
        "SELECT target_kind || ' ' || target_id FROM audit_entries WHERE action = 'refused_revoke_key'",
    );
    assert_eq!(target, format!("environment {}", world.environment_id(Mode::Live)));
}

#[test]
fn attempts_with_another_sign_in_than_is_asked_for_and_without_a_proof_are_written_down() {
    let app = TestApp::new();
    let world = World::new(&app);
    let developer = world.member(Role::Developer);
    app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'");
    let body = json!({ "confirm": "Checkout", "version": 1 });
    for _ in 0..3 {
        developer.send::<DeleteProject>(&world.project_params(), body.clone()).problem(403);
    }
    // Only looked at, and not watched.
    developer.get::<ListProjects>(&ListProjectsParams::first("acme")).problem(403);
    world.stranger.send::<DeleteProject>(&world.project_params(), body).problem(404);
    app.wait(PROOF_LIFE_MS);
    let lift = json!({ "confirm": "Acme" });
    assert!(
        world.owner.send::<LiftSecurity>(&world.organization_params(), lift).problem(403).is("proof_needed")
    );
    let expected = [
        "developer@example.com refused_delete_project 403 x3",
        "owner@example.com refused_lift_security 403 x1",
    ];
    assert_eq!(refused(&app), expected);
}

#[test]
fn attempts_to_hand_on_to_publish_and_to_fetch_what_is_not_theirs_are_written_down() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "app.display_name": "Acme" }));
    let archive = exports::ready(&world.owner, "acme");
    let developer = world.member(Role::Developer);
    let viewer = world.member(Role::Viewer);
    let to = world.organization_params();
    let heir = app.db().text("SELECT id FROM users WHERE email_key = 'developer@example.com'");
    let hand_on = json!({ "member": heir });
    developer.send::<TransferOwnership>(&to, hand_on).problem(403);
    let offer = json!({ "to": "other", "confirm": "Checkout", "version": 1 });
    developer.send::<OfferProject>(&world.project_params(), offer).problem(403);
    let live = world.environment(Mode::Live);
    let publish = json!({ "revision": 1, "message": "", "confirm": "Checkout" });
    viewer.send::<PublishDraft>(&live, publish).problem(403);
    viewer.send::<RollBack>(&world.version(Mode::Live, 1), json!({ "confirm": "Checkout" })).problem(403);
    viewer
        .send::<Promote>(
            &world.project_params(),
            json!({ "keys": ["app.display_name"], "confirm": "Checkout" }),
        )
        .problem(403);
    developer.get::<ListExports>(&to).problem(403);
    developer.get::<ShowExportPart>(&exports::part(&archive, 0)).problem(403);
    developer.get::<ShowSecurity>(&to).problem(403);
    let by = |who: &str, what: &str| format!("{who}@example.com refused_{what} 403 x1");
    assert_eq!(
        refused(&app),
        [
            by("developer", "list_exports"),
            by("developer", "offer_project"),
            by("developer", "show_export_part"),
            by("developer", "show_security"),
            by("developer", "transfer_ownership"),
            by("viewer", "promote"),
            by("viewer", "publish_draft"),
            by("viewer", "roll_back"),
        ]
    );
}

#[test]
fn what_is_none_of_this_leaves_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let viewer = world.member(Role::Viewer);
    let before = app.db().number("SELECT count(*) FROM audit_entries");
    // A stranger leaves nothing in the log of others, nor does whoever is signed out.
    world.stranger.send::<DeleteProject>(&world.project_params(), json!({})).problem(404);
    world.stranger.get::<ShowBilling>(&world.organization_params()).problem(404);
    app.browser().send::<DeleteProject>(&world.project_params(), json!({})).problem(401);
    // What is done, and what is wrong in itself, is no refused attempt.
    viewer.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    let members = ListMembersParams { organization: "acme".into(), search: None, role: None, after: None };
    viewer.get::<ListMembers>(&members).ok::<ListMembers>();
    world.owner.send::<DeleteProject>(&world.project_params(), json!({})).problem(422);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries"), before);
    // Nor does a path that holds something else than a name.
    let secret = RemovalParams {
        organization: "acme".into(),
        revoke_keys: false,
        member: "sk_live_not for anybody's log".into(),
    };
    viewer.send::<RemoveMember>(&secret, Value::Null).problem(403);
    assert!(!app.db().dump("audit_entries").contains("sk_live_not"));
}

#[test]
fn however_often_somebody_tries_the_log_stays_short() {
    let app = TestApp::new();
    let world = World::new(&app);
    let viewer = world.member(Role::Viewer);
    for _ in 0..30 {
        viewer.send::<DeleteProject>(&world.project_params(), json!({})).problem(403);
    }
    assert_eq!(refused(&app), ["viewer@example.com refused_delete_project 403 x30"]);
    // Thirty more targets: as many entries as there is room for, and one for the rest.
    for number in 0..30 {
        app.db().execute(&format!(
            "INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
             SELECT 'project-{number}', id, 'P{number}', 'p{number}', 'p{number}', 0, 0 FROM organizations WHERE slug = 'acme'"
        ));
        let mut at = world.project_params();
        at.project = format!("p{number}");
        viewer.send::<DeleteProject>(&at, json!({})).problem(403);
    }
    let all = refused(&app);
    assert_eq!(all.len(), 21);
    assert!(all.contains(&"viewer@example.com refused_more 403 x11".to_owned()), "{all:?}");
    // Somebody else, and the next hour, count by themselves.
    world.member(Role::Developer).send::<DeleteProject>(&world.project_params(), json!({})).problem(403);
    assert_eq!(refused(&app).len(), 22);
    app.wait(HOUR);
    viewer.send::<DeleteProject>(&world.project_params(), json!({})).problem(403);
    assert_eq!(refused(&app).len(), 23);
    // What is refused does not keep anybody from what is allowed.
    trash::delete(&world).ok::<DeleteProject>();
}
