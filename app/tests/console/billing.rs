use crate::support::*;
use portico_api::billing::{PlanPreview, Subscription};
use portico_api::invoices::{Invoice, InvoiceRow};
use portico_api::organizations::Organization;
use portico_api::plans::{Interval, PlanId};
use portico_api::usage::Usage;
use portico_app::locale::{amount, country, day, exact_period, period};
use portico_app::pages::billing::usage::{days::parts, months};
use portico_app::pages::billing::{invoice, texts};
use portico_app::parts::limits::{Room, no_project, no_seat, projects, seats_text};
use portico_app::ui::{Bar, Tone};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

/// 3 December 2026
const AT: i64 = 1_796_256_000_000;

fn organization(role: &str, plan: &str, projects: u32, members: u32, invites: u32) -> Organization {
    let value = json!({
        "id": "1", "name": "Acme", "slug": "acme", "website": "https://acme.example", "role": role, "plan": plan,
        "projects": projects, "members": members, "invites": invites, "reads": 0, "version": 1, "created_at": 0,
    });
    serde_json::from_value(value).unwrap()
}

fn subscription(plan: &str, interval: &str, next: Value) -> Subscription {
    let value = json!({
        "plan": plan, "interval": interval, "status": "active", "period_start": 0, "period_end": AT, "next": next,
        "pending": null, "version": 1,
    });
    serde_json::from_value(value).unwrap()
}

fn invoice_row(status: &str, due_at: Option<i64>) -> Value {
    json!({
        "id": "i1", "number": "2026-0001", "status": status, "currency": "eur", "total": 1_450, "issued_at": AT,
        "due_at": due_at, "paid_at": null, "period_start": 0, "period_end": AT,
    })
}

#[wasm_bindgen_test]
fn money_keeps_every_digit() {
    let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
    let english = |minor, currency| plain(amount("en-US", minor, currency));
    assert_eq!(english(0, "eur"), "€0.00");
    assert_eq!(english(5, "eur"), "€0.05");
    assert_eq!(english(-1_450, "eur"), "-€14.50");
    assert_eq!(english(499_000, "usd"), "$4,990.00");
    // No float holds this many digits and two behind the point.
    assert_eq!(english(9_007_199_254_740_993, "eur"), "€90,071,992,547,409.93");
    // Currencies without a smaller unit, and with three digits of it.
    assert_eq!(english(2_900, "jpy"), "¥2,900");
    assert_eq!(english(2_900, "kwd"), "KWD 2.900");
    assert_eq!(plain(amount("de-DE", 123_456, "eur")), "1.234,56 €");
    assert_eq!(english(2_900, "€!"), "29.00 €!");
}

#[wasm_bindgen_test]
fn periods_say_the_minute_only_where_a_day_is_not_whole() {
    let minute = AT - 86_400_000 + (13 * 60 + 37) * 60_000;
    assert_eq!(exact_period(AT - 86_400_000, AT), period(AT - 86_400_000, AT));
    let exact = exact_period(minute, AT);
    assert!(exact.contains("13:37") && exact.contains("00:00"), "{exact}");
    assert!(!period(minute, AT).contains(':'));
}

#[wasm_bindgen_test]
fn countries_have_names_and_unknown_codes_stay() {
    assert_ne!(country("DE"), "DE");
    assert_eq!(country("nowhere"), "nowhere");
}

#[wasm_bindgen_test]
fn what_is_used_is_said_in_words() {
    assert_eq!(projects(&organization("owner", "free", 2, 1, 0)).text("project"), "2 of 3 projects");
    assert_eq!(
        projects(&organization("owner", "enterprise", 1, 1, 0)).text("project"),
        "1 project, no limit"
    );
    assert_eq!(seats_text(&organization("owner", "free", 0, 3, 1)), "4 of 5 seats (1 open invite)");
    assert_eq!(seats_text(&organization("owner", "free", 0, 3, 0)), "3 of 5 seats");
    let reads = |used, allowed| texts::reads(Room { used, allowed });
    assert!(reads(12, Some(100)).contains("12 of 100 configuration reads this month"));
    assert_eq!(reads(1, None), "1 configuration read this month, no limit");
    let stored = |used, allowed| texts::stored(Room { used, allowed });
    assert_eq!(stored(380_949, Some(25_000_000)), "380.9 kB of 25 MB stored");
    assert_eq!(stored(24_990_000, Some(2_000_000_000)), "24.9 MB of 2 GB stored");
}

#[wasm_bindgen_test]
fn days_are_made_of_the_projects_that_were_read_most_and_of_all_others() {
    let usage = |days: Value, series: Value| -> Usage {
        let organization = serde_json::to_value(organization("owner", "free", 2, 1, 0)).unwrap();
        serde_json::from_value(json!({
            "organization": organization, "month": "2026-12", "total": 0, "days": days, "series": series,
            "project": null, "projects": [], "next": null,
        }))
        .unwrap()
    };
    let days = json!([{ "at": AT, "reads": 5 }, { "at": AT + 86_400_000, "reads": 3 }]);
    let one = |name: &str, reads: Value| json!({ "project_id": name, "name": name, "reads": reads });
    let read = |found: (Vec<String>, Vec<Bar>)| {
        (found.0.join(", "), found.1.into_iter().map(|bar| bar.parts).collect::<Vec<_>>())
    };
    let two = json!([one("Shop", json!([3, 1])), one("Till", json!([2, 2]))]);
    assert_eq!(read(parts(&usage(days.clone(), two))), ("Shop, Till".into(), vec![vec![3, 2], vec![1, 2]]));
    let with_rest = json!([one("Shop", json!([3, 1])), one("Till", json!([1, 2]))]);
    assert_eq!(
        read(parts(&usage(days.clone(), with_rest))),
        ("Shop, Till, Other projects".into(), vec![vec![3, 1, 1], vec![1, 2, 0]])
    );
    // One project, or none: nothing to tell apart.
    for series in [json!([]), json!([one("Shop", json!([5, 3]))])] {
        assert_eq!(read(parts(&usage(days.clone(), series))), (String::new(), vec![vec![5], vec![3]]));
    }
}

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
    let admin = no_project(&organization("admin", "free", 3, 1, 0)).unwrap();
    assert_eq!(
        admin,
        "Acme has 3 of 3 projects of the Free plan. Change the plan under Billing to have more."
    );
    let developer = no_project(&organization("developer", "free", 12, 1, 0)).unwrap();
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
            "You use 7 seats; Free allows 5. Everybody stays; you just can't invite more.",
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
    assert!(no_project(&stored("free", 25_000_000)).is_some_and(|text| text.contains("25 MB of storage")));
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
        text.starts_with(&format!("Enterprise, yearly, waits for its payment until {}.", day(AT))),
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
    assert_eq!(next("pro", "year"), format!("Stays Pro; from {until} it is paid yearly."));
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
    assert_eq!(texts::charged_next(&preview("now", Value::Null)), "After that nothing is charged.");
    assert!(texts::charged_next(&preview("now", json!(2_900))).contains(&day(AT)));
}

#[wasm_bindgen_test]
fn an_open_invoice_is_overdue_when_its_day_has_passed() {
    let status = |status: &str, due: Option<i64>| {
        let row: InvoiceRow = serde_json::from_value(invoice_row(status, due)).unwrap();
        texts::status(&row, AT).0
    };
    assert_eq!(status("open", Some(AT - 1)), "Overdue");
    assert_eq!(status("open", Some(AT + 1)), "Open");
    assert_eq!(status("open", None), "Open");
    assert_eq!(status("paid", Some(AT - 1)), "Paid");
    let void: InvoiceRow = serde_json::from_value(invoice_row("void", None)).unwrap();
    assert_eq!(texts::status(&void, AT), ("Void", Tone::Neutral));
}

#[wasm_bindgen_test]
async fn the_total_of_an_invoice_is_the_sum_of_its_lines() {
    let line = |kind: &str, description: &str, amount: i64| {
        json!({
            "kind": kind, "description": description, "quantity": 1, "amount": amount, "period_start": 0,
            "period_end": AT,
        })
    };
    let mut value = invoice_row("open", Some(AT));
    let rest = json!({
        "bill_to": {
            "name": "Acme <Ltd>", "email": "", "line1": "1 Main Street", "line2": "", "postal_code": "10115",
            "city": "Berlin", "country": "DE", "tax_id": "",
        },
        "lines": [line("plan", "Pro", 2_900), line("credit", "Unused Pro", -1_450), line("usage", "Shop", 0)],
        "seller": "Portico Ltd\n2 Side Street", "instructions": "Pay by transfer.", "hosted_url": null,
    });
    value.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let whole: Invoice = serde_json::from_value(value).unwrap();
    assert_eq!(texts::total(&whole.lines), 1_450);
    let page = show(move || invoice::paper(&whole));
    let text = page.text_content().unwrap();
    for said in ["Acme <Ltd>", "10115 Berlin", "2026-0001", "Pay by transfer.", "Portico Ltd"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(find(&page, ".paper-total").inner_text().contains("14"), "{text}");
    assert_eq!(page.query_selector_all("tbody tr").unwrap().length(), 3);
}

#[wasm_bindgen_test]
fn months_go_back_to_the_first_and_on_to_the_current_one() {
    let now = AT as f64;
    assert_eq!(months::current(now), "2026-12");
    assert_eq!(months::chosen("2026-02", now), "2026-02");
    for odd in ["", "2027-01", "2026-13", "x"] {
        assert_eq!(months::chosen(odd, now), "2026-12", "{odd}");
    }
    assert_eq!(months::before("2026-01", None).as_deref(), Some("2025-12"));
    assert_eq!(months::before("2026-12", Some(AT)), None, "there was no organization before");
    assert_eq!(months::after("2025-12", now).as_deref(), Some("2026-01"));
    assert_eq!(months::after("2026-12", now), None);
    assert_eq!(months::begins("1970-02"), 31 * 86_400_000);
}
