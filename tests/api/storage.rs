//! What versions cost, what of them is kept, and that all of it is counted.

use crate::support::{DAY, HOUR, TestApp, World, text};
use portico_api::environments::Mode;
use portico_api::versions::{
    LISTED_VERSIONS, ListVersions, ListVersionsParams, RollBack, ShowVersion, VersionPage, WHOLE_VERSIONS,
};
use portico_edge::ports::Clock;
use serde_json::json;

/// What is stored of each project, counted anew from its parts.
const COUNTED: &str = "\
    SELECT coalesce(sum(n), 0) FROM (\
      SELECT project_id AS p, length(CAST(text AS BLOB)) AS n FROM documents UNION ALL \
      SELECT project_id, length(CAST(message || coalesce(source, '') AS BLOB)) FROM versions UNION ALL \
      SELECT project_id, length(CAST(changes || secrets AS BLOB)) FROM drafts UNION ALL \
      SELECT project_id, length(CAST(document AS BLOB)) FROM schemas UNION ALL \
      SELECT project_id, length(ciphertext) FROM secrets) JOIN projects q ON q.id = p JOIN organizations o ON o.id = q.organization_id";

pub(crate) fn counted(condition: &str) -> String {
    format!("{COUNTED} WHERE {condition}")
}

/// The count that is kept of an organization is that of its parts. Answers it.
pub(crate) fn count(app: &TestApp, slug: &str) -> i64 {
    let kept = app.db().number(&format!("SELECT stored_bytes FROM organizations WHERE slug = '{slug}'"));
    assert_eq!(kept, app.db().number(&counted(&format!("o.slug = '{slug}'"))), "{slug}");
    let projects = "SELECT coalesce(sum(p.stored_bytes), 0) FROM projects p JOIN organizations o ON o.id = p.organization_id";
    assert_eq!(kept, app.db().number(&format!("{projects} WHERE o.slug = '{slug}'")), "{slug}");
    kept
}

/// Declares two settings of any JSON, and a secret.
pub(crate) fn declared(world: &World) {
    world.declare(json!([
        { "key": "a", "title": "A", "kind": { "type": "json" } },
        { "key": "b", "title": "B", "kind": { "type": "json" } },
        { "key": "s", "title": "S", "kind": { "type": "text" }, "secret": true },
    ]));
}

/// Publishes a version of 380 KB.
fn large(world: &World, letter: &str) {
    world.save(Mode::Sandbox, json!({ "a": letter.repeat(190_000) }));
    world.release(Mode::Sandbox, json!({ "b": letter.repeat(190_000) }));
}

fn size(app: &TestApp) -> i64 {
    let pages =
        app.db().number("SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count");
    pages * app.db().number("SELECT page_size FROM pragma_page_size")
}

/// Waits until the hour in which cron counts what is stored.
pub(crate) fn night(app: &TestApp) {
    let now = app.service.clock.now();
    app.wait(DAY - now % DAY + 3 * HOUR);
}

fn list(world: &World) -> VersionPage {
    let place = world.environment(Mode::Sandbox);
    let (organization, project, mode) = (place.organization, place.project, place.mode);
    let params = ListVersionsParams { organization, project, mode, after: None };
    world.owner.get::<ListVersions>(&params).ok::<ListVersions>()
}

/// Fills sandbox up to this version with copies of the newest one.
pub(crate) fn many(app: &TestApp, last: i64) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < {last}) \
         INSERT INTO versions SELECT v.environment_id, n.number, v.organization_id, v.project_id, v.document, v.marks, v.hash, v.message, \
           v.kind, v.source, v.author_id, v.created_at FROM environments e JOIN versions v ON v.environment_id = e.id \
           AND v.number = e.published_version JOIN n ON n.number > e.published_version WHERE e.mode = 'sandbox'; \
         UPDATE environments SET published_version = {last} WHERE mode = 'sandbox'"
    ));
}

#[test]
fn sixty_roll_backs_between_two_large_versions_cost_sixty_small_rows() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    large(&world, "x");
    large(&world, "y");
    let before = size(&app);
    for at in 0..60 {
        world.roll_back(Mode::Sandbox, 2 + at % 2);
    }
    let more = size(&app) - before;
    assert!(more < 200_000, "{more} bytes");
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 63);
    assert_eq!(text(&app.read(world.environment_id(Mode::Sandbox))).len(), 380_015);
    count(&app, "acme");
}

#[test]
fn promotion_and_republication_of_the_same_text_keep_it_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    large(&world, "x");
    let large = "SELECT count(*) FROM documents WHERE bytes > 300000";
    world.promote(Mode::Live, &["a", "b"]);
    assert_eq!(app.db().number(large), 1);
    world.release(Mode::Sandbox, json!({ "a": 1 }));
    let between = count(&app, "acme");
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(190_000) }));
    assert_eq!(app.db().number(large), 1);
    assert!(count(&app, "acme") - between < 100, "a message, and no marks of its own");
    let hashes = "SELECT count(*) FROM versions WHERE document IS NOT hash";
    assert_eq!(app.db().number(hashes), 0);
}

#[test]
fn thousand_versions_are_kept_whole_and_older_ones_keep_what_happened() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    world.save_secrets(Mode::Sandbox, json!({ "s": "first" }));
    world.release(Mode::Sandbox, json!({ "a": "only in version 2" }));
    world.save_secrets(Mode::Sandbox, json!({ "s": "second" }));
    world.release(Mode::Sandbox, json!({ "a": "in all that follow" }));
    many(&app, WHOLE_VERSIONS + 2);
    assert_eq!(app.db().number("SELECT count(*) FROM secrets"), 2);
    app.run_cron();
    let whole = "SELECT count(*) FROM versions WHERE document IS NOT NULL";
    assert_eq!(app.db().number(whole), WHOLE_VERSIONS);
    assert_eq!(app.db().number("SELECT count(*) FROM documents WHERE text LIKE '%version 2%'"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM documents"), 2, "what all others name");
    assert_eq!(app.db().number("SELECT count(*) FROM secrets"), 1);
    count(&app, "acme");
    let gone = world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, 2)).problem(410);
    assert!(gone.is("not_kept") && gone.detail.contains("1,000"), "{}", gone.detail);
    let body = json!({ "version": WHOLE_VERSIONS + 2, "message": "Back" });
    let refused = world.owner.send::<RollBack>(&world.version(Mode::Sandbox, 2), body).problem(410);
    assert!(refused.is("not_kept"));
    world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, 3)).ok::<ShowVersion>();
    let first = list(&world);
    assert!(first.versions.iter().all(|version| version.whole));
    let old = app
        .db()
        .text("SELECT number || ' ' || message || ' ' || length(hash) FROM versions WHERE number = 2");
    assert_eq!(old, "2 A change 64");
    // What is there answers as before, and cron has nothing left to do.
    let key = world.create_key(Mode::Sandbox);
    assert!(text(&app.read_with(world.environment_id(Mode::Sandbox), &key.token)).contains("second"));
    app.run_cron();
    assert_eq!(app.db().number(whole), WHOLE_VERSIONS);
}

#[test]
fn list_says_which_versions_are_not_kept_whole() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    app.db().execute("UPDATE versions SET document = NULL, marks = NULL WHERE number = 1");
    let whole: Vec<_> = list(&world).versions.iter().map(|version| (version.number, version.whole)).collect();
    assert_eq!(whole, [(2, true), (1, false)]);
}

#[test]
fn version_that_is_let_go_while_somebody_rolls_back_to_it_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    app.db().before_batch.replace(Some("UPDATE versions SET document = NULL, marks = NULL WHERE number = 1"));
    let body = json!({ "version": 2, "message": "Back" });
    assert!(world.owner.send::<RollBack>(&world.version(Mode::Sandbox, 1), body).problem(409).is("stale"));
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 2);
}

#[test]
fn many_old_versions_are_let_go_slice_by_slice_as_far_as_the_time_reaches() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    many(&app, WHOLE_VERSIONS + 450);
    app.expects_trouble.set(true);
    app.db().pace.takes.set(1600);
    app.run_cron();
    app.db().pace.takes.set(0);
    let whole = "SELECT count(*) FROM versions WHERE document IS NOT NULL";
    let left = app.db().number(whole) - WHOLE_VERSIONS;
    assert!((1..450).contains(&left), "{left}");
    app.run_cron();
    assert_eq!(app.db().number(whole), WHOLE_VERSIONS);
}

#[test]
fn ten_thousand_versions_are_listed_and_what_is_older_goes() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    many(&app, LISTED_VERSIONS + 10);
    // A run lets go some 1,900.
    for _ in 0..10 {
        app.run_cron();
    }
    let row = "SELECT count(*) || ' ' || min(number) || ' ' || count(document) FROM versions";
    assert_eq!(app.db().text(row), format!("{LISTED_VERSIONS} 11 {WHOLE_VERSIONS}"));
    count(&app, "acme");
    world.owner.get::<ShowVersion>(&world.version(Mode::Sandbox, 10)).problem(404);
}

#[test]
fn secret_that_an_older_and_a_newer_version_name_stays() {
    let app = TestApp::new();
    let world = World::new(&app);
    declared(&world);
    world.save_secrets(Mode::Sandbox, json!({ "s": "first" }));
    world.release(Mode::Sandbox, json!({ "a": 1 }));
    // Other marks, but the same secret.
    world.release(Mode::Sandbox, json!({ "a": null, "b": 2 }));
    world.save_secrets(Mode::Sandbox, json!({ "s": "of the draft" }));
    many(&app, WHOLE_VERSIONS + 2);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM secrets"), 2);
    assert_eq!(app.db().number("SELECT count(*) FROM documents"), 2);
}
