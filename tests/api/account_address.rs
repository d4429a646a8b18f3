//! Another address to sign in with: proof, code, what changes with it, and what nobody can find out or take by it.

use crate::support::{Browser, HOUR, MINUTE, Reply, TestApp, World};
use portico_api::Role;
use portico_api::account::{ChangeAddress, PendingAddress, RequestAddressChange, ShowAddressChange};
use portico_api::invites::CreateInvites;
use portico_api::mail_choice::{MailChoiceParams, StopMail};
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::organizations::OrganizationParams;
use portico_api::page::Search;
use portico_api::session::{PROOF_LIFE_MS, ShowSession};
use portico_api::sign_in::{CODE_LIFE_MS, RequestCode};
use portico_edge::mail::MailError;
use serde_json::json;

pub(crate) const ANNA: &str = "anna@example.com";
pub(crate) const NEW: &str = "Anna.New@example.com";

pub(crate) fn ask(by: &Browser, email: &str) -> Reply {
    by.app.wait(1);
    by.send::<RequestAddressChange>(&(), json!({ "email": email }))
}

pub(crate) fn enter(by: &Browser, code: &str) -> Reply {
    by.send::<ChangeAddress>(&(), json!({ "code": code }))
}

/// Asks for the code.
pub(crate) fn begin(by: &Browser, email: &str) {
    ask(by, email).ok::<RequestAddressChange>();
}

/// Asks for the code and enters it; answers what became of that.
pub(crate) fn change(by: &Browser, email: &str) -> Reply {
    ask(by, email);
    enter(by, &sent_code(by.app))
}

pub(crate) fn email_of(browser: &Browser) -> String {
    browser.get::<ShowSession>(&()).ok::<ShowSession>().user.email
}

/// Recipient and subject of the newest mail.
fn newest_mail(app: &TestApp) -> String {
    let sent = app.mailer.sent.borrow();
    sent.last().map(|mail| format!("{}: {}", mail.recipient, mail.subject)).unwrap_or_default()
}

/// The code of the newest mail to a new address.
pub(crate) fn sent_code(app: &TestApp) -> String {
    let sent = app.mailer.sent.borrow();
    sent.last().map(|mail| mail.subject.chars().take(6).collect()).unwrap_or_default()
}

#[test]
fn address_changes_once_the_code_from_the_new_mailbox_has_come_back() {
    let app = TestApp::new();
    let (here, elsewhere) = (app.sign_in(ANNA), app.sign_in(ANNA));
    let sent = ask(&here, NEW).ok::<RequestAddressChange>();
    assert!(sent.expires_at > 0);
    let code = sent_code(&app);
    assert_eq!(newest_mail(&app), format!("{NEW}: {code} is your Portico code"));
    assert_eq!(email_of(&here), ANNA, "until it is proven nothing has changed");
    let user = enter(&here, &code).ok::<ChangeAddress>();
    assert_eq!(user.email, NEW);
    // Other sessions stay, and the old address is told.
    assert_eq!([email_of(&here), email_of(&elsewhere)], [NEW, NEW]);
    assert_eq!(newest_mail(&app), format!("{ANNA}: Your Portico address was changed"));
    assert_eq!(app.sign_in("anna.new@example.com").get::<ShowSession>(&()).ok::<ShowSession>().user, user);
    let entry = "SELECT details FROM audit_entries WHERE action = 'change_address'";
    assert_eq!(app.db().text(entry), format!(r#"{{"email":"{NEW}","before":{{"email":"{ANNA}"}}}}"#));
    // Whoever has the old mailbox from now on begins with nothing.
    assert_ne!(app.sign_in(ANNA).get::<ShowSession>(&()).ok::<ShowSession>().user.id, user.id);
}

#[test]
fn after_a_new_code_the_older_ones_say_that_a_newer_one_counts_and_use_up_no_try() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let codes = ["first@example.com", NEW, NEW].map(|email| {
        begin(&anna, email);
        sent_code(&app)
    });
    let [first, second, newest] = &codes;
    let came_first = "That code came first; only the newest one counts. Enter the code of the latest e-mail.";
    for older in [first, second, first].into_iter().filter(|older| *older != newest) {
        assert_eq!(enter(&anna, older).fault(422, "code"), came_first);
    }
    let none = (0..9).map(|digit| format!("00000{digit}")).find(|code| !codes.contains(code)).unwrap();
    assert_eq!(enter(&anna, &none).fault(422, "code"), "That is not the code. You have 4 tries left.");
    enter(&anna, newest).ok::<ChangeAddress>();
    assert_eq!(email_of(&anna), NEW);
    // What is kept of them stays within its bound, however many there are.
    app.db().execute("UPDATE address_changes SET earlier_codes = printf('%.*c', 324, 'a')");
    app.wait(HOUR);
    let mut anna = anna;
    anna.sign_in(NEW);
    begin(&anna, ANNA);
    assert_eq!(app.db().number("SELECT length(earlier_codes) FROM address_changes"), 324);
}

#[test]
fn members_are_found_by_the_new_address_and_not_by_the_old_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Viewer);
    change(&anna, NEW).ok::<ChangeAddress>();
    let found = |search: &str| {
        let params = ListMembersParams {
            organization: "acme".into(),
            search: Search::parse(search).ok(),
            role: None,
            after: None,
        };
        let members = world.owner.get::<ListMembers>(&params).ok::<ListMembers>().members;
        members.into_iter().map(|member| member.email).collect::<Vec<_>>()
    };
    assert_eq!(found("anna.new@"), [NEW]);
    assert!(found("anna@").is_empty());
    assert_eq!(anna.get::<ShowSession>(&()).ok::<ShowSession>().organizations.len(), 1);
}

#[test]
fn invite_to_the_new_address_of_a_member_is_closed_and_one_to_another_organization_stays() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Viewer);
    world.invite(NEW, Role::Admin);
    let other = OrganizationParams { organization: "other".into() };
    let body = json!({ "emails": [NEW], "role": "viewer" });
    world.stranger.send::<CreateInvites>(&other, body).ok::<CreateInvites>();
    change(&anna, NEW).ok::<ChangeAddress>();
    let invites = anna.get::<ShowSession>(&()).ok::<ShowSession>().invites;
    assert_eq!(invites.iter().map(|invite| invite.organization.as_str()).collect::<Vec<_>>(), ["Other"]);
    assert_eq!(app.db().number("SELECT invites FROM organizations WHERE slug = 'acme'"), 0);
    let state = "SELECT group_concat(state) FROM (SELECT state FROM invites WHERE email_key = 'anna.new@example.com' ORDER BY state)";
    assert_eq!(app.db().text(state), "open,revoked");
}

#[test]
fn change_of_address_takes_a_sign_in_of_the_last_ten_minutes() {
    let app = TestApp::new();
    let mut anna = app.sign_in(ANNA);
    app.wait(PROOF_LIFE_MS - 2);
    ask(&anna, NEW).ok::<RequestAddressChange>();
    let problem = ask(&anna, NEW).problem(403);
    assert!(problem.is("proof_needed"), "{problem:?}");
    // What was sent in time still counts in this session.
    enter(&anna, &sent_code(&app)).ok::<ChangeAddress>();
    anna.sign_in(NEW);
    ask(&anna, ANNA).ok::<RequestAddressChange>();
}

#[test]
fn address_of_another_account_is_answered_alike_and_only_its_owner_is_told() {
    let app = TestApp::new();
    app.sign_in("Eve@Example.com");
    let anna = app.sign_in(ANNA);
    let asked = |email: &str| {
        let before = (app.db().round_trips.get(), app.db().all_statements.get());
        let reply = ask(&anna, email);
        let after = (app.db().round_trips.get(), app.db().all_statements.get());
        let until = reply.ok::<RequestAddressChange>().expires_at;
        (
            until - app.db().number("SELECT max(created_at) FROM address_changes"),
            after.0 - before.0,
            after.1 - before.1,
        )
    };
    assert_eq!(asked("eve@example.com"), asked("nobody@example.com"));
    ask(&anna, "eve@example.com").ok::<RequestAddressChange>();
    assert_eq!(newest_mail(&app), "Eve@Example.com: This address already has a Portico account");
    // Who wants no mail gets none of what lets nobody in.
    let (sent, text) = {
        let sent = app.mailer.sent.borrow();
        (sent.len(), sent.last().map(|mail| mail.text.clone()).unwrap_or_default())
    };
    let token = text.rsplit("/no-more-mail/").next().unwrap_or_default().trim().to_owned();
    app.browser().send::<StopMail>(&MailChoiceParams { token }, json!({})).ok::<StopMail>();
    app.wait(25 * HOUR);
    let anna = app.sign_in(ANNA);
    // Anna herself was told of another browser.
    let sent = sent + 1;
    ask(&anna, "eve@example.com").ok::<RequestAddressChange>();
    assert_eq!(app.mailer.sent.borrow().len(), sent);
    // No code is the right one.
    enter(&anna, "000000").fault(422, "code");
    assert_eq!(app.db().text("SELECT code_hash FROM address_changes"), "");
    assert_eq!(email_of(&anna), ANNA);
}

#[test]
fn of_two_accounts_that_confirm_one_address_the_second_is_told_that_it_is_taken() {
    let app = TestApp::new();
    let (anna, eve) = (app.sign_in(ANNA), app.sign_in("eve@example.com"));
    ask(&anna, NEW).ok::<RequestAddressChange>();
    let first = sent_code(&app);
    ask(&eve, NEW).ok::<RequestAddressChange>();
    enter(&eve, &sent_code(&app)).ok::<ChangeAddress>();
    assert!(enter(&anna, &first).problem(409).is("taken"));
    assert_eq!((email_of(&anna).as_str(), email_of(&eve).as_str()), (ANNA, NEW));
}

#[test]
fn mails_to_a_new_address_are_counted_by_recipient() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    for _ in 0..5 {
        ask(&anna, NEW).ok::<RequestAddressChange>();
    }
    let problem = ask(&anna, NEW).problem(429);
    assert!(problem.detail.starts_with("This address was sent too many e-mails today"), "{}", problem.detail);
    let eve = app.sign_in("eve@example.com");
    for _ in 0..5 {
        ask(&eve, NEW).ok::<RequestAddressChange>();
    }
    ask(&app.sign_in("third@example.com"), NEW).problem(429);
    // Its owner still gets a code to sign in with.
    app.browser().request_code(NEW).ok::<RequestCode>();
}

#[test]
fn what_was_asked_for_goes_after_a_day() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    ask(&anna, NEW).ok::<RequestAddressChange>();
    app.wait(23 * HOUR);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM address_changes"), 1);
    app.wait(HOUR + MINUTE);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM address_changes"), 0);
}

pub(crate) fn pending(by: &Browser) -> Option<PendingAddress> {
    by.get::<ShowAddressChange>(&()).ok::<ShowAddressChange>().pending
}

#[test]
fn address_that_waits_for_its_code_is_shown_after_a_reload_and_only_the_session_that_asked_may_enter_it() {
    let app = TestApp::new();
    let (here, elsewhere) = (app.sign_in(ANNA), app.sign_in(ANNA));
    assert_eq!(pending(&here), None);
    let sent = ask(&here, NEW).ok::<RequestAddressChange>();
    let waits = |is_here| Some(PendingAddress { email: NEW.into(), expires_at: sent.expires_at, is_here });
    assert_eq!((pending(&here), pending(&elsewhere)), (waits(true), waits(false)));
    assert_eq!(pending(&app.sign_in("eve@example.com")), None);
    app.wait(CODE_LIFE_MS);
    assert_eq!(pending(&here), None);
    ask(&app.sign_in(ANNA), NEW).ok::<RequestAddressChange>();
    enter(&here, &sent_code(&app)).problem(422);
    assert!(pending(&here).is_some());
}

#[test]
fn old_address_is_told_though_the_mail_service_was_away() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    ask(&anna, NEW).ok::<RequestAddressChange>();
    app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("away".into()));
    enter(&anna, &sent_code(&app)).ok::<ChangeAddress>();
    let told = || {
        app.mailer.sent.borrow().iter().filter(|mail| mail.subject.ends_with("address was changed")).count()
    };
    assert_eq!(told(), 0);
    app.wait(2 * MINUTE);
    app.run_cron();
    assert_eq!(told(), 1);
    app.wait(2 * MINUTE);
    app.run_cron();
    assert_eq!(told(), 1);
}
