//! Periods that ended while cron was late or off.

use crate::billing::{billing, change, invoices, place, preview};
use crate::billing_renewals::periods;
use crate::support::{DAY, TestApp, World};
use portico_api::billing::{ChangePlan, Effective, ResumePlan};
use portico_api::plans::{Interval, PlanId};
use portico_edge::ports::Clock;
use serde_json::json;

#[test]
fn cron_that_runs_twice_or_late_issues_each_invoice_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.wait(95 * DAY);
    app.run_cron();
    app.run_cron();
    let found = periods(&app);
    assert_eq!(found.len(), 4);
    assert!(found.windows(2).all(|pair| pair[0].1 == pair[1].0), "{found:?}");
    let numbers = app
        .db()
        .text("SELECT group_concat(sequence) FROM (SELECT sequence FROM invoices ORDER BY period_start)");
    assert_eq!(numbers, "1,2,3,4");
}

#[test]
fn what_is_due_is_settled_before_a_change_where_cron_was_late() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let first = billing(&world.owner, "acme").subscription.period_end.unwrap();
    // Pro ended ten days ago, and nobody has renewed it.
    app.wait(first - app.service.clock.now() + 10 * DAY);
    let owner = app.sign_in("owner@example.com");
    let expected = preview(&owner, "acme", PlanId::Enterprise, Interval::Month);
    assert!(expected.total > 0 && expected.next_at.unwrap() > app.service.clock.now(), "{expected:?}");
    let changed = change(&owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!((changed.effective, changed.subscription.plan), (Effective::Now, PlanId::Enterprise));
    let all = invoices(&owner, "acme");
    let totals: Vec<_> = all.iter().map(|invoice| invoice.row.total).collect();
    assert_eq!(
        totals,
        [29_00, 29_00, expected.total],
        "the first month, the second, and the change within it"
    );
    assert_eq!(
        (all[1].row.period_start, all[1].row.period_end),
        (first, changed.subscription.period_end.unwrap())
    );
    assert_eq!(all[2].lines, expected.lines);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'issue_invoice'"), 1);
    // Cron finds nothing that is left.
    app.run_cron();
    assert_eq!(invoices(&owner, "acme").len(), 3);
}

#[test]
fn yearly_change_and_cancellation_where_cron_was_late_leave_no_day_unbilled() {
    for (plan, interval) in [(PlanId::Pro, Interval::Year), (PlanId::Free, Interval::Month)] {
        let app = TestApp::new();
        let world = World::new(&app);
        change(&world.owner, "acme", PlanId::Pro, Interval::Month);
        app.wait(75 * DAY);
        let owner = app.sign_in("owner@example.com");
        let before = invoices(&owner, "acme").len();
        change(&owner, "acme", plan, interval);
        let found = periods(&app);
        assert_eq!((before, found.len()), (1, if plan == PlanId::Pro { 4 } else { 3 }), "{found:?}");
        assert!(found.windows(2).take(2).all(|pair| pair[0].1 == pair[1].0), "{found:?}");
        let subscription = billing(&owner, "acme").subscription;
        assert!(subscription.period_end.unwrap() > app.service.clock.now());
        assert_eq!(subscription.ends_at, subscription.period_end.filter(|_| plan == PlanId::Free));
    }
}

#[test]
fn plan_that_ended_before_cron_was_there_is_not_kept_but_may_begin_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    app.wait(40 * DAY);
    let owner = app.sign_in("owner@example.com");
    let version = billing(&owner, "acme").subscription.version;
    assert!(owner.send::<ResumePlan>(&place("acme"), json!({ "version": version })).problem(409).is("stale"));
    // It was settled all the same.
    let ended = billing(&owner, "acme").subscription;
    assert_eq!((ended.plan, ended.period_end, ended.next), (PlanId::Free, None, None));
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'end_plan'"), 1);
    assert_eq!(change(&owner, "acme", PlanId::Pro, Interval::Month).effective, Effective::Now);
    assert_eq!(invoices(&owner, "acme")[1].row.total, 29_00);
}

#[test]
fn eleven_years_without_cron_are_settled_in_steps() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.wait(11 * 365 * DAY);
    let owner = app.sign_in("owner@example.com");
    let version = billing(&owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    owner.send::<ChangePlan>(&place("acme"), body).problem(503);
    change(&owner, "acme", PlanId::Enterprise, Interval::Month);
    // Eleven years of 365 days are some days short of their last month.
    assert_eq!(periods(&app).len(), 11 * 12 + 1);
}

#[test]
fn cancellation_at_the_moment_of_renewing_or_catching_up_is_not_wiped_out() {
    for days in [31, 65] {
        let app = TestApp::new();
        let world = World::new(&app);
        change(&world.owner, "acme", PlanId::Pro, Interval::Month);
        app.wait(days * DAY);
        let meanwhile =
            "UPDATE subscriptions SET next_plan = 'free', next_interval = 'month', version = version + 1";
        app.db().before_batch_with.replace(Some(("INSERT INTO invoices", meanwhile)));
        app.run_cron();
        assert_eq!(periods(&app).len(), 1, "{days}");
        app.run_cron();
        let owner = app.sign_in("owner@example.com");
        assert_eq!((billing(&owner, "acme").subscription.plan, periods(&app).len()), (PlanId::Free, 1));
        assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'end_plan'"), 1);
    }
}

#[test]
fn hundreds_of_plans_that_ended_while_cron_was_off_are_renewed_in_runs_that_d1_takes() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
         INSERT INTO organizations (id, name, name_key, slug, website, created_at, updated_at) \
         SELECT 'o' || i, 'O', 'o', 'other-' || i, 'https://o.example', 0, 0 FROM n; \
         INSERT INTO billing_details (organization_id) SELECT id FROM organizations WHERE id LIKE 'o%' AND slug LIKE 'other-%'; \
         INSERT INTO subscriptions (organization_id, plan, anchor_at, period_start, period_end) \
         SELECT o.id, 'pro', s.anchor_at, s.period_start, s.period_end FROM organizations o, subscriptions s \
         WHERE o.slug LIKE 'other-%' AND s.plan = 'pro'",
    );
    app.wait(400 * DAY);
    let due = || {
        app.db().number(&format!(
            "SELECT count(*) FROM subscriptions WHERE period_end <= {}",
            app.service.clock.now()
        ))
    };
    let mut runs = 0;
    // `run_cron` refuses what D1 would refuse.
    while due() > 0 {
        app.run_cron();
        runs += 1;
        assert!(runs < 150, "{} are left", due());
    }
    assert_eq!(app.db().number("SELECT count(DISTINCT period_end) FROM subscriptions WHERE plan = 'pro'"), 1);
}
