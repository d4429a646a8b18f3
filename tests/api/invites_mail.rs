//! The mail of invites: queued with the invite, sent after the answer, tried again by cron, never lost.

use crate::support::{MINUTE, ORIGIN, TestApp, World};
use portico_api::Role;
use portico_api::invites::{
    CreateInvites, Delivery, Invite, ListInvites, ListInvitesParams, ResendInvite, RevokeInvite,
};
use portico_api::sign_in::RequestCode;
use portico_edge::mail::MailError;
use serde_json::{Value, json};

fn the_invite(world: &World) -> Invite {
    let list = ListInvitesParams { organization: "acme".into(), after: None };
    world.owner.get::<ListInvites>(&list).ok::<ListInvites>().invites.remove(0)
}

fn unavailable() -> MailError {
    MailError::Unavailable("the service is down".into())
}

#[test]
fn invite_mail_has_one_recipient_a_link_from_the_configured_origin_and_escaped_names() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute("UPDATE organizations SET name = '<b>Acme</b>'");
    let body = json!({ "emails": ["new@example.com"], "role": "developer", "note": "Hello <i>you</i>" });
    world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
    let mail = app.mailer.sent.borrow()[0].clone();
    assert_eq!(mail.recipient, "new@example.com");
    assert_eq!(mail.subject, "owner@example.com invites you to <b>Acme</b> on Portico");
    assert!(mail.text.contains(&format!("{ORIGIN}/invites/")), "{}", mail.text);
    assert!(!mail.html.contains("<b>") && !mail.html.contains("<i>"), "{}", mail.html);
    assert_eq!(the_invite(&world).delivery, Delivery::Sent);
}

#[test]
fn invite_mail_goes_to_the_address_as_stored_where_somebody_has_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.sign_in("New@Example.com");
    world.invite("new@EXAMPLE.com", Role::Viewer);
    world.invite("Unknown@Example.com", Role::Viewer);
    let recipients: Vec<_> = app.mailer.sent.borrow().iter().map(|mail| mail.recipient.clone()).collect();
    assert_eq!(recipients, ["New@Example.com", "Unknown@Example.com"]);
}

#[test]
fn failed_mail_is_tried_again_by_cron_until_it_leaves() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.mailer.failures.borrow_mut().extend([unavailable(), unavailable()]);
    world.invite("new@example.com", Role::Viewer);
    let invite = the_invite(&world);
    assert_eq!(
        (invite.delivery, invite.delivery_error.as_deref()),
        (Delivery::Queued, Some("the service is down"))
    );
    app.run_cron();
    assert!(app.mailer.sent.borrow().is_empty(), "the next try is not due yet");
    app.wait(MINUTE);
    app.run_cron();
    app.wait(5 * MINUTE);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), 1);
    let invite = the_invite(&world);
    assert_eq!((invite.delivery, invite.delivery_error), (Delivery::Sent, None));
    app.wait(60 * MINUTE);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), 1);
}

#[test]
fn mail_that_is_refused_or_failed_too_often_says_so_and_the_link_still_works() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.mailer.failures.borrow_mut().push_back(MailError::Refused("no such mailbox".into()));
    let place = world.invite("new@example.com", Role::Viewer);
    let invite = the_invite(&world);
    assert_eq!(
        (invite.delivery, invite.delivery_error.as_deref()),
        (Delivery::Failed, Some("no such mailbox"))
    );
    world.link_of(&place);
    // Sending it again begins anew.
    app.mailer.failures.borrow_mut().extend((0..5).map(|_| unavailable()));
    world.owner.send::<ResendInvite>(&place, Value::Null).ok::<ResendInvite>();
    for _ in 0..4 {
        app.wait(121 * MINUTE);
        app.run_cron();
    }
    assert_eq!(the_invite(&world).delivery, Delivery::Failed);
    assert!(app.mailer.sent.borrow().is_empty());
}

#[test]
fn mail_of_a_revoked_or_resent_invite_does_not_leave_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.mailer.failures.borrow_mut().extend([unavailable(), unavailable()]);
    let place = world.invite("new@example.com", Role::Viewer);
    world.owner.send::<ResendInvite>(&place, Value::Null).ok::<ResendInvite>();
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!(
        app.mailer.sent.borrow().len(),
        1,
        "of two queued mails only the one with the living link left"
    );
    let other = world.invite("two@example.com", Role::Viewer);
    app.mailer.failures.borrow_mut().push_back(unavailable());
    world.owner.send::<ResendInvite>(&other, Value::Null).ok::<ResendInvite>();
    world.owner.send::<RevokeInvite>(&other, Value::Null).ok::<RevokeInvite>();
    let sent = app.mailer.sent.borrow().len();
    app.wait(10 * MINUTE);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), sent);
}

#[test]
fn code_mail_by_a_real_transport_leaves_once_and_is_kept_nowhere() {
    let key = "k".repeat(32);
    let app =
        TestApp::with_variables(&[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "http"), ("SECRET_KEY", &key)]);
    app.browser().request_code("anna@example.com").ok::<RequestCode>();
    assert_eq!(app.mailer.sent.borrow().len(), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM mailbox"), 0);
    for _ in 0..5 {
        app.browser().request_code("anna@example.com");
    }
    assert_eq!(app.mailer.sent.borrow().len(), 5, "the refused request sends nothing");
}

#[test]
fn without_mail_or_key_inviting_says_so() {
    for variable in ["MAIL_TRANSPORT", "SECRET_KEY"] {
        let mut app = TestApp::new();
        let mut lacking = app.service.config.clone();
        match variable {
            "SECRET_KEY" => lacking.secret_key = None,
            _ => lacking.mail = portico_edge::config::MailTransport::None,
        }
        let world = World::new(&app);
        let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
        let request = world.owner.request::<CreateInvites>(&world.organization_params(), body);
        app.service.config = lacking;
        assert!(app.send(&request).problem(409).is("not_set_up"), "{variable}");
    }
}

#[test]
fn one_client_may_ask_for_sixty_codes_an_hour() {
    let app = TestApp::new();
    for number in 0..60 {
        app.browser().request_code(&format!("a{number}@example.com")).ok::<RequestCode>();
    }
    app.browser().request_code("more@example.com").problem(429);
    let mut elsewhere = app.browser().request::<RequestCode>(&(), json!({ "email": "more@example.com" }));
    elsewhere.client_address = Some("192.0.2.2".into());
    app.send(&elsewhere).ok::<RequestCode>();
}

#[test]
fn addresses_of_one_ipv6_network_are_one_client() {
    let app = TestApp::new();
    let ask = |number: u32| {
        let body = json!({ "email": format!("a{number}@example.com") });
        let mut request = app.browser().request::<RequestCode>(&(), body);
        request.client_address = Some(format!("2001:db8:1:2::{number:x}"));
        app.send(&request).status
    };
    assert!((0..60).all(|number| ask(number) == 200));
    assert_eq!(ask(60), 429);
}

#[test]
fn clients_on_this_machine_are_not_counted() {
    let app = TestApp::new();
    for number in 0..61 {
        let body = json!({ "email": format!("a{number}@example.com") });
        let mut request = app.browser().request::<RequestCode>(&(), body);
        request.client_address = Some("127.0.0.1".into());
        app.send(&request).ok::<RequestCode>();
    }
}
