//! What people are told by mail: who, of what, once, and not those who don't want it.

use crate::passkeys;
use crate::support::{Authenticator, Browser, TestApp, World, create_project};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::deletions::DeleteOrganization;
use portico_api::environments::Mode;
use portico_api::invites::AcceptInvite;
use portico_api::mail_choice::StopMail;
use portico_api::notices::{Notices, ShowNotices, UpdateNotices};
use portico_api::projects::{ProjectParams, ShowProject};
use portico_api::security::LiftSecurity;
use portico_api::sign_in::SignIn;
use portico_api::trash::DeleteProject;
use portico_edge::http::Request;
use portico_edge::mail::{Mail, MailError};
use serde_json::{Value, json};

fn choose(by: &Browser, change: Value) -> Notices {
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
fn mail_about_another_browser_says_how_somebody_got_in_and_what_to_look_after() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let mut device = Authenticator::es256();
    passkeys::add(&anna, &mut device, "Phone");
    app.sign_in("anna@example.com");
    let text = newest(&app, "new sign-in").text;
    assert!(text.contains("with a code from this mailbox in a new browser"), "{text}");
    assert!(text.contains(", from Austria, at ") && text.contains("see who reads your mail"), "{text}");
    passkeys::sign_in(&mut app.browser(), &device);
    let text = newest(&app, "new sign-in").text;
    assert!(text.contains("with a passkey in a new browser") && !text.contains("reads your mail"), "{text}");
    assert!(text.contains("remove the passkeys that you don't know"), "{text}");
}

#[test]
fn mail_about_another_browser_names_the_country_as_people_do() {
    let app = TestApp::new();
    app.sign_in("anna@example.com");
    let known = [
        (Some("US"), ", from the United States, at "),
        (Some("T1"), ", from the Tor network, at "),
        (Some("XX"), ", from an unknown country, at "),
        // One that is newer than this version.
        (Some("QZ"), ", from the country QZ, at "),
    ];
    for (country, said) in known {
        let mut browser = app.browser();
        browser.request_code("anna@example.com");
        let body = json!({ "code": app.newest_code() });
        let mut request = browser.request::<SignIn>(&(), body);
        request.country = country.map(str::to_owned);
        assert_eq!(app.send(&request).status, 200);
        let text = newest(&app, "new sign-in").text;
        assert!(text.contains(said), "{country:?}: {text}");
    }
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
fn sign_in_in_another_browser_is_told_and_the_first_one_and_known_ones_are_not() {
    let app = TestApp::new();
    let mut first = app.sign_in("anna@example.com");
    assert!(mails(&app, "new sign-in").is_empty());
    first.sign_in("anna@example.com");
    assert!(mails(&app, "new sign-in").is_empty());
    app.sign_in("anna@example.com");
    assert_eq!(mails(&app, "new sign-in"), ["anna@example.com: A new sign-in to your Portico account"]);
    choose(&first, json!({ "devices": false }));
    app.sign_in("anna@example.com");
    assert_eq!(mails(&app, "new sign-in").len(), 1);
}

#[test]
fn limit_is_told_at_eighty_percent_and_when_reached_once_until_it_falls_below() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.member(Role::Admin);
    world.member(Role::Viewer);
    app.run_cron();
    assert!(mails(&app, "limit").is_empty());
    // Four of five seats.
    world.join("fourth@example.com", Role::Viewer);
    app.run_cron();
    app.run_cron();
    let near = "Acme is nearing a plan limit";
    assert_eq!(
        mails(&app, "limit"),
        [format!("admin@example.com: {near}"), format!("owner@example.com: {near}")]
    );
    assert!(newest(&app, "limit").text.contains("4 of 5 seats"), "{}", newest(&app, "limit").text);
    create_project(&world.owner, "acme", "Two");
    let third = create_project(&world.owner, "acme", "Three");
    app.run_cron();
    assert_eq!(mails(&app, "has reached a plan limit").len(), 2);
    let text = newest(&app, "has reached a plan limit").text;
    assert!(text.contains("3 of 3 projects: 100%") && !text.contains("seats"), "{text}");
    app.run_cron();
    assert_eq!(mails(&app, "limit").len(), 4);
    // Below it, and there again.
    let place = ProjectParams { organization: "acme".into(), project: third.slug };
    let version = world.owner.get::<ShowProject>(&place).ok::<ShowProject>().version;
    let body = json!({ "confirm": "Three", "version": version });
    world.owner.send::<DeleteProject>(&place, body).ok::<DeleteProject>();
    app.wait(60_000);
    app.run_cron();
    app.wait(60_000);
    create_project(&world.owner, "acme", "Four");
    app.run_cron();
    assert_eq!(mails(&app, "has reached a plan limit").len(), 4);
}

#[test]
fn limits_of_reads_and_of_stored_bytes_are_told_and_those_of_a_plan_without_are_not() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(&format!(
        "INSERT INTO usage_months (organization_id, first_day, reads) \
         SELECT id, unixepoch({} / 1000, 'unixepoch', 'start of month') / 86400, 80000 FROM organizations WHERE slug = 'acme'; \
         UPDATE organizations SET stored_bytes = 26400000 WHERE slug = 'acme'",
        1_790_000_000_000_i64
    ));
    app.run_cron();
    let text = newest(&app, "has reached a plan limit").text;
    assert!(text.contains("80,000 of 100,000 configuration reads of this month: 80%"), "{text}");
    assert!(text.contains("26.4 MB of 25.0 MB stored: 105%"), "{text}");
    world.unlimited();
    app.run_cron();
    assert_eq!(mails(&app, "limit").len(), 1);
    assert_eq!(app.db().number("SELECT max(limits_told) FROM organizations WHERE slug = 'acme'"), 0);
}

#[test]
fn every_organization_is_looked_at_however_many_there_are() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at, stored_bytes) \
         SELECT printf('00%04d', i), 'O', 'o', '', 'o' || i, 0, 0, 26400000 FROM n; \
         INSERT INTO subscriptions (organization_id) SELECT id FROM organizations WHERE id LIKE '00%'; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT o.id, u.id, 4, 0, u.email_key FROM organizations o, users u WHERE o.id = '000449' AND u.email_key = 'owner@example.com'",
    );
    for _ in 0..3 {
        app.run_cron();
    }
    assert_eq!(mails(&app, "O has reached a plan limit").len(), 1);
    assert_eq!(
        app.db().number("SELECT count(*) FROM organizations WHERE id LIKE '00%' AND limits_told > 0"),
        450
    );
    drop(world);
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
