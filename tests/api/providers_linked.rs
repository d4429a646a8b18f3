//! Which account a provider signs in to: linked once by a proven address, and taken apart again by whoever owns it.

use crate::providers::{
    ANNA, COOKIE, at, come_back, failure, go, installation, is_signed_out, link_here, linked, links,
    start_for,
};
use crate::support::provider::ISSUER;
use crate::support::{Browser, MINUTE, Reply};
use portico_api::account::RequestAddressChange;
use portico_api::providers::{
    ATTEMPT_LIFE_MS, LinkProvider, ListLinkedProviders, ShowIdentity, UnlinkProvider,
};
use portico_api::session::ShowSession;
use portico_api::sessions::{ListSessions, SignInWay};
use portico_api::sign_in::{RequestCode, SignIn};
use serde_json::{Value, json};

fn email_of(browser: &Browser) -> String {
    browser.get::<ShowSession>(&()).ok::<ShowSession>().user.email
}

/// An address change only needs the proof: whether the session has it.
fn is_proven(browser: &Browser) -> bool {
    let reply = browser.send::<RequestAddressChange>(&(), json!({ "email": "new@example.com" }));
    reply.status == 200
}

#[test]
fn account_is_linked_by_its_verified_address_once_and_then_found_by_who_it_is_there() {
    let (app, provider) = installation();
    let anna = app.sign_in(ANNA);
    let mut browser = app.browser();
    let page = start_for(&mut browser, "ours", "/o/acme?search=a");
    assert_eq!(come_back(&mut browser, "ours", &provider.allow(&page)), "/o/acme?search=a");
    assert_eq!(email_of(&browser), ANNA);
    assert!(!browser.cookies.contains_key(COOKIE));
    let told = |subject: &str| {
        let sent = app.mailer.sent.borrow();
        sent.iter().filter(|mail| mail.recipient == ANNA && mail.subject == subject).count()
    };
    assert_eq!(told("Our ID now signs you in to Portico"), 1);
    let entry = "SELECT details FROM audit_entries WHERE action = 'link_provider'";
    let said = format!(r#"{{"provider":"ours","issuer":"{ISSUER}","email":"{ANNA}"}}"#);
    assert_eq!(app.db().text(entry), said);
    let session = anna.get::<ListSessions>(&()).ok::<ListSessions>().sessions.remove(1);
    assert_eq!((session.signed_in_by, session.provider.as_deref()), (SignInWay::Provider, Some("ours")));
    // Whatever the provider says of the address from now on.
    provider.claims.replace(json!({ "email": "anna@elsewhere.example", "email_verified": false }));
    let mut second = app.browser();
    assert_eq!(go(&mut second, &provider, "ours"), "/");
    assert_eq!((email_of(&second).as_str(), links(&app)), (ANNA, 1));
    assert_eq!(told("Our ID now signs you in to Portico"), 1);
    // And somebody else there is somebody else here.
    provider.claims.replace(json!({ "sub": "somebody", "email_verified": false }));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), failure("ours", "unverified"));
}

#[test]
fn new_address_is_linked_after_its_mailbox_was_proven_in_this_browser() {
    let (app, provider) = installation();
    let mut browser = app.browser();
    let page = start_for(&mut browser, "ours", "/new");
    let led = come_back(&mut browser, "ours", &provider.allow(&page));
    assert_eq!(led, "/sign-in?provider=ours&return_to=%2Fnew");
    let identity = browser.get::<ShowIdentity>(&()).ok::<ShowIdentity>();
    assert_eq!((identity.email.as_str(), identity.provider.name.as_str()), (ANNA, "Our ID"));
    assert_eq!((app.db().number("SELECT count(*) FROM users"), links(&app)), (0, 0));
    // In another browser the code opens the account, and links nothing.
    app.sign_in(ANNA);
    assert_eq!((links(&app), app.browser().get::<ShowIdentity>(&()).status), (0, 404));
    browser.sign_in(ANNA);
    assert_eq!(links(&app), 1);
    let told = |subject: &str| app.mailer.sent.borrow().iter().any(|mail| mail.subject == subject);
    assert!(told("Our ID now signs you in to Portico"));
    assert_eq!(browser.get::<ShowIdentity>(&()).status, 404);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
}

#[test]
fn code_for_another_address_or_after_ten_minutes_links_nothing() {
    let (app, provider) = installation();
    let mut browser = app.browser();
    go(&mut browser, &provider, "ours");
    browser.sign_in("eve@example.com");
    assert_eq!(links(&app), 0);
    let mut late = app.browser();
    go(&mut late, &provider, "ours");
    app.wait(ATTEMPT_LIFE_MS + 1);
    assert_eq!(late.get::<ShowIdentity>(&()).status, 404);
    late.sign_in(ANNA);
    assert_eq!(links(&app), 0);
}

#[test]
fn second_provider_of_an_account_is_never_linked_silently() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
    let mut browser = app.browser();
    assert_eq!(go(&mut browser, &provider, "other"), "/sign-in?provider=other");
    assert!(is_signed_out(&browser));
    browser.request_code(ANNA).ok::<RequestCode>();
    browser.enter_code(&app.newest_code()).ok::<SignIn>();
    assert_eq!(linked(&browser).len(), 2);
    assert_eq!(go(&mut app.browser(), &provider, "other"), "/");
}

#[test]
fn unverified_address_finds_no_account_and_makes_none() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    provider.userinfo.replace(json!({ "sub": "anna-at-id" }));
    for claims in [
        json!({ "email_verified": false }),
        json!({ "email_verified": "true" }),
        json!({ "email_verified": 1 }),
        json!({ "email_verified": null }),
        json!({ "email": [ANNA] }),
        json!({ "email": "anna@example.com, eve@example.com" }),
        json!({ "email": "ännä@example.com" }),
    ] {
        provider.claims.replace(claims.clone());
        let mut browser = app.browser();
        assert_eq!(go(&mut browser, &provider, "ours"), failure("ours", "unverified"), "{claims}");
        assert!(is_signed_out(&browser) && browser.get::<ShowIdentity>(&()).status == 404, "{claims}");
    }
    assert_eq!((links(&app), app.db().number("SELECT count(*) FROM users")), (0, 1));
}

#[test]
fn account_is_linked_and_unlinked_by_whoever_has_just_proven_who_it_is() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    // Whatever address they have there.
    provider.claims.replace(json!({ "email": "a@private.example", "email_verified": false }));
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours");
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours");
    let [own] = linked(&anna).try_into().unwrap();
    let link = own.link.unwrap();
    assert_eq!((link.email.as_str(), link.last_used_at, own.is_available), ("a@private.example", None, true));
    assert_eq!(app.mailer.sent.borrow().len(), 1);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
    assert!(linked(&anna)[0].link.as_ref().unwrap().last_used_at.is_some());
    // Somebody else who has the account there, and another account there.
    let mut eve = app.sign_in("eve@example.com");
    assert_eq!(link_here(&mut eve, &provider, "ours"), "/account?provider=ours&failed=taken");
    provider.claims.replace(json!({ "sub": "anna-too" }));
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours&failed=another");
    anna.send::<UnlinkProvider>(&at("ours"), Value::Null).ok::<UnlinkProvider>();
    assert_eq!((linked(&anna).len(), anna.send::<UnlinkProvider>(&at("ours"), Value::Null).status), (0, 404));
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'unlink_provider'"), 1);
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours");
    app.wait(11 * MINUTE);
    let needs = |reply: Reply| reply.problem(403).is("proof_needed");
    assert!(needs(anna.send::<UnlinkProvider>(&at("ours"), Value::Null)));
    assert!(needs(anna.send::<LinkProvider>(&at("other"), Value::Null)));
}

#[test]
fn sign_in_with_a_provider_proves_nothing_that_changes_how_one_signs_in() {
    let (app, provider) = installation();
    let anna = app.sign_in(ANNA);
    let mut browser = app.browser();
    assert_eq!(go(&mut browser, &provider, "ours"), "/");
    assert!(is_proven(&anna) && !is_proven(&browser));
    assert_eq!(browser.send::<UnlinkProvider>(&at("ours"), Value::Null).status, 403);
    app.wait(1);
    browser.sign_in(ANNA);
    assert!(is_proven(&browser));
}

#[test]
fn whoever_is_signed_out_meanwhile_links_nothing() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    let page = anna.send_and_keep::<LinkProvider>(&at("ours"), Value::Null).ok::<LinkProvider>().url;
    app.db().execute("DELETE FROM sessions");
    let led = come_back(&mut anna, "ours", &provider.allow(&page));
    assert_eq!((led.as_str(), links(&app)), ("/account?provider=ours&failed=signed_out", 0));
}

#[test]
fn link_of_a_provider_that_is_configured_no_more_is_listed_and_can_be_taken_away() {
    let (app, _) = installation();
    let anna = app.sign_in(ANNA);
    app.db().execute(
        "INSERT INTO linked_providers SELECT id, 'gone', 'https://gone.example', '1', '', 1, NULL, '' FROM users",
    );
    let list = anna.get::<ListLinkedProviders>(&()).ok::<ListLinkedProviders>().providers;
    let last = list.last().unwrap();
    assert_eq!((list.len(), last.is_available, last.provider.name.as_str()), (6, false, "gone"));
    anna.send::<UnlinkProvider>(&at("gone"), Value::Null).ok::<UnlinkProvider>();
    assert_eq!(links(&app), 0);
}
