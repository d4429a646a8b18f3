//! What becomes of a deleted organization in the end: its Owners hear of it in time, and nothing is left but its invoices.

use crate::billing::change;
use crate::deletions::{delete, restore};
use crate::stripe;
use crate::support::{DAY, HOUR, MINUTE, TestApp, World, create_organization, create_project};
use portico_api::Role;
use portico_api::billing::ChangePlan;
use portico_api::deletions::{DeleteOrganization, RestoreOrganization};
use portico_api::environments::Mode;
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::ShowProject;
use portico_api::trash::TRASH_KEPT_MS;
use portico_edge::ports::Clock;
use serde_json::json;

/// Lets cron do all there is to do.
fn cron(app: &TestApp) {
    for _ in 0..12 {
        app.run_cron();
        app.wait(MINUTE);
    }
}

/// Recipients of the mails whose subject has this in it.
fn told(app: &TestApp, part: &str) -> Vec<String> {
    let sent = app.mailer.sent.borrow();
    let mut found: Vec<_> =
        sent.iter().filter(|mail| mail.subject.contains(part)).map(|mail| mail.recipient.clone()).collect();
    found.sort();
    found
}

/// How many rows of each table name the organization, where there are any.
fn left(app: &TestApp, organization: &str) -> Vec<String> {
    let sql = "SELECT group_concat(DISTINCT m.name || '.' || c.name) FROM sqlite_schema m, pragma_table_info(m.name) c \
        WHERE m.type = 'table' AND c.name LIKE '%organization_id'";
    let columns = app.db().text(sql);
    let mut found = Vec::new();
    for column in columns.split(',') {
        let (table, name) = column.split_once('.').unwrap();
        let rows = app.db().number(&format!("SELECT count(*) FROM {table} WHERE {name} = '{organization}'"));
        if rows > 0 {
            found.push(format!("{table} {rows}"));
        }
    }
    found.sort();
    found
}

#[test]
fn owners_are_told_of_the_deletion_a_week_before_the_end_and_at_the_end() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("second@example.com", Role::Owner);
    world.member(Role::Admin);
    let owners = ["owner@example.com", "second@example.com"];
    delete(&world).ok::<DeleteOrganization>();
    app.flush();
    app.run_cron();
    assert_eq!(told(&app, "Acme was deleted"), owners);
    let body = |recipient: &str| {
        let sent = app.mailer.sent.borrow();
        let mail = sent.iter().find(|mail| mail.recipient == recipient && mail.subject == "Acme was deleted");
        mail.map(|mail| mail.text.clone()).unwrap_or_default()
    };
    assert!(
        body("owner@example.com").contains("you can restore it")
            && body("owner@example.com").contains("If it was not you")
    );
    assert!(body("second@example.com").contains("ask owner@example.com to restore it"));
    app.wait(23 * DAY - HOUR);
    cron(&app);
    assert!(told(&app, "in 7 days").is_empty());
    app.wait(HOUR);
    cron(&app);
    assert_eq!(told(&app, "in 7 days"), owners);
    app.wait(6 * DAY);
    cron(&app);
    assert!(told(&app, "is gone").is_empty());
    app.wait(DAY);
    cron(&app);
    assert_eq!(told(&app, "is gone for good"), owners);
    app.wait(DAY);
    cron(&app);
    assert_eq!((told(&app, "in 7 days").len(), told(&app, "is gone").len()), (2, 2), "once each");
}

#[test]
fn restored_organization_is_not_said_to_end_and_a_second_deletion_is_told_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteOrganization>();
    app.wait(24 * DAY);
    cron(&app);
    let owner = app.sign_in("owner@example.com");
    let world = World { owner, ..world };
    restore(&world).ok::<RestoreOrganization>();
    app.wait(10 * DAY);
    cron(&app);
    assert!(told(&app, "is gone").is_empty());
    let owner = app.sign_in("owner@example.com");
    let world = World { owner, ..world };
    world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
    delete(&world).ok::<DeleteOrganization>();
    app.wait(24 * DAY);
    cron(&app);
    assert_eq!(told(&app, "in 7 days").len(), 2);
}

#[test]
fn nothing_is_left_but_invoices_and_the_slug_is_free_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let other = create_organization(&world.owner, "Other");
    (0..5).for_each(|number| drop(create_project(&world.owner, "acme", &format!("P{number}"))));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(32) }));
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    world.create_key(Mode::Sandbox);
    world.member(Role::Viewer);
    world.invite("new@example.com", Role::Viewer);
    app.read(world.environment_id(Mode::Sandbox));
    cron(&app);
    let id = world.organization.id.clone();
    delete(&world).ok::<DeleteOrganization>();
    app.wait(TRASH_KEPT_MS + 10 * MINUTE);
    cron(&app);
    // Its environments' IDs are never given out again.
    let environments = "past_environments 12";
    let expected = ["invoices 2".to_owned(), environments.to_owned(), "projects 6".to_owned()];
    assert_eq!(left(&app, id.as_str()), expected);
    assert_eq!(app.db().number("SELECT count(*) FROM versions"), 0);
    app.wait(2 * DAY);
    cron(&app);
    assert_eq!(left(&app, id.as_str()), ["invoices 2".to_owned(), environments.to_owned()]);
    assert!(
        left(&app, other.id.as_str()).contains(&"memberships 1".to_owned()),
        "the other one is as it was"
    );
    let row =
        "SELECT name || ' ' || (slug = id) || ' ' || website FROM organizations WHERE purged_at IS NOT NULL";
    assert_eq!(app.db().text(row), "Acme 1 ");
    let owner = app.sign_in("owner@example.com");
    assert_eq!(create_organization(&owner, "Acme").slug, "acme");
    // Once no invoice names it, the row goes as well.
    app.db().execute(&format!("DELETE FROM invoices WHERE organization_id = '{id}'"));
    app.wait(31 * DAY);
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE purged_at IS NOT NULL"), 0);
}

#[test]
fn slug_is_reserved_while_it_is_in_the_trash() {
    let app = TestApp::new();
    let world = World::new(&app);
    delete(&world).ok::<DeleteOrganization>();
    let other = create_organization(&world.stranger, "Acme");
    assert_ne!(other.slug, "acme");
    restore(&world).ok::<RestoreOrganization>();
}

#[test]
fn organization_with_much_is_removed_slice_by_slice() {
    let app = TestApp::new();
    let world = World::new(&app);
    crate::audit::fill(&app, 3_000);
    app.wait(HOUR);
    (0..9).for_each(|_| app.run_cron());
    world.unlimited();
    (0..110).for_each(|number| drop(create_project(&world.owner, "acme", &format!("P{number}"))));
    app.db().execute(
        "UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL",
    );
    let id = world.organization.id.clone();
    delete(&world).ok::<DeleteOrganization>();
    app.wait(TRASH_KEPT_MS + HOUR);
    app.run_cron();
    let entries = format!("SELECT count(*) FROM audit_entries WHERE organization_id = '{id}'");
    assert!(app.db().number(&entries) > 1_000, "not all at once");
    assert!(
        told(&app, "is gone").is_empty()
            && create_organization(&app.sign_in("stranger@example.com"), "Acme").slug != "acme"
    );
    (0..8).for_each(|_| cron(&app));
    assert_eq!(app.db().number(&entries), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE purged_at IS NOT NULL"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NULL"), 0);
    assert_eq!(told(&app, "is gone for good"), ["owner@example.com"], "as its address is free");
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn subscription_at_stripe_is_cancelled_at_once_and_tried_until_it_is() {
    let app = stripe::app();
    let world = stripe::subscribed(&app);
    // One for the change itself, and one for the run after it.
    app.payments.failures.borrow_mut().extend([500, 500, 500, 500, 500, 500]);
    app.expects_trouble.set(true);
    delete(&world).ok::<DeleteOrganization>();
    app.flush();
    let due = || app.db().number("SELECT count(*) FROM subscriptions WHERE cancel_due_at IS NOT NULL");
    assert_eq!(due(), 1);
    app.payments.failures.borrow_mut().clear();
    app.wait(HOUR);
    cron(&app);
    assert_eq!(due(), 0);
    let cancelled = || {
        let requests = app.payments.requests.borrow();
        requests
            .iter()
            .filter(|request| request.method == "DELETE" && request.url.ends_with("/sub_1"))
            .count()
    };
    assert!(cancelled() >= 1);
    assert_eq!(app.db().text("SELECT plan FROM subscriptions"), "free");
    let before = cancelled();
    app.wait(DAY);
    cron(&app);
    assert_eq!(cancelled(), before);
}

#[test]
fn what_stripe_never_cancelled_holds_up_nobody_else() {
    let app = TestApp::new();
    let world = World::new(&app);
    let id = world.organization.id.clone();
    delete(&world).ok::<DeleteOrganization>();
    app.db().execute(&format!("UPDATE subscriptions SET cancel_due_at = 9007199254740991, stripe_customer = 'cus_1', stripe_subscription = 'sub_1' WHERE organization_id = '{id}'"));
    app.wait(TRASH_KEPT_MS);
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE purged_at IS NOT NULL"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions WHERE stripe_subscription = 'sub_1'"), 1);
    app.wait(40 * DAY);
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE purged_at IS NOT NULL"), 1);
}

#[test]
fn what_can_not_be_removed_holds_up_nobody_else() {
    let app = TestApp::new();
    let world = World::new(&app);
    let stuck = world.organization.id.clone();
    delete(&world).ok::<DeleteOrganization>();
    app.wait(MINUTE);
    app.db().execute("UPDATE organizations SET deleted_at = (SELECT deleted_at + 1 FROM organizations WHERE slug = 'acme'), tell_after = '' WHERE slug = 'other'");
    app.db().execute(&format!(
        "CREATE TRIGGER stuck BEFORE DELETE ON memberships WHEN old.organization_id = '{stuck}' BEGIN SELECT raise(ABORT, 'no'); END"
    ));
    app.expects_trouble.set(true);
    app.wait(TRASH_KEPT_MS);
    cron(&app);
    let gone = || app.db().text("SELECT group_concat(name) FROM organizations WHERE purged_at IS NOT NULL");
    assert_eq!(gone(), "Other");
    app.db().execute("DROP TRIGGER stuck");
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE purged_at IS NOT NULL"), 2);
}

#[test]
fn what_nothing_names_any_more_goes_whatever_waits_beside_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let now = app.service.clock.now();
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45) \
         INSERT INTO organizations (id, name, name_key, slug, website, version, created_at, updated_at, deleted_at, deleted_by, purged_at, forget_at) \
         SELECT 'gone-' || i, 'Gone', 'gone', 'gone-' || i, '', 1, 0, 0, 1, (SELECT id FROM users LIMIT 1), 2, {now} - i FROM n"
    ));
    (0..3).for_each(|_| app.run_cron());
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE id LIKE 'gone-%'"), 0);
    assert_eq!(world.owner.get::<ShowProject>(&world.project_params()).status, 200);
}

#[test]
fn nobody_pays_for_more_while_what_the_deletion_ended_is_not_cancelled() {
    let app = stripe::app();
    let world = stripe::subscribed(&app);
    app.payments.failures.borrow_mut().extend([500; 6]);
    app.expects_trouble.set(true);
    delete(&world).ok::<DeleteOrganization>();
    app.flush();
    app.payments.failures.borrow_mut().clear();
    restore(&world).ok::<RestoreOrganization>();
    let version = app.db().number("SELECT version FROM subscriptions");
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    world.owner.send::<ChangePlan>(&world.organization_params(), body).problem(503);
    app.wait(HOUR);
    cron(&app);
    assert_eq!(app.db().text("SELECT plan FROM subscriptions"), "free");
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions WHERE cancel_due_at IS NOT NULL"), 0);
}
