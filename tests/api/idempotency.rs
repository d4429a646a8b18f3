//! A creating request sent twice has one effect.

use crate::support::{DAY, TestApp, World};
use portico_api::organizations::{CreateOrganization, Organization};
use portico_api::projects::CreateProject;
use serde_json::json;

#[test]
fn retry_with_the_same_key_gets_the_same_answer_and_creates_nothing_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "Once" }));
    let first = app.send(&request);
    let again = app.send(&request);
    assert_eq!((first.status, &first.json), (201, &again.json));
    assert_eq!(again.status, 201);
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 2);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'create_project'"), 2);
}

#[test]
fn same_key_with_another_body_or_place_is_a_conflict() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "One" }));
    app.send(&request).ok::<CreateProject>();
    request.body = json!({ "name": "Two" }).to_string().into_bytes();
    let problem = app.send(&request).problem(409);
    assert!(problem.is("idempotency_key_reused"), "{problem:?}");
}

#[test]
fn keys_of_two_people_never_meet() {
    let app = TestApp::new();
    let create = |email: &str| {
        let mut request = app
            .sign_in(email)
            .request::<CreateOrganization>(&(), json!({ "name": "Acme", "website": "a.example" }));
        request.idempotency_key = Some("the-same-key".into());
        app.send(&request).ok::<CreateOrganization>()
    };
    let (one, two): (Organization, Organization) = (create("anna@example.com"), create("berta@example.com"));
    assert_ne!(one.id, two.id);
}

#[test]
fn key_is_forgotten_after_24_hours() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request =
        world.owner.request::<CreateOrganization>(&(), json!({ "name": "Twice", "website": "a.example" }));
    let first = app.send(&request).ok::<CreateOrganization>();
    app.wait(DAY - 1);
    assert_eq!(app.send(&request).ok::<CreateOrganization>().id, first.id);
    app.wait(1);
    assert_ne!(app.send(&request).ok::<CreateOrganization>().id, first.id);
}

#[test]
fn missing_or_unusable_keys_are_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "One" }));
    for key in
        [None, Some(""), Some("short"), Some("with a space"), Some("umläut-key"), Some(&*"k".repeat(201))]
    {
        request.idempotency_key = key.map(str::to_owned);
        let problem = app.send(&request).problem(400);
        assert!(problem.is("idempotency_key_required"), "{key:?}");
        assert_eq!(problem.field.as_deref(), Some("Idempotency-Key"));
    }
}

#[test]
fn refused_request_leaves_its_key_free() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "checkout" }));
    app.send(&request).problem(409);
    request.body = json!({ "name": "Free" }).to_string().into_bytes();
    app.send(&request).ok::<CreateProject>();
}

#[test]
fn database_failure_during_the_change_is_retried_safely() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "Again" }));
    app.db().next_failure.replace(Some("D1_ERROR: D1 DB is overloaded. Requests queued for too long."));
    let busy = app.send(&request);
    assert_eq!(busy.response.header("Retry-After"), Some("2"));
    assert!(busy.problem(503).is("unavailable"));
    app.send(&request).ok::<CreateProject>();
}
