//! What went to another organization comes back, whatever the other side does.

use crate::billing_limits::limit_of;
use crate::offers::{accept, at, offer, offer_by, place_of_project, take_back};
use crate::support::{DAY, MINUTE, TestApp, World, create_organization, create_project, text};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::keys::{CreateKey, CreatedKey};
use portico_api::offers::{AcceptOffer, MovedProject, OfferProject, TAKE_BACK_MS, TakeBackProject};
use portico_api::organizations::ShowOrganization;
use portico_api::projects::{CreateProject, ProjectParams, ShowProject, UpdateProject};
use portico_api::trash::{DeleteForGood, DeleteProject, ListTrash, ListTrashParams, TrashParams};
use portico_api::{OfferId, Role};
use serde_json::{Value, json};

/// The stranger's organization has it.
fn gone(world: &World) -> OfferId {
    let offer = offer(world, "other");
    accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
    offer
}

fn there() -> ProjectParams {
    ProjectParams { organization: "other".into(), project: "checkout".into() }
}

fn moved(world: &World) -> Vec<MovedProject> {
    let params = ListTrashParams { organization: "acme".into(), after: None };
    world.owner.get::<ListTrash>(&params).ok::<ListTrash>().moved
}

#[test]
fn project_comes_back_with_all_its_rows_and_without_the_keys_that_were_made_there() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let old = world.create_key(Mode::Live);
    let live = world.environment_id(Mode::Live);
    let before = text(&app.read_with(live, &old.token)).to_owned();
    app.wait(1);
    let offer = gone(&world);
    app.wait(1);
    let place =
        EnvironmentParams { organization: "other".into(), project: "checkout".into(), mode: Mode::Live };
    let theirs: CreatedKey =
        world.stranger.send::<CreateKey>(&place, json!({ "name": "Theirs" })).ok::<CreateKey>();
    assert_eq!(app.read_with(live, &theirs.token).status, 200);
    let [row] = &moved(&world)[..] else { panic!("not one") };
    assert_eq!((&row.id, row.name.as_str(), row.to.as_str(), row.new_keys), (&offer, "Checkout", "Other", 1));
    assert_eq!(row.take_back_until, row.accepted_at + TAKE_BACK_MS);
    let back = take_back(&world, &offer).ok::<TakeBackProject>();
    assert_eq!((&back.id, back.slug.as_str(), back.returnable), (&world.project.id, "checkout", None));
    assert_eq!(text(&app.read_with(live, &old.token)), before);
    assert_eq!(app.read_with(live, &theirs.token).status, 401);
    assert!(moved(&world).is_empty());
    world.stranger.get::<ShowProject>(&there()).problem(404);
    let left = app.db().number(
        "SELECT count(*) FROM organizations o JOIN versions v ON v.organization_id = o.id WHERE o.slug = 'other'",
    );
    assert_eq!((left, app.db().number("SELECT count(*) FROM pragma_foreign_key_check")), (0, 0));
}

#[test]
fn project_comes_back_out_of_the_trash_of_the_other_side() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let offer = gone(&world);
    let body = json!({ "confirm": "Checkout", "version": app.db().number("SELECT version FROM projects WHERE slug = 'checkout'") });
    world.stranger.send::<DeleteProject>(&there(), body).ok::<DeleteProject>();
    let live = world.environment_id(Mode::Live);
    assert_eq!(app.read(live).status, 404);
    let back = take_back(&world, &offer).ok::<TakeBackProject>();
    assert_eq!((back.name.as_str(), back.slug.as_str()), ("Checkout", "checkout"));
    assert_eq!(app.read(live).status, 200);
    assert_eq!(app.store.len(), 2);
    let trash = ListTrashParams { organization: "other".into(), after: None };
    assert!(world.stranger.get::<ListTrash>(&trash).ok::<ListTrash>().projects.is_empty());
}

/// The other side deletes it, for good.
fn delete_for_good(world: &World) {
    let version = world.app.db().number("SELECT version FROM projects WHERE slug = 'checkout'");
    let body = json!({ "confirm": "Checkout", "version": version });
    world.stranger.send::<DeleteProject>(&there(), body).ok::<DeleteProject>();
    let place = TrashParams { organization: "other".into(), project: world.project.id.to_string() };
    world.stranger.send::<DeleteForGood>(&place, json!({ "confirm": "Checkout" })).ok::<DeleteForGood>();
}

#[test]
fn project_comes_back_though_the_other_side_has_deleted_it_for_good() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let old = world.create_key(Mode::Live);
    let offer = gone(&world);
    delete_for_good(&world);
    let trash = |organization: &str| ListTrashParams { organization: organization.into(), after: None };
    assert_eq!(world.stranger.get::<ListTrash>(&trash("other")).ok::<ListTrash>().total, 0);
    for _ in 0..6 {
        app.wait(DAY);
        app.run_cron();
    }
    take_back(&world, &offer).ok::<TakeBackProject>();
    assert_eq!(app.read_with(world.environment_id(Mode::Live), &old.token).status, 200);
    // Here it is a project as any other: in the trash it waits for its 30 days.
    crate::trash::delete(&world).ok::<DeleteProject>();
    app.wait(DAY);
    app.run_cron();
    assert_eq!(world.owner.get::<ListTrash>(&trash("acme")).ok::<ListTrash>().total, 1);
}

#[test]
fn what_was_deleted_for_good_goes_when_nobody_can_take_it_back_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    gone(&world);
    delete_for_good(&world);
    let purged = || {
        app.run_cron();
        app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NOT NULL")
    };
    app.wait(TAKE_BACK_MS - 1);
    assert_eq!(purged(), 0);
    app.wait(DAY);
    assert_eq!(purged(), 1);
}

#[test]
fn key_that_was_made_there_is_revoked_whatever_its_clock_said() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let old = world.create_key(Mode::Live);
    let offer = gone(&world);
    let place =
        EnvironmentParams { organization: "other".into(), project: "checkout".into(), mode: Mode::Live };
    app.wait(-MINUTE);
    let theirs = world.stranger.send::<CreateKey>(&place, json!({ "name": "Theirs" })).ok::<CreateKey>();
    app.wait(MINUTE);
    assert_eq!(moved(&world)[0].new_keys, 1);
    take_back(&world, &offer).ok::<TakeBackProject>();
    let status = |key: &CreatedKey| app.read_with(world.environment_id(Mode::Live), &key.token).status;
    assert_eq!((status(&old), status(&theirs)), (200, 401));
}

#[test]
fn other_side_can_not_pass_it_on_before_it_is_theirs_for_good() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = gone(&world);
    create_organization(&world.stranger, "Third");
    let pass_on = |by: &crate::support::Browser| {
        let version = app.db().number("SELECT version FROM projects WHERE slug = 'checkout'");
        by.send::<OfferProject>(
            &there(),
            json!({ "target": "third", "confirm": "Checkout", "version": version }),
        )
    };
    let refused = pass_on(&world.stranger).problem(409);
    assert!(refused.is("offer_closed") && refused.detail.contains("take it back"), "{refused:?}");
    app.wait(TAKE_BACK_MS);
    let (stranger, owner) = (app.sign_in("stranger@example.com"), app.sign_in("owner@example.com"));
    pass_on(&stranger).ok::<OfferProject>();
    let late = owner.send::<TakeBackProject>(&at("acme", &offer), json!({})).problem(409);
    assert!(late.detail.contains("seven days"), "{late:?}");
}

#[test]
fn passing_on_begun_before_the_acceptance_counts_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some(
        "INSERT INTO project_offers (id, project_id, name, from_organization_id, target, to_organization_id, state, offered_by, offered_at, \
           expires_at, decided_at, take_back_until) \
         SELECT 'earlier', p.id, p.name, o.id, 'acme', p.organization_id, 'accepted', m.user_id, 1, 2, 3, 9000000000000 FROM projects p \
         JOIN memberships m ON m.organization_id = p.organization_id JOIN organizations o ON o.slug = 'other'",
    ));
    assert!(offer_by(&world, &world.owner, "other").problem(409).is("offer_closed"));
}

#[test]
fn only_owners_of_where_it_came_from_take_it_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = gone(&world);
    let take = |by: &crate::support::Browser, at: portico_api::offers::OfferParams| {
        by.send::<TakeBackProject>(&at, json!({})).status
    };
    assert_eq!(take(&world.member(Role::Admin), at("acme", &offer)), 403);
    assert_eq!(take(&world.stranger, at("acme", &offer)), 404);
    assert_eq!(take(&world.stranger, at("other", &offer)), 404);
    assert_eq!(place_of_project(&app), "other");
    // Not only who offered it.
    assert_eq!(take(&world.join("zoe@example.com", Role::Owner), at("acme", &offer)), 200);
}

#[test]
fn place_in_the_plan_is_kept_so_that_a_full_one_refuses_nothing_and_gains_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.owner, "acme", "Two");
    create_project(&world.owner, "acme", "Three");
    let offer = gone(&world);
    let shown = || {
        let shown =
            world.owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
        (shown.projects, shown.reserved)
    };
    assert_eq!(shown(), (2, 1));
    let create =
        |name: &str| world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }));
    let refused = create("Four");
    assert!(refused.json["detail"].as_str().unwrap().contains("1 of them for what it can still take back"));
    assert_eq!(limit_of(refused).used, 3);
    take_back(&world, &offer).ok::<TakeBackProject>();
    assert_eq!(shown(), (3, 0));
    limit_of(create("Four"));
    // The guard counts it as well.
    app.db().execute("DELETE FROM project_offers");
    app.db().execute("UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id, name_key = id WHERE name = 'Three'");
    app.db().before_batch.replace(Some(
        "INSERT INTO project_offers (id, project_id, name, from_organization_id, target, state, offered_by, offered_at, expires_at, decided_at, take_back_until) \
         SELECT 'kept', p.id, 'Kept', p.organization_id, 'x', 'accepted', p.deleted_by, 1, 2, 3, 9000000000000 FROM projects p WHERE p.name = 'Three'",
    ));
    assert_eq!(limit_of(create("Four")).used, 3);
}

#[test]
fn smaller_plan_and_taken_name_refuse_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for name in ["One", "Two", "Three", "Checkout two"] {
        create_project(&world.owner, "acme", name);
    }
    let offer = gone(&world);
    create_project(&world.owner, "acme", "Checkout");
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    assert_eq!(take_back(&world, &offer).problem(409).field.as_deref(), Some("name"));
    let body = json!({ "name": "Old checkout" });
    let back = world.owner.send::<TakeBackProject>(&at("acme", &offer), body).ok::<TakeBackProject>();
    assert_eq!(back.name, "Old checkout");
    assert!(back.slug.starts_with("checkout-"), "{}", back.slug);
}

#[test]
fn renamed_there_it_comes_back_under_the_new_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = gone(&world);
    let change = json!({ "name": "Kasse", "slug": "kasse", "version": 2 });
    world.stranger.send::<UpdateProject>(&there(), change).ok::<UpdateProject>();
    assert_eq!(moved(&world)[0].name, "Checkout");
    let back = take_back(&world, &offer).ok::<TakeBackProject>();
    assert_eq!((back.name.as_str(), back.slug.as_str()), ("Kasse", "kasse"));
    let again = world.owner.send::<TakeBackProject>(&at("acme", &offer), Value::Null);
    assert_ne!(again.status, 200);
}
