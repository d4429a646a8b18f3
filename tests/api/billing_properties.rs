//! Whatever an organization does with its plan, and however time passes: the money is right.

use crate::billing::{billing, invoices, place};
use crate::support::{DAY, HOUR, TestApp, create_organization, create_project};
use crate::usage::usage_params;
use portico_api::billing::{ChangePlan, PreviewPlanChange, PreviewPlanChangeParams, ResumePlan};
use portico_api::invoices::{Invoice, InvoiceStatus, LineKind};
use portico_api::plans::{Interval, PlanId};
use portico_api::usage::ShowUsage;
use portico_edge::ports::Clock;
use proptest::prelude::*;
use serde_json::json;

#[derive(Clone, Debug)]
enum Step {
    Change(PlanId, Interval),
    Resume,
    /// Hours.
    Wait(i64),
    Read(usize),
    Cron,
}

fn step() -> impl Strategy<Value = Step> {
    let plan = prop::sample::select(PlanId::ALL.to_vec());
    let interval = prop::sample::select(Interval::ALL.to_vec());
    prop_oneof![
        3 => (plan, interval).prop_map(|(plan, interval)| Step::Change(plan, interval)),
        1 => Just(Step::Resume),
        3 => (1..24 * 45i64).prop_map(Step::Wait),
        1 => (1..5usize).prop_map(Step::Read),
        2 => Just(Step::Cron),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_are_sums_and_never_above_the_price_and_periods_leave_no_gap(steps in prop::collection::vec(step(), 1..25)) {
        let app = TestApp::new();
        let mut anna = app.sign_in("anna@example.com");
        create_organization(&anna, "Acme");
        let project = create_project(&anna, "acme", "Shop");
        let mut reads = 0;
        let mut signed_in = 0;
        for step in steps {
            match step {
                Step::Wait(hours) => {
                    app.wait(hours * HOUR);
                    // A session ends after a week, and a code is asked for at most five times an hour.
                    signed_in += 1;
                    anna = app.sign_in(&format!("anna+{signed_in}@example.com"));
                    app.db().execute(
                        "INSERT OR IGNORE INTO memberships (organization_id, user_id, role, created_at, email_key) \
                         SELECT o.id, u.id, 4, 0, u.email_key FROM organizations o, users u",
                    );
                }
                Step::Cron => app.run_cron(),
                Step::Read(times) => {
                    for _ in 0..times {
                        app.read(project.sandbox.id.as_str());
                    }
                    reads += times as i64;
                }
                Step::Resume => {
                    let before = billing(&anna, "acme").subscription;
                    let reply = anna.send::<ResumePlan>(&place("acme"), json!({ "version": before.version }));
                    // What was to begin may have begun, though cron was late: then there is nothing left to keep.
                    let is_over = before.period_end.is_some_and(|end| end <= app.service.clock.now());
                    if before.next.is_some() && is_over {
                        prop_assert!(reply.problem(409).is("stale"));
                    } else {
                        prop_assert_eq!(reply.ok::<ResumePlan>().subscription.next, None);
                    }
                }
                Step::Change(plan, interval) => {
                    let before = billing(&anna, "acme").subscription;
                    let params = PreviewPlanChangeParams { organization: "acme".into(), plan, interval };
                    let preview = anna.get::<PreviewPlanChange>(&params).ok::<PreviewPlanChange>();
                    prop_assert!((0..=plan.plan().price(interval)).contains(&preview.total));
                    prop_assert_eq!(preview.lines.iter().map(|line| line.amount).sum::<i64>(), preview.total);
                    let count = invoices(&anna, "acme").len();
                    let body = json!({ "plan": plan, "interval": interval, "version": before.version });
                    let changed = anna.send::<ChangePlan>(&place("acme"), body).ok::<ChangePlan>();
                    let after = invoices(&anna, "acme");
                    // What was previewed is what is charged, beside what was due before.
                    let mut new = after.iter().skip(count).filter(|invoice| invoice.row.total > 0).collect::<Vec<_>>();
                    if preview.total > 0 {
                        let last = new.pop().map(|invoice| (invoice.row.total, invoice.lines.as_slice()));
                        let charged = last.map(|(total, lines)| (total, &lines[..preview.lines.len()]));
                        prop_assert_eq!(charged, Some((preview.total, preview.lines.as_slice())));
                    }
                    let now = app.service.clock.now();
                    let is_over = before.period_end.is_some_and(|end| end <= now);
                    prop_assert!(is_over || new.is_empty());
                    prop_assert!(preview.next_at.is_none_or(|at| at > now), "what comes next is never past");
                    prop_assert!(changed.subscription.period_end.is_none_or(|end| end > now));
                    prop_assert!(is_over || changed.subscription.plan >= before.plan, "nothing that is paid for is taken away");
                }
            }
        }
        app.run_cron();
        let all = invoices(&anna, "acme");
        check(&all)?;
        let used = all.iter().flat_map(|invoice| &invoice.lines).filter(|line| line.kind == LineKind::Usage);
        prop_assert!(used.map(|line| line.quantity).sum::<i64>() <= reads, "no read is on two invoices");
        let found = billing(&anna, "acme").subscription;
        prop_assert_eq!(found.plan == PlanId::Free, found.period_end.is_none());
        let total: i64 = ["2026", "2027", "2028", "2029"]
            .iter()
            .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
            .map(|month| anna.get::<ShowUsage>(&usage_params(&month)).ok::<ShowUsage>().total)
            .sum();
        prop_assert_eq!(total, reads);
    }
}

fn check(all: &[Invoice]) -> Result<(), TestCaseError> {
    for (at, invoice) in all.iter().enumerate() {
        let number = format!("INV-{:06}", at + 1);
        prop_assert_eq!(&invoice.row.number, &number);
        prop_assert!((0..=499_000).contains(&invoice.row.total));
        // Without anything to pay it closes a plan: it lists what was used, and is done.
        let is_closing = invoice.row.total == 0;
        prop_assert_eq!(is_closing, invoice.lines.iter().all(|line| line.kind == LineKind::Usage));
        prop_assert!(!is_closing || invoice.row.status == InvoiceStatus::Paid);
        prop_assert!(invoice.row.period_start < invoice.row.period_end);
        prop_assert_eq!(invoice.row.period_end % DAY, 0);
        for line in &invoice.lines {
            prop_assert!(line.period_start <= line.period_end, "{line:?}");
            prop_assert_eq!(line.amount < 0, line.kind == LineKind::Credit && line.amount != 0);
            prop_assert!(line.kind != LineKind::Usage || line.amount == 0);
        }
    }
    // What is charged for a time was not charged for it before, but for what was credited: no plan is paid for twice at once.
    let mut paid_until = 0;
    for invoice in all.iter().filter(|invoice| invoice.row.total > 0) {
        let credited = invoice.lines.iter().any(|line| line.kind == LineKind::Credit);
        prop_assert!(credited || invoice.row.period_start >= paid_until, "{:?}", invoice.row);
        paid_until = invoice.row.period_end;
    }
    Ok(())
}
