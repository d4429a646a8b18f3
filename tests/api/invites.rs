//! Sending invites: who may, to whom, how many.

use crate::support::{DAY, HOUR, TestApp, World};
use portico_api::Role;
use portico_api::invites::{
    CreateInvites, DeclineInvite, Invite, InviteParams, InviteState, ListInvites, ListInvitesParams,
    OutcomeKind, ResendInvite, RevokeInvite, ShowInvite, ShowInviteLink, Standing,
};
use portico_api::members::RemovalParams;
use serde_json::{Value, json};

fn create(world: &World, by: &crate::support::Browser, emails: &[&str], role: Role) -> crate::support::Reply {
    by.send::<CreateInvites>(&world.organization_params(), json!({ "emails": emails, "role": role }))
}

fn kinds(world: &World, emails: &[&str]) -> Vec<OutcomeKind> {
    let outcomes = create(world, &world.owner, emails, Role::Viewer).ok::<CreateInvites>().outcomes;
    let given: Vec<_> = outcomes.iter().map(|outcome| outcome.email.as_str()).collect();
    assert_eq!(given, emails, "the outcomes come in the order of the addresses");
    outcomes.into_iter().map(|outcome| outcome.kind).collect()
}

#[test]
fn each_address_has_its_own_outcome() {
    use OutcomeKind::{AlreadyInvited, AlreadyMember, Invalid, Invited};
    let app = TestApp::new();
    let world = World::new(&app);
    world.invite("old@example.com", Role::Viewer);
    let emails = [
        "new@example.com",
        "OWNER@example.com",
        "Old@Example.com",
        "nonsense",
        "New@example.com",
        "two@example.com",
    ];
    assert_eq!(kinds(&world, &emails), [Invited, AlreadyMember, AlreadyInvited, Invalid, Invalid, Invited]);
    assert_eq!(app.db().number("SELECT count(*) FROM invites WHERE state = 'open'"), 3);
    assert_eq!(app.mailer.sent.borrow().len(), 3);
}

#[test]
fn list_of_addresses_has_its_limits() {
    let app = TestApp::new();
    let world = World::new(&app);
    let many: Vec<_> = (0..21).map(|number| format!("a{number}@example.com")).collect();
    for emails in [json!([]), json!(many), json!("a@b.de"), json!([1]), json!(null)] {
        let body = json!({ "emails": emails, "role": "viewer" });
        world.owner.send::<CreateInvites>(&world.organization_params(), body).fault(422, "emails");
    }
    let body = json!({ "emails": many[..20], "role": "viewer", "note": "x".repeat(501) });
    world.owner.send::<CreateInvites>(&world.organization_params(), body).fault(422, "note");
    let body = json!({ "emails": many[..20], "role": "king" });
    world.owner.send::<CreateInvites>(&world.organization_params(), body).fault(422, "role");
}

#[test]
fn nobody_invites_above_their_own_role() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    create(&world, &admin, &["a@example.com"], Role::Owner).fault(403, "role");
    create(&world, &world.member(Role::Developer), &["a@example.com"], Role::Viewer).problem(403);
    create(&world, &admin, &["a@example.com"], Role::Admin).ok::<CreateInvites>();
    create(&world, &world.owner, &["b@example.com"], Role::Owner).ok::<CreateInvites>();
}

#[test]
fn demoted_between_proof_and_invite_means_no_invite() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some("UPDATE memberships SET role = 3"));
    create(&world, &world.owner, &["a@example.com"], Role::Owner).problem(403);
    assert_eq!(app.db().number("SELECT count(*) FROM invites"), 0);
}

#[test]
fn admin_can_not_touch_the_invite_of_an_owner() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let invite = world.invite("boss@example.com", Role::Owner);
    admin.send::<ResendInvite>(&invite, Value::Null).fault(403, "role");
    admin.send::<RevokeInvite>(&invite, Value::Null).fault(403, "role");
    admin.get::<ShowInviteLink>(&invite).problem(404);
}

#[test]
fn invites_of_another_organization_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("new@example.com", Role::Viewer);
    let theirs = InviteParams { organization: "other".into(), ..invite.clone() };
    world.stranger.send::<ResendInvite>(&theirs, Value::Null).problem(404);
    world.stranger.send::<RevokeInvite>(&theirs, Value::Null).problem(404);
    world.stranger.get::<ShowInviteLink>(&theirs).problem(404);
    world.stranger.get::<ShowInviteLink>(&invite).problem(404);
    let list = ListInvitesParams { organization: "other".into(), after: None };
    assert!(world.stranger.get::<ListInvites>(&list).ok::<ListInvites>().invites.is_empty());
}

#[test]
fn resend_makes_a_new_link_and_kills_the_old_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("new@example.com", Role::Viewer);
    let old = world.link_of(&invite);
    app.wait(6 * DAY);
    let resent = world.owner.send::<ResendInvite>(&invite, Value::Null).ok::<ResendInvite>();
    let new = world.link_of(&invite);
    assert_ne!(old, new);
    app.browser().get::<ShowInvite>(&old).problem(404);
    app.wait(6 * DAY);
    let offer = app.browser().get::<ShowInvite>(&new).ok::<ShowInvite>();
    assert_eq!((offer.standing, offer.expires_at), (Standing::SignedOut, resent.expires_at));
}

#[test]
fn revoked_invite_is_gone_from_the_list_and_says_so_behind_its_link() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("new@example.com", Role::Viewer);
    let link = world.link_of(&invite);
    world.owner.send::<RevokeInvite>(&invite, Value::Null).ok::<RevokeInvite>();
    world.owner.send::<RevokeInvite>(&invite, Value::Null).problem(404);
    world.owner.send::<ResendInvite>(&invite, Value::Null).problem(404);
    world.owner.get::<ShowInviteLink>(&invite).problem(404);
    let offer = app.browser().get::<ShowInvite>(&link).ok::<ShowInvite>();
    assert_eq!(offer.standing, Standing::Revoked);
}

#[test]
fn expired_invite_makes_room_for_a_new_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    let old = world.invite("new@example.com", Role::Viewer);
    app.wait(7 * DAY);
    let list = ListInvitesParams { organization: "acme".into(), after: None };
    let owner = app.sign_in("owner@example.com");
    let page = owner.get::<ListInvites>(&list).ok::<ListInvites>();
    assert_eq!(page.invites[0].state, InviteState::Expired);
    create(&world, &owner, &["new@example.com"], Role::Viewer).ok::<CreateInvites>();
    let page = owner.get::<ListInvites>(&list).ok::<ListInvites>();
    assert_eq!(page.invites.len(), 1);
    assert_ne!(page.invites[0].id.as_str(), old.invite);
}

#[test]
fn organization_may_send_a_hundred_invites_an_hour() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for round in 0..5 {
        let emails: Vec<_> = (0..20).map(|number| format!("a{round}-{number}@example.com")).collect();
        let emails: Vec<_> = emails.iter().map(String::as_str).collect();
        create(&world, &world.owner, &emails, Role::Viewer).ok::<CreateInvites>();
    }
    let refused = create(&world, &world.owner, &["one@example.com"], Role::Viewer);
    assert_eq!(refused.response.header("Retry-After"), Some("3600"));
    refused.problem(429);
    app.wait(HOUR - 1);
    let refused = create(&world, &world.owner, &["one@example.com"], Role::Viewer);
    assert_eq!(refused.response.header("Retry-After"), Some("1"));
    app.wait(1);
    create(&world, &world.owner, &["one@example.com"], Role::Viewer).ok::<CreateInvites>();
}

#[test]
fn one_address_is_written_to_five_times_a_day_by_one_organization_and_ten_by_all_together() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("new@example.com", Role::Viewer);
    for _ in 0..4 {
        world.owner.send::<ResendInvite>(&invite, Value::Null).ok::<ResendInvite>();
    }
    world.owner.send::<ResendInvite>(&invite, Value::Null).problem(429);
    let other = portico_api::organizations::OrganizationParams { organization: "other".into() };
    let invite_there = || {
        let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
        world.stranger.send::<CreateInvites>(&other, body).ok::<CreateInvites>().outcomes[0].kind
    };
    for _ in 0..5 {
        assert_eq!(invite_there(), OutcomeKind::Invited);
        app.db().execute("UPDATE invites SET state = 'revoked' WHERE email_key = 'new@example.com'");
    }
    assert_eq!(invite_there(), OutcomeKind::TooMany);
    assert_eq!(app.mailer.sent.borrow().len(), 10);
    app.wait(DAY);
    let stranger = app.sign_in("stranger@example.com");
    let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
    let again = stranger.send::<CreateInvites>(&other, body).ok::<CreateInvites>();
    assert_eq!(again.outcomes[0].kind, OutcomeKind::Invited);
}

#[test]
fn pending_invites_count_against_the_seats() {
    use OutcomeKind::{Invited, NoSeat};
    let app = TestApp::new();
    let world = World::new(&app);
    world.member(Role::Viewer);
    world.member(Role::Admin);
    // Three of the five seats of the Free plan are taken.
    assert_eq!(
        kinds(&world, &["a@example.com", "b@example.com", "c@example.com"]),
        [Invited, Invited, NoSeat]
    );
    let body = json!({ "emails": ["d@example.com"], "role": "viewer" });
    let problem = world.owner.send::<CreateInvites>(&world.organization_params(), body).problem(402);
    let limit = problem.limit.unwrap();
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("members", 5, 5));
    assert!(
        problem.detail.contains("5 seats") && problem.detail.contains("under Billing"),
        "{}",
        problem.detail
    );
}

#[test]
fn database_holds_no_token_of_a_link() {
    let app = TestApp::new();
    let world = World::new(&app);
    let token = world.invite_link("new@example.com").invite;
    assert_eq!(token.len(), 64);
    for table in ["invites", "outbox", "audit_entries", "answers"] {
        let dump = app.db().dump(table);
        assert!(!dump.contains(&token), "{table}");
    }
}

#[test]
fn retry_of_an_invite_request_sends_no_second_mail() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
    let request = world.owner.request::<CreateInvites>(&world.organization_params(), body);
    assert_eq!(app.send(&request).json, app.send(&request).json);
    assert_eq!(app.mailer.sent.borrow().len(), 1);
}

#[test]
fn unknown_member_ids_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    for member in ["", "nobody", "%", "01890a5d-ac96-774b-bcce-b302099a8057"] {
        let params = RemovalParams { organization: "acme".into(), member: member.into(), revoke_keys: false };
        let refused = world.owner.send::<portico_api::members::RemoveMember>(&params, Value::Null);
        assert!(matches!(refused.status, 404 | 405), "{member}");
    }
}

#[test]
fn declined_invite_stays_in_the_list_until_it_is_sent_again_or_put_away() {
    let app = TestApp::new();
    let world = World::new(&app);
    let listed = || {
        let params = ListInvitesParams { organization: "acme".into(), after: None };
        let page = world.owner.get::<ListInvites>(&params).ok::<ListInvites>();
        let is_dated =
            |invite: &Invite| invite.decided_at.is_some() == (invite.state == InviteState::Declined);
        assert!(page.invites.iter().all(is_dated), "{page:?}");
        page.invites.iter().map(|invite| (invite.email.clone(), invite.state)).collect::<Vec<_>>()
    };
    let state = |state| vec![("anna@example.com".to_owned(), state)];
    let anna = app.sign_in("anna@example.com");
    let invite = world.invite("anna@example.com", Role::Viewer);
    anna.send::<DeclineInvite>(&world.link_of(&invite), Value::Null).ok::<DeclineInvite>();
    assert_eq!(listed(), state(InviteState::Declined));
    world.owner.send::<ResendInvite>(&invite, Value::Null).ok::<ResendInvite>();
    assert_eq!(listed(), state(InviteState::Pending));
    anna.send::<DeclineInvite>(&world.link_of(&invite), Value::Null).ok::<DeclineInvite>();
    // Inviting the address anew takes the place of the declined one.
    let second = world.invite("anna@example.com", Role::Viewer);
    assert_eq!(listed(), state(InviteState::Pending));
    world.owner.send::<ResendInvite>(&invite, Value::Null).problem(404);
    anna.send::<DeclineInvite>(&world.link_of(&second), Value::Null).ok::<DeclineInvite>();
    world.owner.send::<RevokeInvite>(&second, Value::Null).ok::<RevokeInvite>();
    assert_eq!(listed(), vec![]);
}
