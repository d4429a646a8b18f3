//! Ways out of what an organization asks of sign-ins: it is lifted by an Owner, and left by whoever is kept out.

use crate::security::{asked, asks_for_a_passkey, organization, signed_in_by};
use crate::support::{Browser, HOUR, TestApp, World};
use portico_api::Role;
use portico_api::access::Rule;
use portico_api::deletions::ListDeletedOrganizations;
use portico_api::environments::Mode;
use portico_api::members::{LeaveOrganization, LeaveParams};
use portico_api::organizations::ShowOrganization;
use portico_api::security::LiftSecurity;
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

#[test]
fn owner_who_lost_the_passkey_lifts_it_with_a_sign_in_of_now_and_all_owners_hear_of_it() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    world.join("second@example.com", Role::Owner);
    let lost = app.sign_in("owner@example.com");
    assert!(asked(organization(&world, &lost)).is_owner);
    app.wait(10 * 60 * 1000);
    let lift =
        |by: &Browser| by.send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "Acme" }));
    assert!(lift(&lost).problem(403).is("proof_needed"));
    let now = app.sign_in("owner@example.com");
    assert!(lift(&world.join("admin@example.com", Role::Admin)).problem(403).is("forbidden"));
    for (typed, status) in [(json!({}), 422), (json!({ "confirm": "Other" }), 422)] {
        let reply = now.send::<LiftSecurity>(&world.organization_params(), typed);
        assert_eq!(reply.status, status);
        reply.fault(422, "confirm");
    }
    let nothing = now.send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "" }));
    assert_eq!(nothing.problem(422).detail, "Enter the organization's name.");
    asked(organization(&world, &lost));
    let lifted = lift(&now).ok::<LiftSecurity>();
    assert_eq!((lifted.ways.len(), lifted.sign_in_hours), (0, None));
    organization(&world, &lost).ok::<ShowOrganization>();
    let told = || {
        let sent = app.mailer.sent.borrow();
        let mut told: Vec<_> = sent
            .iter()
            .filter(|mail| mail.subject.starts_with("Acme no longer has sign-in"))
            .map(|mail| mail.recipient.clone())
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(), ["owner@example.com", "second@example.com"]);
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
    let entry = app.db().text("SELECT details FROM audit_entries WHERE action = 'lift_security'");
    assert_eq!(serde_json::from_str::<Value>(&entry).unwrap()["before"]["ways"], json!(["passkey"]));
    // Where nothing is asked, nobody is mailed.
    lift(&now).ok::<LiftSecurity>();
    assert_eq!(told().len(), 2);
}

#[test]
fn it_is_lifted_five_times_a_day_because_each_time_all_owners_are_mailed() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let owner = app.sign_in("owner@example.com");
    let lift = || owner.send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "Acme" }));
    let ask = || app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'");
    for _ in 0..5 {
        lift().ok::<LiftSecurity>();
        ask();
    }
    lift().problem(429);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'lift_security'"), 5);
    assert_eq!(app.db().number("SELECT sign_in_ways IS NOT NULL FROM organizations WHERE slug = 'acme'"), 1);
}

#[test]
fn only_lifting_and_leaving_get_past_it() {
    let all = portico_api::registry::all();
    let past: Vec<_> = all
        .iter()
        .filter(|entry| matches!(entry.rule, Rule::ProvenOrganization(_) | Rule::Member(_)))
        .map(|entry| entry.name)
        .collect();
    assert_eq!(past, ["lift_security", "leave_organization"]);
}

#[test]
fn member_who_is_kept_out_leaves_without_signing_in_as_asked() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let developer = world.member(Role::Developer);
    app.wait(HOUR);
    asked(organization(&world, &developer));
    let leave = app.browser().request::<LeaveOrganization>(&world.leaving(), Value::Null);
    let leave = Request { cookie: developer.request::<ShowSession>(&(), Value::Null).cookie, ..leave };
    let leave = Request { idempotency_key: Some("key-of-whoever-leaves".to_owned()), ..leave };
    app.send(&leave).ok::<LeaveOrganization>();
    // The answer was lost: the same request once more.
    app.send(&leave).ok::<LeaveOrganization>();
    organization(&world, &developer).problem(404);
    assert!(developer.get::<ShowSession>(&()).ok::<ShowSession>().organizations.is_empty());
    assert_eq!(app.db().number("SELECT members FROM organizations WHERE slug = 'acme'"), 1);
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'leave_organization'";
    assert_eq!(app.db().number(entries), 1);
    world.stranger.send::<LeaveOrganization>(&world.leaving(), Value::Null).problem(404);
}

#[test]
fn last_owner_who_is_kept_out_stays() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    signed_in_by(&world.owner, "code");
    asked(organization(&world, &world.owner));
    let problem = world.owner.send::<LeaveOrganization>(&world.leaving(), Value::Null).problem(409);
    assert!(problem.is("last_owner"));
    world.join("second@example.com", Role::Owner);
    world.owner.send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
}

#[test]
fn whoever_is_kept_out_revokes_no_keys_by_leaving_and_hears_nothing_of_a_deletion_but_that_it_was() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.create_key(Mode::Live);
    let second = world.join("second@example.com", Role::Owner);
    app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'");
    let leave = |revoke_keys: bool| {
        let at = LeaveParams { organization: "acme".to_owned(), revoke_keys };
        world.owner.send::<LeaveOrganization>(&at, Value::Null)
    };
    assert!(leave(true).problem(403).is("forbidden"));
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NOT NULL"), 0);
    app.db().execute(&format!(
        "UPDATE organizations SET deleted_at = {}, deleted_by = (SELECT id FROM users WHERE email_key = 'owner@example.com') WHERE slug = 'acme'",
        app.service.clock.now()
    ));
    let listed =
        || second.get::<ListDeletedOrganizations>(&()).ok::<ListDeletedOrganizations>().organizations;
    let [one] = &listed()[..] else { panic!("it is listed") };
    assert_eq!(
        (one.name.as_str(), one.deleted_by.as_str(), one.deleted_by_name.as_deref()),
        ("Acme", "", None)
    );
    assert!(!one.may_restore);
    app.db().execute("UPDATE organizations SET sign_in_ways = NULL WHERE slug = 'acme'");
    assert_eq!(listed()[0].deleted_by, "owner@example.com");
}
