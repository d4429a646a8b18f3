//! What a provider says, or does not say, and what becomes of it.

use crate::providers::{ANNA, at, come_back, failure, go, installation, start, start_for};
use crate::support::provider::query;
use crate::support::{Browser, HOUR};
use portico_api::providers::StartProviderSignIn;
use serde_json::json;

#[test]
fn refusals_of_the_provider_come_back_in_our_own_words() {
    let (app, provider) = installation();
    app.expects_trouble.set(true);
    let mut browser = app.browser();
    for (error, word) in [("access_denied", "denied"), ("server_error", "failed"), ("%3Cscript%3E", "failed")]
    {
        let state = query(&start_for(&mut browser, "ours", "/new"))["state"].clone();
        let answer = format!("error={error}&error_description=Call+0900+123456&state={state}");
        let led = come_back(&mut browser, "ours", &answer);
        assert_eq!(led, format!("{}&return_to=%2Fnew", failure("ours", word)));
    }
    // Who answers for another issuer.
    for (issuer, word) in [("https%3A%2F%2Fevil.example", "failed"), ("https%3A%2F%2Fid.example.com", "")] {
        let answer = provider.allow(&start(&mut browser, "ours"));
        let led = come_back(&mut browser, "ours", &format!("{answer}&iss={issuer}"));
        let expected =
            if word.is_empty() { "/sign-in?provider=ours".to_owned() } else { failure("ours", word) };
        assert_eq!(led, expected);
    }
}

#[test]
fn nobody_waits_for_a_provider_for_ever_or_reads_all_that_it_says() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    let started = |browser: &mut Browser| {
        let reply = browser.send_and_keep::<StartProviderSignIn>(&at("ours"), json!({}));
        (reply.status, reply)
    };
    provider.pace.hangs.set(true);
    let before = app.service.clock.now_seconds();
    let (status, reply) = started(&mut app.browser());
    assert_eq!(status, 503, "{}", reply.json);
    assert!(app.service.clock.now_seconds() - before <= 10);
    provider.pace.hangs.set(false);
    provider.instead.borrow_mut().push_back((200, format!("\"{}\"", "a".repeat(1 << 20))));
    assert_eq!(started(&mut app.browser()).0, 503);
    for body in ["", "[]", "<html>", "{}", "null"] {
        provider.instead.borrow_mut().push_back((200, body.to_owned()));
        assert_eq!(started(&mut app.browser()).0, 503, "{body}");
    }
    // It is there again, and then not when it matters.
    let mut browser = app.browser();
    let answer = provider.allow(&start(&mut browser, "ours"));
    provider.pace.hangs.set(true);
    let before = app.service.clock.now_seconds();
    assert_eq!(come_back(&mut browser, "ours", &answer), failure("ours", "failed"));
    assert!(app.service.clock.now_seconds() - before <= 20);
    provider.pace.hangs.set(false);
    for (status, body) in [
        (500, "{}"),
        (200, "<html>"),
        (200, "{\"id_token\":\"a.b.c\"}"),
        (200, "{\"id_token\":\"..\"}"),
        (302, ""),
    ] {
        let answer = provider.allow(&start(&mut browser, "ours"));
        provider.instead.borrow_mut().push_back((status, body.to_owned()));
        assert_eq!(come_back(&mut browser, "ours", &answer), failure("ours", "failed"), "{body}");
    }
    // What was known of the issuer goes on for as long as it does not answer.
    app.wait(2 * HOUR);
    provider.instead.borrow_mut().push_back((500, String::new()));
    assert_eq!(go(&mut browser, &provider, "ours"), "/");
}

#[test]
fn issuer_that_calls_itself_otherwise_or_leads_into_the_open_is_not_asked() {
    let (app, provider) = installation();
    app.expects_trouble.set(true);
    for (name, wrong) in [
        ("issuer", "https://id.example.com/"),
        ("issuer", "https://evil.example"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("token_endpoint", "http://id.example.com/token"),
        ("token_endpoint", "http://127.0.0.1/token"),
        ("jwks_uri", "https://user@id.example.com/keys"),
        ("jwks_uri", ""),
    ] {
        provider.document.replace(json!({ name: wrong }));
        let reply = app.browser().send::<StartProviderSignIn>(&at("ours"), json!({}));
        let problem = reply.problem(503);
        assert!(!problem.detail.contains("example"), "{name} {wrong}");
    }
}

#[test]
fn address_comes_from_the_userinfo_endpoint_where_the_token_has_none() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    provider.claims.replace(json!({ "email": null, "email_verified": null }));
    let said = |subject: &str| json!({ "sub": subject, "email": ANNA, "email_verified": true });
    provider.userinfo.replace(said("somebody-else"));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), failure("ours", "failed"));
    provider.userinfo.replace(said("anna-at-id"));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
    let asked = provider.requests.borrow().last().cloned().unwrap();
    assert_eq!(asked.authorization.as_deref(), Some("Bearer an access token"));
}

#[test]
fn google_is_believed_about_the_mailboxes_that_it_keeps() {
    for (claims, is_enough) in [
        (json!({}), false),
        (json!({ "hd": "example.com" }), true),
        (json!({ "email": "anna@gmail.com" }), true),
    ] {
        let (app, provider) = installation();
        app.sign_in(ANNA);
        app.sign_in("anna@gmail.com");
        provider.claims.replace(claims.clone());
        let led = go(&mut app.browser(), &provider, "google");
        assert_eq!(led, if is_enough { "/" } else { "/sign-in?provider=google" }, "{claims}");
    }
}

#[test]
fn only_accounts_of_the_hosted_domain_are_let_in_where_one_is_set() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    assert!(start(&mut app.browser(), "work").contains("&hd=example.com"));
    for (domain, led) in [
        (json!(null), failure("work", "failed")),
        (json!("evil.example"), failure("work", "failed")),
        (json!("example.com"), "/".to_owned()),
    ] {
        provider.claims.replace(json!({ "hd": domain }));
        assert_eq!(go(&mut app.browser(), &provider, "work"), led, "{domain}");
    }
}

#[test]
fn github_says_who_it_is_by_its_api() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    let address =
        |primary: bool, verified: bool| json!({ "email": ANNA, "primary": primary, "verified": verified });
    for (addresses, led) in [
        (json!([address(false, true)]), failure("github", "unverified")),
        (json!([address(true, false)]), failure("github", "unverified")),
        (json!({}), failure("github", "unverified")),
        (
            json!([{ "email": "a@b.example", "primary": false, "verified": true }, address(true, true)]),
            "/".to_owned(),
        ),
    ] {
        provider.addresses.replace(addresses.clone());
        let mut browser = app.browser();
        let page = start(&mut browser, "github");
        assert!(
            page.starts_with("https://github.com/login/oauth/authorize?")
                && page.contains("scope=user%3Aemail")
        );
        assert_eq!(come_back(&mut browser, "github", &provider.allow(&page)), led, "{addresses}");
    }
    let key = app.db().text("SELECT issuer || ' ' || subject FROM linked_providers");
    assert_eq!(key, "https://github.com 4217");
    let urls: Vec<_> =
        provider.requests.borrow().iter().rev().take(3).map(|request| request.url.clone()).collect();
    let api = ["https://api.github.com/user/emails", "https://api.github.com/user"];
    assert_eq!(urls, [api[0], api[1], "https://github.com/login/oauth/access_token"]);
    // GitHub refuses in an answer of 200.
    app.expects_trouble.set(true);
    let mut browser = app.browser();
    let answer = provider.allow(&start(&mut browser, "github"));
    let refusal = json!({ "error": "bad_verification_code", "error_description": "expired" });
    provider.instead.borrow_mut().push_back((200, refusal.to_string()));
    assert_eq!(come_back(&mut browser, "github", &answer), failure("github", "failed"));
}
