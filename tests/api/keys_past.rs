//! Keys that were revoked or have expired stay for 90 days, and whoever makes and revokes two thousand a day may have very many of them: they cost nobody
//! anything.

use crate::offers::{at, offer, offer_by, second};
use crate::support::{DAY, TestApp, World, create_project};
use portico_api::environments::Mode;
use portico_api::keys::CreateKey;
use portico_api::members::ListMemberKeys;
use portico_api::offers::{OFFERS_PER_DAY, OfferPreviewParams, OfferProject, PreviewOffer, WithdrawOffer};
use portico_api::projects::ProjectParams;
use portico_api::session::ShowSession;
use serde_json::{Value, json};

/// As many keys of the sandbox that were revoked, and as many that have expired.
fn past(world: &World, count: usize) {
    world.app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at, expires_at, revoked_at) \
         SELECT s.state || i, e.organization_id, e.project_id, e.id, 'Key', '0000', s.state || i, u.id, 1, iif(s.state = 'e', 2, NULL), iif(s.state = 'r', 2, NULL) \
         FROM n, (SELECT 'r' AS state UNION ALL SELECT 'e') s, environments e, users u WHERE e.id = '{}' AND u.email_key = 'owner@example.com'",
        world.environment_id(Mode::Sandbox)
    ));
}

#[test]
fn twenty_thousand_past_keys_make_nothing_more_expensive() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.create_key(Mode::Sandbox);
    offer(&world, "other");
    let params = OfferPreviewParams {
        organization: "acme".into(),
        project: "checkout".into(),
        target: Some("other".into()),
    };
    let mut create = 0;
    let mut costs = || {
        create += 1;
        let name = json!({ "name": format!("Key {create}") });
        let steps = |work: &dyn Fn()| {
            let before = app.db().steps.get();
            work();
            app.db().steps.get() - before
        };
        [
            (
                "making a key",
                steps(&|| {
                    drop(
                        world
                            .owner
                            .send::<CreateKey>(&world.environment(Mode::Sandbox), name.clone())
                            .ok::<CreateKey>(),
                    )
                }),
            ),
            (
                "keys of a member",
                steps(&|| {
                    drop(
                        world
                            .owner
                            .get::<ListMemberKeys>(&world.member_params("owner@example.com"))
                            .ok::<ListMemberKeys>(),
                    )
                }),
            ),
            (
                "the session of whoever is offered the project",
                steps(&|| {
                    assert_eq!(
                        world.stranger.get::<ShowSession>(&()).ok::<ShowSession>().offers[0].keys,
                        create + 1
                    )
                }),
            ),
            (
                "looking at what an offer would do",
                steps(&|| drop(world.owner.get::<PreviewOffer>(&params).ok::<PreviewOffer>())),
            ),
        ]
    };
    let before = costs();
    past(&world, 10_000);
    for ((name, before), (_, after)) in before.into_iter().zip(costs()) {
        // One key that works came meanwhile.
        assert!(after < before * 3 / 2, "{name}: {before} became {after}");
    }
}

#[test]
fn one_person_makes_twenty_offers_a_day_over_all_their_organizations() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    create_project(&world.owner, "second", "Till");
    let place = ProjectParams { organization: "second".into(), project: "till".into() };
    let body = json!({ "target": "other", "confirm": "Till", "version": 1 });
    for _ in 0..OFFERS_PER_DAY / 2 {
        let offer = offer(&world, "other");
        world.owner.send::<WithdrawOffer>(&at("acme", &offer), Value::Null).ok::<WithdrawOffer>();
        let offer = world.owner.send::<OfferProject>(&place, body.clone()).ok::<OfferProject>().id;
        world.owner.send::<WithdrawOffer>(&at("second", &offer), Value::Null).ok::<WithdrawOffer>();
    }
    world.owner.send::<OfferProject>(&place, body.clone()).problem(429);
    offer_by(&world, &world.owner, "other").problem(429);
    app.wait(DAY);
    world.owner.send::<OfferProject>(&place, body).ok::<OfferProject>();
}
