//! Invites as their addressee meets them.

use crate::support::{DAY, FULL, TestApp, World};
use portico_api::Role;
use portico_api::invites::{
    AcceptInvite, DeclineInvite, InviteLinkParams, Offer, RevokeInvite, ShowInvite, Standing,
};
use portico_api::organizations::Organization;
use portico_api::session::ShowSession;
use serde_json::Value;

pub(crate) fn show(browser: &crate::support::Browser, link: &InviteLinkParams) -> Offer {
    browser.get::<ShowInvite>(link).ok::<ShowInvite>()
}

pub(crate) fn accept(browser: &crate::support::Browser, link: &InviteLinkParams) -> crate::support::Reply {
    browser.send::<AcceptInvite>(link, Value::Null)
}

#[test]
fn addressee_accepts_and_has_every_project() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("New@Example.com");
    let new = app.sign_in("new@example.com");
    let offer = show(&new, &link);
    assert_eq!(
        (offer.standing, offer.organization.as_str(), offer.role),
        (Standing::Open, "Acme", Role::Developer)
    );
    assert_eq!((offer.inviter.as_str(), offer.email.as_str()), ("owner@example.com", "New@Example.com"));
    let joined: Organization = accept(&new, &link).ok::<AcceptInvite>();
    assert_eq!((joined.id, joined.role), (world.organization.id.clone(), Role::Developer));
    new.get::<portico_api::projects::ShowProject>(&world.project_params())
        .ok::<portico_api::projects::ShowProject>();
    let offer = show(&new, &link);
    assert_eq!((offer.standing, offer.slug.as_deref()), (Standing::Accepted, Some("acme")));
}

#[test]
fn looking_changes_nothing_however_often() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let before = app.db().dump("invites");
    for _ in 0..20 {
        assert_eq!(show(&app.browser(), &link).standing, Standing::SignedOut);
    }
    assert_eq!(app.db().dump("invites"), before);
    accept(&app.sign_in("new@example.com"), &link).ok::<AcceptInvite>();
}

#[test]
fn accepting_twice_is_harmless() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    let first = accept(&new, &link).ok::<AcceptInvite>();
    assert_eq!(accept(&new, &link).ok::<AcceptInvite>(), first);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships WHERE email_key = 'new@example.com'"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'accept_invite'"), 1);
}

#[test]
fn accepted_in_another_tab_at_the_same_moment_is_accepted_all_the_same() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = world.app.sign_in("new@example.com");
    app.db().before_batch.replace(Some(
        "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT i.organization_id, u.id, i.role, 0, i.email_key FROM invites i JOIN users u ON u.email_key = i.email_key; \
         UPDATE invites SET state = 'accepted'",
    ));
    assert_eq!(accept(&new, &link).ok::<AcceptInvite>().role, Role::Developer);
}

#[test]
fn accepted_invite_is_no_way_back_after_removal() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    accept(&new, &link).ok::<AcceptInvite>();
    app.db().execute("DELETE FROM memberships WHERE email_key = 'new@example.com'");
    assert!(accept(&new, &link).problem(409).is("invite_closed"));
}

#[test]
fn somebody_else_sees_only_a_masked_address_and_can_not_accept() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let offer = show(&world.stranger, &link);
    assert_eq!(offer.standing, Standing::OtherAccount);
    assert_eq!(
        (offer.email.as_str(), offer.signed_in_as.as_deref()),
        ("n•••@example.com", Some("stranger@example.com"))
    );
    let sentence = "This invite is for a different address. Sign in with the address it was sent to.";
    assert_eq!(accept(&world.stranger, &link).problem(403).detail, sentence);
    assert_eq!(world.stranger.send::<DeclineInvite>(&link, Value::Null).problem(403).detail, sentence);
    accept(&app.browser(), &link).problem(401);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships"), 2);
}

#[test]
fn id_serves_only_the_addressee() {
    let app = TestApp::new();
    let world = World::new(&app);
    let by_id = InviteLinkParams { invite: world.invite("new@example.com", Role::Viewer).invite };
    app.browser().get::<ShowInvite>(&by_id).problem(404);
    world.stranger.get::<ShowInvite>(&by_id).problem(404);
    accept(&world.stranger, &by_id).problem(404);
    let new = app.sign_in("new@example.com");
    let mine = new.get::<ShowSession>(&()).ok::<ShowSession>().invites;
    assert_eq!(
        (mine.len(), mine[0].id.as_str(), mine[0].organization.as_str()),
        (1, by_id.invite.as_str(), "Acme")
    );
    accept(&new, &by_id).ok::<AcceptInvite>();
    assert!(new.get::<ShowSession>(&()).ok::<ShowSession>().invites.is_empty());
}

#[test]
fn unknown_and_truncated_tokens_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    let token = world.invite_link("new@example.com").invite;
    let new = app.sign_in("new@example.com");
    for invite in [&token[..63], &token[..32], "x", &format!("{token}0"), &token.to_uppercase()] {
        if *invite == token {
            continue;
        }
        let link = InviteLinkParams { invite: invite.to_owned() };
        new.get::<ShowInvite>(&link).problem(404);
        accept(&new, &link).problem(404);
    }
}

#[test]
fn expired_invite_can_not_be_accepted_nor_declined() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    app.wait(7 * DAY - 10);
    assert_eq!(show(&app.sign_in("new@example.com"), &link).standing, Standing::Open);
    app.wait(10);
    let new = app.sign_in("new@example.com");
    assert_eq!(show(&new, &link).standing, Standing::Expired);
    assert!(accept(&new, &link).problem(409).is("invite_closed"));
    new.send::<DeclineInvite>(&link, Value::Null).problem(409);
    assert!(new.get::<ShowSession>(&()).ok::<ShowSession>().invites.is_empty());
}

#[test]
fn declined_invite_stays_declined() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    new.send::<DeclineInvite>(&link, Value::Null).ok::<DeclineInvite>();
    new.send::<DeclineInvite>(&link, Value::Null).ok::<DeclineInvite>();
    assert_eq!(show(&new, &link).standing, Standing::Declined);
    accept(&new, &link).problem(409);
    // The organization may ask again.
    world.invite("new@example.com", Role::Viewer);
}

#[test]
fn revoked_or_changed_at_the_moment_of_accepting_means_no_membership() {
    for (meanwhile, status) in [
        ("UPDATE invites SET state = 'revoked'", 409),
        ("UPDATE invites SET state = 'declined'", 409),
        ("UPDATE invites SET expires_at = 0", 409),
        ("UPDATE memberships SET role = 2 WHERE email_key = 'owner@example.com'", 409),
        (FULL, 402),
        ("UPDATE organizations SET deleted_at = 1", 409),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        let link = world.invite_link("new@example.com");
        let new = app.sign_in("new@example.com");
        app.db().before_batch.replace(Some(meanwhile));
        accept(&new, &link).problem(status);
        let members = app.db().number("SELECT count(*) FROM memberships WHERE email_key = 'new@example.com'");
        assert_eq!(members, 0, "{meanwhile}");
    }
}

#[test]
fn revoke_after_accept_is_too_late_and_says_so() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("new@example.com", Role::Viewer);
    accept(&app.sign_in("new@example.com"), &world.link_of(&invite)).ok::<AcceptInvite>();
    world.owner.send::<RevokeInvite>(&invite, Value::Null).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships WHERE email_key = 'new@example.com'"), 1);
}
