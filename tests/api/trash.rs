//! Projects in the trash: nothing answers for them, and they come back as they were.

use crate::support::{Reply, TestApp, World, create_project, text, unlimited};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::page::Cursor;
use portico_api::projects::{ListProjects, ListProjectsParams, Project, ProjectParams, ShowProject};
use portico_api::text::Slug;
use portico_api::trash::{
    DeleteProject, ListTrash, ListTrashParams, RestoreProject, TRASH_KEPT_MS, TrashPage, TrashParams,
};
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// Deletes the project of `world`, whatever its version is.
pub(crate) fn delete(world: &World) -> Reply {
    let body = json!({ "confirm": "Checkout", "version": version(world.app) });
    world.owner.send::<DeleteProject>(&world.project_params(), body)
}

/// The project of `world` as the path of a request names it once it is in the trash.
pub(crate) fn in_trash(world: &World) -> TrashParams {
    TrashParams { organization: "acme".into(), project: world.project.id.to_string() }
}

fn version(app: &TestApp) -> i64 {
    app.db().number("SELECT max(version) FROM projects WHERE slug = 'checkout'")
}

pub(crate) fn restore(world: &World, body: Value) -> Reply {
    world.owner.send::<RestoreProject>(&in_trash(world), body)
}

pub(crate) fn trash(world: &World) -> TrashPage {
    let params = ListTrashParams { organization: "acme".into(), after: None };
    world.owner.get::<ListTrash>(&params).ok::<ListTrash>()
}

fn show(world: &World) -> Project {
    world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>()
}

#[test]
fn deleted_project_is_nowhere_and_its_environments_and_keys_answer_nobody() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let (sandbox, live) = (world.environment_id(Mode::Sandbox), world.environment_id(Mode::Live));
    assert_eq!((app.read(live).status, app.read_with(live, &key.token).status), (200, 200));
    let deleted = delete(&world).ok::<DeleteProject>();
    assert_eq!(
        (deleted.name.as_str(), deleted.deleted_by.as_str(), deleted.kept_until - deleted.deleted_at),
        ("Checkout", "owner@example.com", TRASH_KEPT_MS)
    );
    world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    let by_id = ProjectParams { organization: "acme".into(), project: world.project.id.to_string() };
    world.owner.get::<ShowProject>(&by_id).problem(404);
    let listed = world.owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    assert_eq!((listed.projects.len(), listed.organization.projects), (0, 0));
    assert_eq!((app.read(sandbox).status, app.read(live).status), (404, 404));
    assert_eq!(app.read_with(live, &key.token).status, 401);
    // The store has forgotten it, too: other instances ask only there.
    assert!(app.store.is_empty());
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
    assert_eq!(trash(&world).projects, vec![deleted]);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_project'"), 1);
}

#[test]
fn restored_project_has_its_ids_its_configuration_its_keys_and_its_address_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let live = world.environment_id(Mode::Live);
    let before = show(&world);
    let answers = || (text(&app.read(live)).to_owned(), text(&app.read_with(live, &key.token)).to_owned());
    let answered = answers();
    delete(&world).ok::<DeleteProject>();
    let restored = restore(&world, json!({})).ok::<RestoreProject>();
    assert_eq!((&restored.id, restored.slug.as_str()), (&before.id, "checkout"));
    assert_eq!((&restored.sandbox.id, &restored.live.id), (&before.sandbox.id, &before.live.id));
    assert_eq!(answers(), answered);
    assert_eq!(app.store.len(), 2);
    assert!(trash(&world).projects.is_empty());
    assert_eq!(show(&world).drift, before.drift);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'restore_project'"), 1);
    // It can be deleted once more.
    delete(&world).ok::<DeleteProject>();
}

#[test]
fn delete_without_the_exact_name_or_with_a_stale_version_deletes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let send = |body: Value| world.owner.send::<DeleteProject>(&world.project_params(), body);
    for name in ["checkout", "", "Checkout "] {
        let problem = send(json!({ "confirm": name, "version": 1 })).problem(422);
        assert_eq!(problem.field.as_deref(), Some("confirm"), "{name}");
    }
    assert!(send(json!({ "confirm": "Checkout", "version": 7 })).problem(409).is("stale"));
    assert_eq!(send(json!({ "confirm": "Checkout" })).problem(422).field.as_deref(), Some("version"));
    show(&world);
}

#[test]
fn name_and_slug_of_a_deleted_project_are_free_and_it_comes_back_under_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let second = create_project(&world.owner, "acme", "CHECKOUT");
    assert_eq!(second.slug, "checkout");
    let problem = restore(&world, json!({})).problem(409);
    assert_eq!((problem.is("taken"), problem.field.as_deref()), (true, Some("name")));
    let restored = restore(&world, json!({ "name": "Old checkout" })).ok::<RestoreProject>();
    assert_eq!(restored.name, "Old checkout");
    assert!(restored.slug.starts_with("checkout-"), "{}", restored.slug);
    assert_eq!(show(&world).id, second.id);
}

#[test]
fn trash_of_one_organization_is_nothing_to_another() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteProject>();
    let theirs = TrashParams { organization: "other".into(), ..in_trash(&world) };
    world.stranger.send::<RestoreProject>(&theirs, json!({})).problem(404);
    let params = ListTrashParams { organization: "other".into(), after: None };
    assert!(world.stranger.get::<ListTrash>(&params).ok::<ListTrash>().projects.is_empty());
    // Who only looks sees what could be restored, and by whom it was deleted.
    let viewer = world.member(Role::Viewer);
    let params = ListTrashParams { organization: "acme".into(), after: None };
    assert_eq!(viewer.get::<ListTrash>(&params).ok::<ListTrash>().projects.len(), 1);
}

#[test]
fn long_slug_that_was_taken_gets_a_suffix_that_makes_a_slug() {
    let app = TestApp::new();
    let world = World::new(&app);
    let name = format!("{}-{}", "a".repeat(42), "b".repeat(5));
    let first = create_project(&world.owner, "acme", &name);
    let place = ProjectParams { organization: "acme".into(), project: first.slug.clone() };
    let body = json!({ "confirm": name, "version": 1 });
    world.owner.send::<DeleteProject>(&place, body).ok::<DeleteProject>();
    let second = create_project(&world.owner, "acme", &name);
    assert_eq!(second.slug, first.slug);
    let params = TrashParams { organization: "acme".into(), project: first.id.to_string() };
    let restored =
        world.owner.send::<RestoreProject>(&params, json!({ "name": "Other" })).ok::<RestoreProject>();
    assert!(Slug::parse(&restored.slug).is_ok() && restored.slug != first.slug, "{}", restored.slug);
}

#[test]
fn long_trash_comes_in_pages_the_last_deleted_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    unlimited(&app);
    let now = app.service.clock.now();
    app.db().execute(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at, deleted_at, deleted_by, trashed_slug) \
         SELECT 'id' || i, o.id, 'P' || i, 'k' || i, 's' || i, 0, 0, {now} - i / 2, (SELECT id FROM users LIMIT 1), 's' \
         FROM organizations o, n WHERE o.slug = 'acme'"
    ));
    let mut params = ListTrashParams { organization: "acme".into(), after: None };
    let first = world.owner.get::<ListTrash>(&params).ok::<ListTrash>();
    params.after = first.next.map(Cursor::new);
    let second = world.owner.get::<ListTrash>(&params).ok::<ListTrash>();
    assert_eq!((first.projects.len(), second.projects.len(), second.next), (50, 10, None));
    let all = first.projects.iter().chain(&second.projects);
    let places: Vec<_> = all.map(|project| (project.deleted_at, project.id.to_string())).collect();
    assert!(places.windows(2).all(|pair| pair[0] > pair[1]), "none twice, and in order");
}
