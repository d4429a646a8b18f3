//! The limits of plans, at every door and at the same moment.

use crate::billing::change;
use crate::support::{FULL, Reply, TestApp, World, create_organization, create_project};
use portico_api::Role;
use portico_api::invites::{AcceptInvite, CreateInvites, DeclineInvite, OutcomeKind, ResendInvite};
use portico_api::organizations::ShowOrganization;
use portico_api::plans::{Interval, PlanId};
use portico_api::problem::ReachedLimit;
use portico_api::projects::CreateProject;
use serde_json::{Value, json};

/// The plan refuses: with the limit, the usage and the way out.
pub(crate) fn limit_of(reply: Reply) -> ReachedLimit {
    let problem = reply.problem(402);
    assert!(problem.is("limit_reached"));
    let limit = problem.limit.unwrap();
    let title = limit.plan.title();
    assert!(problem.detail.contains(title) && problem.detail.contains("under Billing"), "{}", problem.detail);
    *limit
}

fn create(world: &World, name: &str) -> Reply {
    world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }))
}

#[test]
fn fourth_project_of_the_free_plan_is_refused_and_a_larger_plan_is_the_way_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    create(&world, "Two").ok::<CreateProject>();
    create(&world, "Three").ok::<CreateProject>();
    let limit = limit_of(create(&world, "Four"));
    let expected = ReachedLimit { of: "projects".into(), plan: PlanId::Free, allowed: 3, used: 3 };
    assert_eq!(limit, expected);
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 3);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    create(&world, "Four").ok::<CreateProject>();
}

#[test]
fn last_place_taken_by_somebody_else_at_the_same_moment_is_refused_with_numbers() {
    let app = TestApp::new();
    let world = World::new(&app);
    create(&world, "Two").ok::<CreateProject>();
    let meanwhile = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT 'other', id, 'Other', 'other', 'other', 0, 0 FROM organizations WHERE slug = 'acme'";
    app.db().before_batch.replace(Some(meanwhile));
    let limit = limit_of(create(&world, "Three"));
    assert_eq!((limit.allowed, limit.used), (3, 3));
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE name = 'Three'"), 0);
}

#[test]
fn lost_answer_of_the_last_project_is_answered_again_though_there_is_no_place_left() {
    let app = TestApp::new();
    let world = World::new(&app);
    create(&world, "Two").ok::<CreateProject>();
    let request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "Three" }));
    let first = app.send(&request).ok::<CreateProject>();
    assert_eq!(app.send(&request).ok::<CreateProject>().id, first.id);
}

#[test]
fn limits_of_one_organization_do_not_count_for_another() {
    let app = TestApp::new();
    let world = World::new(&app);
    create(&world, "Two").ok::<CreateProject>();
    create(&world, "Three").ok::<CreateProject>();
    let second = create_organization(&world.owner, "Second");
    create_project(&world.owner, &second.slug, "One");
    limit_of(create(&world, "Four"));
}

#[test]
fn reads_beyond_the_plan_are_answered_and_stop_nobody_from_creating_projects() {
    let app = TestApp::new();
    let world = World::new(&app);
    // The clock of the tests begins on 21 September 2026, day 20717.
    app.db().execute(&format!(
        "INSERT INTO config_reads SELECT '{}', 20700, id, '{}', 100000, 0 FROM organizations WHERE slug = 'acme'",
        world.project.sandbox.id, world.project.id
    ));
    app.run_cron();
    // Whoever knows an ID can read it: a stranger as well.
    create(&world, "Two").ok::<CreateProject>();
    let seen = world.owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
    assert_eq!(seen.reads, 100_000);
    assert_eq!(app.read(world.project.sandbox.id.as_str()).status, 200);
}

#[test]
fn seats_of_open_invites_are_kept_and_those_of_declined_ones_given_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let declined = world.invite("a@example.com", Role::Viewer);
    for name in ["b", "c", "d"] {
        world.invite(&format!("{name}@example.com"), Role::Viewer);
    }
    let one = |email: &str| {
        let body = json!({ "emails": [email], "role": "viewer" });
        world.owner.send::<CreateInvites>(&world.organization_params(), body)
    };
    assert_eq!(limit_of(one("e@example.com")).used, 5);
    let a = app.sign_in("a@example.com");
    a.send::<DeclineInvite>(&world.link_of(&declined), Value::Null).ok::<DeclineInvite>();
    let outcomes = one("e@example.com").ok::<CreateInvites>().outcomes;
    assert_eq!(outcomes[0].kind, OutcomeKind::Invited);
    // Sent again, the declined one would need a sixth seat; an open one has its own.
    assert_eq!(limit_of(world.owner.send::<ResendInvite>(&declined, Value::Null)).of, "members");
    let open = app.db().text("SELECT id FROM invites WHERE email_key = 'b@example.com'");
    let open = portico_api::invites::InviteParams { invite: open, ..declined };
    world.owner.send::<ResendInvite>(&open, Value::Null).ok::<ResendInvite>();
}

#[test]
fn seat_taken_at_the_moment_of_sending_a_declined_invite_again_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = world.invite("a@example.com", Role::Viewer);
    let a = app.sign_in("a@example.com");
    a.send::<DeclineInvite>(&world.link_of(&invite), Value::Null).ok::<DeclineInvite>();
    app.db().before_batch.replace(Some(FULL));
    assert_eq!(limit_of(world.owner.send::<ResendInvite>(&invite, Value::Null)).of, "members");
    assert_eq!(app.db().text("SELECT state FROM invites"), "declined");
}

#[test]
fn invite_is_not_accepted_where_no_seat_is_left() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    app.db().execute(FULL);
    let problem = new.send::<AcceptInvite>(&link, Value::Null).problem(402);
    assert_eq!(problem.limit.unwrap().of, "members");
    // Somebody leaves, and the invite is good.
    app.db().execute("DELETE FROM memberships WHERE user_id IN ('full1', 'full2', 'full3')");
    new.send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
}

#[test]
fn expired_invites_give_their_seats_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let first = world.invite("a@example.com", Role::Viewer);
    for name in ["b", "c", "d"] {
        world.invite(&format!("{name}@example.com"), Role::Viewer);
    }
    app.wait(8 * crate::support::DAY);
    let owner = app.sign_in("owner@example.com");
    let seen = owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
    assert_eq!(seen.invites, 0);
    let emails = ["e@example.com", "f@example.com", "g@example.com", "h@example.com"];
    let body = json!({ "emails": emails, "role": "viewer" });
    let outcomes =
        owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>().outcomes;
    assert!(outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Invited), "{outcomes:?}");
    // Sent again, an expired one would need a seat of its own.
    assert_eq!(limit_of(owner.send::<ResendInvite>(&first, Value::Null)).of, "members");
}
