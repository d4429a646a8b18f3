//! No table grows without end: what bounds each stands in ARCHITECTURE.md, and a year of use shows it.

use crate::billing::change;
use crate::support::{Browser, DAY, HOUR, TestApp, World, create_project};
use crate::trash;
use crate::usage::usage_params;
use portico_api::environments::Mode;
use portico_api::plans::{Interval, PLANS, PlanId};
use portico_api::trash::{DeleteProject, TRASH_KEPT_MS};
use portico_api::usage::ShowUsage;
use portico_edge::ports::Clock;
use std::collections::BTreeMap;

const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");
const HEADING: &str = "## What bounds each table";

/// The tables of the database.
fn tables(app: &TestApp) -> Vec<String> {
    let sql = "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name)";
    app.db().text(sql).split(' ').map(str::to_owned).collect()
}

pub(crate) fn rows(app: &TestApp) -> BTreeMap<String, i64> {
    let count = |table: &String| app.db().number(&format!("SELECT count(*) FROM {table}"));
    tables(app).into_iter().map(|table| (table.clone(), count(&table))).collect()
}

/// Lets cron do all there is to do.
pub(crate) fn cron(app: &TestApp) {
    for _ in 0..3 {
        app.run_cron();
        app.wait(11 * 60 * 1000);
    }
}

#[test]
fn every_table_has_a_line_that_says_what_bounds_it() {
    let (_, after) = ARCHITECTURE.split_once(HEADING).unwrap();
    let section = after.split("\n## ").next().unwrap_or_default();
    let name = |line: &str| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name.to_owned());
    let mut listed: Vec<_> = section.lines().filter_map(name).collect();
    listed.sort();
    assert_eq!(listed, tables(&TestApp::new()));
}

#[test]
fn audit_log_is_kept_as_long_as_the_plan_says() {
    for plan in &PLANS {
        let app = TestApp::new();
        let world = World::new(&app);
        if plan.id != PlanId::Free {
            change(&world.owner, "acme", plan.id, Interval::Year);
            // Nothing else is to happen in these years.
            app.db().execute("UPDATE subscriptions SET period_end = 9007199254740991 WHERE plan <> 'free'");
        }
        let entries = || {
            app.db().number("SELECT count(*) FROM audit_entries WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')")
        };
        let before = entries();
        app.wait(plan.limits.audit_days * DAY - HOUR);
        cron(&app);
        assert_eq!(entries(), before, "{}", plan.title);
        app.wait(2 * HOUR);
        cron(&app);
        assert_eq!(entries(), 0, "{}", plan.title);
    }
}

#[test]
fn log_of_a_plan_that_is_not_known_here_is_kept() {
    let app = TestApp::new();
    drop(World::new(&app));
    app.db().execute("PRAGMA ignore_check_constraints = ON; UPDATE subscriptions SET plan = 'team'; PRAGMA ignore_check_constraints = OFF");
    let before = app.db().number("SELECT count(*) FROM audit_entries WHERE organization_id IS NOT NULL");
    app.wait(3_000 * DAY);
    cron(&app);
    assert_eq!(
        app.db().number("SELECT count(*) FROM audit_entries WHERE organization_id IS NOT NULL"),
        before
    );
}

/// Reads of one project of `acme` on a day, as they were counted.
fn count_reads(app: &TestApp, world: &World, day: i64, reads: i64) {
    app.db().execute(&format!(
        "INSERT INTO config_reads (environment_id, day, organization_id, project_id, reads) VALUES ('{}', {day}, '{}', '{}', {reads})",
        world.environment_id(Mode::Sandbox),
        world.organization.id,
        world.project.id
    ));
}

fn september(by: &Browser) -> portico_api::usage::Usage {
    by.get::<ShowUsage>(&usage_params("2026-09")).ok::<ShowUsage>()
}

#[test]
fn days_of_usage_become_months_and_the_page_of_an_old_month_stays_right() {
    let app = TestApp::new();
    let world = World::new(&app);
    // 21 September 2026.
    let today = 1_790_000_000_000 / DAY;
    (0..5).for_each(|day| count_reads(&app, &world, today - day, 10 + day));
    app.run_cron();
    let before = september(&world.owner);
    assert_eq!((before.total, before.days.len(), before.projects.len()), (60, 30, 1));
    // All of September is more than 90 days ago, and the day before it was not.
    for (days, folded) in [(99, false), (2, true)] {
        app.wait(days * DAY);
        cron(&app);
        let owner = app.sign_in("owner@example.com");
        let after = september(&owner);
        assert_eq!((after.total, &after.projects), (60, &before.projects), "{days}");
        assert_eq!(after.days.is_empty(), folded, "{days}");
        let rows = app.db().text("SELECT count(*) || ' ' || sum(reads) FROM usage_days");
        assert_eq!(rows, if folded { "1 60" } else { "5 60" });
    }
    assert_eq!(app.db().number("SELECT count(*) FROM config_reads"), 0);
    // Counting the months once more comes to the same.
    app.db().execute("UPDATE usage_days SET summed = 0");
    cron(&app);
    assert_eq!(app.db().number("SELECT reads FROM usage_months"), 60);
    // Years later the projects are not known any more, but the month is.
    app.wait(26 * 31 * DAY);
    cron(&app);
    let after = september(&app.sign_in("owner@example.com"));
    assert_eq!((after.total, after.projects.len(), after.days.len()), (60, 0, 0));
}

#[test]
fn month_in_which_a_paid_period_began_is_folded_in_two() {
    let app = TestApp::new();
    let world = World::new(&app);
    let today = 1_790_000_000_000 / DAY;
    (-5..5).for_each(|day| count_reads(&app, &world, today + day, 1));
    app.run_cron();
    change(&world.owner, "acme", PlanId::Pro, Interval::Year);
    app.wait(120 * DAY);
    cron(&app);
    let rows = app.db().text(
        "SELECT group_concat(day || ' ' || reads) FROM (SELECT day, reads FROM usage_days ORDER BY day)",
    );
    // On the first of September, and on the day of the change.
    assert_eq!(rows, format!("{} 5,{today} 5", today - 20));
    // So the invoice at the end of the year has what was read in it.
    app.wait(300 * DAY);
    cron(&app);
    let lines = "SELECT group_concat(l.value ->> 'quantity') FROM invoices i, json_each(i.lines) l WHERE l.value ->> 'kind' = 'usage'";
    assert_eq!(app.db().text(lines), "5");
}

#[test]
fn more_than_one_slice_goes_in_one_run_and_more_than_one_run_in_a_few() {
    let app = TestApp::new();
    drop(World::new(&app));
    crate::audit::fill(&app, 12_000);
    // What is not sealed stays.
    app.wait(HOUR);
    (0..9).for_each(|_| app.run_cron());
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) \
         INSERT INTO stripe_events (id, type, received_at) SELECT 'e' || i, 'x', 1 FROM n",
    );
    let left = || {
        app.db().text("SELECT (SELECT count(*) FROM stripe_events) || ' ' || (SELECT count(*) FROM audit_entries WHERE action = 'save_draft')")
    };
    app.wait(31 * DAY);
    app.run_cron();
    // The first seal has the two entries that were there before.
    assert_eq!(left(), "9500 9002");
    (0..5).for_each(|_| app.run_cron());
    assert_eq!(left(), "0 0");
}

#[test]
fn answers_go_after_a_day_however_many_there_are_and_the_walk_begins_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    let fill = |from: i64, to: i64, at: i64| {
        app.db().execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}) \
             INSERT INTO answers (user_id, endpoint, key, place, request_hash, needs_role, reply, created_at) \
             SELECT u.id, 'create_project', 'k' || i, '', 'h', 1, '', {at} FROM n, users u WHERE u.email_key = 'owner@example.com'"
        ));
    };
    let left = || app.db().number("SELECT count(*) FROM answers WHERE request_hash = 'h'");
    let now = app.service.clock.now();
    fill(1, 15_000, now - 2 * DAY);
    fill(15_001, 15_010, now);
    app.run_cron();
    // Six steps of 2,000.
    assert!((3_010..=3_030).contains(&left()), "{}", left());
    app.run_cron();
    assert_eq!(left(), 10);
    // From the beginning.
    app.wait(DAY + HOUR);
    (0..2).for_each(|_| app.run_cron());
    assert_eq!(left(), 0);
    drop(world);
}

#[test]
fn run_with_work_for_every_part_stays_below_a_thousand_statements() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    // Projects that have been in the trash for long enough.
    (0..60).for_each(|number| drop(create_project(&world.owner, "acme", &format!("P{number}"))));
    app.db().execute(
        "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id WHERE name LIKE 'P%'",
    );
    // Twenty organizations whose periods ended long ago.
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) \
         SELECT printf('00000000-0000-7000-9000-%012d', i), 'O', 'o', 'https://o.example', 'o-' || i, 1, 1 FROM n; \
         INSERT INTO subscriptions (organization_id, plan, interval, anchor_at, period_start, period_end) \
         SELECT id, 'pro', 'month', 1700000000000, 1700000000000, 1702592000000 FROM organizations WHERE slug LIKE 'o-%'; \
         INSERT INTO billing_details (organization_id, email) SELECT id, slug || '@example.com' FROM organizations WHERE slug LIKE 'o-%'; \
         UPDATE environments SET look_at = 1; \
         INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, 1 FROM environments WHERE published_version > 0 ON CONFLICT DO NOTHING; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) \
         INSERT INTO stripe_events (id, type, received_at) SELECT 'e' || i, 'x', 1 FROM n; \
         INSERT INTO usage_days (organization_id, day, project_id, reads) SELECT o.id, d.value, 'p', 1 FROM organizations o, json_each('[1,2,3,4,50,100]') d",
    );
    app.expects_trouble.set(true);
    let mut most = 0;
    for _ in 0..60 {
        app.run_cron();
        most = most.max(app.db().statements.get());
        app.wait(HOUR);
    }
    assert!(most > 300 && most <= 975, "{most}");
    // Nothing was refused for want of statements, and all was done in the end.
    let log = app.logged.borrow();
    assert!(!log.iter().any(|line| line.contains("used up")), "{log:?}");
    let number = |sql| app.db().number(sql);
    assert_eq!(number("SELECT count(*) FROM projects WHERE name LIKE 'P%'"), 0);
    assert_eq!(number("SELECT count(*) FROM stripe_events"), 0);
    assert_eq!(number("SELECT count(*) FROM subscriptions WHERE period_end < 1790000000000"), 0);
}

#[test]
fn project_that_went_for_good_leaves_nothing_when_nothing_names_it_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    trash::delete(&world).ok::<DeleteProject>();
    app.wait(TRASH_KEPT_MS + DAY);
    cron(&app);
    app.wait(2 * DAY);
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 1, "usage names it");
    app.wait(26 * 31 * DAY);
    cron(&app);
    cron(&app);
    assert_eq!(app.db().number("SELECT count(*) FROM projects"), 0);
}
