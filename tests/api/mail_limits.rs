//! Nobody can use the installation against an address: what is mailed is counted by recipient and by sender.

use crate::support::{Browser, DAY, HOUR, TestApp, World, create_organization};
use portico_api::Role;
use portico_api::invites::{CreateInvites, OutcomeKind, ResendInvite};
use portico_api::organizations::OrganizationParams;
use portico_api::plans::{Interval, PlanId};
use serde_json::{Value, json};

fn invite(by: &Browser, organization: &str, emails: &[String]) -> crate::support::Reply {
    let params = OrganizationParams { organization: organization.to_owned() };
    by.send::<CreateInvites>(&params, json!({ "emails": emails, "role": "viewer" }))
}

fn twenty(round: usize) -> Vec<String> {
    (0..20).map(|number| format!("a{round}-{number}@example.com")).collect()
}

#[test]
fn thirty_resends_of_one_invite_are_five_mails() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.invite("victim@example.com", Role::Viewer);
    let link = world.link_of(&place).invite;
    let mut refused = Vec::new();
    for _ in 0..30 {
        let reply = world.owner.send::<ResendInvite>(&place, Value::Null);
        if reply.status != 200 {
            refused.push(reply);
        }
    }
    assert_eq!((app.mailer.sent.borrow().len(), refused.len()), (5, 26));
    let problem = refused.pop().unwrap().problem(429);
    assert_eq!(
        problem.detail,
        "This address was sent too many e-mails today, so this one was not sent. Try again in 24 hours. You can share the link of \
         an invite another way in the meantime."
    );
    // What was refused left the link alone.
    assert_ne!(world.link_of(&place).invite, link);
    let current = world.link_of(&place).invite;
    world.owner.send::<ResendInvite>(&place, Value::Null).problem(429);
    assert_eq!(world.link_of(&place).invite, current);
}

#[test]
fn a_hundred_organizations_of_ten_people_mail_one_address_ten_times() {
    let app = TestApp::new();
    let victim = ["victim@example.com".to_owned()];
    for person in 0..10 {
        let browser = app.sign_in(&format!("sender{person}@example.com"));
        // Each is at another place, or fewer organizations would be created.
        app.db().execute("DELETE FROM budgets WHERE scope = 'organization_client'");
        for number in 0..10 {
            let organization = create_organization(&browser, &format!("Spam {person} {number}"));
            let outcomes = invite(&browser, &organization.slug, &victim).ok::<CreateInvites>().outcomes;
            let expected = if person == 0 { OutcomeKind::Invited } else { OutcomeKind::TooMany };
            assert_eq!(outcomes[0].kind, expected, "{person} {number}");
        }
    }
    assert_eq!(app.mailer.sent.borrow().len(), 10);
}

#[test]
fn one_person_sends_a_hundred_an_hour_whichever_organizations_they_are_for() {
    let app = TestApp::new();
    let world = World::new(&app);
    let organizations: Vec<_> =
        (0..6).map(|number| create_organization(&world.owner, &format!("Org {number}")).slug).collect();
    world.unlimited();
    for (round, organization) in organizations.iter().take(5).enumerate() {
        invite(&world.owner, organization, &twenty(round)).ok::<CreateInvites>();
    }
    let refused = invite(&world.owner, &organizations[5], &["one@example.com".to_owned()]);
    assert_eq!(refused.response.header("Retry-After"), Some("3600"));
    assert_eq!(refused.problem(429).detail, "Too many e-mails were sent from here. Try again in 60 minutes.");
    assert_eq!(app.mailer.sent.borrow().len(), 100);
    app.wait(HOUR);
    invite(&world.owner, &organizations[5], &["one@example.com".to_owned()]).ok::<CreateInvites>();
}

#[test]
fn one_client_sends_two_hundred_an_hour_whoever_signs_in_there() {
    let app = TestApp::new();
    let people: Vec<_> = (0..3).map(|number| app.sign_in(&format!("p{number}@example.com"))).collect();
    let organizations: Vec<_> = people.iter().map(|person| create_organization(person, "Org").slug).collect();
    crate::support::unlimited(&app);
    for (person, organization) in people.iter().zip(&organizations).take(2) {
        for round in 0..5 {
            invite(person, organization, &twenty(round)).ok::<CreateInvites>();
        }
    }
    invite(&people[2], &organizations[2], &["one@example.com".to_owned()]).problem(429);
    let params = OrganizationParams { organization: organizations[2].clone() };
    let body = json!({ "emails": ["one@example.com"], "role": "viewer" });
    let mut elsewhere = people[2].request::<CreateInvites>(&params, body);
    elsewhere.client_address = Some("198.51.100.7".into());
    app.send(&elsewhere).ok::<CreateInvites>();
}

#[test]
fn twenty_resends_at_once_are_counted_exactly() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.invite("victim@example.com", Role::Viewer);
    let requests: Vec<_> =
        (0..20).map(|_| world.owner.request::<ResendInvite>(&place, Value::Null)).collect();
    let statuses = app.at_once(&requests);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
    assert_eq!(app.db().number("SELECT max(used) FROM budgets WHERE scope = 'mail_organization'"), 5);
}

#[test]
fn budgets_hold_no_address_and_go_when_their_time_is_over() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.invite("victim@example.com", Role::Viewer);
    let rows = app.db().dump("budgets");
    assert!(!rows.contains("victim") && !rows.contains("192.0.2"), "{rows}");
    assert!(app.db().number("SELECT count(*) FROM budgets") > 0);
    app.wait(crate::support::DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM budgets"), 0);
}

#[test]
fn invoices_and_archives_count_with_what_else_an_address_is_told_and_wait_for_the_next_day() {
    let app = TestApp::new();
    let world = World::new(&app);
    crate::billing::change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    crate::exports::ready(&world.owner, "acme");
    // Both have left, and count.
    let used = "SELECT sum(used) FROM budgets WHERE scope = 'notice'";
    assert_eq!((app.mailer.sent.borrow().len(), app.db().number(used)), (2, 2));
    app.db().execute(
        "UPDATE budgets SET used = 100 WHERE scope = 'notice'; \
         UPDATE invoices SET mail_due_at = 1, mail_tries = 0; UPDATE exports SET mail_due_at = 1, mail_tries = 0",
    );
    app.mailer.keys_are_forgotten();
    (0..3).for_each(|_| app.run_cron());
    assert_eq!(app.mailer.sent.borrow().len(), 2);
    let waiting = "SELECT (SELECT count(*) FROM invoices WHERE mail_due_at > 1 AND mail_tries = 0) + \
        (SELECT count(*) FROM exports WHERE mail_due_at > 1 AND mail_tries = 0)";
    assert_eq!(app.db().number(waiting), 2);
    app.wait(DAY);
    (0..2).for_each(|_| app.run_cron());
    assert_eq!(app.mailer.sent.borrow().len(), 4);
}
