//! What was read: counted, added up, shown.

use crate::offers;
use crate::support::{Browser, DAY, TestApp, World, create_organization, create_project};
use portico_api::environments::Mode;
use portico_api::offers::{AcceptOffer, OfferProject};
use portico_api::page::Cursor;
use portico_api::projects::ProjectParams;
use portico_api::usage::{Month, SERIES_MAX, ShowUsage, ShowUsageParams, Usage};
use serde_json::json;

pub(crate) fn usage_params(month: &str) -> ShowUsageParams {
    let month = Month::parse(month).unwrap();
    ShowUsageParams { organization: "acme".into(), month, project: None, after: None }
}

fn show(by: &Browser, params: &ShowUsageParams) -> Usage {
    by.get::<ShowUsage>(params).ok::<ShowUsage>()
}

/// Every part adds up to the whole.
fn check(usage: &Usage) {
    assert_eq!(usage.days.iter().map(|day| day.reads).sum::<i64>(), usage.total);
    assert_eq!(usage.projects.iter().map(|project| project.reads).sum::<i64>(), usage.total);
    for (series, project) in usage.series.iter().zip(&usage.projects) {
        assert_eq!((&series.project_id, &series.name), (&project.project_id, &project.name));
        assert_eq!((series.reads.len(), series.reads.iter().sum::<i64>()), (usage.days.len(), project.reads));
    }
    for (at, day) in usage.days.iter().enumerate() {
        let shown: i64 = usage.series.iter().map(|series| series.reads[at]).sum();
        assert!(shown <= day.reads && (shown == day.reads || usage.projects.len() > SERIES_MAX));
    }
}

#[test]
fn reads_of_both_environments_and_all_projects_add_up_by_day_and_project() {
    // The clock of the tests begins on 21 September 2026.
    let app = TestApp::new();
    let world = World::new(&app);
    let other = create_project(&world.owner, "acme", "Other");
    for _ in 0..3 {
        app.read(world.environment_id(Mode::Sandbox));
    }
    app.read(other.sandbox.id.as_str());
    app.wait(2 * DAY);
    app.read(other.sandbox.id.as_str());
    let owner = app.sign_in("owner@example.com");
    let usage = show(&owner, &usage_params("2026-09"));
    check(&usage);
    assert_eq!((usage.total, usage.days.len()), (5, 30));
    let names: Vec<_> = usage.projects.iter().map(|project| (project.name.as_str(), project.reads)).collect();
    assert_eq!(names, [("Checkout", 3), ("Other", 2)]);
    let of_days: Vec<_> = usage.days.iter().filter(|day| day.reads > 0).map(|day| day.reads).collect();
    assert_eq!(of_days, [4, 1]);
    let of_series =
        |at: usize| usage.series[at].reads.iter().copied().filter(|reads| *reads > 0).collect::<Vec<_>>();
    assert_eq!((usage.series.len(), of_series(0), of_series(1)), (2, vec![3], vec![1, 1]));
    assert_eq!(usage.days[0].at, 1_788_220_800_000, "1 September 2026, the beginning of the day in UTC");

    let one = ShowUsageParams { project: Some(other.id.to_string()), ..usage_params("2026-09") };
    let usage = show(&owner, &one);
    assert_eq!(usage.days.iter().map(|day| day.reads).sum::<i64>(), 2);
    assert_eq!((usage.project.unwrap().reads, usage.total, usage.series.len()), (2, 5, 0));
}

#[test]
fn a_month_without_reads_has_all_its_days() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (month, days) in [("2026-09", 30), ("2027-02", 28), ("2028-02", 29), ("2026-12", 31), ("2100-02", 28)]
    {
        let usage = show(&world.owner, &usage_params(month));
        check(&usage);
        assert_eq!((usage.days.len(), usage.total, usage.projects.len()), (days, 0, 0), "{month}");
    }
}

#[test]
fn adding_up_twice_or_after_a_crash_counts_nothing_twice() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    app.run_cron();
    app.run_cron();
    // As if an instance had died between counting and adding up, in an older version.
    app.db().execute("UPDATE config_reads SET reads = reads + 10, rolled_up = 0");
    app.run_cron();
    app.run_cron();
    let usage = show(&world.owner, &usage_params("2026-09"));
    check(&usage);
    assert_eq!(usage.total, 11);
}

#[test]
fn projects_come_in_pages_most_read_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) \
         INSERT INTO usage_days (organization_id, day, project_id, reads) SELECT o.id, 20717, printf('p%03d', i), i / 2 + 1 FROM n, organizations o WHERE o.slug = 'acme'",
    );
    let first = show(&world.owner, &usage_params("2026-09"));
    assert_eq!(first.series.len(), SERIES_MAX);
    assert_eq!(first.series.last().map(|series| series.reads.iter().sum()), Some(first.projects[4].reads));
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let usage = show(&world.owner, &ShowUsageParams { after, ..usage_params("2026-09") });
        all.extend(usage.projects);
        match usage.next {
            Some(next) => after = Some(Cursor::new(next)),
            None => break,
        }
    }
    assert_eq!(all.len(), 120);
    assert!(all.windows(2).all(|pair| pair[0].reads >= pair[1].reads));
    let mut ids: Vec<_> = all.iter().map(|one| one.project_id.as_str()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 120);
}

#[test]
fn projects_that_moved_away_keep_each_its_own_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_organization(&world.owner, "Second");
    for name in ["One", "Two"] {
        let project = create_project(&world.owner, "acme", name);
        app.read(project.sandbox.id.as_str());
        let place = ProjectParams { organization: "acme".into(), project: project.slug };
        let body = json!({ "target": "second", "confirm": name, "version": 1 });
        let offer = world.owner.send::<OfferProject>(&place, body).ok::<OfferProject>().id;
        offers::accept(&world.owner, "second", &offer).ok::<AcceptOffer>();
    }
    let usage = show(&world.owner, &usage_params("2026-09"));
    check(&usage);
    let mut names: Vec<_> = usage.series.iter().map(|series| series.name.as_str()).collect();
    names.sort();
    assert_eq!(names, ["One", "Two"]);
}

#[test]
fn a_month_that_is_none_is_refused_by_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request = world.owner.request::<ShowUsage>(&usage_params("2026-09"), serde_json::Value::Null);
    request.query = "month=2026-13".into();
    assert_eq!(app.send(&request).problem(422).field.as_deref(), Some("month"));
}
