//! Which sign-ins fulfil what an organization asks for, and for how long.

use crate::passkeys;
use crate::security::{ask, asked, asks_for_a_passkey, organization, signed_in_by};
use crate::support::{Authenticator, DAY, HOUR, MINUTE, TestApp, World};
use portico_api::Role;
use portico_api::organizations::{ShowOrganization, UpdateOrganization};
use portico_api::security::UpdateSecurity;
use portico_api::session::ShowSession;
use portico_api::sign_in::SignOut;
use serde_json::{Value, json};

#[test]
fn proof_with_a_code_closes_nothing_that_the_session_had_opened_with_a_passkey() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let mut owner = world.owner.clone();
    let email = owner.get::<ShowSession>(&()).ok::<ShowSession>().user.email;
    app.wait(11 * MINUTE);
    owner.sign_in(&email);
    organization(&world, &owner).ok::<ShowOrganization>();
    // The batch of a change asks the same.
    let body = json!({ "name": "Acme two", "version": 1 });
    owner.send::<UpdateOrganization>(&world.organization_params(), body).ok::<UpdateOrganization>();
    let body = json!({ "ways": ["passkey"], "sign_in_hours": 1, "version": 1 });
    owner.send::<UpdateSecurity>(&world.organization_params(), body).ok::<UpdateSecurity>();
    // The passkey is as old as it is, however often a code comes after it.
    app.wait(50 * MINUTE);
    owner.sign_in(&email);
    assert!(asked(organization(&world, &owner)).is_way_met);
    let body = json!({ "ways": ["passkey"], "version": 2 });
    app.db().execute("UPDATE organizations SET session_ms = NULL, security_version = 2 WHERE slug = 'acme'");
    organization(&world, &owner).ok::<ShowOrganization>();
    let mut hours = body.clone();
    hours["sign_in_hours"] = 1.into();
    owner.send::<UpdateSecurity>(&world.organization_params(), hours).fault(422, "sign_in_hours");
    for _ in 0..5 {
        app.wait(6 * DAY);
        owner.sign_in(&email);
    }
    assert!(!asked(organization(&world, &owner)).is_way_met, "after the 30 days that a session lives");
}

#[test]
fn proof_with_a_code_counts_for_no_passkey() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let mut member = world.join("member@example.com", Role::Viewer);
    member.sign_in("member@example.com");
    assert!(!asked(organization(&world, &member)).is_way_met);
    // Nor does the passkey of another browser, of another person in this one, or of a session that was signed out of.
    let other = app.sign_in("member@example.com");
    signed_in_by(&other, "passkey");
    member.sign_in("member@example.com");
    asked(organization(&world, &member));
    let mut shared = world.owner.clone();
    shared.sign_in("member@example.com");
    asked(organization(&world, &shared));
    let mut left = other.clone();
    left.send::<SignOut>(&(), Value::Null).ok::<SignOut>();
    left.sign_in("member@example.com");
    asked(organization(&world, &left));
}

#[test]
fn sign_in_with_a_passkey_counts_from_its_own_time_and_keeps_the_provider_of_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut owner = world.owner.clone();
    let mut device = Authenticator::es256();
    passkeys::add(&owner, &mut device, "Phone");
    signed_in_by(&owner, "provider:okta");
    app.wait(2 * HOUR);
    passkeys::sign_in(&mut owner, &device);
    let asks = |ways: &str| {
        let sql = "UPDATE organizations SET session_ms = 3600000, sign_in_ways";
        app.db().execute(&format!("{sql} = {ways} WHERE slug = 'acme'"));
        organization(&world, &owner).status
    };
    assert_eq!([asks("' passkey '"), asks("' provider:okta '"), asks("NULL")], [200, 403, 200]);
    app.db().execute("UPDATE organizations SET session_ms = NULL, sign_in_ways = ' provider:okta '");
    organization(&world, &owner).ok::<ShowOrganization>();
}

#[test]
fn provider_that_is_asked_for_is_that_very_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    signed_in_by(&world.owner, "provider:okta");
    ask(&world, json!({ "ways": ["provider:okta"] })).ok::<UpdateSecurity>();
    let member = world.member(Role::Viewer);
    for (way, expected) in [
        ("code", 403),
        ("passkey", 403),
        ("provider:okt", 403),
        ("provider:okta-2", 403),
        ("okta", 403),
        ("provider:okta", 200),
    ] {
        signed_in_by(&member, way);
        assert_eq!(organization(&world, &member).status, expected, "{way}");
    }
}

#[test]
fn sign_in_that_is_older_than_asked_for_is_made_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    let member = world.member(Role::Developer);
    app.wait(HOUR - 1);
    let newer = app.sign_in("owner@example.com");
    let body = json!({ "sign_in_hours": 1, "version": 0 });
    newer.send::<UpdateSecurity>(&world.organization_params(), body).ok::<UpdateSecurity>();
    app.wait(HOUR);
    let told = asked(organization(&world, &member));
    assert_eq!((told.is_way_met, told.sign_in_hours), (true, Some(1)));
    assert_eq!(
        told.said(),
        "Acme asks its members to sign in again after 1 hour. Sign in again to continue."
    );
    assert!(told.is_only_old());
    assert_eq!(organization(&world, &member).problem(403).title, "Sign in again");
    organization(&world, &app.sign_in("developer@example.com")).ok::<ShowOrganization>();
}
