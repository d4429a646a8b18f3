//! Counting reads: what is written for them, and that none is lost while an instance lives.

use crate::support::{MINUTE, TestApp, World, place};
use portico_api::environments::Mode;
use portico_edge::delivery::{Asked, Line, look_after};
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// Reads `environment` every so many milliseconds for so long, and does what reads promise when it is due.
fn read_for(app: &TestApp, environment: &str, every_ms: i64, for_ms: i64) -> i64 {
    let asked = Asked { method: "GET".into(), path: place(environment), ..Asked::default() };
    let service = &app.service;
    let (end, mut promises, mut reads) = (service.clock.now() + for_ms, Vec::new(), 0);
    while service.clock.now() < end || !promises.is_empty() {
        if service.clock.now() < end {
            let delivered = app.block_on(service.deliver(&app.store, &asked));
            assert_eq!(delivered.status, 200);
            promises.extend(delivered.look_in.map(|wait| service.clock.now() + wait as i64));
            reads += 1;
        }
        app.wait(every_ms);
        if promises.first().is_some_and(|due| *due <= service.clock.now()) {
            promises.remove(0);
            app.db().statements.set(0);
            app.block_on(look_after(service, 0)).unwrap();
        }
    }
    reads
}

fn written(app: &TestApp) -> i64 {
    app.db().number("SELECT total_changes()")
}

#[test]
fn busy_environment_is_written_once_a_minute_and_every_read_counts() {
    let mut rows = Vec::new();
    for slice_ms in [60_000, 2_000] {
        let mut app = TestApp::new();
        let sandbox = World::new(&app).environment_id(Mode::Sandbox).to_owned();
        app.service.config.slice_ms = slice_ms;
        app.read(&sandbox);
        app.wait(2 * MINUTE);
        let before = (written(&app), app.db().round_trips.get());
        let reads = read_for(&app, &sandbox, 100, 10 * MINUTE);
        assert_eq!(reads, 6_000);
        rows.push((written(&app) - before.0, app.db().round_trips.get() - before.1));
        app.run_cron();
        assert_eq!(app.db().number("SELECT sum(reads) FROM usage_months"), reads + 1);
    }
    println!("rows and round trips of ten busy minutes, in slices of a minute and of two seconds: {rows:?}");
    let [(rows, trips), (rows_before, _)] = rows[..] else { unreachable!() };
    assert!(trips <= 12 && rows <= 2 * 12, "{rows} rows in {trips} batches");
    assert!(rows * 50 <= rows_before, "{rows} and {rows_before}");
}

#[test]
fn single_read_is_written_soon_and_one_that_follows_is_not_forgotten() {
    let mut app = TestApp::new();
    let sandbox = World::new(&app).environment_id(Mode::Sandbox).to_owned();
    app.service.config.slice_ms = 60_000;
    let began = app.service.clock.now();
    read_for(&app, &sandbox, 500, 1);
    assert!(app.service.clock.now() - began <= 2_500);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 1);
    // Nobody comes after it: it is written within the half minute that is left to it.
    let began = app.service.clock.now();
    read_for(&app, &sandbox, 500, 1);
    assert!(app.service.clock.now() - began <= 30_000);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 2);
}

#[test]
fn one_of_a_hundred_reads_is_in_the_log_and_every_error() {
    let app = TestApp::new();
    let sandbox = World::new(&app).environment_id(Mode::Sandbox).to_owned();
    let asked = Asked { method: "GET".into(), path: place(&sandbox), ..Asked::default() };
    let answer = || app.block_on(app.service.deliver(&app.store, &asked));
    app.read(&sandbox);
    let lines: Vec<_> = (0..10_000).filter_map(|_| answer().line()).collect();
    assert_eq!(lines.len(), 100);
    for line in lines {
        let Line::Sample(line) = line else { panic!("{line:?}") };
        let said: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&said["status"], &said["one_of"]), (&json!(200), &json!(100)));
        assert!(["kv", "memory"].contains(&said["source"].as_str().unwrap()));
        assert!(!line.contains(&sandbox));
    }
    app.store.is_down.set(true);
    app.wait(5_000);
    assert!((0..300).all(|_| matches!(answer().line(), Some(Line::Error(_)))));
    app.db().pace.hangs.set(true);
    assert!((0..10).all(|_| matches!(answer().line(), Some(Line::Error(_)))));
}
