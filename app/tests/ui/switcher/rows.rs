//! What a switcher shows, and what it says of that.

use super::{active, found, is_open, opened, rows, switcher, titles};
use crate::support::{settle, wait};
use leptos::prelude::*;
use portico_app::ui::{SwitcherItems, SwitcherRow, Words};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn switcher_footer_stays_and_a_disabled_one_says_why_and_leads_nowhere() {
    let (stage, given) = opened(rows(0, 0)).await;
    assert_eq!(stage.text(".switcher-note"), "No project matches.");
    assert!(!stage.find("[role=combobox]").has_attribute("aria-activedescendant"));
    stage.press("ArrowDown").await;
    assert_eq!(active(&stage), "Create new project");
    given.footer.update(|footer| footer.disabled_reason = Some("Viewers can't create projects.".into()));
    settle().await;
    assert_eq!(stage.text(".switcher-reason"), "Viewers can't create projects.");
    let followed = stage.followed(stage.press("Enter")).await;
    assert_eq!(followed, None);
    assert!(is_open(&stage));
}

#[wasm_bindgen_test]
async fn switcher_says_that_it_loads_and_why_it_failed() {
    let (stage, given) = opened(SwitcherItems::Loading).await;
    assert_eq!(stage.count(".skeleton"), 1);
    given.items.set(SwitcherItems::Failed("No answer came.".into()));
    settle().await;
    assert_eq!(stage.text(".switcher-note"), "No answer came.");
    given.items.set(rows(5, 4));
    settle().await;
    assert_eq!(stage.count(".switcher-note, .skeleton"), 0);
    assert_eq!(active(&stage), "Project 4");
}

#[wasm_bindgen_test]
async fn switcher_of_thousands_renders_few_rows_and_reaches_every_one() {
    let (stage, given) = opened(rows(5_000, 2_500)).await;
    assert!(stage.count(".switcher-row") < 60, "{}", stage.count(".switcher-row"));
    assert_eq!(active(&stage), "Project 2500");
    let list = stage.find(".switcher-list");
    let seen = list.get_bounding_client_rect();
    let row = stage.find("[aria-current=true]").get_bounding_client_rect();
    assert!(row.top() >= seen.top() && row.bottom() <= seen.bottom(), "the current row is in sight");
    stage.press("End").await;
    stage.press("ArrowUp").await;
    assert_eq!(active(&stage), "Project 4999");
    let followed = stage.followed(stage.press("Enter")).await;
    assert_eq!(followed.as_deref(), Some("/o/acme/p/project-4999/sandbox"));
    assert_eq!(given.wanted_more.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn switcher_asks_for_more_near_the_end() {
    let SwitcherItems::Ready { rows, .. } = rows(200, 0) else { unreachable!() };
    let (stage, given) = opened(SwitcherItems::Ready { rows, more: true, count: None }).await;
    assert_eq!(given.wanted_more.get_untracked(), 0);
    stage.find(".switcher-list").set_scroll_top(100_000);
    settle().await;
    assert_eq!(given.wanted_more.get_untracked(), 1);
    assert!(stage.count(".switcher-row") < 60);
}

#[wasm_bindgen_test]
async fn switcher_shows_what_is_searched_when_old_and_new_rows_fill_the_window() {
    let (stage, given) = opened(rows(322, 400)).await;
    for (word, count) in [("api", 44), ("worker", 44), ("service", 300), ("w", 25), ("api", 24)] {
        given.search.set(word.to_owned());
        given.items.set(found(word, count, 0));
        settle().await;
        let shown = titles(&stage);
        assert!(shown.len() >= 8 && shown.iter().all(|title| title.starts_with(word)), "{word}: {shown:?}");
        assert_eq!(stage.find("[aria-posinset]").get_attribute("aria-setsize"), Some(count.to_string()));
        assert_eq!(active(&stage), format!("{word} 0"));
    }
    let followed = stage.followed(stage.press("Enter")).await;
    assert_eq!(followed.as_deref(), Some("/api/0"));
}

#[wasm_bindgen_test]
async fn switcher_footer_chosen_stays_chosen_when_more_rows_come() {
    let (stage, given) = opened(rows(50, 400)).await;
    stage.press("End").await;
    given.items.set(rows(100, 400));
    settle().await;
    assert_eq!(active(&stage), "Create new project");
    let followed = stage.followed(stage.press("Enter")).await;
    assert_eq!(followed.as_deref(), Some("/o/acme/new"));
    assert!(!is_open(&stage));
}

#[wasm_bindgen_test]
async fn switcher_row_that_stands_apart_is_followed_only_after_it_was_chosen() {
    let (stage, given) = opened(found("invite", 1, 1)).await;
    given.search.set("invite".to_owned());
    settle().await;
    assert!(!stage.find("[role=combobox]").has_attribute("aria-activedescendant"));
    assert_eq!(stage.followed(stage.press("Enter")).await, None);
    stage.press("ArrowDown").await;
    assert_eq!(stage.followed(stage.press("Enter")).await.as_deref(), Some("/invite/0"));
}

#[wasm_bindgen_test]
async fn switcher_reads_out_how_many_are_found_once_typing_rests() {
    let (stage, given) = opened(rows(322, 400)).await;
    given.items.set(found("worker", 44, 0));
    settle().await;
    assert_eq!(stage.text(".switcher-count"), "44 of 322 projects");
    assert_eq!(stage.text(".switcher-search [role=status]"), "");
    wait(800).await;
    assert_eq!(stage.text(".switcher-search [role=status]"), "44 of 322 projects");
}

#[wasm_bindgen_test]
async fn switcher_row_is_called_by_its_title_and_described_by_the_rest() {
    let (stage, given) = switcher(rows(5, 2)).await;
    let told = |context: Option<&str>| SwitcherItems::Ready {
        rows: vec![SwitcherRow {
            id: "acme".into(),
            title: "Acme Works".into(),
            subtitle: None,
            also: Some("harbour".into()),
            context: context.map(Words::from),
            href: "/o/acme".into(),
            current: false,
            recent: false,
            apart: false,
        }],
        more: false,
        count: None,
    };
    given.items.set(told(Some("Owner · Pro plan")));
    stage.find("button").focus().unwrap();
    stage.click("button").await;
    let row = stage.find(".switcher-row");
    let text = |attribute: &str| stage.text(&format!("#{}", row.get_attribute(attribute).unwrap()));
    // Its name is its content, and the rest is no part of that.
    assert!(!row.has_attribute("aria-labelledby"));
    assert_eq!(stage.find(".switcher-context").get_attribute("aria-hidden").as_deref(), Some("true"));
    assert_eq!(text("aria-describedby"), "Owner · Pro plan");
    // What is searched for is marked, whatever its case.
    given.search.set("works".to_owned());
    settle().await;
    assert_eq!(stage.text(".switcher-title mark"), "Works");
    assert_eq!(stage.text(".switcher-title"), "Acme Works");
    assert_eq!(stage.text(".switcher-context"), "Owner · Pro plan");
    // Found by something that is not in sight otherwise: that is shown, and marked.
    given.search.set("Harb".to_owned());
    settle().await;
    assert_eq!(stage.text(".switcher-context mark"), "harb");
    assert_eq!(stage.text(".switcher-context"), "harbour · Owner · Pro plan");
    given.search.set(String::new());
    given.items.set(told(Some("Viewer · Pro plan")));
    settle().await;
    assert_eq!(stage.text(".switcher-context"), "Viewer · Pro plan");
}
