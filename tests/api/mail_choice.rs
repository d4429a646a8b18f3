//! "No more mail": said with one click, without a session, and taken back.

use crate::support::{ORIGIN, TestApp, World};
use portico_api::Role;
use portico_api::invites::{
    CreateInvites, Delivery, Invite, ListInvites, ListInvitesParams, ResendInvite, ShowInviteLink,
};
use portico_api::mail_choice::{AllowMail, MailChoiceParams, ShowMailChoice, StopMail};
use portico_api::sign_in::{RequestCode, SignIn};
use portico_edge::http::Request;
use portico_edge::mail::{Mail, MailError};
use serde_json::{Value, json};

/// What the newest mail's link names.
fn token(mail: &Mail) -> MailChoiceParams {
    let page = &mail.stop.as_ref().expect("every mail has a way to get no more").page;
    MailChoiceParams { token: page.rsplit('/').next().unwrap().to_owned() }
}

/// The link of the newest mail that left.
pub(crate) fn of_newest(app: &TestApp) -> MailChoiceParams {
    token(app.mailer.sent.borrow().last().unwrap())
}

/// The link of a mail to somebody new, for tests of rights.
pub(crate) fn choice(world: &World) -> MailChoiceParams {
    world.invite("choosing@example.com", Role::Viewer);
    let choice = of_newest(world.app);
    world.app.db().execute("DELETE FROM budgets; DELETE FROM outbox; DELETE FROM invites WHERE email_key = 'choosing@example.com'");
    choice
}

fn invite(world: &World) -> Invite {
    let list = ListInvitesParams { organization: "acme".into(), after: None };
    world.owner.get::<ListInvites>(&list).ok::<ListInvites>().invites.remove(0)
}

/// What a mail program sends: from anywhere, with no cookie, and a form.
fn one_click(app: &TestApp, mail: &Mail) -> u16 {
    let headers = mail.headers();
    assert_eq!(headers[1], ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    let url = headers[0].1.trim_matches(['<', '>']);
    let path = url.strip_prefix(ORIGIN).unwrap().to_owned();
    app.send(&Request {
        method: "POST".into(),
        path,
        content_type: Some("application/x-www-form-urlencoded".into()),
        origin: Some("https://mail.example".into()),
        fetch_site: Some("cross-site".into()),
        body: b"List-Unsubscribe=One-Click".to_vec(),
        ..Request::default()
    })
    .status
}

#[test]
fn after_one_click_an_address_gets_no_invites_and_the_inviter_is_told_to_share_the_link() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.invite("New@example.com", Role::Viewer);
    let mail = app.mailer.sent.borrow()[0].clone();
    assert!(
        mail.text.contains(&format!("Stop e-mail to this address: {ORIGIN}/no-more-mail/")),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("/no-more-mail/") && mail.html.ends_with("</body></html>"), "{}", mail.html);
    assert_eq!(one_click(&app, &mail), 200);
    assert_eq!(one_click(&app, &mail), 200, "twice is harmless");

    app.wait(1);
    world.owner.send::<ResendInvite>(&place, Value::Null).ok::<ResendInvite>();
    let body = json!({ "emails": ["new@EXAMPLE.com"], "role": "viewer" });
    let params = portico_api::organizations::OrganizationParams { organization: "other".into() };
    world.stranger.send::<CreateInvites>(&params, body).ok::<CreateInvites>();
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), 1);
    let invite = invite(&world);
    assert_eq!(invite.delivery, Delivery::Stopped);
    let why = "E-mail to this address is stopped. Share the link another way.";
    assert_eq!(invite.delivery_error.as_deref(), Some(why));
    world.owner.get::<ShowInviteLink>(&place).ok::<ShowInviteLink>();
}

#[test]
fn mail_that_waits_does_not_leave_once_its_address_wants_none() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("down".into()));
    world.invite("new@example.com", Role::Viewer);
    let other = choice_of(&app, "new@example.com");
    app.browser().send::<StopMail>(&other, json!({})).ok::<StopMail>();
    let sent = app.mailer.sent.borrow().len();
    app.wait(61_000);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), sent);
    let waiting = "SELECT count(*) FROM outbox WHERE recipient_key = 'new@example.com' AND state = 'failed' AND is_stopped = 1";
    assert_eq!(app.db().number(waiting), 1);
}

/// The link of a code's mail to this address.
pub(crate) fn choice_of(app: &TestApp, email: &str) -> MailChoiceParams {
    app.browser().request_code(email).ok::<RequestCode>();
    let body = app.db().text("SELECT body FROM mailbox ORDER BY id DESC LIMIT 1");
    let token = body.rsplit("/no-more-mail/").next().unwrap().trim().to_owned();
    MailChoiceParams { token }
}

#[test]
fn page_shows_the_address_masked_and_the_choice_can_be_taken_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let choice = choice(&world);
    let nobody = app.browser();
    let shown = nobody.get::<ShowMailChoice>(&choice).ok::<ShowMailChoice>();
    assert_eq!((shown.address.as_str(), shown.is_stopped), ("c•••@example.com", false));
    assert!(nobody.send::<StopMail>(&choice, json!({})).ok::<StopMail>().is_stopped);
    assert!(nobody.get::<ShowMailChoice>(&choice).ok::<ShowMailChoice>().is_stopped);
    assert!(!nobody.send::<AllowMail>(&choice, json!({})).ok::<AllowMail>().is_stopped);
    world.invite("choosing@example.com", Role::Viewer);
    assert_eq!(invite(&world).delivery, Delivery::Sent);
}

#[test]
fn nobody_speaks_for_an_address_without_one_of_its_mails() {
    let app = TestApp::new();
    let world = World::new(&app);
    let MailChoiceParams { token } = choice(&world);
    let other = choice_of(&app, "other@example.com").token;
    let swapped = format!("{}{}", &other[..64], &token[64..]);
    let renamed = format!("{}{}", &token[..128], &other[128..]);
    let forged =
        ["00".to_owned(), "0".repeat(128), token[..127].to_owned(), swapped, renamed, "é".repeat(100)];
    for token in forged {
        let params = MailChoiceParams { token };
        app.browser().get::<ShowMailChoice>(&params).problem(404);
        app.browser().send::<StopMail>(&params, json!({})).problem(404);
        app.browser().send::<AllowMail>(&params, json!({})).problem(404);
    }
    assert_eq!(app.db().number("SELECT count(*) FROM stopped_addresses"), 0);
    // The page's own requests come from our own pages only; a link alone, opened by whoever, changes nothing.
    let mut foreign =
        app.browser().request::<StopMail>(&MailChoiceParams { token: token.clone() }, json!({}));
    foreign.fetch_site = Some("cross-site".into());
    assert!(app.send(&foreign).problem(403).is("cross_site"));
    let opened =
        Request { method: "GET".into(), path: format!("/api/mail/{token}/one-click"), ..Request::default() };
    let led = app.send(&opened);
    assert_eq!(led.status, 303);
    assert_eq!(led.response.header("Location"), Some(format!("{ORIGIN}/no-more-mail/{token}").as_str()));
    assert_eq!(app.db().number("SELECT count(*) FROM stopped_addresses"), 0);
}

#[test]
fn whoever_wants_no_mail_still_gets_codes_though_few_from_strangers() {
    let app = TestApp::new();
    let mut known = app.sign_in("anna@example.com");
    let choice = choice_of(&app, "anna@example.com");
    app.browser().send::<StopMail>(&choice, json!({})).ok::<StopMail>();
    app.browser().request_code("anna@example.com").ok::<RequestCode>();
    app.browser().request_code("anna@example.com").problem(429);
    known.request_code("anna@example.com").ok::<RequestCode>();
    known.enter_code(&app.newest_code()).ok::<SignIn>();
}

#[test]
fn log_names_the_way_of_mail_programs_by_its_pattern() {
    let app = TestApp::new();
    let path = format!("/api/mail/{}/one-click", "f".repeat(140));
    assert_eq!(app.service.route_of(&path), "/api/mail/{token}/one-click");
}
