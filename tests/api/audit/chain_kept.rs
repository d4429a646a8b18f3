//! The chain goes on: through retention, through runs that end early, and through two at one time.

use super::chain::{check, last, seal};
use super::read::fill;
use crate::support::memory::peak;
use crate::support::{DAY, MINUTE, TestApp, World, create_project};
use portico_api::audit::chain::Break;
use portico_api::organizations::UpdateOrganization;
use portico_api::plans::PLANS;
use portico_edge::config::Config;
use serde_json::json;

/// Acme's checkpoint.
fn removed(app: &TestApp) -> i64 {
    app.db().number("SELECT removed FROM audit_chains c JOIN organizations o ON o.id = c.organization_id WHERE slug = 'acme'")
}

/// Waits until what was written has had its time.
fn past(app: &TestApp) {
    app.wait(PLANS[0].limits.audit_days * DAY);
    (0..3).for_each(|_| app.run_cron());
}

/// A log of which the older part has had its time.
fn half_removed<'a>(app: &'a TestApp) -> World<'a> {
    let world = World::new(app);
    fill(app, 700);
    seal(app);
    app.wait(2 * DAY);
    create_project(&world.owner, "acme", "Web");
    seal(app);
    app.wait((PLANS[0].limits.audit_days - 1) * DAY);
    (0..3).for_each(|_| app.run_cron());
    let owner = app.sign_in("owner@example.com");
    World { owner, ..world }
}

#[test]
fn log_of_which_the_older_part_had_its_time_holds() {
    let app = TestApp::new();
    let world = half_removed(&app);
    assert_eq!(removed(&app), last(&app) - 1);
    assert_eq!(check(&world).map(|found| (found.held, found.unsealed)), Ok((1, 0)));
    create_project(&world.owner, "acme", "Till");
    seal(&app);
    assert_eq!(check(&world).map(|found| found.held), Ok(2));
    // Nothing that has a seal is left behind it.
    assert_eq!(app.db().number("SELECT count(*) FROM audit_seals s JOIN audit_chains c ON c.organization_id = s.organization_id AND s.last <= c.removed"), 0);
    past(&app);
    let world = World { owner: app.sign_in("owner@example.com"), ..world };
    assert_eq!((removed(&app), check(&world).map(|found| found.held)), (last(&app), Ok(0)));
    let rename = json!({ "name": "Till", "version": 1 });
    world.owner.send::<UpdateOrganization>(&world.organization_params(), rename).ok::<UpdateOrganization>();
    seal(&app);
    assert_eq!(check(&world).map(|found| found.held), Ok(1));
}

#[test]
fn checkpoint_that_was_forged_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.owner, "acme", "Web");
    seal(&app);
    // Up to the last seal, with everything in place but the key.
    let of_acme = "organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    app.db().execute(&format!(
        "UPDATE audit_chains SET removed = last, removed_hash = (SELECT hash FROM audit_seals s WHERE s.organization_id = audit_chains.organization_id), \
           removed_at = 1790000000000, signature = '{}' WHERE {of_acme}; \
         DELETE FROM audit_entries WHERE {of_acme}; DELETE FROM audit_seals WHERE {of_acme}",
        "ab".repeat(32)
    ));
    assert_eq!(check(&world), Err(Break::Unsigned(last(&app))));
    // Without a signature too, and as long as nothing that stayed has had its time.
    app.db().execute(&format!("UPDATE audit_chains SET signature = NULL WHERE {of_acme}"));
    create_project(&world.owner, "acme", "Till");
    seal(&app);
    assert_eq!(check(&world), Err(Break::Unsigned(last(&app) - 1)));
}

#[test]
fn checkpoint_of_another_key_is_refused_and_the_log_says_so() {
    let mut app = TestApp::new();
    drop(half_removed(&app));
    let key = "another key of at least 32 characters";
    app.service.config = Config { secret_key: Some(key.to_owned()), ..app.service.config.clone() };
    let world = half_of(&app);
    assert_eq!(check(&world), Err(Break::Unsigned(removed(&app))));
    app.expects_trouble.set(true);
    past(&app);
    assert!(app.logged.borrow().iter().any(|line| line.contains("signed with another SECRET_KEY")));
    app.service.config = Config { secret_key: None, ..app.service.config.clone() };
    create_project(&half_of(&app).owner, "acme", "Till");
    seal(&app);
    past(&app);
    assert!(app.logged.borrow().iter().any(|line| line.contains("without SECRET_KEY")));
    assert!(removed(&app) < last(&app), "nothing goes that nobody can sign for");
}

/// The same organization, whoever made it.
fn half_of(app: &TestApp) -> World<'_> {
    use portico_api::organizations::{OrganizationParams, ShowOrganization};
    use portico_api::projects::{ProjectParams, ShowProject};
    let owner = app.sign_in("owner@example.com");
    let organization = owner
        .get::<ShowOrganization>(&OrganizationParams { organization: "acme".into() })
        .ok::<ShowOrganization>();
    let params = ProjectParams { organization: "acme".into(), project: "checkout".into() };
    let project = owner.get::<ShowProject>(&params).ok::<ShowProject>();
    World { app, organization, project, stranger: app.sign_in("stranger@example.com"), owner }
}

#[test]
fn sealing_that_ended_early_goes_on() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 600);
    app.wait(MINUTE);
    app.expects_trouble.set(true);
    app.db().execute("CREATE TRIGGER broken BEFORE INSERT ON audit_seals WHEN new.first > 1 BEGIN SELECT raise(ABORT, 'broken'); END");
    app.run_cron();
    assert_eq!(check(&world).map(|found| found.held), Ok(250));
    assert!(app.logged.borrow().iter().any(|line| line.contains("seals of the audit log")));
    app.db().execute("DROP TRIGGER broken");
    app.run_cron();
    assert_eq!(check(&world).map(|found| found.held), Ok(last(&app)));
}

/// What a run of cron costs, in steps of SQLite's machine, after so many slices of 250 entries could not be sealed for hours.
fn cost_after(slices: usize) -> i64 {
    let app = TestApp::new();
    let world = World::new(&app);
    for _ in 0..slices {
        fill(&app, 250);
        app.wait(11 * MINUTE);
    }
    app.db().steps.set(0);
    app.run_cron();
    let cost = app.db().steps.get();
    assert!(check(&world).is_ok_and(|found| found.held >= 1_000));
    cost
}

#[test]
fn a_seal_costs_the_same_however_many_entries_wait_for_one() {
    let (few, many) = (cost_after(8), cost_after(32));
    assert!(many * 2 < few * 3, "{few} steps with 2,000 entries, {many} with 8,000");
}

#[test]
fn two_runs_at_one_time_seal_every_entry_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 600);
    app.wait(MINUTE);
    app.db().pace.takes.set(5);
    app.expects_trouble.set(true);
    app.block_on(async {
        let two: Vec<portico_edge::ports::Local<'_, _>> = vec![Box::pin(app.cron()), Box::pin(app.cron())];
        portico_edge::patience::together(two).await
    });
    app.db().pace.takes.set(0);
    app.run_cron();
    assert_eq!(check(&world).map(|found| (found.held, found.unsealed)), Ok((last(&app), 0)));
    let seals = "SELECT sum(last - first + 1) FROM audit_seals WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    assert_eq!(app.db().number(seals), last(&app));
}

#[test]
fn entry_that_had_its_time_goes_only_when_all_in_its_seal_have() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.wait(DAY);
    create_project(&world.owner, "acme", "Web");
    seal(&app);
    app.wait((PLANS[0].limits.audit_days - 1) * DAY + MINUTE);
    app.run_cron();
    let world = World { owner: app.sign_in("owner@example.com"), ..world };
    assert_eq!((removed(&app), check(&world).map(|found| found.held)), (0, Ok(last(&app))));
    app.wait(DAY);
    app.run_cron();
    assert_eq!(removed(&app), last(&app));
}

#[test]
fn check_of_ten_times_the_entries_takes_no_more_memory() {
    let app = TestApp::new();
    let world = World::new(&app);
    let bytes = || {
        (0..8).for_each(|_| seal(&app));
        let (found, bytes) = peak(|| check(&world));
        assert_eq!(found.map(|found| found.held), Ok(last(&app)));
        bytes
    };
    fill(&app, 1_000);
    let of_a_thousand = bytes();
    fill(&app, 9_000);
    let of_all = bytes();
    assert!(of_all < of_a_thousand * 2, "{of_all} bytes instead of {of_a_thousand}");
}
