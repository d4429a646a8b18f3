//! Whatever was done to the log behind the product's back is found, and named by its number.

use super::read::fill;
use crate::database::Sqlite;
use crate::support::{MINUTE, TestApp, World, create_project};
use portico_api::Role;
use portico_api::audit::chain::{Break, Chain, Found};
use portico_api::audit::{ShowAuditChain, ShowAuditChainParams};
use portico_api::projects::CreateProject;
use portico_api::trash::DeleteProject;
use serde_json::json;

/// The beginning of acme's chain.
pub(crate) fn chain() -> ShowAuditChainParams {
    ShowAuditChainParams { organization: "acme".into(), after: None, sealed: None }
}

/// What whoever looks through acme's log finds.
pub(super) fn check(world: &World) -> Result<Found, Break> {
    let mut chain = Chain::new(world.organization.id.as_str());
    let mut wanted = self::chain();
    loop {
        let slice = world.owner.get::<ShowAuditChain>(&wanted).ok::<ShowAuditChain>();
        assert!(slice.entries.len() <= 250 && slice.seals.len() <= 300);
        slice.check(&mut chain)?;
        match slice.next(wanted, &chain) {
            Some(next) => wanted = next,
            None => return chain.end(),
        }
    }
}

pub(super) fn seal(app: &TestApp) {
    app.wait(MINUTE);
    app.run_cron();
}

/// Acme's number that was given last.
pub(super) fn last(app: &TestApp) -> i64 {
    app.db().number("SELECT last FROM audit_chains c JOIN organizations o ON o.id = c.organization_id WHERE slug = 'acme'")
}

/// What somebody does who has the database to themselves.
pub(super) fn by_hand(app: &TestApp, sql: &str) {
    let triggers = app.db().text("SELECT group_concat(sql, '; ') || ';' FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'");
    let drop = app.db().text("SELECT group_concat('DROP TRIGGER ' || name, '; ') FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'");
    app.db()
        .execute(&format!("PRAGMA foreign_keys = OFF; {drop}; {sql}; {triggers} PRAGMA foreign_keys = ON"));
}

/// The entry with a number of acme's.
fn entry(number: i64) -> String {
    format!("number = {number} AND organization_id = (SELECT id FROM organizations WHERE slug = 'acme')")
}

#[test]
fn changes_at_one_time_are_numbered_without_a_gap_and_sealed_a_minute_later() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let requests: Vec<_> = (0..20)
        .map(|number| {
            let body = json!({ "name": format!("Web {number}") });
            world.owner.request::<CreateProject>(&world.organization_params(), body)
        })
        .collect();
    assert_eq!(app.at_once(&requests), [201; 20]);
    let numbers = "SELECT count(DISTINCT number) || ' ' || min(number) || ' ' || max(number) FROM audit_entries \
        WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    let all = last(&app);
    assert_eq!(app.db().text(numbers), format!("{all} 1 {all}"));
    let found = check(&world).unwrap();
    assert_eq!((found.held, found.unsealed, found.before), (0, all, 0));
    seal(&app);
    let found = check(&world).unwrap();
    assert_eq!((found.held, found.unsealed, found.since.is_some()), (all, 0, true));
    // Accounts have no chain, and each organization one of its own.
    assert_eq!(
        app.db().number(
            "SELECT count(*) FROM audit_entries WHERE organization_id IS NULL AND number IS NOT NULL"
        ),
        0
    );
    assert_eq!(app.db().number("SELECT min(last) FROM audit_chains"), 1);
}

#[test]
fn long_log_is_sealed_and_checked_in_slices() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 1_200);
    seal(&app);
    assert_eq!(check(&world).map(|found| found.held), Ok(last(&app)));
    fill(&app, 0);
    create_project(&world.owner, "acme", "Web");
    seal(&app);
    assert_eq!(check(&world).map(|found| (found.held, found.unsealed)), Ok((last(&app), 0)));
    // Every number is in one seal.
    let seals = "SELECT sum(last - first + 1) || ' ' || count(*) FROM audit_seals WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    assert_eq!(app.db().text(seals), format!("{} 6", last(&app)));
}

#[test]
fn entry_that_was_edited_is_named() {
    for change in [
        "details = '{}'",
        "actor_id = NULL",
        "created_at = created_at + 1",
        "target_name = target_name || ' '",
        "country = ''",
        "way = 'operator'",
        "user_agent = 'x'",
        "refused = 403",
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        create_project(&world.owner, "acme", "Web");
        create_project(&world.owner, "acme", "Till");
        seal(&app);
        by_hand(&app, &format!("UPDATE audit_entries SET {change} WHERE {}", entry(3)));
        assert_eq!(check(&world), Err(Break::Changed(3)), "{change}");
    }
}

#[test]
fn entry_that_was_removed_is_named_whether_it_was_sealed_or_not() {
    for is_sealed in [true, false] {
        for number in 1..=4 {
            let app = TestApp::new();
            let world = World::new(&app);
            world.unlimited();
            create_project(&world.owner, "acme", "Web");
            create_project(&world.owner, "acme", "Till");
            if is_sealed {
                seal(&app);
            }
            by_hand(&app, &format!("DELETE FROM audit_entries WHERE {}", entry(number)));
            assert_eq!(check(&world), Err(Break::Missing(number)));
            // What follows is sealed, and the gap stays one.
            create_project(&world.owner, "acme", "Shop");
            seal(&app);
            seal(&app);
            assert_eq!(check(&world), Err(Break::Missing(number)));
            assert_eq!(app.db().number("SELECT max(last) FROM audit_seals"), 5);
        }
    }
}

#[test]
fn entry_that_was_added_is_named() {
    let with = |number: &str| {
        let app = TestApp::new();
        let world = World::new(&app);
        create_project(&world.owner, "acme", "Web");
        seal(&app);
        app.wait(20 * MINUTE);
        let columns =
            "organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, way";
        by_hand(
            &app,
            &format!(
                "INSERT INTO audit_entries (id, created_at, number, {columns}) SELECT substr(id, 1, 35) || '~', {}, {number}, {columns} \
                 FROM audit_entries WHERE {}",
                portico_edge::ports::Clock::now(&app.service.clock),
                entry(2)
            ),
        );
        check(&world)
    };
    assert_eq!(with("2"), Err(Break::Added(2)));
    assert_eq!(with("9"), Err(Break::Added(9)));
    assert!(matches!(with("NULL"), Err(Break::Unnumbered(_))));
}

#[test]
fn seal_that_was_edited_or_removed_is_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    seal(&app);
    create_project(&world.owner, "acme", "Web");
    seal(&app);
    let of_acme = "organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    by_hand(&app, &format!("UPDATE audit_seals SET hash = upper(hash) WHERE first = 3 AND {of_acme}"));
    assert_eq!(check(&world), Err(Break::Seal(3)));
    by_hand(&app, &format!("DELETE FROM audit_seals WHERE first = 1 AND {of_acme}"));
    assert_eq!(check(&world), Err(Break::Seal(1)));
}

#[test]
fn nothing_is_removed_from_the_log_and_no_chain_goes_back() {
    let app = TestApp::new();
    drop(World::new(&app));
    seal(&app);
    let before = ["audit_entries", "audit_chains", "audit_seals"].map(|table| app.db().dump(table));
    for sql in [
        "DELETE FROM audit_entries WHERE organization_id IS NOT NULL",
        "UPDATE audit_entries SET number = 7 WHERE number = 2",
        "UPDATE audit_entries SET number = NULL WHERE number = 2",
        "UPDATE audit_entries SET number = 9 WHERE organization_id IS NULL",
        "UPDATE audit_seals SET hash = 'x'",
        "DELETE FROM audit_seals",
        "UPDATE audit_chains SET last = last - 1",
        "UPDATE audit_chains SET removed = last + 1",
    ] {
        assert!(app.db().try_execute(sql).is_err(), "{sql}");
    }
    assert_eq!(["audit_entries", "audit_chains", "audit_seals"].map(|table| app.db().dump(table)), before);
}

#[test]
fn attempt_that_is_refused_again_still_fits_its_seal() {
    let app = TestApp::new();
    let world = World::new(&app);
    let developer = world.member(Role::Developer);
    let refused = || {
        let body = json!({ "confirm": "Checkout", "version": 1 });
        developer.send::<DeleteProject>(&world.project_params(), body).problem(403);
    };
    refused();
    seal(&app);
    refused();
    assert_eq!(app.db().number("SELECT max(times) FROM audit_entries"), 2);
    assert_eq!(check(&world).map(|found| (found.held, found.unsealed)), Ok((last(&app), 0)));
}

#[test]
fn entry_with_the_id_of_another_day_is_sealed_as_well() {
    let app = TestApp::new();
    let world = World::new(&app);
    seal(&app);
    app.db().execute(
        "INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT '00000000-0000-7000-8000-000000000001', id, 'x', 'x', 'x', '{}', 'operator', 'operator', 1 FROM organizations WHERE slug = 'acme'",
    );
    create_project(&world.owner, "acme", "Web");
    seal(&app);
    assert_eq!(check(&world).map(|found| (found.held, found.unsealed)), Ok((last(&app), 0)));
}

#[test]
fn log_of_before_there_were_chains_is_no_part_of_one_and_stays() {
    let id = "01940000-0000-7000-8000-000000000001";
    let database = Sqlite::migrated_around(
        "0030",
        &format!(
            "INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) VALUES ('{id}', 'Old', 'old', 'https://o.example', 'old', 1, 1); \
             INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
             VALUES ('{id}', '{id}', 'x', 'x', 'x', '{{}}', 'operator', 'operator', 1)"
        ),
    );
    assert_eq!(database.number("SELECT count(*) FROM audit_entries WHERE number IS NULL"), 1);
    assert_eq!(database.number("SELECT count(*) FROM audit_chains"), 0);
    assert!(database.try_execute("UPDATE audit_entries SET number = 1").is_err());
    let app = TestApp::new();
    let world = World::new(&app);
    by_hand(
        &app,
        "INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at, way) \
         SELECT printf('%08x-%04x-7000-8000-000000000001', (created_at - 86400000) / 65536, (created_at - 86400000) % 65536), id, 'x', 'x', 'x', '{}', \
           'operator', 'operator', created_at - 86400000, 'operator' FROM organizations WHERE slug = 'acme'",
    );
    seal(&app);
    assert_eq!(check(&world).map(|found| (found.held, found.before)), Ok((last(&app), 1)));
}
