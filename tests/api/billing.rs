//! Plans, invoices and whom they are made out to, where they are paid by hand.

use crate::support::{Browser, DAY, TestApp, World, create_organization};
use portico_api::billing::{
    Billing, ChangePlan, Effective, OpenPortal, Payments, PlanChanged, PlanPreview, PreviewPlanChange,
    PreviewPlanChangeParams, ResumePlan, ShowBilling, SubscriptionStatus, UpdateBillingDetails,
};
use portico_api::invoices::{
    Invoice, InvoiceParams, InvoiceStatus, LineKind, ListInvoices, ListInvoicesParams, ShowInvoice,
};
use portico_api::organizations::OrganizationParams;
use portico_api::page::Cursor;
use portico_api::plans::{Interval, PlanId};
use serde_json::{Value, json};

pub(crate) fn place(organization: &str) -> OrganizationParams {
    OrganizationParams { organization: organization.to_owned() }
}

pub(crate) fn billing(by: &Browser, organization: &str) -> Billing {
    by.get::<ShowBilling>(&place(organization)).ok::<ShowBilling>()
}

/// Changes the plan as the page would: with the version that it has just read.
pub(crate) fn change(by: &Browser, organization: &str, plan: PlanId, interval: Interval) -> PlanChanged {
    let version = billing(by, organization).subscription.version;
    let body = json!({ "plan": plan, "interval": interval, "version": version });
    by.send::<ChangePlan>(&place(organization), body).ok::<ChangePlan>()
}

pub(crate) fn preview(by: &Browser, organization: &str, plan: PlanId, interval: Interval) -> PlanPreview {
    let params = PreviewPlanChangeParams { organization: organization.to_owned(), plan, interval };
    by.get::<PreviewPlanChange>(&params).ok::<PreviewPlanChange>()
}

/// Every invoice of the organization, oldest first.
pub(crate) fn invoices(by: &Browser, organization: &str) -> Vec<Invoice> {
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let params = ListInvoicesParams { organization: organization.to_owned(), after };
        let page = by.get::<ListInvoices>(&params).ok::<ListInvoices>();
        all.extend(page.invoices.into_iter().map(|row| {
            let params = InvoiceParams { organization: organization.to_owned(), invoice: row.id.to_string() };
            let invoice = by.get::<ShowInvoice>(&params).ok::<ShowInvoice>();
            assert_eq!(invoice.row, row);
            assert_eq!(invoice.lines.iter().map(|line| line.amount).sum::<i64>(), row.total);
            invoice
        }));
        match page.next {
            Some(next) => after = Some(Cursor::new(next)),
            None => break,
        }
    }
    all.reverse();
    all
}

#[test]
fn new_organization_is_on_free_and_owes_nothing() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let organization = create_organization(&anna, "Acme");
    assert_eq!(organization.plan, PlanId::Free);
    let found = billing(&anna, "acme");
    assert_eq!(found.payments, Payments::ByHand);
    assert_eq!((found.subscription.plan, found.subscription.period_end), (PlanId::Free, None));
    assert_eq!((found.subscription.status, found.invoices.len()), (SubscriptionStatus::Active, 0));
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions"), 1);
    app.wait(400 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM invoices"), 0);
}

#[test]
fn by_hand_there_is_no_portal_and_that_does_not_pass_by_itself() {
    let app = TestApp::new();
    let world = World::new(&app);
    let refused = world.owner.send::<OpenPortal>(&place("acme"), Value::Null);
    assert_eq!(refused.response.header("Retry-After"), None);
    let refused = refused.problem(409);
    assert!(refused.is("not_set_up") && refused.detail.contains("by hand"), "{refused:?}");
}

#[test]
fn first_plan_begins_at_once_with_its_invoice() {
    let app = TestApp::new();
    let world = World::new(&app);
    let expected = preview(&world.owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!(
        (expected.effective, expected.total, expected.next_amount),
        (Effective::Now, 29_00, Some(29_00))
    );
    let changed = change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!((changed.effective, changed.checkout), (Effective::Now, None));
    let [invoice] = &invoices(&world.owner, "acme")[..] else { panic!() };
    assert_eq!((invoice.row.number.as_str(), invoice.row.total), ("INV-000001", expected.total));
    assert_eq!(invoice.lines, expected.lines);
    assert_eq!((invoice.row.status, invoice.row.currency.as_str()), (InvoiceStatus::Open, "eur"));
    assert_eq!(invoice.row.due_at, Some(invoice.row.issued_at + 14 * DAY));
    assert_eq!(invoice.bill_to.name, "Acme");
    assert!(!invoice.seller.is_empty() && !invoice.instructions.is_empty());
    assert_eq!(
        world.owner.get::<portico_api::organizations::ShowOrganization>(&place("acme")).json["plan"],
        "pro"
    );
}

#[test]
fn larger_plan_costs_the_rest_of_the_period_less_what_is_left_of_the_old_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let before = billing(&world.owner, "acme").subscription;
    app.wait(3 * DAY);
    let expected = preview(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    let after = billing(&world.owner, "acme").subscription;
    assert_eq!((after.plan, after.period_end), (PlanId::Enterprise, before.period_end));
    let all = invoices(&world.owner, "acme");
    assert_eq!(all[1].lines, expected.lines);
    assert_eq!(
        all[1].lines.iter().map(|line| line.kind).collect::<Vec<_>>(),
        [LineKind::Credit, LineKind::Plan]
    );
    assert!(all[1].row.total > 0 && all[1].row.total < 49_900, "{}", all[1].row.total);
}

#[test]
fn smaller_plan_and_cancelling_wait_for_the_end_and_can_be_taken_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    for plan in [PlanId::Pro, PlanId::Free] {
        let end = billing(&world.owner, "acme").subscription.period_end;
        let expected = preview(&world.owner, "acme", plan, Interval::Month);
        assert_eq!(
            (expected.effective, Some(expected.effective_at), expected.total),
            (Effective::PeriodEnd, end, 0)
        );
        let changed = change(&world.owner, "acme", plan, Interval::Month);
        assert_eq!(changed.effective, Effective::PeriodEnd);
        assert_eq!(
            (changed.subscription.plan, changed.subscription.next.unwrap().plan),
            (PlanId::Enterprise, plan)
        );
        let version = json!({ "version": changed.subscription.version });
        let resumed = world.owner.send::<ResumePlan>(&place("acme"), version).ok::<ResumePlan>();
        assert_eq!(resumed.subscription.next, None);
    }
    assert_eq!(invoices(&world.owner, "acme").len(), 1);
}

#[test]
fn downgrading_below_what_there_is_deletes_and_stops_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    for name in ["Two", "Three", "Four", "Five"] {
        crate::support::create_project(&world.owner, "acme", name);
    }
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    app.wait(32 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let found = billing(&owner, "acme");
    assert_eq!((found.subscription.plan, found.subscription.next), (PlanId::Free, None));
    assert_eq!((found.organization.projects, found.organization.members), (5, 1));
    let environment = world.environment_id(portico_api::environments::Mode::Sandbox);
    assert_eq!(app.read(environment).status, 200);
    owner.send::<portico_api::projects::CreateProject>(&place("acme"), json!({ "name": "Six" })).problem(402);
}

#[test]
fn change_of_a_plan_that_changed_meanwhile_is_stale() {
    let app = TestApp::new();
    let world = World::new(&app);
    let other_tab = billing(&world.owner, "acme").subscription.version;
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let body = json!({ "plan": "enterprise", "interval": "year", "version": other_tab });
    assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("stale"));
}

#[test]
fn the_same_change_sent_twice_is_made_and_charged_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
    let send = || world.owner.send::<ChangePlan>(&place("acme"), body.clone()).ok::<ChangePlan>();
    assert_eq!((send().effective, send().effective), (Effective::Now, Effective::Unchanged));
    assert_eq!(invoices(&world.owner, "acme").len(), 1);
    // At the very same moment: what the second one looked at is gone when it writes.
    app.db().before_batch.replace(Some("UPDATE subscriptions SET version = version + 1"));
    let body = json!({ "plan": "enterprise", "interval": "month", "version": 2 });
    world.owner.send::<ChangePlan>(&place("acme"), body).problem(409);
    assert_eq!(invoices(&world.owner, "acme").len(), 1);
}

#[test]
fn what_is_no_plan_is_refused_by_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (body, field) in [
        (json!({ "plan": "gold", "interval": "month", "version": 1 }), "plan"),
        (json!({ "plan": "pro", "interval": "week", "version": 1 }), "interval"),
        (json!({ "plan": "pro", "interval": "month", "version": "1" }), "version"),
        (json!({ "plan": "pro", "interval": "month", "version": 1, "price": 1 }), "price"),
        (json!({ "plan": "pro", "interval": "month", "version": 1, "quantity": 0 }), "quantity"),
    ] {
        let problem = world.owner.send::<ChangePlan>(&place("acme"), body).problem(422);
        assert_eq!(problem.field.as_deref(), Some(field));
    }
}

#[test]
fn overdue_invoice_is_past_due_until_it_is_paid_and_cuts_nothing_off() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.wait(14 * DAY + 1);
    let owner = app.sign_in("owner@example.com");
    let status = || billing(&owner, "acme").subscription.status;
    assert_eq!(status(), SubscriptionStatus::PastDue);
    crate::support::create_project(&owner, "acme", "Still works");
    app.db().execute("UPDATE invoices SET status = 'paid', paid_at = 1");
    assert_eq!(status(), SubscriptionStatus::Active);
}

#[test]
fn every_change_of_billing_is_in_the_audit_log() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let body = json!({ "email": "bills@example.com", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body);
    app.wait(32 * DAY);
    app.run_cron();
    for action in ["change_plan", "update_billing_details", "issue_invoice"] {
        let sql = format!(
            "SELECT count(*) FROM audit_entries WHERE action = '{action}' AND organization_id = '{}'",
            world.organization.id
        );
        assert_eq!(app.db().number(&sql), 1, "{action}");
    }
}

#[test]
fn thirty_invoices_come_in_pages_newest_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    for _ in 0..30 {
        app.wait(31 * DAY);
        app.run_cron();
    }
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    assert!(all.len() > 24, "{}", all.len());
    let numbers: Vec<_> = all.iter().map(|invoice| invoice.row.number.clone()).collect();
    let expected: Vec<_> = (1..=all.len()).map(|number| format!("INV-{number:06}")).collect();
    assert_eq!(numbers, expected);
    let page = billing(&owner, "acme");
    assert_eq!((page.invoices.len(), page.next_invoice.is_some()), (24, true));
    assert_eq!(
        owner
            .get::<ListInvoices>(&ListInvoicesParams {
                organization: "acme".into(),
                after: Some(Cursor::new("nonsense".into()))
            })
            .json["invoices"][0]["number"],
        *numbers.last().unwrap()
    );
    assert_ne!(Value::Null, owner.get::<ShowBilling>(&place("acme")).json["next_invoice"]);
}
