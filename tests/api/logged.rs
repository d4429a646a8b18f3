//! What is written into the log names a route by its pattern: no secret that stands in an address is ever in it.

use crate::providers::{at, installation, start};
use crate::support::TestApp;
use portico_api::mail_choice::StopMail;
use portico_api::providers::StartProviderSignIn;
use portico_api::registry;
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::{Value, json};

/// What stands in the path in place of each name in braces.
fn filled(pattern: &str, token: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { token.to_owned() } else { part.to_owned() };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Those that are no endpoint of the contract.
const BESIDES: [&str; 4] = [
    "/api/mail/{token}/one-click",
    "/api/notices/{token}/one-click",
    "/api/sign-in/providers/{provider}/callback",
    "/api/stripe/webhook",
];

#[test]
fn every_route_is_named_by_its_pattern() {
    let app = TestApp::new();
    let token = "f".repeat(64);
    let all: Vec<_> = registry::all().iter().map(|entry| entry.path).chain(BESIDES).collect();
    for pattern in all {
        let path = filled(pattern, &token);
        let named = app.service.route_of(&path);
        assert_eq!(filled(named, &token), path, "{pattern}");
        assert!(!named.contains(&token), "{named}");
    }
    for path in [
        format!("/api/notices/{token}"),
        format!("/api/notices/{token}/one-click/more"),
        format!("/api/mail/{token}/{token}/one-click"),
        format!("/api/sign-in/providers/{token}/callback/{token}"),
        format!("/{token}"),
    ] {
        assert!(!app.service.route_of(&path).contains(&token), "{path}");
    }
}

/// What the log has of a request that fails in the middle, and what its problem says.
fn said(app: &TestApp, request: &Request) -> String {
    app.expects_trouble.set(true);
    app.db().next_failure.replace(Some("D1_ERROR: Network connection lost"));
    let response = app.block_on(app.service.handle(request));
    let notes = response.afterwards.notes.join(" ");
    let cause = response.log.clone().unwrap_or_default();
    assert!(!(cause.is_empty() && notes.is_empty()), "nothing was said of {}", request.path);
    format!("{} {cause} {notes} {}", app.service.route_of(&request.path), response.body)
}

#[test]
fn one_click_that_fails_leaves_no_token_in_the_log() {
    let app = TestApp::new();
    app.sign_in("anna@example.com");
    app.wait(1);
    app.sign_in("anna@example.com");
    let of_notice = {
        let sent = app.mailer.sent.borrow();
        let mail = sent.iter().find(|mail| mail.stop.is_some()).expect("a notice of a new browser");
        mail.stop.as_ref().unwrap().one_click.clone()
    };
    let stop = crate::mail_choice::choice_of(&app, "anna@example.com");
    let of_mail = format!("{}/api/mail/{}/one-click", crate::support::ORIGIN, stop.token);
    for link in [of_notice, of_mail] {
        let path = link.strip_prefix(crate::support::ORIGIN).unwrap().to_owned();
        let token = path.split('/').nth(3).unwrap().to_owned();
        let request = app.browser().request::<StopMail>(&stop, json!({}));
        let request = Request { method: "POST".into(), path, fetch_site: None, ..request };
        let said = said(&app, &request);
        let signature = token.rsplit('.').next().unwrap();
        assert!(!said.contains(&token) && !said.contains(&signature[..40]), "{said}");
        assert!(said.starts_with("/api/") && said.contains("{token}"), "{said}");
    }
}

#[test]
fn callback_of_a_provider_that_fails_leaves_neither_code_nor_state_nor_cookie_in_the_log() {
    let (app, provider) = installation();
    let mut browser = app.browser();
    let page = start(&mut browser, "ours");
    let query = provider.allow(&page);
    let cookie = browser.cookies["__Host-portico_provider"].clone();
    let request = browser.request::<ShowSession>(&(), Value::Null);
    let request = Request {
        path: "/api/sign-in/providers/ours/callback".into(),
        query: query.clone(),
        fetch_site: Some("cross-site".into()),
        content_type: None,
        cookie: Some(format!("__Host-portico_provider={cookie}")),
        ..request
    };
    let said = said(&app, &request);
    let secrets = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned());
    for secret in secrets.chain([cookie, query.clone()]) {
        assert!(!said.contains(&secret), "{secret}: {said}");
    }
    assert!(said.starts_with("/api/sign-in/providers/{provider}/callback"), "{said}");
    // What a provider refuses is noted, and says as little.
    let mut again = app.browser();
    let reply = again.send_and_keep::<StartProviderSignIn>(&at("ours"), json!({ "return_to": "/" }));
    let state = crate::support::provider::query(&reply.ok::<StartProviderSignIn>().url)["state"].clone();
    let cookie = again.cookies["__Host-portico_provider"].clone();
    let request = Request {
        query: format!("code=never-given-out&state={state}"),
        cookie: Some(format!("__Host-portico_provider={cookie}")),
        ..request
    };
    let response = app.block_on(app.service.handle(&request));
    let noted = format!("{:?} {:?}", response.log, response.afterwards.notes);
    for secret in ["never-given-out", &state, &cookie] {
        assert!(!noted.contains(secret), "{noted}");
    }
}
