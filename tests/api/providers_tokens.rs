//! Tokens and answers that a provider, or somebody in its name, sends: what is not for this very sign-in opens nothing.

use crate::providers::{ANNA, come_back, failure, go, installation, is_signed_out, links, start};
use crate::support::provider::{Signing, encode, query};
use crate::support::{HOUR, MINUTE};
use portico_api::providers::ATTEMPT_LIFE_MS;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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
