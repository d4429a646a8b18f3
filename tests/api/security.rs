//! What an organization asks of how its members sign in: who is kept out of what, and who never is.

use crate::support::{Browser, HOUR, Reply, TestApp, World, create_organization, create_project};
use portico_api::Role;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::invites::AcceptInvite;
use portico_api::offers::OfferProject;
use portico_api::organizations::{
    ListOrganizations, ListOrganizationsParams, Organization, ShowOrganization, UpdateOrganization,
};
use portico_api::plans::PlanId;
use portico_api::projects::{CreateProject, ListProjects, ListProjectsParams, ProjectParams, ShowProject};
use portico_api::security::{AskedSignIn, Security, ShowSecurity, UpdateSecurity};
use portico_api::session::ShowSession;
use portico_api::sessions::ListSessions;
use serde_json::{Value, json};

/// Makes the browser's session one that began in this way.
pub(crate) fn signed_in_by(by: &Browser, way: &str) {
    let session = by.get::<ListSessions>(&()).ok::<ListSessions>().sessions.remove(0).id;
    by.app.db().execute(&format!("UPDATE sessions SET signed_in_by = '{way}' WHERE id = '{session}'"));
}

fn shown(world: &World) -> Security {
    world.owner.get::<ShowSecurity>(&world.organization_params()).ok::<ShowSecurity>()
}

pub(crate) fn ask(world: &World, body: Value) -> Reply {
    let mut body = body;
    body["version"] = shown(world).version.into();
    world.owner.send::<UpdateSecurity>(&world.organization_params(), body)
}

/// An organization whose Owner has a passkey and asks everybody for one.
pub(crate) fn asks_for_a_passkey(app: &TestApp) -> World<'_> {
    let world = World::new(app);
    signed_in_by(&world.owner, "passkey");
    ask(&world, json!({ "ways": ["passkey"] })).ok::<UpdateSecurity>();
    world
}

pub(crate) fn asked(reply: Reply) -> AskedSignIn {
    let problem = reply.problem(403);
    assert!(problem.is("sign_in_asked"), "{problem:?}");
    *problem.sign_in.unwrap()
}

pub(crate) fn organization(world: &World, by: &Browser) -> Reply {
    by.get::<ShowOrganization>(&world.organization_params())
}

#[test]
fn nothing_is_asked_until_an_owner_asks_for_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    assert_eq!(shown(&world), Security::default());
    signed_in_by(&world.owner, "provider:okta");
    let body = json!({ "ways": ["provider:okta", "passkey", "passkey"], "sign_in_hours": 12 });
    let set = ask(&world, body.clone()).ok::<UpdateSecurity>();
    let ways = vec!["passkey".to_owned(), "provider:okta".to_owned()];
    assert_eq!(set, Security { ways, sign_in_hours: Some(12), version: 1 });
    assert_eq!(shown(&world), set);
    // The same once more changes nothing, and the log says nothing of it.
    assert_eq!(ask(&world, body).ok::<UpdateSecurity>().version, 1);
    let entries = "SELECT group_concat(details) FROM audit_entries WHERE action = 'update_security'";
    let entry: Value = serde_json::from_str(&app.db().text(entries)).unwrap();
    assert_eq!(entry["before"], json!({ "ways": [], "sign_in_hours": null }));
    assert_eq!(entry["sign_in_hours"], 12);
}

#[test]
fn member_without_the_passkey_is_told_what_is_asked_and_gets_nowhere_until_signed_in_with_it() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let admin = world.member(Role::Admin);
    let told = asked(organization(&world, &admin));
    let expected = AskedSignIn {
        organization: "Acme".into(),
        is_owner: false,
        ways: vec!["passkey".into()],
        providers: Vec::new(),
        sign_in_hours: None,
        is_way_met: false,
    };
    assert_eq!(told, expected);
    assert!(!told.is_only_old());
    assert_eq!(organization(&world, &admin).problem(403).title, "A different sign-in is required");
    asked(admin.get::<ListProjects>(&ListProjectsParams::first("acme")));
    asked(admin.get::<ShowProject>(&world.project_params()));
    asked(admin.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" })));
    asked(admin.get::<ShowSecurity>(&world.organization_params()));
    // What is not there looks as what is, to whoever sees neither.
    let absent = ProjectParams { organization: "acme".into(), project: "nothing".into() };
    asked(admin.get::<ShowProject>(&absent));
    // Strangers learn nothing.
    assert!(organization(&world, &world.stranger).problem(404).is("not_found"));
    signed_in_by(&admin, "passkey");
    organization(&world, &admin).ok::<ShowOrganization>();
    admin.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
}

#[test]
fn no_endpoint_of_the_organization_lets_in_who_does_not_fulfil_it() {
    for (name, call) in crate::authorization::calls_in_an_organization() {
        let app = TestApp::new();
        let world = World::new(&app);
        let admin = world.member(Role::Owner);
        signed_in_by(&admin, "passkey");
        // After whatever the call prepares with the first Owner's browser.
        app.db().execute("UPDATE organizations SET session_ms = 3600000 WHERE slug = 'acme'");
        app.db()
            .execute("UPDATE sessions SET created_at = created_at - 7200000 WHERE signed_in_by = 'passkey'");
        let reply = call(&world, &admin);
        assert_eq!(reply.status, 403, "{name}: {}", reply.json);
        assert!(reply.problem(403).is("sign_in_asked"), "{name}");
    }
}

#[test]
fn other_organizations_and_ones_own_account_stay_as_they_are() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let member = world.member(Role::Admin);
    let other = create_organization(&member, "Mine");
    create_project(&member, &other.slug, "Shop");
    let session = member.get::<ShowSession>(&()).ok::<ShowSession>();
    let is_closed: Vec<_> = session
        .organizations
        .iter()
        .map(|one| (one.name.as_str(), one.is_closed, one.asks_sign_in))
        .collect();
    assert_eq!(is_closed, [("Acme", true, true), ("Mine", false, false)]);
}

#[test]
fn lists_name_a_closed_organization_and_tell_nothing_more() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let member = world.member(Role::Admin);
    let mine = create_organization(&member, "Mine");
    create_project(&member, &mine.slug, "Shop");
    let offered = create_project(&world.stranger, "other", "Till");
    let params = ProjectParams { organization: "other".into(), project: offered.slug };
    let body = json!({ "target": "acme", "confirm": "Till", "version": 1 });
    world.stranger.send::<OfferProject>(&params, body).ok::<OfferProject>();
    let session = member.get::<ShowSession>(&()).ok::<ShowSession>();
    let Organization {
        id,
        name,
        slug,
        website,
        role,
        projects,
        members,
        invites,
        plan,
        stored_bytes,
        reads,
        ..
    } = session.organizations[0].clone();
    assert_eq!(
        (id, name.as_str(), slug.as_str(), role),
        (world.organization.id.clone(), "Acme", "acme", Role::Admin)
    );
    assert_eq!((website.as_str(), projects, members, invites), ("", 0, 0, 0));
    assert_eq!((plan, stored_bytes, reads), (PlanId::Unknown, 0, 0));
    assert!(session.offers.is_empty(), "{:?}", session.offers);
    for sort in ["projects", "members", "plan"] {
        let sort = portico_api::organizations::OrganizationSort::parse(sort).unwrap();
        let list = ListOrganizationsParams { search: None, sort, after: None };
        let listed = member.get::<ListOrganizations>(&list).ok::<ListOrganizations>().organizations;
        assert_eq!(listed.last().map(|one| one.name.as_str()), Some("Acme"), "{sort:?}");
    }
    signed_in_by(&member, "passkey");
    let session = member.get::<ShowSession>(&()).ok::<ShowSession>();
    assert_eq!((session.organizations[0].projects, session.offers.len()), (1, 1));
}

#[test]
fn nobody_asks_for_what_their_own_session_does_not_fulfil() {
    let app = TestApp::new();
    let world = World::new(&app);
    let detail = ask(&world, json!({ "ways": ["passkey", "provider:okta"] })).fault(422, "ways");
    assert!(detail.contains("lock you out"), "{detail}");
    app.wait(2 * HOUR);
    let detail = ask(&world, json!({ "sign_in_hours": 2 })).fault(422, "sign_in_hours");
    assert!(detail.contains("longer ago"), "{detail}");
    ask(&world, json!({ "sign_in_hours": 3 })).ok::<UpdateSecurity>();
    for wrong in [json!(["code"]), json!(["provider:Okta"]), json!(["passkey", ""])] {
        ask(&world, json!({ "ways": wrong })).fault(422, "ways");
    }
    for wrong in [0, 721, -1] {
        ask(&world, json!({ "sign_in_hours": wrong })).fault(422, "sign_in_hours");
    }
    let stale = json!({ "ways": [], "version": 7 });
    let stale = world.owner.send::<UpdateSecurity>(&world.organization_params(), stale);
    assert!(stale.problem(409).is("stale"));
}

#[test]
fn change_that_is_under_way_when_it_is_asked_for_is_undone() {
    let app = TestApp::new();
    let world = World::new(&app);
    let member = world.member(Role::Admin);
    let meanwhile = "UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'";
    app.db().before_batch.replace(Some(meanwhile));
    asked(member.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" })));
    app.db().execute("UPDATE organizations SET sign_in_ways = NULL WHERE slug = 'acme'");
    app.db().before_batch.replace(Some(meanwhile));
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    asked(member.send::<SaveDraft>(&world.environment(Mode::Sandbox), body));
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE slug = 'new'"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM drafts WHERE changes LIKE '%sign_up%'"), 0);
}

#[test]
fn answer_of_before_is_given_again_only_to_who_fulfils_what_is_asked_now() {
    let app = TestApp::new();
    let world = World::new(&app);
    let member = world.member(Role::Admin);
    let create = member.request::<CreateProject>(&world.organization_params(), json!({ "name": "New" }));
    app.send(&create).ok::<CreateProject>();
    let mut rename = member.request::<UpdateOrganization>(
        &world.organization_params(),
        json!({ "slug": "acme-2", "version": 1 }),
    );
    rename.idempotency_key = Some("key-of-the-renaming".into());
    app.send(&rename).ok::<UpdateOrganization>();
    app.db().execute("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme-2'");
    // The path leads nowhere any more, and what it led to is closed.
    assert!(app.send(&create).problem(404).is("not_found"));
    assert!(app.send(&rename).problem(404).is("not_found"));
    app.db().execute("UPDATE organizations SET slug = 'acme' WHERE slug = 'acme-2'");
    asked(app.send(&create));
    signed_in_by(&member, "passkey");
    app.send(&create).ok::<CreateProject>();
}

#[test]
fn whoever_accepts_an_invite_to_a_closed_organization_is_a_member_and_learns_its_name() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    let joined = new.send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
    assert_eq!((joined.name.as_str(), joined.is_closed, joined.projects), ("Acme", true, 0));
    asked(organization(&world, &new));
    signed_in_by(&new, "passkey");
    assert!(!organization(&world, &new).ok::<ShowOrganization>().is_closed);
}

#[test]
fn deliveries_do_not_ask_who_signed_in() {
    let app = TestApp::new();
    let world = World::new(&app);
    let environment = world.project.sandbox.id.to_string();
    let before = app.read(&environment).status;
    signed_in_by(&world.owner, "passkey");
    ask(&world, json!({ "ways": ["passkey"], "sign_in_hours": 1 })).ok::<UpdateSecurity>();
    app.wait(2 * HOUR);
    assert_eq!(app.read(&environment).status, before);
}

#[test]
fn proof_takes_no_statement_more() {
    let app = TestApp::new();
    let world = asks_for_a_passkey(&app);
    let count = || (app.db().round_trips.get(), app.db().all_statements.get());
    let taken = |what: &dyn Fn()| {
        let before = count();
        what();
        (count().0 - before.0, count().1 - before.1)
    };
    assert_eq!(taken(&|| drop(organization(&world, &world.owner).ok::<ShowOrganization>())), (1, 1));
    let member = world.member(Role::Viewer);
    assert_eq!(taken(&|| drop(asked(organization(&world, &member)))), (1, 1));
}
