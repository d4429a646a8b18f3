//! A project goes to another organization only if an Owner offers it and somebody there accepts.

use crate::billing_limits::limit_of;
use crate::support::{Browser, DAY, HOUR, Reply, TestApp, World, create_organization, create_project, text};
use portico_api::environments::Mode;
use portico_api::offers::{
    AcceptOffer, DeclineOffer, IncomingOffer, OFFER_LIFE_MS, OFFERS_PER_DAY, OfferParams, OfferPreview,
    OfferPreviewParams, OfferProject, OpenOffer, PreviewOffer, TAKE_BACK_MS, TakeBackProject, WithdrawOffer,
};
use portico_api::organizations::Organization;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use portico_api::session::ShowSession;
use portico_api::trash::{DeleteProject, RestoreProject};
use portico_api::{Endpoint, OfferId, Role};
use serde_json::{Value, json};

/// A second organization of the Owner.
pub(crate) fn second(world: &World) -> Organization {
    create_organization(&world.owner, "Second")
}

/// Offers the project of `world`, whatever its version is.
pub(crate) fn offer_by(world: &World, by: &Browser, target: &str) -> Reply {
    let version =
        world.app.db().number("SELECT coalesce(max(version), 1) FROM projects WHERE slug = 'checkout'");
    let body = json!({ "target": target, "confirm": "Checkout", "version": version });
    by.send::<OfferProject>(&world.project_params(), body)
}

pub(crate) fn offer(world: &World, target: &str) -> OfferId {
    offer_by(world, &world.owner, target).ok::<OfferProject>().id
}

pub(crate) fn at(organization: &str, offer: &OfferId) -> OfferParams {
    OfferParams { organization: organization.into(), offer: offer.to_string() }
}

pub(crate) fn accept(by: &Browser, organization: &str, offer: &OfferId) -> Reply {
    by.send::<AcceptOffer>(&at(organization, offer), json!({}))
}

pub(crate) fn take_back(world: &World, offer: &OfferId) -> Reply {
    world.owner.send::<TakeBackProject>(&at("acme", offer), json!({}))
}

/// Offers the project, and accepts it there.
pub(crate) fn move_to(world: &World, target: &str) -> OfferId {
    let offer = offer(world, target);
    accept(&world.owner, target, &offer).ok::<AcceptOffer>();
    offer
}

pub(crate) fn place_of_project(app: &TestApp) -> String {
    app.db().text("SELECT o.slug FROM projects p JOIN organizations o ON o.id = p.organization_id WHERE p.name = 'Checkout'")
}

fn offered(browser: &Browser) -> Vec<IncomingOffer> {
    browser.get::<ShowSession>(&()).ok::<ShowSession>().offers
}

fn show(world: &World, by: &Browser) -> Project {
    by.get::<ShowProject>(&world.project_params()).ok::<ShowProject>()
}

#[test]
fn offered_project_stays_and_both_sides_see_the_offer() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.create_key(Mode::Live);
    let made = offer_by(&world, &world.owner, "other").ok::<OfferProject>();
    let expected = OpenOffer {
        id: made.id.clone(),
        target: "other".into(),
        offered_by: "owner@example.com".into(),
        offered_by_name: None,
        offered_at: made.offered_at,
        expires_at: made.offered_at + OFFER_LIFE_MS,
    };
    assert_eq!(made, expected);
    assert_eq!(show(&world, &world.member(Role::Viewer)).offer, Some(expected));
    let [incoming] = &offered(&world.stranger)[..] else { panic!("not one offer") };
    assert_eq!(
        (incoming.project.as_str(), incoming.from.as_str(), incoming.to_slug.as_str(), incoming.keys),
        ("Checkout", "Acme", "other", 1)
    );
    assert_eq!((&incoming.id, incoming.offered_by.as_str()), (&made.id, "owner@example.com"));
    assert!(offered(&world.owner).is_empty());
    // Whoever may not accept it there is not asked.
    app.db().execute("UPDATE memberships SET role = 2 WHERE email_key = 'stranger@example.com'");
    assert!(offered(&world.stranger).is_empty());
}

#[test]
fn accepted_project_keeps_its_ids_its_configuration_and_its_keys() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let live = world.environment_id(Mode::Live).to_owned();
    let before = text(&app.read_with(&live, &key.token)).to_owned();
    let offer = offer(&world, "other");
    let moved = accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
    assert_eq!((&moved.id, moved.organization.slug.as_str()), (&world.project.id, "other"));
    assert_eq!((moved.live.id.as_str(), moved.offer), (live.as_str(), None));
    assert_eq!(moved.returnable.unwrap().organization, "Acme");
    assert_eq!(text(&app.read_with(&live, &key.token)), before);
    assert_eq!(app.read(&live).status, 200);
    world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    // No row of it is left behind, and none hangs in the air.
    for table in ["environments", "schemas", "secrets", "drafts", "versions", "keys"] {
        let left = app.db().number(&format!(
            "SELECT count(*) FROM {table} WHERE organization_id = '{}'",
            world.organization.id
        ));
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let place = ProjectParams { organization: "other".into(), project: moved.slug };
    world.stranger.get::<ShowProject>(&place).ok::<ShowProject>();
}

#[test]
fn lost_answers_are_answered_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "target": "other", "confirm": "Checkout", "version": 1 });
    let request = world.owner.request::<OfferProject>(&world.project_params(), body);
    let made = app.send(&request).ok::<OfferProject>();
    assert_eq!(app.send(&request).ok::<OfferProject>(), made);
    let request = world.stranger.request::<AcceptOffer>(&at("other", &made.id), json!({}));
    let accepted = app.send(&request).ok::<AcceptOffer>();
    assert_eq!(app.send(&request).ok::<AcceptOffer>(), accepted);
    let request = world.owner.request::<TakeBackProject>(&at("acme", &made.id), json!({}));
    let back = app.send(&request).ok::<TakeBackProject>();
    assert_eq!(app.send(&request).ok::<TakeBackProject>(), back);
    for action in [OfferProject::NAME, AcceptOffer::NAME, TakeBackProject::NAME] {
        let sql = format!(
            "SELECT count(*) || ' ' || count(DISTINCT organization_id) FROM audit_entries WHERE action = '{action}'"
        );
        assert_eq!(app.db().text(&sql), "2 2", "{action}");
    }
}

#[test]
fn offer_needs_an_owner_the_exact_name_and_the_version_that_was_read() {
    let app = TestApp::new();
    let world = World::new(&app);
    offer_by(&world, &world.member(Role::Admin), "other").problem(403);
    let send = |body: Value| world.owner.send::<OfferProject>(&world.project_params(), body);
    for name in ["checkout", "", "Checkout "] {
        send(json!({ "target": "other", "confirm": name, "version": 1 })).fault(422, "confirm");
    }
    send(json!({ "target": "other", "version": 1 })).fault(422, "confirm");
    assert!(send(json!({ "target": "other", "confirm": "Checkout", "version": 7 })).problem(409).is("stale"));
    let own = world.organization.id.to_string();
    for target in ["", "a", "not a slug", "acme", "ACME", &own] {
        send(json!({ "target": target, "confirm": "Checkout", "version": 1 })).fault(422, "target");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM project_offers"), 0);
}

#[test]
fn offer_does_not_say_whether_there_is_such_an_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    let told = |target: &str| {
        let params = OfferPreviewParams {
            organization: "acme".into(),
            project: "checkout".into(),
            target: Some(target.into()),
        };
        let preview = world.owner.get::<PreviewOffer>(&params).json;
        let mut made = offer_by(&world, &world.owner, target).json;
        let id = OfferId::new(made["id"].as_str().unwrap().to_owned());
        let project =
            serde_json::to_value(show(&world, &world.owner).offer.map(|offer| offer.target)).unwrap();
        world.owner.send::<WithdrawOffer>(&at("acme", &id), Value::Null).ok::<WithdrawOffer>();
        for field in ["id", "offered_at", "expires_at"] {
            made[field] = Value::Null;
        }
        json!([preview, made, project]).to_string().replace(target, "…")
    };
    let other = app.db().text("SELECT id FROM organizations WHERE slug = 'other'");
    assert_eq!(told("other"), told("nowhere"));
    assert_eq!(told(&other), told("01890a5d-ac96-774b-bcce-b302099a8057"));
}

#[test]
fn organization_that_takes_the_slug_later_is_not_offered_anything() {
    let app = TestApp::new();
    let world = World::new(&app);
    let to_nobody = offer(&world, "meridian");
    create_organization(&world.stranger, "Meridian");
    assert!(offered(&world.stranger).is_empty());
    accept(&world.stranger, "meridian", &to_nobody).problem(404);
    // And one that was meant stays meant under another slug.
    world.owner.send::<WithdrawOffer>(&at("acme", &to_nobody), Value::Null).ok::<WithdrawOffer>();
    let meant = offer(&world, "other");
    app.db().execute("UPDATE organizations SET slug = 'renamed' WHERE slug = 'other'");
    app.db().execute("UPDATE organizations SET slug = 'other' WHERE slug = 'meridian'");
    accept(&world.stranger, "other", &meant).problem(404);
    accept(&world.stranger, "renamed", &meant).ok::<AcceptOffer>();
}

#[test]
fn dry_run_says_who_loses_access_what_goes_on_and_what_the_other_plan_has_room_for() {
    let app = TestApp::new();
    let world = World::new(&app);
    let preview = |target: &str| -> OfferPreview {
        let (organization, project) = ("acme".into(), "checkout".into());
        let params = OfferPreviewParams { organization, project, target: Some(target.into()) };
        world.owner.get::<PreviewOffer>(&params).ok::<PreviewOffer>()
    };
    world.member(Role::Viewer);
    let key = world.create_key(Mode::Live).key;
    second(&world);
    let seen = preview("second");
    assert_eq!((seen.loses, seen.losers), (1, vec!["viewer@example.com".to_owned()]));
    assert_eq!((seen.keys_total, &seen.keys[0].name, &seen.keys[0].last4), (1, &key.name, &key.last4));
    let target = seen.target.unwrap();
    assert_eq!(
        (target.name.as_str(), target.projects, target.full, target.may_accept),
        ("Second", 0, None, true)
    );
    for name in ["One", "Two", "Three"] {
        create_project(&world.owner, "second", name);
    }
    let full = preview("\u{200B}Second \u{2060}").target.unwrap().full.unwrap();
    assert!(full.contains("allows 3 projects"), "{full}");
    // Of an organization that is not the caller's, nothing is known: all lose access.
    for target in ["other", "nowhere", "", "acme"] {
        let seen = preview(target);
        assert_eq!((seen.loses, seen.target), (2, None), "{target}");
    }
}

#[test]
fn repeated_offer_is_refused_until_the_first_is_answered_or_over() {
    let app = TestApp::new();
    let world = World::new(&app);
    let first = offer(&world, "other");
    let again = offer_by(&world, &world.owner, "nowhere").problem(409);
    assert_eq!((again.is("taken"), again.field.as_deref()), (true, Some("target")));
    world.stranger.send::<DeclineOffer>(&at("other", &first), Value::Null).ok::<DeclineOffer>();
    let refused = accept(&world.stranger, "other", &first).problem(409);
    assert!(refused.is("offer_closed") && refused.detail.contains("declined"), "{refused:?}");
    assert_eq!(show(&world, &world.owner).offer, None);
    let second = offer(&world, "other");
    app.wait(7 * DAY);
    let owner = app.sign_in("owner@example.com");
    let stranger = app.sign_in("stranger@example.com");
    assert_eq!(show(&world, &owner).offer, None);
    assert!(offered(&stranger).is_empty());
    assert!(accept(&stranger, "other", &second).problem(409).detail.contains("expired"));
    offer_by(&world, &owner, "other").ok::<OfferProject>();
    assert_eq!(offered(&stranger).len(), 1);
}

#[test]
fn withdrawn_offer_is_accepted_by_nobody() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = offer(&world, "other");
    let withdraw = |by: &Browser| by.send::<WithdrawOffer>(&at("acme", &offer), Value::Null);
    withdraw(&world.member(Role::Admin)).problem(403);
    world.stranger.send::<WithdrawOffer>(&at("other", &offer), Value::Null).problem(404);
    withdraw(&world.owner).ok::<WithdrawOffer>();
    assert!(withdraw(&world.owner).problem(409).detail.contains("withdrawn"));
    assert!(accept(&world.stranger, "other", &offer).problem(409).detail.contains("withdrawn"));
    assert!(take_back(&world, &offer).problem(409).is("offer_closed"));
    assert_eq!(place_of_project(&app), "acme");
}

#[test]
fn offer_is_answered_by_admins_of_the_other_side_alone() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = offer(&world, "other");
    accept(&world.owner, "acme", &offer).problem(404);
    accept(&world.owner, "other", &offer).problem(404);
    for (role, status) in [(1, 403), (2, 403), (3, 200)] {
        app.db().execute(&format!(
            "UPDATE memberships SET role = {role} WHERE email_key = 'stranger@example.com'"
        ));
        assert_eq!(accept(&world.stranger, "other", &offer).status, status);
    }
}

#[test]
fn offer_falls_with_the_right_of_whoever_made_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let zoe = world.join("zoe@example.com", Role::Owner);
    let made = offer_by(&world, &zoe, "other").ok::<OfferProject>();
    assert_eq!(offered(&world.stranger).len(), 1);
    world.join("zoe@example.com", Role::Admin);
    assert!(offered(&world.stranger).is_empty());
    assert_eq!(show(&world, &world.owner).offer, None);
    let refused = accept(&world.stranger, "other", &made.id).problem(409);
    assert!(refused.detail.contains("no longer an Owner"), "{refused:?}");
    // Another Owner can offer it anew.
    offer(&world, "other");
    assert_eq!(offered(&world.stranger).len(), 1);
}

#[test]
fn deletion_withdraws_the_offer_and_restoration_does_not_renew_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let offer = offer(&world, "other");
    crate::trash::delete(&world).ok::<DeleteProject>();
    assert!(offered(&world.stranger).is_empty());
    assert!(accept(&world.stranger, "other", &offer).problem(409).is("offer_closed"));
    crate::trash::restore(&world, json!({})).ok::<RestoreProject>();
    assert_eq!(show(&world, &world.owner).offer, None);
    accept(&world.stranger, "other", &offer).problem(409);
    assert_eq!(place_of_project(&app), "acme");
}

#[test]
fn organization_that_is_full_takes_no_project() {
    let app = TestApp::new();
    let world = World::new(&app);
    for name in ["One", "Two", "Three"] {
        create_project(&world.stranger, "other", name);
    }
    let offer = offer(&world, "other");
    let limit = limit_of(accept(&world.stranger, "other", &offer));
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("projects", 3, 3));
    world.unlimited();
    accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
}

#[test]
fn taken_name_asks_for_another_and_taken_slug_gets_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.stranger, "other", "CHECKOUT");
    let offer = offer(&world, "other");
    let problem = accept(&world.stranger, "other", &offer).problem(409);
    assert_eq!((problem.is("taken"), problem.field.as_deref()), (true, Some("name")));
    let moved = world
        .stranger
        .send::<AcceptOffer>(&at("other", &offer), json!({ "name": "Till" }))
        .ok::<AcceptOffer>();
    assert_eq!(moved.name, "Till");
    assert!(moved.slug.starts_with("checkout-"), "{}", moved.slug);
}

#[test]
fn organization_makes_twenty_offers_a_day() {
    let app = TestApp::new();
    let world = World::new(&app);
    for _ in 0..OFFERS_PER_DAY {
        let offer = offer(&world, "nowhere");
        world.owner.send::<WithdrawOffer>(&at("acme", &offer), Value::Null).ok::<WithdrawOffer>();
    }
    app.wait(HOUR);
    let refused = offer_by(&world, &world.owner, "nowhere");
    assert_eq!(refused.response.header("Retry-After"), Some("82800"));
    refused.problem(429);
    app.wait(DAY - HOUR);
    offer(&world, "nowhere");
}

#[test]
fn offers_of_long_ago_are_forgotten() {
    let app = TestApp::new();
    let world = World::new(&app);
    move_to_second(&world);
    app.wait(TAKE_BACK_MS + 80 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM project_offers"), 1);
    app.wait(11 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM project_offers"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM project_transfers"), 1);
}

fn move_to_second(world: &World) {
    second(world);
    move_to(world, "second");
}
