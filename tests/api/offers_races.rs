//! Offers at the same moment as something else: one of the two counts, and says so.

use crate::billing_limits::limit_of;
use crate::offers::{accept, at, offer, offer_by, place_of_project, second, take_back};
use crate::support::{TestApp, World, create_organization, create_project};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::offers::{AcceptOffer, DeclineOffer, TakeBackProject, WithdrawOffer};
use serde_json::{Value, json};

const WITHDRAW: &str = "UPDATE project_offers SET state = 'withdrawn'";
const DECLINE: &str = "UPDATE project_offers SET state = 'declined'";
const ACCEPT: &str = "\
    PRAGMA foreign_keys = OFF; \
    UPDATE projects SET organization_id = (SELECT id FROM organizations WHERE slug = 'other'); \
    UPDATE environments SET organization_id = (SELECT id FROM organizations WHERE slug = 'other'); \
    UPDATE project_offers SET state = 'accepted', decided_at = 1, take_back_until = 9000000000000; \
    PRAGMA foreign_keys = ON;";
const DELETE: &str = "\
    UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id";

#[test]
fn acceptance_of_what_is_gone_at_the_same_moment_moves_nothing() {
    for (meanwhile, status, said) in [
        (WITHDRAW, 409, "withdrawn"),
        (DECLINE, 409, "declined"),
        (DELETE, 409, "no longer where it was offered"),
        ("UPDATE project_offers SET expires_at = 1", 409, "expired"),
        // Whoever offered it was removed, or is no Owner any more.
        ("DELETE FROM memberships WHERE email_key = 'owner@example.com'", 409, "no longer an Owner"),
        ("UPDATE memberships SET role = 3 WHERE email_key = 'owner@example.com'", 409, "no longer an Owner"),
        // Whoever accepts it was removed, or is no Admin any more.
        ("DELETE FROM memberships WHERE email_key = 'stranger@example.com'", 404, "nothing"),
        ("UPDATE memberships SET role = 2 WHERE email_key = 'stranger@example.com'", 403, "role"),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        let offer = offer(&world, "other");
        app.db().before_batch.replace(Some(meanwhile));
        let refused = accept(&world.stranger, "other", &offer).problem(status);
        assert!(refused.detail.contains(said), "{meanwhile}: {refused:?}");
        let stays =
            app.db().text("SELECT o.slug FROM projects p JOIN organizations o ON o.id = p.organization_id");
        assert_eq!(stays, "acme", "{meanwhile}");
        assert_eq!(app.db().number("SELECT count(*) FROM project_transfers"), 0);
        assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'accept_offer'"), 0);
    }
}

#[test]
fn last_place_taken_at_the_same_moment_is_refused_with_numbers() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.stranger, "other", "One");
    create_project(&world.stranger, "other", "Two");
    let offer = offer(&world, "other");
    let meanwhile = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT 'three', id, 'Three', 'three', 'three', 0, 0 FROM organizations WHERE slug = 'other'";
    app.db().before_batch.replace(Some(meanwhile));
    let limit = limit_of(accept(&world.stranger, "other", &offer));
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("projects", 3, 3));
    assert_eq!(place_of_project(&app), "acme");
}

#[test]
fn what_is_stored_in_it_at_the_same_moment_has_to_fit_as_well() {
    for (grown, of) in [
        ("UPDATE projects SET stored_bytes = 25000000 WHERE slug = 'checkout'", "storage"),
        (
            "UPDATE projects SET stored_bytes = 20000000 WHERE slug = 'checkout'; \
             UPDATE organizations SET stored_bytes = 90000000 WHERE slug = 'more'",
            "storage_of_creator",
        ),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        create_project(&world.stranger, "other", "One");
        create_organization(&world.stranger, "More");
        let offer = offer(&world, "other");
        app.db().before_batch.replace(Some(grown));
        assert_eq!(limit_of(accept(&world.stranger, "other", &offer)).of, of);
        assert_eq!(place_of_project(&app), "acme");
    }
}

#[test]
fn project_that_its_creator_no_longer_stores_at_that_moment_is_new_to_them() {
    let acme = "(SELECT o.id FROM organizations o WHERE o.slug = 'acme')";
    // Until then it counted for the creator of both.
    for meanwhile in [
        format!(
            "UPDATE subscriptions SET plan = 'enterprise', anchor_at = 0, period_start = 0, period_end = 9007199254740991 WHERE organization_id = {acme}"
        ),
        format!("UPDATE organizations SET creator_left_at = 1 WHERE id = {acme}"),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        second(&world);
        create_organization(&world.owner, "Third");
        app.db().execute(
            "UPDATE projects SET stored_bytes = 20000000 WHERE slug = 'checkout'; \
             UPDATE organizations SET stored_bytes = 20000000 WHERE slug = 'acme'; \
             UPDATE organizations SET stored_bytes = 85000000 WHERE slug = 'third'",
        );
        let offer = offer(&world, "second");
        app.db().before_batch.replace(Some(String::leak(meanwhile)));
        let limit = limit_of(accept(&world.owner, "second", &offer));
        assert_eq!(limit.of, "storage_of_creator");
        assert_eq!(place_of_project(&app), "acme");
    }
    // Nothing of that happened meanwhile.
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let offer = offer(&world, "second");
    accept(&world.owner, "second", &offer).ok::<AcceptOffer>();
}

#[test]
fn second_acceptance_and_late_withdrawal_find_it_accepted() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = offer(&world, "other");
    app.db().before_batch.replace(Some(ACCEPT));
    let refused = accept(&world.stranger, "other", &offer).problem(409);
    assert!(refused.detail.contains("already been accepted"), "{refused:?}");
    for _ in 0..2 {
        let withdrawn = world.owner.send::<WithdrawOffer>(&at("acme", &offer), Value::Null).problem(409);
        assert!(withdrawn.detail.contains("already been accepted"), "{withdrawn:?}");
        let declined = world.stranger.send::<DeclineOffer>(&at("other", &offer), Value::Null).problem(409);
        assert!(declined.detail.contains("already been accepted"), "{declined:?}");
    }
    assert_eq!(place_of_project(&app), "other");
}

#[test]
fn withdrawal_and_refusal_at_the_same_moment_as_the_acceptance_change_nothing() {
    for is_owner in [true, false] {
        let app = TestApp::new();
        let world = World::new(&app);
        let offer = offer(&world, "other");
        app.db().before_batch.replace(Some(ACCEPT));
        let refused = match is_owner {
            true => world.owner.send::<WithdrawOffer>(&at("acme", &offer), Value::Null),
            false => world.stranger.send::<DeclineOffer>(&at("other", &offer), Value::Null),
        };
        assert!(refused.problem(409).detail.contains("already been accepted"));
        assert_eq!(app.db().text("SELECT state FROM project_offers"), "accepted");
    }
}

#[test]
fn two_offers_at_the_same_moment_are_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some(
        "INSERT INTO project_offers (id, project_id, name, from_organization_id, target, offered_by, offered_at, expires_at) \
         SELECT 'first', p.id, p.name, p.organization_id, 'nowhere', m.user_id, 1, 9000000000000 FROM projects p \
         JOIN memberships m ON m.organization_id = p.organization_id",
    ));
    offer_by(&world, &world.owner, "other").fault(409, "target");
    assert_eq!(app.db().number("SELECT count(*) FROM project_offers"), 1);
}

#[test]
fn offer_by_whoever_loses_the_right_at_the_same_moment_is_none() {
    for (meanwhile, status) in [
        ("UPDATE memberships SET role = 3 WHERE email_key = 'owner@example.com'", 403),
        ("UPDATE projects SET version = version + 1", 409),
        (DELETE, 404),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        app.db().before_batch.replace(Some(meanwhile));
        offer_by(&world, &world.owner, "other").problem(status);
        assert_eq!(app.db().number("SELECT count(*) FROM project_offers"), 0, "{meanwhile}");
    }
}

#[test]
fn change_that_was_begun_before_the_move_does_not_reach_into_the_other_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    offer(&world, "other");
    app.db().before_batch.replace(Some(ACCEPT));
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    world.owner.send::<SaveDraft>(&world.environment(Mode::Sandbox), body).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM drafts"), 0);
}

#[test]
fn second_taking_back_and_one_that_comes_too_late_find_it_done() {
    for (meanwhile, said) in [
        ("UPDATE project_offers SET state = 'taken_back'", "already been taken back"),
        ("UPDATE project_offers SET take_back_until = 1", "seven days"),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        let offer = offer(&world, "other");
        accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
        app.db().before_batch.replace(Some(meanwhile));
        let refused = take_back(&world, &offer).problem(409);
        assert!(refused.detail.contains(said), "{refused:?}");
        assert_eq!(place_of_project(&app), "other");
    }
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = offer(&world, "other");
    accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
    take_back(&world, &offer).ok::<TakeBackProject>();
    assert!(take_back(&world, &offer).problem(409).is("offer_closed"));
    assert_eq!(app.db().number("SELECT count(*) FROM project_transfers"), 2);
}
