//! What was used.

use super::{AT, organization};
use portico_api::usage::Usage;
use portico_app::pages::billing::texts;
use portico_app::pages::billing::usage::{days::parts, months};
use portico_app::parts::limits::{Room, projects, seats_text};
use portico_app::ui::Bar;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

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
