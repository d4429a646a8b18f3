//! A project moves to another organization.

use crate::billing::{change, invoices};
use crate::billing_limits::limit_of;
use crate::support::{DAY, HOUR, MINUTE, Reply, TestApp, World, create_organization, create_project, text};
use crate::usage::usage_params;
use portico_api::environments::Mode;
use portico_api::invoices::{InvoiceLine, LineKind};
use portico_api::keys::RevokeKey;
use portico_api::organizations::Organization;
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::{ProjectParams, ShowProject, TransferProject};
use portico_api::usage::{ShowUsage, ShowUsageParams};
use portico_api::{Endpoint, Role};
use portico_edge::ports::Clock;
use serde_json::{Value, json};

fn transfer(world: &World, target: &str) -> Reply {
    world.owner.send::<TransferProject>(&world.project_params(), json!({ "target": target, "version": 1 }))
}

fn second(world: &World) -> Organization {
    create_organization(&world.owner, "Second")
}

#[test]
fn moved_project_keeps_its_ids_its_configuration_and_its_keys() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let key = world.create_key(Mode::Live);
    let live = world.environment_id(Mode::Live).to_owned();
    let before = text(&app.read_with(&live, &key.token)).to_owned();
    second(&world);
    let version = app.db().number("SELECT version FROM projects WHERE slug = 'checkout'");
    let body = json!({ "target": "second", "version": version });
    let moved = world.owner.send::<TransferProject>(&world.project_params(), body).ok::<TransferProject>();
    assert_eq!((moved.id, moved.organization.slug.as_str()), (world.project.id.clone(), "second"));
    assert_eq!(moved.live.id.as_str(), live);
    assert_eq!(text(&app.read_with(&live, &key.token)), before);
    assert_eq!(app.read(&live).status, 200);
    world.owner.get::<ShowProject>(&world.project_params()).problem(404);
    // No row of it is left behind, and none hangs in the air.
    for table in ["environments", "schemas", "secrets", "drafts", "versions", "keys"] {
        let left = app.db().number(&format!(
            "SELECT count(*) FROM {table} WHERE organization_id = '{}'",
            world.organization.id
        ));
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    // It is published to as before.
    let place = ProjectParams { organization: "second".into(), project: moved.slug };
    world.owner.get::<ShowProject>(&place).ok::<ShowProject>();
}

#[test]
fn whoever_is_no_admin_of_both_moves_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    for target in ["other", "no-such-organization", ""] {
        let problem = transfer(&world, target).problem(422);
        assert_eq!(problem.field.as_deref(), Some("target"), "{target}");
    }
    assert_eq!(transfer(&world, "acme").problem(422).field.as_deref(), Some("target"));
    second(&world);
    app.db().execute(
        "UPDATE memberships SET role = 2 WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'second')",
    );
    assert_eq!(transfer(&world, "second").problem(422).field.as_deref(), Some("target"));
    let developer = world.member(Role::Developer);
    let theirs = create_organization(&developer, "Theirs");
    let body = json!({ "target": theirs.slug, "version": 1 });
    developer.send::<TransferProject>(&world.project_params(), body).problem(403);
}

#[test]
fn right_that_is_lost_at_the_same_moment_moves_nothing() {
    for (meanwhile, status) in [
        (
            "UPDATE memberships SET role = 2 WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'second')",
            422,
        ),
        (
            "UPDATE memberships SET role = 2 WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')",
            403,
        ),
        ("UPDATE projects SET version = version + 1", 409),
        ("UPDATE organizations SET deleted_at = 1 WHERE slug = 'second'", 422),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        second(&world);
        app.db().before_batch.replace(Some(meanwhile));
        transfer(&world, "second").problem(status);
        let stays =
            app.db().text("SELECT o.slug FROM projects p JOIN organizations o ON o.id = p.organization_id");
        assert_eq!(stays, "acme", "{meanwhile}");
    }
}

#[test]
fn organization_that_is_full_takes_no_project_also_at_the_same_moment() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    create_project(&world.owner, "second", "One");
    create_project(&world.owner, "second", "Two");
    let meanwhile = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT 'three', id, 'Three', 'three', 'three', 0, 0 FROM organizations WHERE slug = 'second'";
    app.db().before_batch.replace(Some(meanwhile));
    let limit = limit_of(transfer(&world, "second"));
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("projects", 3, 3));
    assert_eq!(limit_of(transfer(&world, "second")).used, 3);
    world.owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>();
}

#[test]
fn taken_name_is_refused_and_taken_slug_gets_another() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    create_project(&world.owner, "second", "CHECKOUT");
    let problem = transfer(&world, "second").problem(409);
    assert_eq!((problem.is("taken"), problem.field.as_deref()), (true, Some("target")));
    app.db().execute("UPDATE projects SET name = 'Till', name_key = 'till' WHERE name = 'CHECKOUT'");
    let moved = transfer(&world, "second").ok::<TransferProject>();
    assert!(moved.slug.starts_with("checkout-"), "{}", moved.slug);
}

#[test]
fn both_organizations_read_in_their_log_what_happened() {
    let app = TestApp::new();
    let world = World::new(&app);
    second(&world);
    transfer(&world, "second").ok::<TransferProject>();
    let name = TransferProject::NAME;
    let sql = format!("SELECT count(DISTINCT organization_id) FROM audit_entries WHERE action = '{name}'");
    assert_eq!(app.db().number(&sql), 2);
}

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
    transfer(&world, "second").ok::<TransferProject>();
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
    transfer(&world, "second").ok::<TransferProject>();
    app.wait(MINUTE);
    app.read(&environment);
    app.read(&environment);
    let place = ProjectParams { organization: "second".into(), project: world.project.id.to_string() };
    let body = json!({ "target": "acme", "version": 2 });
    world.owner.send::<TransferProject>(&place, body).ok::<TransferProject>();
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
