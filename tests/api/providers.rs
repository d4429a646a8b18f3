//! Signing in with a provider: who is let in, who is linked, and whatever a provider, or somebody in its name, may get wrong.

use crate::support::provider::{ISSUER, Signing, TestProvider, encode, query, variables};
use crate::support::{Browser, DAY, HOUR, MINUTE, Reply, TestApp};
use portico_api::account::RequestAddressChange;
use portico_api::providers::{
    ATTEMPT_LIFE_MS, ATTEMPTS_PER_CLIENT, LinkProvider, LinkedProvider, ListLinkedProviders, ListProviders,
    ProviderParams, ShowIdentity, StartProviderSignIn, UnlinkProvider,
};
use portico_api::session::ShowSession;
use portico_api::sessions::{ListSessions, SignInWay};
use portico_api::sign_in::{RequestCode, SignIn};
use portico_edge::http::Request;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::rc::Rc;

pub(crate) const ANNA: &str = "anna@example.com";
const COOKIE: &str = "__Host-portico_provider";

/// An installation with providers, and whoever answers for them.
pub(crate) fn installation() -> (TestApp, Rc<TestProvider>) {
    let mut app = TestApp::with_variables(&variables());
    let provider = Rc::new(TestProvider::at(&app.service.clock));
    app.service.web = Some(provider.clone());
    (app, provider)
}

pub(crate) fn at(provider: &str) -> ProviderParams {
    ProviderParams { provider: provider.to_owned() }
}

/// Presses the button; answers the provider's page.
pub(crate) fn start(browser: &mut Browser, provider: &str) -> String {
    start_for(browser, provider, "/")
}

fn start_for(browser: &mut Browser, provider: &str, return_to: &str) -> String {
    let body = json!({ "return_to": return_to });
    let reply = browser.send_and_keep::<StartProviderSignIn>(&at(provider), body);
    reply.ok::<StartProviderSignIn>().url
}

/// Comes back from a provider, as a browser does that another site leads here: without the cookies that are for this site alone. Answers where it is
/// led.
pub(crate) fn come_back(browser: &mut Browser, provider: &str, query: &str) -> String {
    let request = browser.request::<ShowSession>(&(), Value::Null);
    let cookie = browser.cookies.get(COOKIE).map(|token| format!("{COOKIE}={token}"));
    let reply = browser.app.send(&Request {
        path: format!("/api/sign-in/providers/{provider}/callback"),
        query: query.to_owned(),
        fetch_site: Some("cross-site".to_owned()),
        content_type: None,
        cookie,
        ..request
    });
    assert_eq!(reply.status, 303, "{}", reply.json);
    browser.keep(&reply);
    let location = reply.response.header("Location").unwrap().to_owned();
    location.strip_prefix("http://localhost:8787").unwrap().to_owned()
}

/// The whole way, in this browser; answers where it leads.
pub(crate) fn go(browser: &mut Browser, from: &TestProvider, provider: &str) -> String {
    let page = start(browser, provider);
    come_back(browser, provider, &from.allow(&page))
}

fn email_of(browser: &Browser) -> String {
    browser.get::<ShowSession>(&()).ok::<ShowSession>().user.email
}

pub(crate) fn is_signed_out(browser: &Browser) -> bool {
    browser.get::<ShowSession>(&()).status == 401
}

fn links(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM linked_providers")
}

pub(crate) fn linked(browser: &Browser) -> Vec<LinkedProvider> {
    let list = browser.get::<ListLinkedProviders>(&()).ok::<ListLinkedProviders>();
    list.providers.into_iter().filter(|provider| provider.link.is_some()).collect()
}

fn failure(provider: &str, word: &str) -> String {
    format!("/sign-in?provider={provider}&failed={word}")
}

/// An address change only needs the proof: whether the session has it.
fn is_proven(browser: &Browser) -> bool {
    let reply = browser.send::<RequestAddressChange>(&(), json!({ "email": "new@example.com" }));
    reply.status == 200
}

/// The Owner of the world's account links one at a provider.
pub(crate) fn link_here(browser: &mut Browser, from: &TestProvider, provider: &str) -> String {
    let reply = browser.send_and_keep::<LinkProvider>(&at(provider), Value::Null);
    let page = reply.ok::<LinkProvider>().url;
    come_back(browser, provider, &from.allow(&page))
}

/// Runs every statement about providers once.
pub(crate) fn use_everything(app: &TestApp, provider: &TestProvider) {
    let mut anna = app.sign_in(ANNA);
    assert_eq!(go(&mut app.browser(), provider, "ours"), "/");
    let mut browser = app.browser();
    assert_eq!(go(&mut browser, provider, "other"), "/sign-in?provider=other");
    browser.get::<ShowIdentity>(&()).ok::<ShowIdentity>();
    browser.sign_in(ANNA);
    anna.send::<UnlinkProvider>(&at("ours"), Value::Null).ok::<UnlinkProvider>();
    assert_eq!(link_here(&mut anna, provider, "ours"), "/account?provider=ours");
    assert_eq!(linked(&anna).len(), 2);
}

#[test]
fn buttons_are_those_of_the_configuration_and_cost_no_look_into_the_database() {
    let (app, _) = installation();
    let before = app.db().round_trips.get();
    let list = app.browser().get::<ListProviders>(&()).ok::<ListProviders>();
    let names: Vec<_> = list.providers.iter().map(|provider| provider.name.as_str()).collect();
    assert_eq!(names, ["Our ID", "Other", "Google", "Work", "GitHub"]);
    assert_eq!(app.db().round_trips.get(), before);
    assert!(TestApp::new().browser().get::<ListProviders>(&()).ok::<ListProviders>().providers.is_empty());
    let unknown = app.browser().send::<StartProviderSignIn>(&at("nobody"), json!({}));
    assert_eq!(unknown.status, 404);
}

#[test]
fn page_of_the_provider_is_asked_with_everything_that_binds_the_answer() {
    let (app, _) = installation();
    let mut browser = app.browser();
    let page = start(&mut browser, "ours");
    assert!(page.starts_with("https://id.example.com/authorize?"), "{page}");
    let asked = query(&page);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "portico"),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "http://localhost:8787/api/sign-in/providers/ours/callback"),
    ] {
        assert_eq!(asked[name], value);
    }
    assert_eq!((asked["state"].len(), asked["nonce"].len(), asked["code_challenge"].len()), (64, 64, 43));
    // Nothing of it is kept that would help whoever reads the database.
    let kept = app.db().text("SELECT state_hash || browser_hash FROM provider_attempts");
    assert!(!kept.contains(&asked["state"]) && !kept.contains(&browser.cookies[COOKIE]));
    let second = query(&start(&mut browser, "ours"));
    assert!(second["state"] != asked["state"] && second["nonce"] != asked["nonce"]);
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
fn token_that_is_not_for_this_sign_in_opens_nothing() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    let now = app.service.clock.now_seconds();
    let half = |token: &str| encode(&Sha256::digest(token.as_bytes())[..16]);
    let right = [
        json!({}),
        json!({ "aud": ["portico"] }),
        json!({ "aud": ["portico", "another"], "azp": "portico" }),
        json!({ "exp": now - 59, "iat": now - 400 }),
        json!({ "iat": now + 59 }),
        json!({ "at_hash": half("an access token") }),
    ];
    for claims in right {
        provider.claims.replace(claims.clone());
        assert_eq!(go(&mut app.browser(), &provider, "ours"), "/", "{claims}");
    }
    let wrong = [
        ("iss", json!("https://evil.example.com")),
        ("iss", json!(null)),
        ("aud", json!("another")),
        ("aud", json!(["another"])),
        ("aud", json!(null)),
        ("aud", json!(["portico", "another"])),
        ("azp", json!("another")),
        ("exp", json!(now - 61)),
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("iat", json!(now + 61)),
        ("iat", json!(null)),
        ("nbf", json!(now + 61)),
        ("nonce", json!("of another sign-in")),
        ("nonce", json!(null)),
        ("sub", json!("")),
        ("sub", json!(null)),
        ("sub", json!("a".repeat(256))),
        ("at_hash", json!(half("another access token"))),
    ];
    for (claim, value) in wrong {
        provider.claims.replace(json!({ claim: if value.is_null() { Value::Null } else { value.clone() } }));
        let mut browser = app.browser();
        assert_eq!(go(&mut browser, &provider, "ours"), failure("ours", "failed"), "{claim} {value}");
        assert!(is_signed_out(&browser), "{claim} {value}");
    }
    let log = app.logged.borrow();
    assert!(log.iter().any(|line| line.contains("another issuer")), "{log:?}");
}

#[test]
fn token_that_the_issuer_did_not_sign_opens_nothing() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    for signing in
        [Signing::None, Signing::Hs256(1), Signing::Forged(1), Signing::Es256(2), Signing::EdDsa(1)]
    {
        provider.signing.set(signing);
        assert_eq!(go(&mut app.browser(), &provider, "ours"), failure("ours", "failed"), "{signing:?}");
    }
    assert_eq!(links(&app), 0);
    app.wait(2 * MINUTE);
    provider.keys.replace(vec![Signing::Es256(1), Signing::EdDsa(3)]);
    provider.signing.set(Signing::EdDsa(3));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
}

#[test]
fn rotated_keys_are_asked_for_at_once_and_then_once_a_minute_at_most() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    let go = || go(&mut app.browser(), &provider, "ours");
    assert_eq!(go(), "/");
    app.wait(2 * MINUTE);
    provider.keys.replace(vec![Signing::Es256(2), Signing::Es256(1)]);
    provider.signing.set(Signing::Es256(2));
    assert_eq!((go().as_str(), provider.asked("/keys")), ("/", 2));
    // A key that there is not makes nobody ask and ask.
    provider.signing.set(Signing::Es256(9));
    for _ in 0..5 {
        assert_eq!(go(), failure("ours", "failed"));
    }
    assert_eq!((provider.asked("/keys"), provider.asked("/.well-known")), (2, 1));
    app.wait(2 * MINUTE);
    assert_eq!(go(), failure("ours", "failed"));
    provider.signing.set(Signing::Es256(2));
    assert_eq!((go().as_str(), provider.asked("/keys")), ("/", 3));
    app.wait(2 * HOUR);
    assert_eq!((go().as_str(), provider.asked("/keys"), provider.asked("/.well-known")), ("/", 4, 2));
}

#[test]
fn answer_of_a_provider_works_once_in_the_browser_that_asked_and_for_ten_minutes() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    let expired = failure("ours", "expired");
    let mut browser = app.browser();
    let page = start(&mut browser, "ours");
    let answer = provider.allow(&page);
    // Another browser, with and without a sign-in of its own under way.
    let mut other = app.browser();
    assert_eq!(come_back(&mut other, "ours", &answer), expired);
    start(&mut other, "ours");
    assert_eq!(come_back(&mut other, "ours", &answer), expired);
    assert!(is_signed_out(&other));
    // As the answer of another provider.
    assert_eq!(come_back(&mut browser, "other", &answer), failure("other", "expired"));
    assert_eq!(come_back(&mut browser.clone(), "ours", &answer), "/");
    assert_eq!(come_back(&mut browser, "ours", &answer), expired);
    // A code that was traded before, under a state of its own.
    let page = start(&mut browser, "ours");
    let state = query(&page)["state"].clone();
    assert_eq!(
        come_back(&mut browser, "ours", &format!("code=code-0&state={state}")),
        failure("ours", "failed")
    );
    let page = start(&mut browser, "ours");
    let answer = provider.allow(&page);
    app.wait(ATTEMPT_LIFE_MS + 1);
    assert_eq!(come_back(&mut browser, "ours", &answer), expired);
    for nothing in ["", "state=", "code=a", "state=x&state=y", "state=%ff&code=a"] {
        assert_eq!(come_back(&mut browser, "ours", nothing), expired, "{nothing}");
    }
    assert_eq!(come_back(&mut browser, "nobody", "state=a&code=b"), failure("nobody", "expired"));
}

#[test]
fn code_of_another_sign_in_is_refused_by_the_challenge() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    // Somebody has got hold of the code of a victim, and brings it under a sign-in of their own.
    let mut victim = app.browser();
    let theirs = provider.allow(&start(&mut victim, "ours"));
    let code = theirs.split('&').next().unwrap();
    let mut thief = app.browser();
    let state = query(&start(&mut thief, "ours"))["state"].clone();
    assert_eq!(come_back(&mut thief, "ours", &format!("{code}&state={state}")), failure("ours", "failed"));
    assert!(is_signed_out(&thief));
}

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

#[test]
fn return_path_leads_to_no_other_host() {
    let (app, _) = installation();
    for path in ["//evil.example", "https://evil.example", "/\\evil.example", "o/acme", "/a\nb"] {
        let body = json!({ "return_to": path });
        app.browser().send::<StartProviderSignIn>(&at("ours"), body).fault(422, "return_to");
    }
}

#[test]
fn sign_ins_that_one_client_begins_are_counted_and_go_after_a_day() {
    let (app, _) = installation();
    let begin = || app.browser().send::<StartProviderSignIn>(&at("ours"), json!({})).status;
    for _ in 0..ATTEMPTS_PER_CLIENT {
        assert_eq!(begin(), 200);
    }
    assert_eq!(begin(), 429);
    let kept = || app.db().number("SELECT count(*) FROM provider_attempts");
    assert_eq!(kept(), ATTEMPTS_PER_CLIENT);
    app.wait(HOUR + 1);
    assert_eq!(begin(), 200);
    app.wait(DAY);
    app.run_cron();
    assert!(kept() <= 1);
    app.wait(HOUR);
    app.run_cron();
    assert_eq!(kept(), 0);
}

#[test]
fn trouble_of_the_database_leads_back_with_a_sentence() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    app.expects_trouble.set(true);
    for at_batch in [false, true] {
        let mut browser = app.browser();
        let answer = provider.allow(&start(&mut browser, "ours"));
        if at_batch {
            app.db().before_batch.replace(Some("DROP TABLE linked_providers"));
        } else {
            app.db().next_failure.replace(Some("D1_ERROR: Network connection lost"));
        }
        assert_eq!(come_back(&mut browser, "ours", &answer), failure("ours", "failed"));
    }
}

#[test]
fn installation_with_a_provider_that_is_set_up_wrong_says_so_and_answers_nothing_else() {
    let wrong: Vec<_> = variables().into_iter().filter(|(name, _)| *name != "OIDC_SECRET_OURS").collect();
    let app = TestApp::with_variables(&wrong);
    let response = app.block_on(app.service.handle(&app.browser().request::<ShowSession>(&(), Value::Null)));
    assert!(response.status == 500 && response.body.contains("OIDC_SECRET_"), "{}", response.body);
}
