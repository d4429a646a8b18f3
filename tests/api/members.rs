//! Members: who they are, what role they have, and that there is always an Owner.

use crate::support::{Browser, TestApp, World};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::invites::AcceptInvite;
use portico_api::members::{
    ChangeRole, LeaveOrganization, ListMembers, ListMembersParams, MemberPage, RemoveMember,
    TransferOwnership,
};
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, ShowOrganization};
use portico_api::page::{Cursor, Search};
use portico_api::projects::ShowProject;
use serde_json::{Value, json};

fn all() -> ListMembersParams {
    ListMembersParams { organization: "acme".into(), search: None, role: None, after: None }
}

fn list(browser: &Browser, params: &ListMembersParams) -> MemberPage {
    browser.get::<ListMembers>(params).ok::<ListMembers>()
}

fn change(world: &World, by: &Browser, email: &str, from: Role, role: Role) -> crate::support::Reply {
    by.send::<ChangeRole>(&world.member_params(email), json!({ "role": role, "from": from }))
}

#[test]
fn list_shows_addresses_in_order_with_role_and_last_use() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    world.join("zoe@example.com", Role::Admin);
    let page = list(&world.owner, &all());
    let rows: Vec<_> = page.members.iter().map(|row| (row.email.as_str(), row.role)).collect();
    let expected = [
        ("anna@example.com", Role::Viewer),
        ("owner@example.com", Role::Owner),
        ("zoe@example.com", Role::Admin),
    ];
    assert_eq!(rows, expected);
    assert!(page.members.iter().all(|row| row.last_seen_at.is_some()));
    assert_eq!((page.owners, page.organization.members), (1, 3));
}

#[test]
fn list_is_in_the_order_of_what_is_shown_also_after_somebody_took_a_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let zoe = world.join("zoe@example.com", Role::Viewer);
    for number in 0..60 {
        world.app.db().execute(&format!(
            "INSERT INTO users (id, email, email_key, created_at) VALUES ('u{number:02}', 'm{number:02}@example.com', 'm{number:02}@example.com', 0); \
             INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
             VALUES ('{}', 'u{number:02}', 1, 0, 'm{number:02}@example.com')",
            world.organization.id
        ));
    }
    let shown = || {
        let first = list(&world.owner, &all());
        let after = first.next.clone().map(Cursor::new);
        assert!(after.is_some());
        let rest = list(&world.owner, &ListMembersParams { after, ..all() });
        assert_eq!((first.members.len(), rest.next), (50, None));
        let rows = first.members.into_iter().chain(rest.members);
        rows.map(|row| row.name.unwrap_or(row.email).to_lowercase()).collect::<Vec<_>>()
    };
    let by_address = shown();
    assert_eq!((by_address.len(), by_address.is_sorted()), (62, true));
    assert_eq!(by_address.last().map(String::as_str), Some("zoe@example.com"));
    zoe.send::<UpdateAccount>(&(), json!({ "name": "Änne" })).ok::<UpdateAccount>();
    world.owner.send::<UpdateAccount>(&(), json!({ "name": "M30" })).ok::<UpdateAccount>();
    let by_name = shown();
    assert_eq!((by_name.len(), by_name.is_sorted()), (62, true), "{by_name:?}");
    // Who joins with a name is in their place at once.
    let bea = app.sign_in("y@example.com");
    bea.send::<UpdateAccount>(&(), json!({ "name": "Bea" })).ok::<UpdateAccount>();
    bea.send::<AcceptInvite>(&world.invite_link("y@example.com"), json!({})).ok::<AcceptInvite>();
    assert_eq!(shown().first().map(String::as_str), Some("bea"));
    zoe.send::<UpdateAccount>(&(), json!({ "name": null })).ok::<UpdateAccount>();
    assert_eq!(shown().last().map(String::as_str), Some("zoe@example.com"));
}

#[test]
fn list_filters_by_address_and_role() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    world.join("annette@example.com", Role::Admin);
    let with = |search: &str, role| {
        let params = ListMembersParams { search: Search::parse(search).ok(), role, ..all() };
        list(&world.owner, &params).members.into_iter().map(|row| row.email).collect::<Vec<_>>()
    };
    assert_eq!(with("ANN", None), ["anna@example.com", "annette@example.com"]);
    assert_eq!(with("ann", Some(Role::Admin)), ["annette@example.com"]);
    assert_eq!(with("", Some(Role::Developer)), Vec::<String>::new());
}

#[test]
fn list_counts_who_matches_search_and_role() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    world.join("annette@example.com", Role::Admin);
    let found = |search: &str, role| {
        list(&world.owner, &ListMembersParams { search: Search::parse(search).ok(), role, ..all() }).found
    };
    assert_eq!(found("ann", None), Some(2));
    assert_eq!(found("ann", Some(Role::Admin)), Some(1));
    assert_eq!(found("", Some(Role::Owner)), Some(1));
    assert_eq!(found("zzz", None), Some(0));
    assert_eq!(found("", None), None);
}

#[test]
fn change_role_bites_on_the_very_next_request() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Admin);
    change(&world, &world.owner, "anna@example.com", Role::Admin, Role::Viewer).ok::<ChangeRole>();
    change(&world, &anna, "owner@example.com", Role::Owner, Role::Viewer).problem(403);
    let seen = anna.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
    assert_eq!(seen.role, Role::Viewer);
}

#[test]
fn nobody_gives_or_touches_a_role_above_their_own() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    world.join("anna@example.com", Role::Developer);
    change(&world, &admin, "anna@example.com", Role::Developer, Role::Owner).fault(403, "role");
    change(&world, &admin, "admin@example.com", Role::Admin, Role::Owner).fault(403, "role");
    change(&world, &admin, "owner@example.com", Role::Owner, Role::Viewer).fault(403, "role");
    // Saying that the Owner has a lower role does not help.
    assert!(change(&world, &admin, "owner@example.com", Role::Viewer, Role::Viewer).problem(409).is("stale"));
    admin.send::<RemoveMember>(&world.removal("owner@example.com"), Value::Null).fault(403, "role");
    change(&world, &admin, "anna@example.com", Role::Developer, Role::Admin).ok::<ChangeRole>();
    assert_eq!(list(&world.owner, &all()).owners, 1);
}

#[test]
fn change_role_on_a_stale_view_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    change(&world, &world.owner, "anna@example.com", Role::Viewer, Role::Admin).ok::<ChangeRole>();
    assert!(
        change(&world, &world.owner, "anna@example.com", Role::Viewer, Role::Developer)
            .problem(409)
            .is("stale")
    );
}

#[test]
fn members_of_other_organizations_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world, &world.owner, "stranger@example.com", Role::Owner, Role::Viewer).problem(404);
    world.owner.send::<RemoveMember>(&world.removal("stranger@example.com"), Value::Null).problem(404);
    let body = json!({ "member": world.member_params("stranger@example.com").member });
    world.owner.send::<TransferOwnership>(&world.organization_params(), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships"), 2);
}

#[test]
fn removed_member_finds_nothing_on_the_next_request() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Admin);
    anna.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
    world.owner.send::<RemoveMember>(&world.removal("anna@example.com"), Value::Null).ok::<RemoveMember>();
    anna.get::<ShowProject>(&world.project_params()).problem(404);
    let none = ListOrganizationsParams { search: None, sort: Default::default(), after: None };
    assert!(anna.get::<ListOrganizations>(&none).ok::<ListOrganizations>().organizations.is_empty());
}

#[test]
fn last_owner_can_not_leave_nor_be_demoted_nor_removed() {
    let app = TestApp::new();
    let world = World::new(&app);
    let leave = world.owner.send::<LeaveOrganization>(&world.leaving(), Value::Null);
    assert!(leave.problem(409).is("last_owner"));
    let demote = change(&world, &world.owner, "owner@example.com", Role::Owner, Role::Admin);
    assert!(demote.problem(409).is("last_owner"));
    let remove = world.owner.send::<RemoveMember>(&world.removal("owner@example.com"), Value::Null);
    assert!(remove.problem(409).is("last_owner"));
    assert_eq!(list(&world.owner, &all()).owners, 1);
}

#[test]
fn of_two_owners_who_leave_at_once_one_stays() {
    // The other one leaves between this one's proof and this one's batch: what a parallel pair comes down to.
    let ways: [fn(&World) -> crate::support::Reply; 4] = [
        |world| world.owner.send::<LeaveOrganization>(&world.leaving(), Value::Null),
        |world| change(world, &world.owner, "owner@example.com", Role::Owner, Role::Admin),
        |world| world.owner.send::<RemoveMember>(&world.removal("owner@example.com"), Value::Null),
        |world| change(world, &world.owner, "owner@example.com", Role::Owner, Role::Viewer),
    ];
    for (meanwhile, way) in ["DELETE FROM memberships", "UPDATE memberships SET role = 3"]
        .into_iter()
        .flat_map(|sql| ways.into_iter().map(move |way| (sql, way)))
    {
        let app = TestApp::new();
        let world = World::new(&app);
        world.join("second@example.com", Role::Owner);
        let sql = format!("{meanwhile} WHERE email_key = 'second@example.com'");
        app.db().before_batch.replace(Some(sql.leak()));
        assert!(way(&world).problem(409).is("last_owner"));
        assert_eq!(list(&world.owner, &all()).owners, 1);
    }
}

#[test]
fn leaving_ends_ones_own_membership_only() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Viewer);
    anna.send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
    anna.get::<ShowOrganization>(&world.organization_params()).problem(404);
    assert_eq!(list(&world.owner, &all()).members.len(), 1);
}

#[test]
fn transfer_makes_the_other_owner_and_the_caller_admin() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Viewer);
    let body = json!({ "member": world.member_params("anna@example.com").member });
    world
        .owner
        .send::<TransferOwnership>(&world.organization_params(), body.clone())
        .ok::<TransferOwnership>();
    let roles: Vec<_> = list(&anna, &all()).members.into_iter().map(|row| row.role).collect();
    assert_eq!(roles, [Role::Owner, Role::Admin]);
    world.owner.send::<TransferOwnership>(&world.organization_params(), body).problem(403);
}

#[test]
fn transfer_to_oneself_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "member": world.member_params("owner@example.com").member });
    world.owner.send::<TransferOwnership>(&world.organization_params(), body).fault(422, "member");
}

#[test]
fn every_change_of_members_is_in_the_audit_log() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Viewer);
    change(&world, &world.owner, "anna@example.com", Role::Viewer, Role::Admin).ok::<ChangeRole>();
    anna.send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
    let log = app.db().text(
        "SELECT group_concat(action || ' ' || details, '; ') FROM \
         (SELECT action, details FROM audit_entries WHERE target_kind = 'member' ORDER BY action)",
    );
    assert_eq!(log, r#"change_role {"from":"viewer","role":"admin"}; leave_organization {}"#);
}

#[test]
fn membership_that_a_restored_database_leaves_unproven_is_marked_until_its_role_is_chosen() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    let key = world.create_key(portico_api::environments::Mode::Sandbox);
    app.db().execute("UPDATE memberships SET restored_at = 5; UPDATE keys SET restored_at = 5");
    let marks = || {
        let page = list(&world.owner, &all());
        page.members.iter().map(|row| row.restored_at).collect::<Vec<_>>()
    };
    assert_eq!(marks(), [Some(5), Some(5)]);
    change(&world, &world.owner, "anna@example.com", Role::Viewer, Role::Developer).ok::<ChangeRole>();
    assert_eq!(marks(), [None, Some(5)]);
    let params = crate::keys::list_params(&world, portico_api::environments::Mode::Sandbox);
    let keys = world.owner.get::<portico_api::keys::ListKeys>(&params).ok::<portico_api::keys::ListKeys>();
    assert_eq!((&keys.keys[0].id, keys.keys[0].restored_at), (&key.key.id, Some(5)));
}
