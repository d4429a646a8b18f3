//! What is billed to whom when a project goes to another organization.

use crate::billing::{change, invoices};
use crate::offers::{move_to, second, take_back};
use crate::support::{DAY, HOUR, MINUTE, TestApp, World};
use crate::usage::usage_params;
use portico_api::environments::Mode;
use portico_api::invoices::{InvoiceLine, LineKind};
use portico_api::keys::RevokeKey;
use portico_api::offers::TakeBackProject;
use portico_api::plans::{Interval, PlanId};
use portico_api::usage::{ShowUsage, ShowUsageParams};
use portico_edge::ports::Clock;
use serde_json::Value;

fn usage_lines(lines: &[InvoiceLine]) -> Vec<&InvoiceLine> {
    lines.iter().filter(|line| line.kind == LineKind::Usage).collect()
}

#[test]
fn moved_project_is_billed_to_the_source_until_that_minute_and_to_the_target_from_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    change(&world.owner, "second", PlanId::Pro, Interval::Month);
    let environment = world.environment_id(Mode::Sandbox).to_owned();
    app.wait(3 * DAY + 2 * HOUR + 17 * MINUTE);
    for _ in 0..5 {
        app.read(&environment);
    }
    let moment = app.service.clock.now();
    move_to(&world, "second");
    // On the very same day, a minute later.
    app.wait(MINUTE);
    for _ in 0..7 {
        app.read(&environment);
    }
    let usage = |organization: &str| {
        let params = ShowUsageParams { organization: organization.into(), ..usage_params("2026-09") };
        world.owner.get::<ShowUsage>(&params).ok::<ShowUsage>()
    };
    let (source, target) = (usage("acme"), usage("second"));
    assert_eq!((source.total, target.total), (5, 7));
    assert_eq!((source.projects[0].name.as_str(), source.projects[0].slug.as_deref()), ("Checkout", None));
    assert_eq!(target.projects[0].slug.as_deref(), Some("checkout"));
    app.wait(30 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let (from, to) = (invoices(&owner, "acme"), invoices(&owner, "second"));
    let [gone] = usage_lines(&from[1].lines)[..] else { panic!("{:?}", from[1].lines) };
    let [come] = usage_lines(&to[1].lines)[..] else { panic!("{:?}", to[1].lines) };
    assert_eq!(
        (gone.quantity, gone.period_start / MINUTE, gone.period_end / MINUTE),
        (5, world.project.created_at.max(from[0].row.period_start) / MINUTE, moment / MINUTE)
    );
    assert_eq!(
        (come.quantity, come.period_start / MINUTE, come.period_end),
        (7, moment / MINUTE, to[0].row.period_end)
    );
}

#[test]
fn project_that_goes_and_comes_back_is_billed_to_each_for_what_was_read_there() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let environment = world.environment_id(Mode::Sandbox).to_owned();
    app.read(&environment);
    let offer = move_to(&world, "second");
    app.wait(MINUTE);
    app.read(&environment);
    app.read(&environment);
    take_back(&world, &offer).ok::<TakeBackProject>();
    app.wait(MINUTE);
    app.read(&environment);
    let sql = "SELECT group_concat(reads) FROM (SELECT u.reads FROM usage_days u JOIN organizations o ON o.id = u.organization_id ORDER BY o.slug)";
    assert_eq!(app.db().text(sql), "2,2");
}

#[test]
fn what_was_begun_before_the_move_does_not_reach_into_the_other_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    let key = world.create_key(Mode::Sandbox);
    let moved = "\
        PRAGMA foreign_keys = OFF; \
        UPDATE projects SET organization_id = (SELECT id FROM organizations WHERE slug = 'second') WHERE slug = 'checkout'; \
        UPDATE environments SET organization_id = (SELECT id FROM organizations WHERE slug = 'second'); \
        UPDATE keys SET organization_id = (SELECT id FROM organizations WHERE slug = 'second'); \
        PRAGMA foreign_keys = ON;";
    app.db().before_batch.replace(Some(moved));
    let place = crate::keys::key_params(&world, Mode::Sandbox, key.key.id.as_str());
    world.owner.send::<RevokeKey>(&place, Value::Null).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NOT NULL"), 0);
}
