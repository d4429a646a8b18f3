//! What is stored is counted, whatever is done, and a wrong count is put right.

use crate::offers::{accept, move_to, offer, second, take_back};
use crate::storage::{count, declared, night};
use crate::support::{HOUR, TestApp, World};
use crate::trash::{delete, restore};
use portico_api::configuration::DiscardDraft;
use portico_api::configuration::DiscardDraftParams;
use portico_api::environments::Mode;
use portico_api::offers::{AcceptOffer, DeclineOffer, TakeBackProject};
use portico_api::organizations::ShowOrganization;
use portico_api::trash::{DeleteProject, RestoreProject, TRASH_KEPT_MS};
use serde_json::{Value, json};

#[test]
fn everything_that_is_stored_is_counted_whatever_is_done() {
    let app = TestApp::new();
    let world = World::new(&app);
    let begun = count(&app, "acme");
    assert!(begun > 1000, "schema and first version: {begun}");
    declared(&world);
    world.save(Mode::Sandbox, json!({ "a": "ä€😀" }));
    world.save_secrets(Mode::Sandbox, json!({ "s": "secret" }));
    world.save_secrets(Mode::Sandbox, json!({ "s": "another" }));
    count(&app, "acme");
    world.publish(Mode::Sandbox);
    count(&app, "acme");
    world.save_secrets(Mode::Sandbox, json!({ "s": "gone again" }));
    let params = DiscardDraftParams {
        organization: "acme".into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
        revision: world.configuration(Mode::Sandbox).revision,
    };
    world.owner.send::<DiscardDraft>(&params, Value::Null).ok::<DiscardDraft>();
    world.promote(Mode::Live, &["a"]);
    world.roll_back(Mode::Sandbox, 1);
    let all = count(&app, "acme");
    // Another organization's is its own.
    second(&world);
    assert_eq!(count(&app, "second"), 0);
    let moved = move_to(&world, "second");
    assert_eq!((count(&app, "acme"), count(&app, "second")), (0, all));
    take_back(&world, &moved).ok::<TakeBackProject>();
    assert_eq!((count(&app, "acme"), count(&app, "second")), (all, 0));
    let shown = world.owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
    assert_eq!(shown.stored_bytes, all);
}

#[test]
fn what_is_in_the_trash_counts_until_it_is_gone() {
    let app = TestApp::new();
    let world = World::new(&app);
    let all = count(&app, "acme");
    delete(&world).ok::<DeleteProject>();
    assert_eq!(count(&app, "acme"), all);
    restore(&world, json!({})).ok::<RestoreProject>();
    assert_eq!(count(&app, "acme"), all);
    delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS + HOUR);
    app.run_cron();
    assert_eq!(count(&app, "acme"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM documents d WHERE d.project_id = (SELECT id FROM projects WHERE purged_at > 0)"), 0);
}

#[test]
fn count_that_is_wrong_is_put_right_at_night_and_stands_in_the_log() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    let right = count(&app, "acme");
    app.db().execute("UPDATE projects SET stored_bytes = stored_bytes + 1000");
    app.db().execute("UPDATE organizations SET stored_bytes = stored_bytes - 7 WHERE slug = 'acme'");
    app.expects_trouble.set(true);
    night(&app);
    app.wait(HOUR);
    app.run_cron();
    assert!(app.logged.borrow().is_empty(), "not by day");
    night(&app);
    app.run_cron();
    assert_eq!(count(&app, "acme"), right);
    let logged = app.logged.borrow().join("\n");
    assert_eq!(logged.matches("storage: ").count(), 2, "{logged}");
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE stored_changed = 1"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE stored_changed = 1"), 0);
}

#[test]
fn project_that_is_declined_or_accepted_is_counted_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let all = count(&app, "acme");
    let declined = offer(&world, "second");
    let params = crate::offers::at("second", &declined);
    world.owner.send::<DeclineOffer>(&params, Value::Null).ok::<DeclineOffer>();
    assert_eq!((count(&app, "acme"), count(&app, "second")), (all, 0));
    let offered = offer(&world, "second");
    accept(&world.owner, "second", &offered).ok::<AcceptOffer>();
    assert_eq!((count(&app, "acme"), count(&app, "second")), (0, all));
}
