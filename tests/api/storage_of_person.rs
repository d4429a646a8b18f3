//! What one person stores in organizations that nobody pays for, over all of those that they created.

use crate::billing::change;
use crate::billing_limits::limit_of;
use crate::offers::{move_to, second};
use crate::support::{Reply, TestApp, World, create_organization};
use portico_api::Role;
use portico_api::configuration::{SaveDraft, ShowConfiguration};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::plans::{FREE_STORED_BYTES, Interval, PlanId};
use serde_json::json;

/// Stored in `acme` and in the others of its creator, of which `second` leaves so much room.
fn leave(app: &TestApp, room: i64) {
    app.db().execute(&format!(
        "UPDATE organizations SET stored_bytes = {FREE_STORED_BYTES} - {room} \
           - (SELECT o.stored_bytes FROM organizations o WHERE o.slug = 'acme') WHERE slug = 'second'"
    ));
}

fn save(world: &World, bytes: usize) -> Reply {
    let set = json!({ "app.display_name": "x".repeat(bytes) });
    world.send_draft(&world.owner, Mode::Sandbox, json!({ "set": set }))
}

fn is_full(reply: Reply) {
    let limit = limit_of(reply);
    let found = (limit.of.as_str(), limit.plan, limit.allowed);
    assert_eq!(found, ("storage_of_creator", PlanId::Free, FREE_STORED_BYTES));
    assert!(limit.used <= FREE_STORED_BYTES);
}

/// Somebody else created `second`.
fn give_to_stranger(app: &TestApp) {
    app.db().execute(
        "UPDATE organizations SET created_by = (SELECT o.created_by FROM organizations o WHERE o.slug = 'other') WHERE slug = 'second'",
    );
}

#[test]
fn only_the_creator_hears_how_much_they_store_elsewhere() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let admin = world.member(Role::Admin);
    leave(&app, 10);
    let save =
        |by| world.send_draft(by, Mode::Sandbox, json!({ "set": { "app.display_name": "x".repeat(60) } }));
    let problem = save(&admin).problem(402);
    assert_eq!(problem.limit.as_ref().map(|limit| limit.used), Some(FREE_STORED_BYTES));
    assert!(problem.detail.contains("of whoever created this one have no room"), "{}", problem.detail);
    let problem = save(&world.owner).problem(402);
    assert!(problem.detail.contains("Those that you created have stored 99.9 MB"), "{}", problem.detail);
}

#[test]
fn whoever_has_more_than_there_may_be_keeps_it_and_makes_it_no_longer() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    save(&world, 60).ok::<SaveDraft>();
    leave(&app, -5_000_000);
    save(&world, 60).ok::<SaveDraft>();
    save(&world, 20).ok::<SaveDraft>();
    assert_eq!(limit_of(save(&world, 64)).of, "storage_of_creator");
}

#[test]
fn project_that_moves_among_organizations_of_one_creator_counts_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    create_organization(&world.owner, "Third");
    let own = crate::support::create_project(&world.owner, "acme", "Own");
    app.db().execute(
        "UPDATE projects SET stored_bytes = 20000000 WHERE slug = 'checkout'; \
         UPDATE organizations SET stored_bytes = 20000000 WHERE slug = 'acme'; \
         UPDATE organizations SET stored_bytes = 75000000 WHERE slug = 'third'",
    );
    // Both when it is accepted and while it can be taken back.
    move_to(&world, "second");
    let place = EnvironmentParams { organization: "acme".into(), project: own.slug, mode: Mode::Sandbox };
    let body = json!({ "set": { "app.display_name": "x" }, "revision": 0 });
    world.owner.send::<SaveDraft>(&place, body).ok::<SaveDraft>();
}

#[test]
fn project_that_somebody_else_created_is_accepted_only_where_the_creator_has_room() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    give_to_stranger(&app);
    app.db().execute(
        "UPDATE projects SET stored_bytes = 20000000 WHERE slug = 'checkout'; \
         UPDATE organizations SET stored_bytes = 20000000 WHERE slug = 'acme'; \
         UPDATE organizations SET stored_bytes = 85000000 WHERE slug = 'other'",
    );
    let offer = crate::offers::offer(&world, "second");
    is_full(crate::offers::accept(&world.owner, "second", &offer));
}

#[test]
fn free_organizations_that_one_person_created_store_so_much_together_and_a_paid_one_counts_for_itself() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    leave(&app, 300);
    save(&world, 20).ok::<SaveDraft>();
    leave(&app, 10);
    let full = save(&world, 60);
    is_full(full);
    // What makes nothing longer is never refused.
    save(&world, 2).ok::<SaveDraft>();
    change(&world.owner, "second", PlanId::Pro, Interval::Month);
    save(&world, 60).ok::<SaveDraft>();
}

#[test]
fn paid_organization_stores_what_its_plan_allows_whatever_others_of_its_creator_do() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.db().execute("UPDATE organizations SET stored_bytes = 200000000 WHERE slug = 'second'");
    save(&world, 60).ok::<SaveDraft>();
}

#[test]
fn what_others_created_counts_for_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_organization(&world.stranger, "Second");
    leave(&app, 0);
    save(&world, 60).ok::<SaveDraft>();
}

#[test]
fn organization_that_was_given_away_counts_for_30_days_more_for_whoever_created_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let lower = |role: u8| {
        app.db().execute(&format!(
            "UPDATE memberships SET role = {role} WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'second')"
        ));
    };
    let left = "SELECT count(*) FROM organizations WHERE creator_left_at IS NOT NULL";
    assert_eq!(app.db().number(left), 0);
    lower(3);
    assert_eq!(app.db().number(left), 1);
    leave(&app, 0);
    is_full(save(&world, 60));
    app.db().execute("UPDATE organizations SET creator_left_at = 1 WHERE creator_left_at IS NOT NULL");
    save(&world, 60).ok::<SaveDraft>();
    leave(&app, 0);
    lower(4);
    assert_eq!(app.db().number(left), 0);
    is_full(save(&world, 64));
    app.db().execute("DELETE FROM memberships WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'second')");
    assert_eq!(app.db().number(left), 1);
}

#[test]
fn organization_that_its_creator_left_is_not_held_to_what_they_store_elsewhere() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    for name in ["Third", "Fourth", "Fifth"] {
        create_organization(&world.owner, name);
    }
    leave(&app, 0);
    let left = |slug: &str, when: i64| {
        app.db().execute(&format!("UPDATE organizations SET creator_left_at = {when} WHERE slug = '{slug}'"));
    };
    is_full(save(&world, 20));
    // Else whoever was removed would keep those who are left from storing anything.
    left("acme", 1_790_000_000_000);
    save(&world, 20).ok::<SaveDraft>();
    for slug in ["second", "third", "fourth"] {
        left(slug, 1_789_999_999_999);
    }
    save(&world, 30).ok::<SaveDraft>();
    // Only four in 30 days: whoever fills one after the other and gives each away gains nothing.
    left("fifth", 1_789_999_999_999);
    assert_eq!(limit_of(save(&world, 40)).of, "storage_of_creator");
    left("fifth", 1);
    save(&world, 40).ok::<SaveDraft>();
    left("fifth", 1_789_999_999_999);
    left("acme", 1);
    save(&world, 50).ok::<SaveDraft>();
}

#[test]
fn project_that_can_be_taken_back_counts_for_both_sides_where_they_are_two_people() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let of = |other: &str| {
        format!(
            "UPDATE organizations SET created_by = (SELECT u.user_id FROM memberships u WHERE u.user_id {other} (SELECT o.created_by FROM organizations o \
               WHERE o.slug = 'acme') LIMIT 1) WHERE slug = 'second'"
        )
    };
    app.db().execute(&of("<>"));
    let project = crate::support::create_project(&world.owner, "acme", "Own");
    move_to(&world, "second");
    app.db().execute(&format!("UPDATE projects SET stored_bytes = 0 WHERE id <> '{}'", project.id));
    app.db().execute("UPDATE organizations SET stored_bytes = 0");
    app.db()
        .execute(&format!("UPDATE projects SET stored_bytes = {FREE_STORED_BYTES} WHERE slug = 'checkout'"));
    app.db().execute(&format!("UPDATE project_offers SET bytes = {FREE_STORED_BYTES}"));
    app.db().execute("UPDATE organizations SET stored_bytes = 0");
    let place = EnvironmentParams { organization: "acme".into(), project: "own".into(), mode: Mode::Sandbox };
    let revision = world.owner.get::<ShowConfiguration>(&place).ok::<ShowConfiguration>().revision;
    let body = json!({ "set": { "app.display_name": "x" }, "revision": revision });
    is_full(world.owner.send::<SaveDraft>(&place, body.clone()));
    // One person's counts once, where it lies now.
    app.db().execute(&of("="));
    let saved = world.owner.send::<SaveDraft>(&place, body.clone()).ok::<SaveDraft>();
    app.db().execute(&of("<>"));
    let body = json!({ "set": { "app.display_name": "xyz" }, "revision": saved.revision });
    assert_eq!(limit_of(world.owner.send::<SaveDraft>(&place, body.clone())).allowed, FREE_STORED_BYTES);
    // What the other side adds is theirs alone.
    app.db().execute("UPDATE project_offers SET bytes = 1000");
    let saved = world.owner.send::<SaveDraft>(&place, body).ok::<SaveDraft>();
    app.db().execute(&format!("UPDATE project_offers SET bytes = {FREE_STORED_BYTES}"));
    let body = json!({ "set": { "app.display_name": "x".repeat(64) }, "revision": saved.revision });
    assert_eq!(limit_of(world.owner.send::<SaveDraft>(&place, body.clone())).of, "storage_of_creator");
    // The seven days are over.
    app.db().execute("UPDATE project_offers SET take_back_until = 1");
    world.owner.send::<SaveDraft>(&place, body).ok::<SaveDraft>();
}

#[test]
fn what_a_project_held_when_it_was_accepted_is_noted() {
    let app = TestApp::new();
    let world = World::new(&app);
    let bytes = app.db().number("SELECT stored_bytes FROM projects");
    let offer = crate::offers::offer(&world, "other");
    crate::offers::accept(&world.stranger, "other", &offer);
    assert_eq!((bytes > 0, app.db().number("SELECT bytes FROM project_offers")), (true, bytes));
}

#[test]
fn room_that_another_organization_takes_at_the_same_moment_is_refused_with_the_new_numbers() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    app.db()
        .before_batch
        .replace(Some("UPDATE organizations SET stored_bytes = 100000000 WHERE slug = 'second'"));
    let problem = save(&world, 60).problem(402);
    let limit = problem.limit.clone().unwrap();
    assert!(limit.used > FREE_STORED_BYTES, "{limit:?}");
    assert!(problem.detail.contains("one person created store up to 100 MB together"), "{}", problem.detail);
}
