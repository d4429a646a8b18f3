//! Mail that tells of a limit of the plan that is near.

use crate::notices::{mails, newest};
use crate::support::{TestApp, World, create_project};
use portico_api::Role;
use portico_api::projects::{ProjectParams, ShowProject};
use portico_api::trash::DeleteProject;
use serde_json::json;

#[test]
fn limit_is_told_at_eighty_percent_and_when_reached_once_until_it_falls_below() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.member(Role::Admin);
    world.member(Role::Viewer);
    app.run_cron();
    assert!(mails(&app, "limit").is_empty());
    // Four of five seats.
    world.join("fourth@example.com", Role::Viewer);
    app.run_cron();
    app.run_cron();
    let near = "Acme is nearing a plan limit";
    assert_eq!(
        mails(&app, "limit"),
        [format!("admin@example.com: {near}"), format!("owner@example.com: {near}")]
    );
    assert!(newest(&app, "limit").text.contains("4 of 5 seats"), "{}", newest(&app, "limit").text);
    create_project(&world.owner, "acme", "Two");
    let third = create_project(&world.owner, "acme", "Three");
    app.run_cron();
    assert_eq!(mails(&app, "has reached a plan limit").len(), 2);
    let text = newest(&app, "has reached a plan limit").text;
    assert!(text.contains("3 of 3 projects: 100%") && !text.contains("seats"), "{text}");
    app.run_cron();
    assert_eq!(mails(&app, "limit").len(), 4);
    // Below it, and there again.
    let place = ProjectParams { organization: "acme".into(), project: third.slug };
    let version = world.owner.get::<ShowProject>(&place).ok::<ShowProject>().version;
    let body = json!({ "confirm": "Three", "version": version });
    world.owner.send::<DeleteProject>(&place, body).ok::<DeleteProject>();
    app.wait(60_000);
    app.run_cron();
    app.wait(60_000);
    create_project(&world.owner, "acme", "Four");
    app.run_cron();
    assert_eq!(mails(&app, "has reached a plan limit").len(), 4);
}

#[test]
fn limits_of_reads_and_of_stored_bytes_are_told_and_those_of_a_plan_without_are_not() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(&format!(
        "INSERT INTO usage_months (organization_id, first_day, reads) \
         SELECT id, unixepoch({} / 1000, 'unixepoch', 'start of month') / 86400, 80000 FROM organizations WHERE slug = 'acme'; \
         UPDATE organizations SET stored_bytes = 26400000 WHERE slug = 'acme'",
        1_790_000_000_000_i64
    ));
    app.run_cron();
    let text = newest(&app, "has reached a plan limit").text;
    assert!(text.contains("80,000 of 100,000 configuration reads of this month: 80%"), "{text}");
    assert!(text.contains("26.4 MB of 25.0 MB stored: 105%"), "{text}");
    world.unlimited();
    app.run_cron();
    assert_eq!(mails(&app, "limit").len(), 1);
    assert_eq!(app.db().number("SELECT max(limits_told) FROM organizations WHERE slug = 'acme'"), 0);
}

#[test]
fn every_organization_is_looked_at_however_many_there_are() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at, stored_bytes) \
         SELECT printf('00%04d', i), 'O', 'o', '', 'o' || i, 0, 0, 26400000 FROM n; \
         INSERT INTO subscriptions (organization_id) SELECT id FROM organizations WHERE id LIKE '00%'; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT o.id, u.id, 4, 0, u.email_key FROM organizations o, users u WHERE o.id = '000449' AND u.email_key = 'owner@example.com'",
    );
    for _ in 0..3 {
        app.run_cron();
    }
    assert_eq!(mails(&app, "O has reached a plan limit").len(), 1);
    assert_eq!(
        app.db().number("SELECT count(*) FROM organizations WHERE id LIKE '00%' AND limits_told > 0"),
        450
    );
    drop(world);
}
