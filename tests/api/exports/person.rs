//! What one person has made over all of their organizations: in a day, at once, and of what nobody pays for.

use super::ready;
use crate::billing::change;
use crate::support::{Browser, DAY, Reply, TestApp, create_organization};
use portico_api::exports::{EXPORTS_AT_ONCE, EXPORTS_PER_PERSON, FREE_ARCHIVES_BYTES, RequestExport};
use portico_api::organizations::OrganizationParams;
use portico_api::plans::{Interval, PlanId};
use serde_json::Value;

fn ask(by: &Browser, number: i64) -> Reply {
    let place = OrganizationParams { organization: format!("organization-{number}") };
    by.send::<RequestExport>(&place, Value::Null)
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
    assert_eq!(ask(&owner, 5).status, 429);
    app.wait(DAY + 1);
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
