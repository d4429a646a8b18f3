//! Whom the bills of each organization are made out to.

use crate::billing::{billing, change, invoices, place};
use crate::support::{TestApp, World, create_organization};
use portico_api::billing::UpdateBillingDetails;
use portico_api::invoices::{InvoiceParams, ShowInvoice};
use portico_api::plans::{Interval, PlanId};
use serde_json::json;

#[test]
fn billing_details_stand_on_the_next_invoice_and_not_on_those_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let body = json!({
        "email": "bills@acme.example", "name": "Acme Ltd", "line1": "1 Main Street", "line2": "", "postal_code": "1010",
        "city": "Vienna", "country": "at", "tax_id": "ATU12345678", "version": 1,
    });
    let saved =
        world.owner.send::<UpdateBillingDetails>(&place("acme"), body.clone()).ok::<UpdateBillingDetails>();
    assert_eq!((saved.country.as_str(), saved.version), ("AT", 2));
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).problem(409);
    crate::billing_address::confirm(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    let all = invoices(&world.owner, "acme");
    assert_eq!((all[0].bill_to.name.as_str(), all[1].bill_to.name.as_str()), ("Acme", "Acme Ltd"));
    assert_eq!(all[1].bill_to.tax_id, "ATU12345678");
    // It was sent there, and only the one that was issued since.
    let mails = app.mailer.sent.borrow();
    let to_bills: Vec<_> = mails.iter().filter(|mail| mail.recipient == "bills@acme.example").collect();
    let subjects: Vec<_> = to_bills.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(
        subjects[0].starts_with("Confirm this address") && subjects[1].contains("INV-000002"),
        "{subjects:?}"
    );
}

#[test]
fn billing_details_that_are_none_are_refused_by_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "email": "a@b.de, c@d.de", "country": "Germany", "name": "a\nb", "version": 1 });
    let problem = world.owner.send::<UpdateBillingDetails>(&place("acme"), body).problem(422);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["email", "name", "country"]);
}

#[test]
fn two_organizations_of_one_person_have_nothing_in_common() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    create_organization(&anna, "First");
    create_organization(&anna, "Second");
    change(&anna, "first", PlanId::Pro, Interval::Month);
    change(&anna, "second", PlanId::Enterprise, Interval::Year);
    let body = json!({ "email": "first@example.com", "version": 1 });
    anna.send::<UpdateBillingDetails>(&place("first"), body).ok::<UpdateBillingDetails>();
    let (first, second) = (billing(&anna, "first"), billing(&anna, "second"));
    assert_eq!((first.subscription.plan, second.subscription.plan), (PlanId::Pro, PlanId::Enterprise));
    assert_eq!(
        (first.details.email.as_str(), second.details.email.as_str()),
        ("first@example.com", "anna@example.com")
    );
    let (ones, others) = (invoices(&anna, "first"), invoices(&anna, "second"));
    assert_eq!((ones[0].row.total, others[0].row.total), (29_00, 499_000));
    // An invoice is found in its own organization only.
    let foreign = InvoiceParams { organization: "first".into(), invoice: others[0].row.id.to_string() };
    anna.get::<ShowInvoice>(&foreign).problem(404);
}
