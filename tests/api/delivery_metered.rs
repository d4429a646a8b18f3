//! Reads that Analytics Engine counts, and how they are brought over.

use crate::support::{MINUTE, TestApp, World, flooded};
use portico_api::environments::Mode;
use portico_edge::config::Analytics;
use portico_edge::delivery::Reads;
use portico_edge::ports::{Clock, Local, METER_REPLY_MAX, Meter};
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Analytics Engine, as far as it is used: the question asks for the sums of a window, of environments behind one.
#[derive(Default)]
pub(crate) struct Engine {
    /// When, which, and how often it was read.
    points: RefCell<Vec<(i64, String, Reads)>>,
    now: Cell<i64>,
    asked: RefCell<Vec<String>>,
    is_down: Cell<bool>,
    hangs: Cell<bool>,
    /// Whether its answers never end.
    pub(crate) floods: Cell<bool>,
}

impl Meter for Engine {
    fn note(&self, environment: &str, reads: &Reads) -> Result<(), String> {
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        self.points.borrow_mut().push((self.now.get(), environment.to_owned(), *reads));
        Ok(())
    }

    fn ask<'a>(&'a self, analytics: &'a Analytics, sql: &'a str) -> Local<'a, Result<String, String>> {
        assert!(sql.contains(&format!("FROM {} WHERE", analytics.dataset)), "{sql}");
        self.asked.borrow_mut().push(sql.to_owned());
        let number = |behind: &str| -> i64 {
            let rest = sql.split_once(behind).unwrap().1;
            rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap()].parse().unwrap()
        };
        let (from, until) = (number(">= toDateTime(") * 1000, number("< toDateTime(") * 1000);
        let after = sql.split_once("index1 > '").map_or("", |(_, rest)| rest.split('\'').next().unwrap());
        let mut sums: BTreeMap<String, Reads> = BTreeMap::new();
        for (at, environment, reads) in self.points.borrow().iter() {
            if (from..until).contains(at) && environment.as_str() > after {
                let sum = sums.entry(environment.clone()).or_default();
                *sum = Reads { reads: sum.reads + reads.reads, ..*reads };
            }
        }
        let counts = sql.contains("count(DISTINCT index1) AS environments");
        let counted = || vec![json!({ "environments": sums.len().to_string() })];
        let lines = || {
            sums
            .iter()
            .take(1_000)
            .map(|(id, sum)| json!({ "environment": id, "reads": sum.reads, "version": sum.version.to_string(), "at": sum.at }))
            .collect()
        };
        let rows: Vec<_> = if counts { counted() } else { lines() };
        let answer =
            if self.is_down.get() { Err("503".to_owned()) } else { Ok(json!({ "data": rows }).to_string()) };
        let (hangs, floods) = (self.hangs.get(), self.floods.get());
        Box::pin(async move {
            if floods {
                return flooded(METER_REPLY_MAX).await;
            }
            if hangs {
                std::future::pending::<()>().await;
            }
            answer
        })
    }
}

/// An installation that counts by Analytics Engine.
pub(crate) fn metered() -> (TestApp, Rc<Engine>) {
    let mut app = TestApp::with_variables(&[
        ("ORIGIN", crate::support::ORIGIN),
        ("MAIL_TRANSPORT", "local"),
        ("READS", "bound"),
        ("ANALYTICS_ACCOUNT", "0123abcd"),
        ("ANALYTICS_TOKEN", "secret"),
        ("ANALYTICS_DATASET", "portico_reads"),
    ]);
    let engine = Rc::new(Engine::default());
    app.service.meter = Some(engine.clone());
    (app, engine)
}

/// What Analytics Engine takes of the database, for the plan test.
pub(crate) fn statements_of_metering() -> BTreeSet<String> {
    let (app, engine) = metered();
    let world = World::new(&app);
    app.run_cron();
    read_at(&app, &engine, world.environment_id(Mode::Sandbox));
    minutes_of_cron(&app, 5);
    app.db().seen.borrow().iter().filter(|sql| sql.contains("metering")).cloned().collect()
}

pub(crate) fn read_at(app: &TestApp, engine: &Engine, environment: &str) {
    engine.now.set(app.service.clock.now());
    assert_eq!(app.read(environment).status, 200);
}

pub(crate) fn minutes_of_cron(app: &TestApp, minutes: usize) {
    for _ in 0..minutes {
        app.wait(MINUTE);
        app.run_cron();
    }
}

#[test]
fn reads_that_analytics_engine_counts_are_brought_over_once_and_with_the_version_read_last() {
    let (app, engine) = metered();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.run_cron();
    for _ in 0..3 {
        app.wait(1000);
        read_at(&app, &engine, sandbox);
    }
    // Nothing of it is in the database yet.
    assert_eq!(app.db().number("SELECT count(*) FROM config_reads"), 0);
    minutes_of_cron(&app, 10);
    app.run_cron();
    assert_eq!(app.db().number("SELECT reads FROM usage_months"), 3);
    assert_eq!(app.db().number("SELECT last_read_version FROM environments WHERE mode = 'sandbox'"), 1);
    read_at(&app, &engine, sandbox);
    minutes_of_cron(&app, 10);
    assert_eq!(app.db().number("SELECT reads FROM usage_months"), 4);
    // One question a minute.
    assert!(engine.asked.borrow().len() <= 22, "{}", engine.asked.borrow().len());
}

#[test]
fn where_only_some_reads_are_noted_each_stands_for_as_many_as_are_left_out() {
    let (mut app, engine) = metered();
    app.service.config.analytics.as_mut().unwrap().one_of = 10;
    let sandbox = World::new(&app).environment_id(Mode::Sandbox).to_owned();
    app.run_cron();
    engine.points.borrow_mut().clear();
    // Each in an instance of its own: five deviations wide.
    for _ in 0..1_000 {
        app.restart();
        read_at(&app, &engine, &sandbox);
    }
    let points = engine.points.borrow();
    assert!(points.iter().all(|(_, _, reads)| reads.reads == 10));
    assert!((50..150).contains(&points.len()), "{}", points.len());
}

#[test]
fn window_that_somebody_else_has_brought_over_meanwhile_counts_once() {
    let (app, engine) = metered();
    let world = World::new(&app);
    app.run_cron();
    app.wait(1000);
    read_at(&app, &engine, world.environment_id(Mode::Sandbox));
    app.wait(5 * MINUTE);
    app.db()
        .before_batch_with
        .replace(Some(("UPDATE metering", "UPDATE metering SET from_at = from_at + 60000")));
    app.run_cron();
    assert_eq!(app.db().number("SELECT coalesce(sum(reads), 0) FROM config_reads"), 0);
}

#[test]
fn thousands_of_environments_come_in_pages_and_those_that_are_unknown_count_for_nobody() {
    let (app, engine) = metered();
    World::new(&app);
    app.run_cron();
    app.wait(1000);
    engine.now.set(app.service.clock.now());
    let sandbox = app.db().text("SELECT id FROM environments WHERE mode = 'sandbox'");
    for number in 0..2_500 {
        let id = format!("{}{number:012x}", &sandbox[..24]);
        engine.points.borrow_mut().push((
            engine.now.get(),
            id,
            Reads { reads: 1, version: 1, at: engine.now.get() },
        ));
    }
    read_at(&app, &engine, &sandbox);
    // So many are worth 51 minutes.
    minutes_of_cron(&app, 50);
    assert_eq!(app.db().number("SELECT count(*) FROM config_reads"), 0);
    minutes_of_cron(&app, 10);
    let is_page = |sql: &&String| sql.contains("index1 > '") && !sql.contains("index1 > ''");
    assert_eq!(engine.asked.borrow().iter().filter(is_page).count(), 2);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 1);
}

#[test]
fn the_more_environments_were_read_the_longer_is_a_window() {
    let (app, engine) = metered();
    let world = World::new(&app);
    app.run_cron();
    let sandbox = world.environment_id(Mode::Sandbox).to_owned();
    let few = |count: usize| {
        engine.now.set(app.service.clock.now());
        for number in 0..count {
            let id = format!("{}{number:012x}", &sandbox[..24]);
            engine.points.borrow_mut().push((
                engine.now.get(),
                id,
                Reads { reads: 1, version: 1, at: engine.now.get() },
            ));
        }
    };
    let from_at = || app.db().number("SELECT from_at FROM metering");
    // As many as a minute may have: each minute is a window.
    let mut windows = BTreeSet::from([from_at()]);
    for _ in 0..20 {
        few(50);
        minutes_of_cron(&app, 1);
        windows.insert(from_at());
    }
    assert!(windows.len() >= 17, "{windows:?}");
    // Ten times as many, the same ones each minute: windows of ten minutes.
    windows = BTreeSet::from([from_at()]);
    for _ in 0..60 {
        few(500);
        minutes_of_cron(&app, 1);
        windows.insert(from_at());
    }
    assert!((5..=10).contains(&windows.len()), "{windows:?}");
}

#[test]
fn analytics_engine_that_takes_nothing_or_says_nothing_loses_no_reads() {
    let (app, engine) = metered();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.run_cron();
    app.wait(1000);
    read_at(&app, &engine, sandbox);
    engine.is_down.set(true);
    read_at(&app, &engine, sandbox);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 1);
    app.expects_trouble.set(true);
    minutes_of_cron(&app, 5);
    engine.is_down.set(false);
    engine.hangs.set(true);
    let began = app.service.clock.now();
    app.run_cron();
    assert!(app.service.clock.now() - began <= 10_000);
    engine.hangs.set(false);
    minutes_of_cron(&app, 200);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 2);
    assert!(app.logged.borrow().iter().any(|line| line.starts_with("metering: 503")));
}
