//! The trash has room for as many projects as the plan allows, and whoever needs a place deletes one for good.

use crate::support::{Browser, DAY, HOUR, MINUTE, Reply, TestApp, World, create_project, unlimited};
use crate::trash::{delete, in_trash, restore, trash};
use portico_api::environments::Mode;
use portico_api::plans::{PLANS, PlanId, TRASH_MAX};
use portico_api::projects::{Project, ProjectParams};
use portico_api::trash::{DeleteForGood, DeleteProject, TRASH_KEPT_MS, TrashParams};
use portico_edge::ports::Clock;
use serde_json::json;

fn delete_one(by: &Browser, project: &Project) -> Reply {
    let params = ProjectParams { organization: "acme".into(), project: project.id.to_string() };
    by.send::<DeleteProject>(&params, json!({ "confirm": project.name, "version": project.version }))
}

fn for_good(by: &Browser, project: &Project) -> Reply {
    let params = TrashParams { organization: "acme".into(), project: project.id.to_string() };
    by.send::<DeleteForGood>(&params, json!({ "confirm": project.name }))
}

fn create_and_delete(world: &World, name: &str) -> (Project, Reply) {
    let project = create_project(&world.owner, "acme", name);
    let reply = delete_one(&world.owner, &project);
    (project, reply)
}

#[test]
fn creating_and_deleting_in_turn_ends_at_the_plans_projects_and_says_the_way_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    let first = create_and_delete(&world, "One").0;
    create_and_delete(&world, "Two").1.ok::<DeleteProject>();
    create_and_delete(&world, "Three").1.ok::<DeleteProject>();
    let (fourth, refused) = create_and_delete(&world, "Four");
    let problem = refused.problem(402);
    let limit = problem.limit.clone().unwrap();
    assert_eq!((limit.of.as_str(), limit.plan, limit.allowed, limit.used), ("trash", PlanId::Free, 3, 3));
    assert!(
        problem.detail.contains("keeps 3 projects, and it has 3")
            && problem.detail.contains("delete one for good")
    );
    assert_eq!((trash(&world).projects.len(), trash(&world).total), (3, 3));
    // With one place free again it goes.
    for_good(&world.owner, &first).ok::<DeleteForGood>();
    assert_eq!(trash(&world).total, 2);
    delete_one(&world.owner, &fourth).ok::<DeleteProject>();
    assert_eq!(trash(&world).total, 3);
}

#[test]
fn no_plan_keeps_more_than_fifty_projects_in_the_trash() {
    assert_eq!(PLANS.each_ref().map(|plan| plan.limits.trash()), [3, 50, TRASH_MAX]);
    let app = TestApp::new();
    let world = World::new(&app);
    unlimited(&app);
    for number in 0..50 {
        create_and_delete(&world, &format!("P{number}")).1.ok::<DeleteProject>();
    }
    assert!(create_and_delete(&world, "One more").1.problem(402).is("limit_reached"));
}

#[test]
fn last_place_in_the_trash_is_given_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_and_delete(&world, "One").1.ok::<DeleteProject>();
    create_and_delete(&world, "Two").1.ok::<DeleteProject>();
    let second = create_project(&world.owner, "acme", "Three");
    // Somebody else deletes the other one between proof and batch.
    app.db().before_batch.replace(Some(
        "UPDATE projects SET deleted_at = 1790000000000, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id, \
           name_key = char(1) || id, version = version + 1 WHERE slug = 'checkout'",
    ));
    let problem = delete_one(&world.owner, &second).problem(402);
    assert_eq!(problem.limit.as_ref().map(|limit| limit.used), Some(3));
}

#[test]
fn projects_whose_time_is_over_take_no_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    for name in ["One", "Two", "Three"] {
        create_and_delete(&world, name).1.ok::<DeleteProject>();
    }
    app.wait(TRASH_KEPT_MS);
    let owner = app.sign_in("owner@example.com");
    delete_one(&owner, &world.project).ok::<DeleteProject>();
}

#[test]
fn deleted_for_good_needs_the_name_and_nothing_brings_it_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let wrong = json!({ "confirm": "Check" });
    world.owner.send::<DeleteForGood>(&in_trash(&world), wrong).fault(422, "confirm");
    for_good(&world.owner, &world.project).ok::<DeleteForGood>();
    restore(&world, json!({})).problem(404);
    for_good(&world.owner, &world.project).problem(404);
    assert_eq!((trash(&world).projects.len(), trash(&world).total), (0, 0));
    let entry = "SELECT action || ' ' || details FROM audit_entries WHERE action = 'delete_project_for_good'";
    assert_eq!(app.db().text(entry), r#"delete_project_for_good {"name":"Checkout"}"#);
}

#[test]
fn project_that_is_there_is_not_deleted_for_good() {
    let app = TestApp::new();
    let world = World::new(&app);
    for_good(&world.owner, &world.project).problem(404);
    world.stranger.send::<DeleteForGood>(&in_trash(&world), json!({ "confirm": "Checkout" })).problem(404);
}

#[test]
fn what_was_deleted_for_good_is_removed_once_no_writer_can_be_on_its_way() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    assert_eq!(app.read(sandbox).status, 200);
    delete(&world).ok::<DeleteProject>();
    for_good(&world.owner, &world.project).ok::<DeleteForGood>();
    let parts =
        || app.db().number("SELECT (SELECT count(*) FROM versions) + (SELECT count(*) FROM environments)");
    app.wait(HOUR);
    app.run_cron();
    assert!(parts() > 0);
    app.wait(HOUR + 11 * MINUTE);
    app.run_cron();
    assert_eq!(parts(), 0);
    assert_eq!(app.read(sandbox).status, 404, "and the edge has forgotten it");
    // One that has been in the trash for a while goes at once.
    let (second, _) = create_and_delete(&world, "Second");
    app.wait(DAY);
    for_good(&app.sign_in("owner@example.com"), &second).ok::<DeleteForGood>();
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NULL"), 0);
}

#[test]
fn only_so_many_leave_at_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    for number in 0..50 {
        let (project, _) = create_and_delete(&world, &format!("P{number}"));
        for_good(&world.owner, &project).ok::<DeleteForGood>();
    }
    let (project, _) = create_and_delete(&world, "One more");
    assert!(for_good(&world.owner, &project).problem(429).is("too_many_requests"));
    app.wait(2 * HOUR + 11 * MINUTE);
    (0..12).for_each(|_| app.run_cron());
    for_good(&world.owner, &project).ok::<DeleteForGood>();
    assert!(app.service.clock.now() > 0);
}
