//! Signing in with a provider: who is let in, who is linked, and whatever a provider, or somebody in its name, may get wrong.

use crate::support::provider::{TestProvider, query, variables};
use crate::support::{Browser, DAY, HOUR, TestApp};
use portico_api::providers::{
    ATTEMPTS_PER_CLIENT, LinkProvider, LinkedProvider, ListLinkedProviders, ListProviders, ProviderParams,
    ShowIdentity, StartProviderSignIn, UnlinkProvider,
};
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::{Value, json};
use std::rc::Rc;

pub(crate) const ANNA: &str = "anna@example.com";
pub(crate) const COOKIE: &str = "__Host-portico_provider";

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

pub(crate) fn start_for(browser: &mut Browser, provider: &str, return_to: &str) -> String {
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

pub(crate) fn is_signed_out(browser: &Browser) -> bool {
    browser.get::<ShowSession>(&()).status == 401
}

pub(crate) fn links(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM linked_providers")
}

pub(crate) fn linked(browser: &Browser) -> Vec<LinkedProvider> {
    let list = browser.get::<ListLinkedProviders>(&()).ok::<ListLinkedProviders>();
    list.providers.into_iter().filter(|provider| provider.link.is_some()).collect()
}

pub(crate) fn failure(provider: &str, word: &str) -> String {
    format!("/sign-in?provider={provider}&failed={word}")
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
