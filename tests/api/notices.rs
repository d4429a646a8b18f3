//! What people are told by mail: who, of what, once, and not those who don't want it.

use crate::support::{Browser, TestApp, World};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::deletions::DeleteOrganization;
use portico_api::environments::Mode;
use portico_api::invites::AcceptInvite;
use portico_api::mail_choice::StopMail;
use portico_api::notices::{Notices, ShowNotices, UpdateNotices};
use portico_api::security::LiftSecurity;
use portico_edge::http::Request;
use portico_edge::mail::{Mail, MailError};
use serde_json::{Value, json};

pub(crate) fn choose(by: &Browser, change: Value) -> Notices {
    by.send::<UpdateNotices>(&(), change).ok::<UpdateNotices>()
}

/// Runs cron when what was written down is looked at.
fn collect(app: &TestApp) {
    app.wait(11_000);
    app.run_cron();
}

/// Recipients and subjects of the mails whose subject has this in it, in the order of the addresses.
pub(crate) fn mails(app: &TestApp, part: &str) -> Vec<String> {
    let sent = app.mailer.sent.borrow();
    let found = sent.iter().filter(|mail| mail.subject.contains(part));
    let mut found: Vec<_> = found.map(|mail| format!("{}: {}", mail.recipient, mail.subject)).collect();
    found.sort();
    found
}

pub(crate) fn newest(app: &TestApp, part: &str) -> Mail {
    let sent = app.mailer.sent.borrow();
    sent.iter().rev().find(|mail| mail.subject.contains(part)).cloned().expect("a mail")
}

/// What a mail program does with the header of a mail.
pub(crate) fn one_click(app: &TestApp, mail: &Mail) -> u16 {
    let link = mail.stop.as_ref().expect("a way to get no more").one_click.clone();
    let path = link.split_once("/api/").map(|(_, rest)| format!("/api/{rest}")).unwrap();
    let request = app.browser().request::<UpdateNotices>(&(), json!({}));
    app.send(&Request { method: "POST".into(), path, fetch_site: None, body: Vec::new(), ..request }).status
}

#[test]
fn defaults_are_what_hardly_anybody_would_miss_and_each_is_chosen_alone() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let at_first = anna.get::<ShowNotices>(&()).ok::<ShowNotices>();
    assert_eq!(at_first, Notices { publishing: false, invites: true, devices: true, limits: true });
    // Two tabs: neither takes back what the other chose.
    choose(&anna, json!({ "publishing": true }));
    let chosen = choose(&anna, json!({ "limits": false, "invites": null }));
    assert_eq!(chosen, Notices { publishing: true, invites: true, devices: true, limits: false });
    let entries = app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'update_notices'");
    choose(&anna, json!({ "limits": false }));
    assert_eq!(
        app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'update_notices'"),
        entries
    );
    anna.send::<UpdateNotices>(&(), json!({ "limits": "no" })).fault(422, "limits");
    let other = app.sign_in("berta@example.com");
    assert!(other.get::<ShowNotices>(&()).ok::<ShowNotices>().limits);
}

#[test]
fn publication_to_live_is_told_once_to_who_wants_it_and_not_to_who_did_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    world.member(Role::Viewer);
    choose(&admin, json!({ "publishing": true }));
    choose(&world.owner, json!({ "publishing": true }));
    choose(&world.stranger, json!({ "publishing": true }));
    world.release(Mode::Sandbox, json!({ "app.display_name": "Acme" }));
    world.go_live();
    assert!(mails(&app, "published").is_empty(), "nobody waits for it");
    collect(&app);
    assert_eq!(mails(&app, "published"), ["admin@example.com: Checkout was published to live"]);
    collect(&app);
    app.run_cron();
    assert_eq!(mails(&app, "published").len(), 1);
    world.release(Mode::Live, json!({ "app.display_name": "Acme 2" }));
    world.roll_back(Mode::Live, 1);
    collect(&app);
    assert_eq!(mails(&app, "published").len(), 3);
    let mail = newest(&app, "published");
    assert!(mail.text.contains("owner@example.com published Checkout (Acme) to live at"), "{}", mail.text);
    assert!(mail.text.contains("/o/acme/p/checkout/live/versions"), "{}", mail.text);
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn people_are_named_by_name_and_address_because_a_name_alone_can_be_anybodys() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    choose(&admin, json!({ "publishing": true }));
    world.owner.send::<UpdateAccount>(&(), json!({ "name": "Olga Berg" })).ok::<UpdateAccount>();
    world.release(Mode::Sandbox, json!({ "app.display_name": "Acme" }));
    world.go_live();
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    new.send::<UpdateAccount>(&(), json!({ "name": "Nina Neu" })).ok::<UpdateAccount>();
    new.send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    collect(&app);
    let text = newest(&app, "published").text;
    assert!(text.contains("Olga Berg (owner@example.com) published Checkout (Acme) to live at"), "{text}");
    let joined = newest(&app, "Nina Neu (new@example.com) has joined Acme").text;
    assert!(joined.contains("Nina Neu (new@example.com) accepted your invite"), "{joined}");
    app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'");
    let owner = app.sign_in("owner@example.com");
    world.join("second@example.com", Role::Owner);
    let lift = json!({ "confirm": "Acme" });
    owner.send::<LiftSecurity>(&world.organization_params(), lift).ok::<LiftSecurity>();
    assert!(newest(&app, "no longer has").text.contains("Olga Berg (owner@example.com), an Owner of Acme"));
    crate::deletions::delete(&world).ok::<DeleteOrganization>();
    app.flush();
    app.run_cron();
    let of = |recipient: &str| {
        let sent = app.mailer.sent.borrow();
        let mail = sent.iter().find(|mail| mail.subject == "Acme was deleted" && mail.recipient == recipient);
        mail.map(|mail| mail.text.clone()).unwrap_or_default()
    };
    assert!(of("owner@example.com").contains("You deleted Acme"));
    assert!(of("second@example.com").contains("ask Olga Berg (owner@example.com) to restore it"));
}

#[test]
fn many_publications_in_one_run_are_all_told() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    choose(&admin, json!({ "publishing": true }));
    world.go_live();
    for number in 0..7 {
        world.release(Mode::Live, json!({ "app.display_name": format!("Acme {number}") }));
    }
    collect(&app);
    assert_eq!(mails(&app, "published").len(), 8);
}

#[test]
fn inviter_is_told_who_has_joined_unless_they_left_or_want_no_such_mail() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let join = |email: &str| {
        let link = world.invite_link(email);
        app.sign_in(email).send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    };
    join("new@example.com");
    collect(&app);
    assert_eq!(mails(&app, "has joined"), ["owner@example.com: new@example.com has joined Acme"]);
    assert_eq!(one_click(&app, &newest(&app, "has joined")), 200);
    assert!(!world.owner.get::<ShowNotices>(&()).ok::<ShowNotices>().invites);
    join("next@example.com");
    collect(&app);
    assert_eq!(mails(&app, "has joined").len(), 1);
}

#[test]
fn one_click_takes_a_link_of_ours_and_opens_the_account_page_for_people() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    collect(&app);
    let mail = newest(&app, "has joined");
    let headers = mail.headers();
    assert!(
        headers.contains(&("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())),
        "{headers:?}"
    );
    let link = mail.stop.unwrap().one_click;
    assert!(headers.contains(&("List-Unsubscribe", format!("<{link}>"))));
    assert!(!link.contains("owner@"), "{link}");
    let path = link.split_once("/api/").map(|(_, rest)| format!("/api/{rest}")).unwrap();
    let send = |method: &str, path: &str| {
        let request = app.browser().request::<UpdateNotices>(&(), json!({}));
        app.send(&Request {
            method: method.into(),
            path: path.into(),
            fetch_site: None,
            body: Vec::new(),
            ..request
        })
    };
    let opened = send("GET", &path);
    assert_eq!(opened.status, 303);
    assert!(opened.response.header("Location").unwrap().ends_with("/account#notices"));
    assert_eq!(send("DELETE", &path).status, 405);
    for wrong in [
        path.replace("invites.", "publishing."),
        path.replace("invites.", "address_changed."),
        "/api/notices/x/one-click".into(),
    ] {
        assert_eq!(send("POST", &wrong).status, 404, "{wrong}");
    }
    assert!(world.owner.get::<ShowNotices>(&()).ok::<ShowNotices>().invites);
    assert_eq!((send("POST", &path).status, send("POST", &path).status), (200, 200));
    assert!(!world.owner.get::<ShowNotices>(&()).ok::<ShowNotices>().invites);
}

#[test]
fn mail_service_that_is_away_loses_none_and_the_same_is_sent_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("away".into()));
    collect(&app);
    assert!(mails(&app, "has joined").is_empty());
    assert_eq!(app.db().number("SELECT tries FROM notices"), 1);
    app.run_cron();
    assert!(mails(&app, "has joined").is_empty(), "not before its next try");
    app.wait(61_000);
    app.run_cron();
    assert_eq!(mails(&app, "has joined").len(), 1);
    app.wait(61_000);
    app.run_cron();
    assert_eq!((mails(&app, "has joined").len(), app.db().number("SELECT count(*) FROM notices")), (1, 0));
}

#[test]
fn address_that_wants_no_mail_is_told_nothing_but_who_gets_in() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    app.db().execute("DELETE FROM stopped_addresses");
    let stop = crate::mail_choice::choice_of(&app, "owner@example.com");
    world.owner.send::<StopMail>(&stop, json!({})).ok::<StopMail>();
    new.send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    collect(&app);
    assert!(mails(&app, "has joined").is_empty());
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn nobody_has_more_than_twenty_waiting() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) \
         INSERT INTO notices (id, recipient, kind, details, next_try_at, created_at) \
         SELECT 'n' || i, 'owner@example.com', 'of a newer version', '{}', 9e15, 1790000000000 FROM n",
    );
    let link = world.invite_link("new@example.com");
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    collect(&app);
    assert!(mails(&app, "has joined").is_empty());
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 20);
}

#[test]
fn notice_that_only_a_newer_version_knows_waits_for_it() {
    let app = TestApp::new();
    app.db().execute(
        "INSERT INTO notices (id, recipient, kind, details, next_try_at, created_at) \
         VALUES ('n', 'anna@example.com', 'of a newer version', '{}', 0, 1790000000000)",
    );
    app.run_cron();
    assert!(app.mailer.sent.borrow().is_empty());
    assert_eq!(app.db().number("SELECT tries FROM notices"), 1);
}
