//! Secrets: written and never shown again, to nobody but a server with a key.

use crate::support::{TestApp, World, text};
use portico_api::configuration::SaveDraft;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::projects::ListProjectsParams;
use portico_api::versions::{ListVersions, ListVersionsParams, ShowVersion};
use serde_json::{Value, json};

/// Long enough for the template, and nowhere else to be found.
const SECRET: &str = "correct-horse-battery-staple-7351";

#[test]
fn secret_is_in_no_answer_no_table_and_no_public_document() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.environment(Mode::Sandbox);
    let body = json!({ "revision": 0, "secrets": { "auth.signing_secret": SECRET } });
    let mut answers = vec![world.owner.send::<SaveDraft>(&place, body)];
    // Refused ones, too.
    let body = json!({ "revision": 0, "secrets": { "auth.signing_secret": SECRET } });
    answers.push(world.owner.send::<SaveDraft>(&place, body));
    let body =
        json!({ "revision": 1, "secrets": { "app.display_name": SECRET }, "set": { "no.such": SECRET } });
    answers.push(world.owner.send::<SaveDraft>(&place, body));
    let EnvironmentParams { organization, project, mode } = place.clone();
    let list = ListVersionsParams { organization, project, mode, after: None };
    let look = |answers: &mut Vec<crate::support::Reply>| {
        answers.push(world.owner.get::<portico_api::configuration::ShowConfiguration>(&place));
        answers.push(world.owner.get::<portico_api::promotion::ShowPromotion>(&world.project_params()));
        answers.push(world.owner.get::<ListVersions>(&list));
        answers
            .push(world.owner.get::<portico_api::projects::ListProjects>(&ListProjectsParams::first("acme")));
    };
    look(&mut answers);
    let body = world.publication(Mode::Sandbox);
    answers.push(world.owner.send::<portico_api::versions::PublishDraft>(&place, body));
    answers.push(world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, 2)));
    look(&mut answers);
    for answer in &answers {
        assert!(!answer.response.body.contains(SECRET), "{}", answer.response.body);
        assert!(!answer.response.log.as_deref().unwrap_or_default().contains(SECRET));
    }
    for table in ["secrets", "drafts", "versions", "documents", "audit_entries", "answers", "config_outbox"] {
        assert!(!app.db().dump(table).contains(SECRET), "{table}");
    }
    assert!(!text(&app.read(world.environment_id(Mode::Sandbox))).contains("signing_secret"));
    assert!(app.store.documents.borrow().values().all(|(_, document)| !document.contains(SECRET)));
    let published = world.configuration(Mode::Sandbox).published.unwrap();
    assert!(published.secrets.contains_key("auth.signing_secret"));
}

#[test]
fn replaced_discarded_and_removed_secrets_leave_nothing_of_the_draft() {
    let app = TestApp::new();
    let world = World::new(&app);
    let count = || app.db().number("SELECT count(*) FROM secrets");
    for number in 0..3 {
        world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": format!("{SECRET}{number}") }));
        assert_eq!(count(), 1);
    }
    // It was never published, so taking it away is no change.
    assert_eq!(world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": null })).draft, None);
    assert_eq!(count(), 0);
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": SECRET }));
    world.publish(Mode::Sandbox);
    // A published one stays: older versions are made of it.
    let draft = world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": null })).draft.unwrap();
    assert_eq!(draft.secrets, [("auth.signing_secret".to_owned(), None)].into());
    world.publish(Mode::Sandbox);
    assert_eq!(count(), 1);
    assert!(world.configuration(Mode::Sandbox).published.unwrap().secrets.is_empty());
}

#[test]
fn draft_tells_that_a_secret_is_set_and_since_when() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.wait(5000);
    let draft = world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": SECRET })).draft.unwrap();
    let state = draft.secrets["auth.signing_secret"].clone().unwrap();
    assert_eq!(state.set_at, app.db().number("SELECT created_at FROM secrets"));
}

#[test]
fn setting_that_becomes_a_secret_takes_its_value_out_of_the_next_version() {
    let app = TestApp::new();
    let world = World::new(&app);
    let note = |secret: bool| json!({ "key": "note", "title": "Note", "kind": { "type": "text" }, "secret": secret });
    let switch = json!({ "key": "b", "title": "B", "kind": { "type": "boolean" } });
    world.declare(json!([note(false), switch]));
    world.release(Mode::Sandbox, json!({ "note": "once public" }));
    world.declare(json!([note(true), switch]));
    world.release(Mode::Sandbox, json!({ "b": true }));
    assert_eq!(text(&app.read(world.environment_id(Mode::Sandbox))), "{\"b\":true}");
}

#[test]
fn secrets_that_are_too_large_together_are_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting = |number: usize| json!({ "key": format!("s{number}"), "title": "S", "kind": { "type": "json" }, "secret": true });
    world.declare(Value::Array((0..3).map(setting).collect()));
    for number in 0..3 {
        let large = format!("\"{}\"", "x".repeat(190 * 1024));
        world.save_secrets(Mode::Sandbox, json!({ format!("s{number}"): large }));
    }
    let body = world.publication(Mode::Sandbox);
    let place = world.environment(Mode::Sandbox);
    world.owner.send::<portico_api::versions::PublishDraft>(&place, body).fault(422, "values");
}
