//! Deletions and restorations at the same moment as something else.

use crate::billing_limits::limit_of;
use crate::support::{TestApp, World, create_project};
use crate::trash::{delete, in_trash, restore, trash};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::organizations::ShowOrganization;
use portico_api::plans::PlanId;
use portico_api::problem::ReachedLimit;
use portico_api::projects::{ProjectParams, ShowProject};
use portico_api::trash::{DeleteProject, RestoreProject};
use serde_json::json;

#[test]
fn full_plan_takes_no_project_back_also_at_the_same_moment() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    create_project(&world.owner, "acme", "One");
    create_project(&world.owner, "acme", "Two");
    let meanwhile = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT 'three', id, 'Three', 'three', 'three', 0, 0 FROM organizations WHERE slug = 'acme'";
    app.db().before_batch.replace(Some(meanwhile));
    let expected = ReachedLimit { of: "projects".into(), plan: PlanId::Free, allowed: 3, used: 3 };
    assert_eq!(limit_of(restore(&world, json!({}))), expected);
    assert_eq!(limit_of(restore(&world, json!({}))), expected);
    assert_eq!(trash(&world).projects.len(), 1);
    // Whoever deletes another one makes room: what lies in the trash counts for nothing.
    let one = ProjectParams { organization: "acme".into(), project: "one".into() };
    world.owner.send::<DeleteProject>(&one, json!({ "confirm": "One", "version": 1 })).ok::<DeleteProject>();
    restore(&world, json!({})).ok::<RestoreProject>();
    let organization = world.owner.get::<ShowOrganization>(&world.organization_params());
    assert_eq!(organization.ok::<ShowOrganization>().projects, 3);
}

#[test]
fn lost_answer_of_a_restoration_is_answered_again_and_a_second_one_finds_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let request = world.owner.request::<RestoreProject>(&in_trash(&world), json!({}));
    let first = app.send(&request).ok::<RestoreProject>();
    assert_eq!(app.send(&request).ok::<RestoreProject>(), first);
    restore(&world, json!({})).problem(404);
    delete(&world).ok::<DeleteProject>();
    // Somebody else is faster.
    app.db().before_batch.replace(Some(
        "UPDATE projects SET slug = trashed_slug, name_key = 'checkout', deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL",
    ));
    restore(&world, json!({})).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'restore_project'"), 1);
}

#[test]
fn right_that_is_lost_at_the_same_moment_deletes_and_restores_nothing() {
    const DEMOTE: &str = "UPDATE memberships SET role = 2";
    const PROMOTE: &str = "UPDATE memberships SET role = 4";
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some(DEMOTE));
    delete(&world).problem(403);
    app.db().execute(PROMOTE);
    delete(&world).ok::<DeleteProject>();
    app.db().before_batch.replace(Some(DEMOTE));
    restore(&world, json!({})).problem(403);
    app.db().execute(PROMOTE);
    assert_eq!(trash(&world).projects.len(), 1);
}

#[test]
fn change_to_a_project_that_is_deleted_at_the_same_moment_changes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let bin = "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id";
    app.db().before_batch.replace(Some(bin));
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    world.owner.send::<SaveDraft>(&world.environment(Mode::Sandbox), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM drafts"), 0);
}

#[test]
fn thirty_days_that_end_at_the_same_moment_and_another_deletion_restore_nothing() {
    for meanwhile in [
        "UPDATE projects SET deleted_at = 1 WHERE deleted_at IS NOT NULL",
        "UPDATE projects SET version = version + 1",
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        delete(&world).ok::<DeleteProject>();
        app.db().before_batch.replace(Some(meanwhile));
        restore(&world, json!({})).problem(404);
        world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    }
}
