//! What is done in the background: one slow neighbour stops nothing else, and nothing is done twice.

use crate::billing::change;
use crate::support::{DAY, HOUR, MINUTE, ORIGIN, TestApp, World};
use crate::trash::delete;
use portico_api::environments::Mode;
use portico_api::invites::CreateInvites;
use portico_api::plans::{Interval, PlanId};
use portico_api::trash::{DeleteProject, TRASH_KEPT_MS};
use portico_edge::mail::MailError;
use portico_edge::ports::Clock;
use serde_json::json;
use std::collections::BTreeMap;

/// Invites twenty people.
fn invite_many(world: &World) {
    let emails: Vec<_> = (0..20).map(|number| format!("p{number}@example.com")).collect();
    let body = json!({ "emails": emails, "role": "viewer" });
    world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
}

/// An organization that pays, so that there are seats, and an app whose other mail has left.
fn paying(app: &TestApp) -> World<'_> {
    let world = World::new(app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    app.run_cron();
    app.mailer.sent.borrow_mut().clear();
    app.mailer.requests.set(0);
    world
}

fn by_recipient(app: &TestApp) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for mail in &*app.mailer.sent.borrow() {
        *counts.entry(mail.recipient.clone()).or_default() += 1;
    }
    counts
}

#[test]
fn twenty_invites_at_a_slow_mail_service_are_each_sent_once() {
    for takes in [4_500, 10_000] {
        let app = TestApp::new();
        let world = paying(&app);
        app.mailer.pace.takes.set(takes);
        app.mailer.takes_first.set(true);
        invite_many(&world);
        for _ in 0..6 {
            app.run_cron();
            app.wait(MINUTE);
        }
        let counts = by_recipient(&app);
        assert_eq!((counts.len(), counts.values().sum::<usize>()), (20, 20), "{takes}");
        assert_eq!(app.mailer.requests.get(), 20, "{takes}: nobody was asked twice");
        assert_eq!(app.db().number("SELECT count(*) FROM outbox WHERE state = 'sent'"), 20, "{takes}");
    }
}

#[test]
fn mail_that_was_taken_without_an_answer_is_tried_again_under_the_same_key() {
    let app = TestApp::new();
    let world = paying(&app);
    app.mailer.pace.takes.set(20_000);
    app.mailer.takes_first.set(true);
    invite_many(&world);
    for _ in 0..10 {
        app.wait(2 * MINUTE);
        app.run_cron();
    }
    app.mailer.pace.takes.set(0);
    for _ in 0..4 {
        app.wait(2 * HOUR);
        app.run_cron();
    }
    assert!(app.mailer.requests.get() > 20);
    let counts = by_recipient(&app);
    assert_eq!((counts.len(), counts.values().sum::<usize>()), (20, 20));
    assert_eq!(app.db().number("SELECT count(*) FROM outbox WHERE state = 'sent'"), 20);
}

#[test]
fn each_mail_is_noted_as_it_leaves() {
    let app = TestApp::new();
    let world = paying(&app);
    app.mailer.pace.takes.set(3_000);
    app.mailer.failures.borrow_mut().extend((0..20).map(|_| MailError::Unavailable("down".into())));
    invite_many(&world);
    app.mailer.failures.borrow_mut().clear();
    app.wait(MINUTE);
    // The runtime dies four seconds after cron has begun: one round of six has left.
    let cron = app.cron();
    let cut = portico_edge::patience::within(&app.service.clock, 4_000, cron);
    assert!(app.block_on(cut).is_none());
    assert_eq!(app.db().number("SELECT count(*) FROM outbox WHERE state = 'sent'"), 6);
    app.mailer.pace.takes.set(0);
    app.wait(2 * MINUTE);
    app.run_cron();
    let counts = by_recipient(&app);
    assert_eq!((counts.len(), counts.values().sum::<usize>()), (20, 20));
}

/// An installation where money, usage and trash have something to do; the project is in the trash for long enough, and the plan has ended.
fn with_work_for_all(app: &TestApp) -> World<'_> {
    let world = World::new(app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.run_cron();
    app.read(world.environment_id(Mode::Sandbox));
    delete(&world).ok::<DeleteProject>();
    app.db().execute("UPDATE config_reads SET reads = reads + 10, rolled_up = 0");
    app.wait(TRASH_KEPT_MS + DAY + HOUR);
    app.mailer.sent.borrow_mut().clear();
    world
}

/// What is done of it: renewals, reads, purged projects.
fn done(app: &TestApp) -> (i64, i64, i64) {
    let number = |sql| app.db().number(sql);
    (
        number("SELECT count(*) - 1 FROM invoices"),
        number("SELECT sum(reads) FROM usage_months"),
        number("SELECT count(*) FROM projects WHERE purged_at IS NOT NULL"),
    )
}

#[test]
fn mail_service_that_never_answers_blocks_nothing_else() {
    let app = TestApp::new();
    let _world = with_work_for_all(&app);
    app.mailer.pace.hangs.set(true);
    let began = app.service.clock.now();
    app.run_cron();
    assert_eq!(done(&app), (1, 11, 1));
    assert!(app.service.clock.now() - began <= 60_000);
    // The invoice's mail is tried again, and leaves once.
    app.mailer.pace.hangs.set(false);
    app.wait(HOUR);
    app.run_cron();
    app.wait(HOUR);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().iter().filter(|mail| mail.subject.starts_with("Invoice")).count(), 1);
}

#[test]
fn invoices_at_a_slow_mail_service_are_each_sent_once_and_noted_as_they_leave() {
    let app = TestApp::new();
    let world = paying(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) \
         INSERT INTO invoices (id, organization_id, number, provider, status, currency, total, period_start, period_end, issued_at, due_at, \
           bill_to, lines, seller, instructions, mail_due_at) \
         SELECT 'i' || n.i, organization_id, 'X-' || n.i, provider, status, currency, total, period_start, period_end, issued_at, \
           issued_at + 1, json_set(bill_to, '$.email', 'p' || n.i || '@example.com'), lines, seller, instructions, 1 \
         FROM n, invoices WHERE sequence = 1",
    );
    app.mailer.pace.takes.set(10_000);
    app.mailer.takes_first.set(true);
    let _ = world;
    for _ in 0..4 {
        app.run_cron();
        app.wait(MINUTE);
    }
    let counts = by_recipient(&app);
    assert_eq!((counts.len(), app.mailer.requests.get()), (20, 20));
    assert_eq!(app.db().number("SELECT count(*) FROM invoices WHERE mail_due_at IS NOT NULL"), 0);
}

#[test]
fn stripe_that_never_answers_blocks_nothing_else() {
    let app = TestApp::with_variables(&[
        ("ORIGIN", ORIGIN),
        ("MAIL_TRANSPORT", "local"),
        ("STRIPE_SECRET_KEY", "sk_test_1"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
        ("STRIPE_PRICES", "pro_month=p1,pro_year=p2,enterprise_month=p3,enterprise_year=p4"),
    ]);
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    app.db().execute(
        "UPDATE subscriptions SET stripe_customer = 'cus_1', sync_due_at = 1 \
         WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')",
    );
    delete(&world).ok::<DeleteProject>();
    app.db().execute("UPDATE config_reads SET reads = reads + 10, rolled_up = 0");
    app.wait(TRASH_KEPT_MS + DAY);
    app.expects_trouble.set(true);
    app.payments.pace.hangs.set(true);
    let began = app.service.clock.now();
    app.run_cron();
    assert_eq!(done(&app), (-1, 11, 1));
    assert!(app.service.clock.now() - began <= 60_000);
    assert!(app.logged.borrow().iter().any(|line| line.starts_with("stripe: not done")));
}

#[test]
fn store_that_never_answers_blocks_neither_money_nor_mail() {
    let app = TestApp::new();
    let _world = with_work_for_all(&app);
    app.db().execute(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT id, organization_id, project_id, 1, 1 FROM environments WHERE published_version > 0 ON CONFLICT DO NOTHING",
    );
    app.expects_trouble.set(true);
    app.store.pace.hangs.set(true);
    app.store.read_pace.hangs.set(true);
    app.run_cron();
    let (renewed, reads, _) = done(&app);
    assert_eq!((renewed, reads), (1, 11));
    assert_eq!(app.mailer.sent.borrow().len(), 1);
}

#[test]
fn code_that_a_mail_service_never_takes_is_given_up_and_said_in_the_log() {
    let key = "k".repeat(32);
    let app =
        TestApp::with_variables(&[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "http"), ("SECRET_KEY", &key)]);
    app.expects_trouble.set(true);
    app.mailer.pace.hangs.set(true);
    let began = app.service.clock.now();
    app.browser().request_code("anna@example.com").ok::<portico_api::sign_in::RequestCode>();
    assert!(app.service.clock.now() - began <= 16_000);
    assert!(app.logged.borrow().iter().any(|line| line.contains("did not answer in time")));
}

#[test]
fn one_renewal_that_fails_stops_no_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    crate::support::create_organization(&world.owner, "Second");
    change(&world.owner, "second", PlanId::Pro, Interval::Month);
    app.wait(32 * DAY);
    app.expects_trouble.set(true);
    app.db().before_batch_with.replace(None);
    // The first one's batch fails, as D1 would say it.
    app.db().execute(
        "CREATE TRIGGER broken BEFORE UPDATE OF period_end ON subscriptions \
         WHEN old.organization_id = (SELECT id FROM organizations WHERE slug = 'acme') BEGIN SELECT raise(ABORT, 'broken'); END",
    );
    app.run_cron();
    let renewed = "SELECT group_concat(o.slug) FROM subscriptions s JOIN organizations o ON o.id = s.organization_id WHERE s.period_end > ";
    assert_eq!(app.db().text(&format!("{renewed}{}", app.service.clock.now())), "second");
}

#[test]
fn several_projects_of_the_trash_go_in_one_run() {
    let app = TestApp::new();
    let world = World::new(&app);
    for name in ["One", "Two"] {
        crate::support::create_project(&world.owner, "acme", name);
    }
    app.db().execute(
        "UPDATE projects SET deleted_at = 1, deleted_by = (SELECT id FROM users LIMIT 1), trashed_slug = slug, slug = id",
    );
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE purged_at IS NULL"), 0);
}
