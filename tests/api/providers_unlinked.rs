//! What was unlinked does not come back by itself, whoever has the account there: an address decides only once.

use crate::account_address::change;
use crate::account_deletion::delete;
use crate::providers::{ANNA, at, go, installation, is_signed_out, link_here, linked};
use crate::support::{Browser, TestApp};
use portico_api::account::{ChangeAddress, DeleteAccount};
use portico_api::providers::{ShowIdentity, UnlinkProvider};
use serde_json::{Value, json};

const NEW: &str = "new@example.com";

fn unlink(by: &Browser, provider: &str) {
    by.app.wait(1);
    by.send::<UnlinkProvider>(&at(provider), Value::Null).ok::<UnlinkProvider>();
    by.app.wait(1);
}

/// Where a code is asked for first.
fn code_first(provider: &str) -> String {
    format!("/sign-in?provider={provider}")
}

fn entries(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'link_provider'")
}

#[test]
fn unlinked_provider_opens_nothing_until_a_code_has_proven_the_mailbox() {
    let (app, provider) = installation();
    let anna = app.sign_in(ANNA);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
    unlink(&anna, "ours");
    let mut holder = app.browser();
    for _ in 0..2 {
        assert_eq!(go(&mut holder, &provider, "ours"), code_first("ours"));
        assert!(is_signed_out(&holder) && linked(&anna).is_empty());
    }
    assert_eq!(entries(&app), 1);
    // Nor as somebody else there, or at another provider: all that they know is the address.
    provider.claims.replace(json!({ "sub": "made-anew" }));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), code_first("ours"));
    assert_eq!(go(&mut app.browser(), &provider, "other"), code_first("other"));
    assert!(linked(&anna).is_empty());
    // Whoever reads the mail may link it again.
    provider.claims.replace(json!({}));
    let mut own = app.browser();
    assert_eq!(go(&mut own, &provider, "ours"), code_first("ours"));
    own.get::<ShowIdentity>(&()).ok::<ShowIdentity>();
    own.sign_in(ANNA);
    assert_eq!((linked(&own).len(), go(&mut app.browser(), &provider, "ours")), (1, "/".to_owned()));
    unlink(&own, "ours");
    assert_eq!(go(&mut app.browser(), &provider, "ours"), code_first("ours"));
}

#[test]
fn link_made_by_hand_and_taken_away_does_not_come_back_either() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    link_here(&mut anna, &provider, "ours");
    unlink(&anna, "ours");
    assert_eq!(go(&mut app.browser(), &provider, "ours"), code_first("ours"));
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours");
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
}

#[test]
fn what_a_provider_named_before_it_was_unlinked_is_linked_by_no_code_any_more() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    link_here(&mut anna, &provider, "other");
    let mut waiting = app.browser();
    assert_eq!(go(&mut waiting, &provider, "ours"), code_first("ours"));
    link_here(&mut anna, &provider, "ours");
    unlink(&anna, "ours");
    waiting.sign_in(ANNA);
    assert_eq!(linked(&anna).len(), 1);
}

#[test]
fn unlinking_of_one_person_is_nothing_to_another() {
    let (app, provider) = installation();
    let anna = app.sign_in(ANNA);
    app.sign_in("berta@example.com");
    go(&mut app.browser(), &provider, "ours");
    unlink(&anna, "ours");
    provider.claims.replace(json!({ "sub": "berta", "email": "berta@example.com" }));
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
}

#[test]
fn changed_address_is_found_by_the_new_one_alone_and_by_none_once_something_was_unlinked() {
    for unlinks in [false, true] {
        let (app, provider) = installation();
        let mut anna = app.sign_in(ANNA);
        if unlinks {
            link_here(&mut anna, &provider, "ours");
            unlink(&anna, "ours");
        }
        change(&anna, NEW).ok::<ChangeAddress>();
        // It is nobody's address now.
        assert_eq!(go(&mut app.browser(), &provider, "ours"), code_first("ours"));
        assert!(linked(&anna).is_empty());
        provider.claims.replace(json!({ "email": NEW }));
        let led = if unlinks { code_first("ours") } else { "/".to_owned() };
        assert_eq!((go(&mut app.browser(), &provider, "ours"), linked(&anna).is_empty()), (led, unlinks));
    }
}

#[test]
fn account_that_is_deleted_leaves_nothing_of_it_to_the_one_made_anew() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    link_here(&mut anna, &provider, "ours");
    unlink(&anna, "ours");
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number("SELECT count(*) FROM users WHERE unlinked_at IS NOT NULL"), 0);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), code_first("ours"));
    app.sign_in(ANNA);
    assert_eq!(go(&mut app.browser(), &provider, "ours"), "/");
}
