//! What is said of a plan, of one that is chosen, and of what follows.

use super::{AT, organization, subscription};
use portico_api::billing::{PlanPreview, Subscription};
use portico_api::organizations::Organization;
use portico_api::plans::{Interval, PlanId};
use portico_app::locale::day;
use portico_app::pages::billing::texts;
use portico_app::parts::limits::{no_project, no_seat};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_plan_that_ends_at_another_date_than_its_period_says_that_date() {
    let ending = |next: Value, ends_at: i64| Subscription {
        ends_at: Some(ends_at),
        ..subscription("pro", "month", next)
    };
    let later = ending(json!(null), AT + 60 * 86_400_000);
    let date = day(AT + 60 * 86_400_000);
    assert_eq!(texts::next(&later), Some(format!("Cancelled: Pro until {date}, then Free.")));
    assert!(texts::runs_until(&later).is_some_and(|text| text.contains("Renews on")));
    assert!(texts::same(&later, PlanId::Pro, Interval::Month).is_some_and(|text| text.contains("Keep Pro")));
    let sooner = ending(json!({ "plan": "free", "interval": "month" }), AT - 20 * 86_400_000);
    let date = day(AT - 20 * 86_400_000);
    assert_eq!(texts::next(&sooner), Some(format!("Cancelled: Pro until {date}, then Free.")));
    assert_eq!(texts::runs_until(&sooner), Some(format!("Runs until {date}.")));
    // By hand and as a rule it is the period's end.
    let usual = ending(json!({ "plan": "free", "interval": "month" }), AT);
    assert_eq!(texts::next(&usual), Some(format!("Cancelled: Pro until {}, then Free.", day(AT))));
}

#[wasm_bindgen_test]
fn a_full_plan_says_the_way_out_to_each_role() {
    assert_eq!(no_project(&organization("developer", "free", 2, 1, 0)), None);
    let admin = no_project(&organization("admin", "free", 3, 1, 0)).unwrap().to_string();
    assert_eq!(
        admin,
        "Acme has 3 of 3 projects of the Free plan. Change the plan under Billing to get more."
    );
    let developer = no_project(&organization("developer", "free", 12, 1, 0)).unwrap().to_string();
    assert_eq!(
        developer,
        "Acme has 12 of 3 projects of the Free plan. Ask an Owner or Admin of Acme to change the plan."
    );
    assert!(no_seat(&organization("admin", "free", 0, 4, 1)).is_some(), "an open invite keeps a seat");
    assert_eq!(no_project(&organization("owner", "enterprise", 5_000, 1, 0)), None);
}

#[wasm_bindgen_test]
fn a_smaller_plan_says_what_stays() {
    let read = |plan, reads| Organization { reads, ..organization("owner", plan, 2, 5, 0) };
    let many = organization("owner", "pro", 12, 6, 1);
    assert_eq!(
        texts::beyond(PlanId::Free.plan(), &many),
        [
            "You have 12 projects; Free allows 3. They all stay; you just can't create more.",
            "You use 7 seats; Free allows 5. Everyone stays; you just can't invite more.",
        ]
    );
    assert!(texts::beyond(PlanId::Enterprise.plan(), &read("pro", i64::MAX)).is_empty());
    assert_eq!(texts::beyond(PlanId::Free.plan(), &read("pro", 100_001)).len(), 1);
    let stored = |plan, stored_bytes| Organization { stored_bytes, ..organization("owner", plan, 2, 5, 0) };
    assert_eq!(
        texts::beyond(PlanId::Free.plan(), &stored("pro", 26_400_000)),
        ["You have stored 26.4 MB; Free allows 25 MB. All of it stays; you just can't store more."]
    );
    assert_eq!(no_project(&stored("free", 24_999_999)), None);
    assert!(
        no_project(&stored("free", 25_000_000))
            .is_some_and(|text| text.to_string().contains("25 MB of storage"))
    );
    // Reads refuse nothing: whoever knows an environment's ID can read it.
    assert_eq!(no_project(&read("free", 100_000)), None);
}

#[wasm_bindgen_test]
fn a_plan_that_waits_for_its_payment_is_a_sentence() {
    let mut waiting = subscription("pro", "month", Value::Null);
    assert_eq!(texts::pending(&waiting), None);
    let pending = json!({ "plan": "enterprise", "interval": "year", "until": AT, "payment_url": null });
    waiting.pending = serde_json::from_value(pending).unwrap();
    let text = texts::pending(&waiting).unwrap();
    assert!(
        text.starts_with(&format!("Enterprise, yearly: waiting for payment until {}.", day(AT))),
        "{text}"
    );
}

#[wasm_bindgen_test]
fn the_button_of_the_plan_dialog_names_what_it_does() {
    let free = subscription("free", "month", Value::Null);
    let pro = subscription("pro", "month", Value::Null);
    assert_eq!(texts::action(&free, PlanId::Pro, Interval::Month), "Change to Pro");
    assert_eq!(texts::action(&pro, PlanId::Free, Interval::Month), "Cancel Pro");
    assert_eq!(texts::action(&pro, PlanId::Pro, Interval::Year), "Pay yearly");
    assert_eq!(texts::action(&pro, PlanId::Enterprise, Interval::Year), "Change to Enterprise");
    let why = |now: &Subscription, plan, interval| texts::same(now, plan, interval);
    assert!(why(&free, PlanId::Free, Interval::Year).is_some(), "nothing is paid for Free, however often");
    assert!(why(&pro, PlanId::Pro, Interval::Month).is_some());
    assert_eq!(why(&pro, PlanId::Pro, Interval::Year), None);
    let cancelled = subscription("pro", "month", json!({ "plan": "free", "interval": "month" }));
    assert!(why(&cancelled, PlanId::Pro, Interval::Month).unwrap().contains("Keep Pro"));
    assert!(why(&cancelled, PlanId::Free, Interval::Month).unwrap().contains("already"));
}

#[wasm_bindgen_test]
fn what_begins_next_is_a_sentence() {
    let next = |plan: &str, interval: &str| {
        texts::next(&subscription("pro", "month", json!({ "plan": plan, "interval": interval }))).unwrap()
    };
    let until = day(AT);
    assert!(until.contains("2026") && until.contains('3'), "{until}");
    assert_eq!(next("free", "month"), format!("Cancelled: Pro until {until}, then Free."));
    assert_eq!(next("pro", "year"), format!("Stays on Pro; from {until} it is billed yearly."));
    assert_eq!(texts::next(&subscription("pro", "month", Value::Null)), None);
}

#[wasm_bindgen_test]
fn whoever_comes_back_from_stripe_hears_what_has_changed() {
    let pro = subscription("pro", "month", Value::Null);
    assert_eq!(texts::returned(PlanId::Free, &pro), "Paid: the plan is now Pro");
    assert_eq!(texts::returned(PlanId::Pro, &pro), "Billing is up to date with Stripe");
    let free = subscription("free", "month", Value::Null);
    assert!(texts::returned(PlanId::Free, &free).contains("as soon as Stripe has confirmed it"));
    assert_eq!(texts::changed(&pro), "The plan is now Pro");
}

#[wasm_bindgen_test]
fn a_preview_says_when_and_what_comes_after() {
    let preview = |effective: &str, next: Value| -> PlanPreview {
        serde_json::from_value(json!({
            "effective": effective, "effective_at": AT, "lines": [], "total": 0, "currency": "eur",
            "next_amount": next, "next_at": AT,
        }))
        .unwrap()
    };
    assert_eq!(texts::when(&preview("now", Value::Null)), "It takes effect at once.");
    assert!(texts::when(&preview("period_end", Value::Null)).contains(&day(AT)));
    assert!(texts::when(&preview("checkout", Value::Null)).contains("Stripe"));
    assert_eq!(texts::charged_next(&preview("now", Value::Null)), "Nothing is charged after that.");
    assert!(texts::charged_next(&preview("now", json!(2_900))).contains(&day(AT)));
}
