//! The two lists of an organization's people: its members, and who is invited.

use crate::support::{Browser, TestApp, World};
use portico_api::Role;
use portico_api::invites::{InvitePage, ListInvites, ListInvitesParams};
use portico_api::members::{ListMembers, ListMembersParams, MemberPage};
use portico_api::page::Cursor;

fn members(browser: &Browser, after: Option<Cursor>) -> MemberPage {
    let params = ListMembersParams { organization: "acme".into(), search: None, role: None, after };
    browser.get::<ListMembers>(&params).ok::<ListMembers>()
}

fn params(after: Option<Cursor>) -> ListInvitesParams {
    ListInvitesParams { organization: "acme".into(), after }
}

fn invites(browser: &Browser, after: Option<Cursor>) -> InvitePage {
    browser.get::<ListInvites>(&params(after)).ok::<ListInvites>()
}

#[test]
fn ten_thousand_members_and_a_thousand_invites_come_in_pages() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
         INSERT INTO users (id, email, email_key, created_at) \
         SELECT printf('u%05d', i), printf('m%05d@example.com', i), printf('m%05d@example.com', i), 0 FROM n; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT '{0}', id, 1, 0, email_key FROM users WHERE id LIKE 'u%'; \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
         INSERT INTO invites (id, organization_id, email, email_key, role, nonce, token_hash, inviter_id, created_at, expires_at) \
         SELECT printf('i%05d', i), '{0}', 'x', printf('i%d@example.com', i), 1, 'n', printf('h%d', i), \
           (SELECT id FROM users WHERE email_key = 'owner@example.com'), 0, 9e15 FROM n",
        world.organization.id
    ));
    let before = app.db().round_trips.get();
    let first = members(&world.owner, None);
    assert_eq!(app.db().round_trips.get() - before, 1);
    assert_eq!(first.members.len(), 50);
    let second = members(&world.owner, first.next.map(Cursor::new));
    assert_eq!(second.members[0].email, "m00051@example.com");

    let before = app.db().round_trips.get();
    let first = invites(&world.owner, None);
    assert_eq!(app.db().round_trips.get() - before, 1);
    assert_eq!((first.invites.len(), first.next.as_deref()), (50, Some("i00951")));
    assert_eq!((first.organization.members, first.organization.invites), (10_001, 1000));
    assert_eq!(invites(&world.owner, first.next.map(Cursor::new)).invites[0].id.as_str(), "i00950");
}

#[test]
fn invites_are_listed_only_for_those_who_may_invite() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.invite("new@example.com", Role::Viewer);
    for browser in [&world.owner, &world.member(Role::Admin)] {
        assert_eq!(invites(browser, None).invites.len(), 1);
    }
    let developer = world.member(Role::Developer);
    developer.get::<ListInvites>(&params(None)).problem(403);
    // How many there are, everybody may know: they keep seats.
    assert_eq!(members(&developer, None).organization.invites, 1);
}
