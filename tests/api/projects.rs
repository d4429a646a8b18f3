//! Projects: list, create, change; environments come with them.

use crate::support::{TestApp, World, create_organization, create_project};
use portico_api::environments::Mode;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::projects::{
    CreateProject, ListProjects, ListProjectsParams, ProjectParams, ShowProject, UpdateProject,
};
use serde_json::json;

#[test]
fn create_project_makes_both_environments_with_ids_of_their_own() {
    let app = TestApp::new();
    let world = World::new(&app);
    let project = &world.project;
    assert_eq!((project.name.as_str(), project.slug.as_str(), project.version), ("Checkout", "checkout", 1));
    assert_eq!((project.sandbox.mode, project.live.mode), (Mode::Sandbox, Mode::Live));
    assert_ne!(project.sandbox.id, project.live.id);
    assert_eq!(project.organization.id, world.organization.id);
    assert_eq!(project.organization.projects, 1);
    let mut shown = world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
    // By the creation itself the organization was used for the first time.
    assert!(shown.organization.used_at.take().is_some());
    assert_eq!(&shown, project);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'create_project'"), 1);
}

#[test]
fn create_project_with_a_taken_name_is_a_conflict_on_the_name_ignoring_case() {
    let app = TestApp::new();
    let world = World::new(&app);
    let problem = world
        .owner
        .send::<CreateProject>(&world.organization_params(), json!({ "name": "CHECKOUT" }))
        .problem(409);
    assert_eq!((problem.field.as_deref(), problem.is("taken")), (Some("name"), true));
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM environments"), 2);
    // In another organization the name is free.
    create_project(&world.stranger, "other", "Checkout");
}

#[test]
fn names_that_suggest_one_slug_get_slugs_of_their_own() {
    let app = TestApp::new();
    let world = World::new(&app);
    let second = create_project(&world.owner, "acme", "Check-out!");
    let third = create_project(&world.owner, "acme", "Checkout?");
    assert_eq!(second.slug, "check-out");
    assert!(third.slug.starts_with("checkout-"), "{}", third.slug);
}

#[test]
fn create_project_that_fails_late_leaves_nothing_behind() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db()
        .execute("CREATE TRIGGER fail BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'disk'); END");
    world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": "Late" })).problem(500);
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM environments"), 2);
    assert_eq!(app.db().number("SELECT count(*) FROM answers WHERE endpoint = 'create_project'"), 1);
}

#[test]
fn rename_keeps_the_ids_and_frees_name_and_slug() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "Payments", "slug": "payments", "version": 1 });
    let renamed = world.owner.send::<UpdateProject>(&world.project_params(), body).ok::<UpdateProject>();
    assert_eq!((renamed.name.as_str(), renamed.slug.as_str(), renamed.version), ("Payments", "payments", 2));
    assert_eq!(renamed.id, world.project.id);
    assert_eq!((&renamed.sandbox, &renamed.live), (&world.project.sandbox, &world.project.live));
    world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    assert_eq!(create_project(&world.owner, "acme", "Checkout").slug, "checkout");
}

#[test]
fn rename_based_on_a_stale_version_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let rename = |name: &str, version: i64| {
        let body = json!({ "name": name, "version": version });
        world.owner.send::<UpdateProject>(&world.project_params(), body)
    };
    rename("First", 1).ok::<UpdateProject>();
    assert!(rename("Second", 1).problem(409).is("stale"));
    rename("Second", 2).ok::<UpdateProject>();
}

#[test]
fn rename_to_a_taken_name_or_slug_names_the_field() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.owner, "acme", "Taken");
    let change = |body| world.owner.send::<UpdateProject>(&world.project_params(), body);
    change(json!({ "name": "taken", "version": 1 })).fault(409, "name");
    change(json!({ "slug": "taken", "version": 1 })).fault(409, "slug");
}

#[test]
fn project_is_found_only_under_its_own_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    let second = create_organization(&world.owner, "Second");
    for project in [world.project.id.to_string(), world.project.slug.clone()] {
        let params = ProjectParams { organization: second.slug.clone(), project };
        world.owner.get::<ShowProject>(&params).problem(404);
    }
    let params = OrganizationParams { organization: second.slug };
    assert_eq!(world.owner.get::<ShowOrganization>(&params).ok::<ShowOrganization>().projects, 0);
}

#[test]
fn reads_cost_one_round_trip_and_changes_two() {
    let app = TestApp::new();
    let world = World::new(&app);
    let cost = |work: &dyn Fn()| {
        let before = app.db().round_trips.get();
        work();
        app.db().round_trips.get() - before
    };
    let list = ListProjectsParams::first("acme");
    assert_eq!(cost(&|| drop(world.owner.get::<ListProjects>(&list))), 1);
    assert_eq!(cost(&|| drop(world.owner.get::<ShowProject>(&world.project_params()))), 1);
    // Two for the answer; two afterwards, which bring the first version to the edge.
    assert_eq!(cost(&|| drop(create_project(&world.owner, "acme", "Cost"))), 4);
    assert_eq!(cost(&|| drop(app.browser().get::<ListProjects>(&list))), 0);
}

#[test]
fn a_new_project_says_of_itself_what_the_publication_of_its_first_version_would_have_written() {
    let app = TestApp::new();
    let world = World::new(&app);
    for template in ["web_app", "empty"] {
        let body = json!({ "name": template, "template": template });
        world.owner.send::<CreateProject>(&world.organization_params(), body).ok::<CreateProject>();
    }
    // What stands in the rows, beside what is read out of the documents.
    let differ = app.db().number(
        "SELECT count(*) FROM projects p JOIN environments e ON e.project_id = p.id AND e.mode = 'sandbox' \
         JOIN versions v ON v.environment_id = e.id AND v.number = 1 JOIN documents d ON d.project_id = p.id AND d.hash = v.document \
         JOIN documents m ON m.project_id = p.id AND m.hash = v.marks \
         WHERE p.drift <> (SELECT count(*) FROM json_each(d.text)) OR e.published_version <> 1 OR e.changed_to <> 1 OR e.changed_in <> '{}' \
           OR m.text -> '$.own' <> '[]' OR m.text -> '$.secrets' <> '{}'",
    );
    assert_eq!(differ, 0);
    let live = app.db().number("SELECT count(*) FROM environments WHERE mode = 'live' AND (published_version <> 0 OR changed_to IS NOT NULL)");
    assert_eq!(live, 0);
}
