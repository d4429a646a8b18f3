//! Who has a whole IPv6 /48 is counted as that, whatever is counted: each /64 in it has its own budget, and all of them one together.

use crate::passkeys::signed;
use crate::providers::{at, installation};
use crate::support::{Authenticator, Browser, HOUR, TestApp, World};
use portico_api::invites::{CreateInvites, INVITES_PER_NETWORK};
use portico_api::passkeys::{REFUSED_PER_NETWORK, SignInWithPasskey};
use portico_api::providers::{ATTEMPTS_PER_NETWORK, StartProviderSignIn};
use portico_edge::http::Request;
use serde_json::json;
use std::cell::Cell;

/// Sends it from there.
fn from(app: &TestApp, client: &str, request: Request) -> u16 {
    app.send(&Request { client_address: Some(client.to_owned()), ..request }).status
}

/// What is done by clients of one /48 until it has had so many, of which each costs one.
fn hold(app: &TestApp, scope: &str, limit: i64, done: u16, act: &dyn Fn(&str) -> u16) {
    assert_eq!(act("2001:db8:1:1::1"), done, "{scope}");
    assert_eq!(act("2001:db8:1:2::1"), done, "{scope}");
    let used = |scope: &str| {
        app.db().number(&format!("SELECT max(used) FROM budgets WHERE scope = '{scope}_network'"))
    };
    assert_eq!(used(scope), 2, "{scope}: both count for the network");
    let rows = format!("SELECT count(*) FROM budgets WHERE scope = '{scope}_client'");
    assert_eq!(app.db().number(&rows), 2, "{scope}: and each for itself");
    app.db().execute(&format!("UPDATE budgets SET used = {limit} - 1 WHERE scope = '{scope}_network'"));
    assert_eq!(act("2001:db8:1:ffff::1"), done, "{scope}");
    assert_eq!(act("2001:db8:1:fffe::1"), 429, "{scope}: another /64 of the same /48");
    assert_eq!(act("2001:db8:2:1::1"), done, "{scope}: another /48");
    assert_eq!(act("192.0.2.77"), done, "{scope}: IPv4 has none");
    app.wait(HOUR);
    assert_eq!(act("2001:db8:1:fffe::1"), done, "{scope}: an hour later");
}

#[test]
fn mail_of_one_network_is_counted_together() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let number = Cell::new(0);
    let invite = |client: &str| {
        number.set(number.get() + 1);
        let body = json!({ "emails": [format!("a{}@example.com", number.get())], "role": "viewer" });
        from(&app, client, world.owner.request::<CreateInvites>(&world.organization_params(), body))
    };
    hold(&app, "mail", INVITES_PER_NETWORK, 201, &invite);
}

#[test]
fn refused_passkeys_of_one_network_are_counted_together() {
    let app = TestApp::new();
    let refused = |client: &str| {
        let mut browser: Browser = app.browser();
        let body = signed(&mut browser, &Authenticator::es256().of_nobody());
        from(&app, client, browser.request::<SignInWithPasskey>(&(), body))
    };
    hold(&app, "passkey", REFUSED_PER_NETWORK, 422, &refused);
}

#[test]
fn sign_ins_at_providers_that_one_network_begins_are_counted_together() {
    let (app, _provider) = installation();
    let begin = |client: &str| {
        from(&app, client, app.browser().request::<StartProviderSignIn>(&at("ours"), json!({})))
    };
    hold(&app, "provider", ATTEMPTS_PER_NETWORK, 200, &begin);
}
