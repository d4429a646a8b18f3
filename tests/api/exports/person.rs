//! What one person has made over all of their organizations: in a day, at once, and of what nobody pays for.

use super::ready;
use crate::billing::change;
use crate::support::{Browser, DAY, HOUR, Reply, TestApp, create_organization};
use portico_api::exports::{EXPORTS_AT_ONCE, EXPORTS_PER_PERSON, FREE_ARCHIVES_BYTES, RequestExport};
use portico_api::organizations::OrganizationParams;
use portico_api::plans::{Interval, PlanId};
use portico_edge::ports::Clock;
use serde_json::Value;

fn ask(by: &Browser, number: i64) -> Reply {
    let place = OrganizationParams { organization: format!("organization-{number}") };
    by.send::<RequestExport>(&place, Value::Null)
}

/// How many seconds it says to wait.
fn wait(refused: &Reply) -> i64 {
    refused.response.header("Retry-After").unwrap().parse().unwrap()
}

/// So many organizations of one person.
fn own(app: &TestApp, count: i64) -> Browser<'_> {
    let owner = app.sign_in("owner@example.com");
    (0..count).for_each(|number| drop(create_organization(&owner, &format!("Organization {number}"))));
    owner
}

#[test]
fn fourth_export_at_once_of_a_person_is_refused_and_says_what_to_wait_for() {
    let app = TestApp::new();
    let owner = own(&app, EXPORTS_AT_ONCE + 1);
    // Nobody goes on with them.
    app.db().execute("CREATE TRIGGER busy AFTER INSERT ON exports BEGIN UPDATE exports SET leased_until = 9e15 WHERE id = NEW.id; END");
    (0..EXPORTS_AT_ONCE).for_each(|number| drop(ask(&owner, number).ok::<RequestExport>()));
    let refused = ask(&owner, EXPORTS_AT_ONCE).problem(429);
    assert!(refused.detail.starts_with("Three archives that you asked for are being made"), "{refused:?}");
    app.db().execute("UPDATE exports SET state = 'failed'");
    ask(&owner, EXPORTS_AT_ONCE).ok::<RequestExport>();
}

#[test]
fn twenty_first_export_of_a_person_in_a_day_is_refused() {
    let app = TestApp::new();
    let owner = own(&app, 6);
    for number in 0..EXPORTS_PER_PERSON {
        ready(&owner, &format!("organization-{}", number % 5));
    }
    app.wait(2 * HOUR);
    let refused = ask(&owner, 5);
    assert_eq!((refused.status, wait(&refused)), (429, 22 * 60 * 60 + 1));
    app.wait(22 * HOUR + 1);
    ask(&owner, 5).ok::<RequestExport>();
}

#[test]
fn archives_of_free_organizations_that_are_kept_have_a_sum_and_a_paid_one_is_made_in_any_case() {
    let app = TestApp::new();
    let owner = own(&app, 3);
    ready(&owner, "organization-0");
    app.db().execute(&format!("UPDATE exports SET bytes = {FREE_ARCHIVES_BYTES}"));
    let refused = ask(&owner, 1).problem(429);
    assert!(refused.detail.contains("have 200 MB already"), "{refused:?}");
    // It takes the place of the one before.
    ready(&owner, "organization-0");
    app.db().execute(&format!("UPDATE exports SET bytes = {FREE_ARCHIVES_BYTES}"));
    change(&owner, "organization-2", PlanId::Pro, Interval::Month);
    ask(&owner, 2).ok::<RequestExport>();
    app.db().execute("UPDATE exports SET state = 'gone'");
    ask(&owner, 1).ok::<RequestExport>();
}

#[test]
fn refusal_for_what_is_kept_says_when_enough_of_it_has_gone() {
    let app = TestApp::new();
    let owner = own(&app, 5);
    for (number, bytes) in [(0, 1_000_000), (1, 60_000_000), (2, 199_000_000)] {
        ready(&owner, &format!("organization-{number}"));
        app.db().execute(&format!(
            "UPDATE exports SET bytes = {bytes} WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'organization-{number}')"
        ));
        app.wait(DAY);
    }
    let owner = app.sign_in("owner@example.com");
    // The first to go, in four days, makes no room by itself; the second does.
    let refused = ask(&owner, 3);
    let left = app.db().number("SELECT expires_at FROM exports ORDER BY id LIMIT 1 OFFSET 1")
        - app.service.clock.now();
    assert_eq!(wait(&refused), (left + 999) / 1000);
    assert!((4 * DAY..=5 * DAY).contains(&left), "{left}");
    assert!(refused.problem(429).detail.contains("Try again in"));
    // Signing in takes one of them.
    app.wait(left - 2);
    let owner = app.sign_in("owner@example.com");
    assert_eq!(wait(&ask(&owner, 3)), 1);
    // What cron has not removed yet is not in the way any more.
    app.wait(1);
    ask(&owner, 3).ok::<RequestExport>();
}
