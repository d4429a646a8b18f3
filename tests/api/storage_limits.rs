//! The stored bytes that a plan allows, at every door.

use crate::billing::change;
use crate::billing_limits::limit_of;
use crate::offers::{accept, offer, second};
use crate::storage::{count, declared};
use crate::support::{Reply, TestApp, World};
use crate::trash::{delete, restore};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams, SaveDraft};
use portico_api::environments::Mode;
use portico_api::offers::{AcceptOffer, OfferPreview, OfferPreviewParams, PreviewOffer};
use portico_api::plans::{Interval, PlanId};
use portico_api::problem::ReachedLimit;
use portico_api::projects::CreateProject;
use portico_api::promotion::Promote;
use portico_api::schema::UpdateSchema;
use portico_api::trash::{DeleteProject, RestoreProject};
use portico_api::versions::PublishDraft;
use serde_json::{Value, json};

const ALLOWED: i64 = 25_000_000;

/// Leaves room for so many bytes.
fn fill(app: &TestApp, room: i64) {
    app.db().execute(&format!(
        "UPDATE projects SET stored_bytes = stored_bytes + {ALLOWED} - {room} \
           - (SELECT o.stored_bytes FROM organizations o WHERE o.id = projects.organization_id) WHERE slug = 'checkout'"
    ));
}

fn is_full(reply: Reply) {
    let limit = limit_of(reply);
    assert_eq!((limit.of.as_str(), limit.plan, limit.allowed), ("storage", PlanId::Free, ALLOWED));
    assert!(limit.used <= ALLOWED);
}

fn save(world: &World, set: Value) -> Reply {
    world.send_draft(&world.owner, Mode::Sandbox, json!({ "set": set }))
}

#[test]
fn draft_schema_publication_promotion_and_project_beyond_the_plan_are_refused_with_numbers() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(3000) }));
    world.save(Mode::Sandbox, json!({ "b": "y".repeat(2000) }));
    fill(&app, 1000);
    let before = count_kept(&app);
    is_full(save(&world, json!({ "b": "y".repeat(3500) })));
    is_full(world.send_draft(&world.owner, Mode::Sandbox, json!({ "secrets": { "s": "z".repeat(600) } })));
    is_full(
        world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), world.publication(Mode::Sandbox)),
    );
    // Live has nothing of it: another text, because the default of `b` is none there.
    is_full(world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": "Two" })));
    let settings: Vec<_> = (0..20)
        .map(|at| json!({ "key": format!("k{at}"), "title": "T".repeat(60), "kind": { "type": "json" } }))
        .collect();
    let body = json!({ "settings": settings, "version": world.schema().version });
    is_full(world.owner.send::<UpdateSchema>(&world.project_params(), body));
    assert_eq!(count_kept(&app), before);
}

fn count_kept(app: &TestApp) -> i64 {
    app.db().number("SELECT stored_bytes FROM organizations WHERE slug = 'acme'")
}

#[test]
fn promotion_of_another_text_is_refused_and_of_the_same_one_is_not() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(3000), "b": "y".repeat(3000) }));
    fill(&app, 1000);
    is_full(world.owner.send::<Promote>(&world.project_params(), world.selection(Mode::Live, &["a"])));
    // Both: the text is kept already.
    world.promote(Mode::Live, &["a", "b"]);
}

#[test]
fn full_organization_still_rolls_back_publishes_what_is_shorter_discards_and_restores() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(3000) }));
    world.release(Mode::Sandbox, json!({ "a": 1 }));
    world.save(Mode::Sandbox, json!({ "b": "y".repeat(3000) }));
    fill(&app, -5_000_000);
    world.roll_back(Mode::Sandbox, 2);
    save(&world, json!({ "b": "y".repeat(2000) })).ok::<SaveDraft>();
    let params = DiscardDraftParams {
        organization: "acme".into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
        revision: world.configuration(Mode::Sandbox).revision,
    };
    world.owner.send::<DiscardDraft>(&params, Value::Null).ok::<DiscardDraft>();
    world.declare(json!([{ "key": "a", "title": "A", "kind": { "type": "json" } }]));
    delete(&world).ok::<DeleteProject>();
    restore(&world, json!({})).ok::<RestoreProject>();
    assert!(count_kept(&app) > ALLOWED);
}

#[test]
fn larger_plan_is_the_way_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 0);
    is_full(save(&world, json!({ "auth.session_length": 60 })));
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    save(&world, json!({ "auth.session_length": 60 })).ok::<SaveDraft>();
}

#[test]
fn room_that_somebody_else_takes_at_the_same_moment_is_refused_with_the_new_numbers() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let body = world.publication(Mode::Sandbox);
    app.db()
        .before_batch
        .replace(Some("UPDATE projects SET stored_bytes = 25000000 WHERE slug = 'checkout'"));
    let limit = limit_of(world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body));
    let expected = ReachedLimit { of: "storage".into(), plan: PlanId::Free, allowed: ALLOWED, used: ALLOWED };
    assert_eq!(limit, expected);
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 1);
}

#[test]
fn project_is_accepted_only_where_there_is_room_for_what_it_has_stored() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let all = count(&app, "acme");
    let offered = offer(&world, "second");
    let other = crate::support::create_project(&world.owner, "second", "Own");
    app.db().execute(&format!(
        "UPDATE projects SET stored_bytes = {ALLOWED} - {all} + 1 WHERE id = '{}'",
        other.id
    ));
    let params = OfferPreviewParams {
        organization: "acme".into(),
        project: "checkout".into(),
        target: Some("second".into()),
    };
    let preview: OfferPreview = world.owner.get::<PreviewOffer>(&params).ok::<PreviewOffer>();
    assert!(preview.target.unwrap().full.unwrap().contains("stores up to 25 MB"));
    is_full(accept(&world.owner, "second", &offered));
    app.db()
        .execute(&format!("UPDATE projects SET stored_bytes = stored_bytes - 1 WHERE id = '{}'", other.id));
    accept(&world.owner, "second", &offered).ok::<AcceptOffer>();
}

#[test]
fn lost_answer_of_the_last_publication_is_answered_again_though_there_is_no_room_left() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let place = world.environment(Mode::Sandbox);
    let request = world.owner.request::<PublishDraft>(&place, world.publication(Mode::Sandbox));
    let first = app.send(&request).ok::<PublishDraft>();
    fill(&app, 0);
    assert_eq!(app.send(&request).ok::<PublishDraft>(), first);
}
