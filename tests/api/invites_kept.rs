//! An invite goes from the list only when what replaces it is there.

use crate::support::{Browser, DAY, FULL, TestApp, World};
use portico_api::Role;
use portico_api::invites::{
    CreateInvites, DeclineInvite, InviteState, ListInvites, ListInvitesParams, OutcomeKind, ResendInvite,
};
use serde_json::{Value, json};

fn listed(owner: &Browser) -> Vec<(String, InviteState)> {
    let params = ListInvitesParams { organization: "acme".into(), after: None };
    let page = owner.get::<ListInvites>(&params).ok::<ListInvites>();
    page.invites.into_iter().map(|invite| (invite.email, invite.state)).collect()
}

fn kinds(world: &World, owner: &Browser, emails: &[&str]) -> Vec<OutcomeKind> {
    let body = json!({ "emails": emails, "role": "viewer" });
    let told = owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
    told.outcomes.into_iter().map(|outcome| outcome.kind).collect()
}

/// Anna declines; then one seat of five is left.
fn declined<'a>(app: &TestApp, world: &World<'a>) -> portico_api::invites::InviteParams {
    let anna = app.sign_in("anna@example.com");
    let invite = world.invite("anna@example.com", Role::Viewer);
    anna.send::<DeclineInvite>(&world.link_of(&invite), Value::Null).ok::<DeclineInvite>();
    for role in [Role::Viewer, Role::Developer, Role::Admin] {
        world.member(role);
    }
    invite
}

#[test]
fn declined_invite_stays_where_the_new_one_finds_no_seat() {
    let app = TestApp::new();
    let world = World::new(&app);
    declined(&app, &world);
    // The one seat goes to the first of them.
    let kinds = kinds(&world, &world.owner, &["ben@example.com", "anna@example.com"]);
    assert_eq!(kinds, [OutcomeKind::Invited, OutcomeKind::NoSeat]);
    let expected = [("ben@example.com", InviteState::Pending), ("anna@example.com", InviteState::Declined)];
    assert_eq!(listed(&world.owner), expected.map(|(email, state)| (email.to_owned(), state)));
}

#[test]
fn declined_invite_stays_where_the_last_seat_is_taken_at_the_same_moment() {
    let app = TestApp::new();
    let world = World::new(&app);
    declined(&app, &world);
    app.db().before_batch.replace(Some(FULL));
    assert_eq!(kinds(&world, &world.owner, &["anna@example.com"]), [OutcomeKind::NoSeat]);
    assert_eq!(listed(&world.owner), [("anna@example.com".to_owned(), InviteState::Declined)]);
}

#[test]
fn declined_invite_stays_where_the_address_was_written_to_too_often() {
    let app = TestApp::new();
    let world = World::new(&app);
    declined(&app, &world);
    app.db().execute("UPDATE budgets SET used = 10 WHERE scope = 'mail'");
    assert_eq!(kinds(&world, &world.owner, &["anna@example.com"]), [OutcomeKind::TooMany]);
    assert_eq!(listed(&world.owner), [("anna@example.com".to_owned(), InviteState::Declined)]);
}

#[test]
fn expired_invite_stays_where_the_new_one_finds_no_seat() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.invite("anna@example.com", Role::Viewer);
    app.wait(7 * DAY);
    let owner = app.sign_in("owner@example.com");
    for role in [Role::Viewer, Role::Developer, Role::Admin] {
        world.member(role);
    }
    let kinds = kinds(&world, &owner, &["ben@example.com", "anna@example.com"]);
    assert_eq!(kinds, [OutcomeKind::Invited, OutcomeKind::NoSeat]);
    let expected = [("ben@example.com", InviteState::Pending), ("anna@example.com", InviteState::Expired)];
    assert_eq!(listed(&owner), expected.map(|(email, state)| (email.to_owned(), state)));
    assert_eq!(app.db().number("SELECT count(*) FROM invites WHERE state = 'expired'"), 0);
}

#[test]
fn invite_to_somebody_who_is_a_member_by_now_is_not_sent_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = declined(&app, &world);
    let mails = app.mailer.sent.borrow().len();
    let meanwhile = "\
        INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
        SELECT o.id, u.id, 1, 0, u.email_key FROM organizations o, users u WHERE o.slug = 'acme' AND u.email_key = 'anna@example.com'";
    app.db().before_batch.replace(Some(meanwhile));
    let at_the_same_moment = world.owner.send::<ResendInvite>(&invite, Value::Null).problem(409);
    let afterwards = world.owner.send::<ResendInvite>(&invite, Value::Null).problem(409);
    for problem in [at_the_same_moment, afterwards] {
        assert!(problem.is("invite_closed") && problem.detail.contains("member already"), "{problem:?}");
    }
    assert_eq!(app.mailer.sent.borrow().len(), mails);
    assert_eq!(listed(&world.owner), [("anna@example.com".to_owned(), InviteState::Declined)]);
}
