//! Several ways to sign in, asked for by several organizations: what is said of them, and that one browser fulfils them all.

use crate::passkeys;
use crate::providers::{go, installation};
use crate::security::{organization, signed_in_by};
use crate::support::{Authenticator, Browser, HOUR, World, create_organization};
use portico_api::Role;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::passkeys::SignInWithPasskey;
use portico_api::sign_in::SignOut;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

#[test]
fn way_that_is_asked_for_is_said_even_where_it_was_used_too_long_ago() {
    let (app, _) = installation();
    let world = World::new(&app);
    let member = world.member(Role::Viewer);
    for (asks, way, hours, expected) in [
        ("passkey", "code", 8, "with a passkey every 8 hours. Sign in that way to continue."),
        ("passkey", "passkey", 8, "with a passkey every 8 hours. Sign in that way again to continue."),
        ("passkey", "passkey", 1, "with a passkey every hour. Sign in that way again to continue."),
        (
            "provider:ours",
            "provider:ours",
            8,
            "with Our ID every 8 hours. Sign in that way again to continue.",
        ),
        (
            "passkey provider:gone provider:ours",
            "code",
            8,
            "with a passkey or gone or Our ID every 8 hours. Sign in that way to continue.",
        ),
    ] {
        signed_in_by(&member, way);
        let hours_ms = hours * HOUR;
        app.db().execute(&format!(
            "UPDATE organizations SET sign_in_ways = ' {asks} ', session_ms = {hours_ms} WHERE slug = 'acme'"
        ));
        app.db().execute(&format!(
            "UPDATE sessions SET created_at = {} WHERE signed_in_by = '{way}'",
            app.service.clock.now() - hours_ms
        ));
        let problem = organization(&world, &member).problem(403);
        assert_eq!(problem.detail, format!("Acme asks its members to sign in {expected}"));
        let told = *problem.sign_in.unwrap();
        assert_eq!(told.said(), problem.detail);
        let names: Vec<_> = told.providers.iter().map(|provider| provider.name.as_str()).collect();
        assert_eq!(names, if asks.contains("ours") { vec!["Our ID"] } else { vec![] }, "{asks}");
    }
}

#[test]
fn one_browser_fulfils_what_two_organizations_ask_one_sign_in_after_the_other() {
    let (app, provider) = installation();
    let world = World::new(&app);
    let mut owner = world.owner.clone();
    let mut device = Authenticator::es256();
    passkeys::add(&owner, &mut device, "Phone");
    provider.claims.replace(json!({ "email": "owner@example.com" }));
    let second = create_organization(&owner, "Second");
    app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'");
    app.db().execute("UPDATE organizations SET sign_in_ways = ' provider:ours ' WHERE slug = 'second'");
    let open = |by: &Browser| {
        ["acme".to_owned(), second.slug.clone()].map(|organization| {
            by.get::<ShowOrganization>(&OrganizationParams { organization }).status == 200
        })
    };
    assert_eq!(open(&owner), [false, false]);
    app.wait(1);
    passkeys::sign_in(&mut owner, &device).ok::<SignInWithPasskey>();
    assert_eq!(open(&owner), [true, false]);
    app.wait(1);
    assert_eq!(go(&mut owner, &provider, "ours"), "/");
    assert_eq!(open(&owner), [true, true]);
    // The session goes on as well where a sign-in comes to nothing before its end.
    provider.claims.replace(json!({ "sub": "another", "email": "another@example.com" }));
    assert_eq!(go(&mut owner, &provider, "ours"), "/sign-in?provider=ours");
    assert_eq!(open(&owner), [true, true]);
    // Who signs out first begins anew.
    owner.send_and_keep::<SignOut>(&(), Value::Null).ok::<SignOut>();
    app.wait(1);
    passkeys::sign_in(&mut owner, &device).ok::<SignInWithPasskey>();
    assert_eq!(open(&owner), [true, false]);
}
