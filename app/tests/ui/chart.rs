use crate::support::{settle, show};
use leptos::prelude::*;
use portico_app::ui::{Bar, BarChart, Meter, SelectField};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

fn bars(values: &[i64]) -> Vec<Bar> {
    let bar = |(at, value): (usize, &i64)| Bar {
        label: format!("{} Nov", at + 1),
        tick: (at + 1).to_string(),
        parts: vec![*value],
    };
    values.iter().enumerate().map(bar).collect()
}

async fn chart(values: &'static [i64]) -> crate::support::Stage {
    show(move || {
        let number = |value: i64| value.to_string();
        view! {
            <BarChart title="Reads by day" shown="Reads by day".into_any() summary="Most on 2 Nov." heads=["Day", "Reads"] bars=bars(values) number />
        }
    })
    .await
}

fn texts(stage: &crate::support::Stage, selector: &str) -> Vec<String> {
    let found = stage.find("figure").query_selector_all(selector).unwrap();
    (0..found.length()).map(|at| found.get(at).unwrap().text_content().unwrap()).collect()
}

fn heights(stage: &crate::support::Stage) -> Vec<i64> {
    let found = stage.find("svg").query_selector_all("rect").unwrap();
    let height = |at| found.get(at).unwrap().unchecked_into::<web_sys::Element>().get_attribute("height");
    (0..found.length()).map(|at| height(at).unwrap().parse().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn the_table_of_a_chart_says_what_its_bars_draw() {
    let stage = chart(&[0, 200, 50, 1]).await;
    assert_eq!(texts(&stage, "tbody th"), ["1 Nov", "2 Nov", "3 Nov", "4 Nov"]);
    assert_eq!(texts(&stage, "tbody td"), ["0", "200", "50", "1"]);
    assert_eq!(texts(&stage, "rect title"), ["1 Nov: 0", "2 Nov: 200", "3 Nov: 50", "4 Nov: 1"]);
    // The axis ends at 200; a single read is still to be seen.
    assert_eq!(heights(&stage), [0, 1000, 250, 5]);
    assert_eq!(stage.text(".chart-top"), "200");
}

#[wasm_bindgen_test]
async fn parts_stand_on_each_other_and_the_table_adds_them_up() {
    let stage = show(|| {
        let number = |value: i64| value.to_string();
        let bar = |at: i64, parts: &[i64]| Bar {
            label: format!("{at} Nov"),
            tick: at.to_string(),
            parts: parts.to_vec(),
        };
        let bars = vec![bar(1, &[50, 30, 20]), bar(2, &[0, 1, 0])];
        let series = ["Shop", "Till", "Other projects"].map(str::to_owned).to_vec();
        view! { <BarChart title="Reads" shown="Reads".into_any() summary="" heads=["Day", "Reads"] series bars number /> }
    })
    .await;
    assert_eq!(heights(&stage), [500, 300, 200, 0, 10, 0]);
    let tops = |at: usize| stage.find(&format!("rect:nth-of-type({})", at + 1)).get_attribute("y").unwrap();
    assert_eq!([tops(0), tops(1), tops(2)], ["500", "200", "0"]);
    assert_eq!(texts(&stage, ".chart-legend li"), ["Shop", "Till", "Other projects"]);
    assert_eq!(texts(&stage, "thead th"), ["Day", "Shop", "Till", "Other projects", "Reads"]);
    assert_eq!(texts(&stage, "tbody td"), ["50", "30", "20", "100", "0", "1", "0", "1"]);
    assert_eq!(texts(&stage, "rect title")[1], "Till, 1 Nov: 30");
}

#[wasm_bindgen_test]
async fn a_chart_is_a_figure_with_its_summary_and_the_drawing_is_left_out_for_screen_readers() {
    let stage = chart(&[3]).await;
    assert_eq!(stage.text("figcaption .chart-summary"), "Most on 2 Nov.");
    assert_eq!(stage.find(".chart-plot").get_attribute("aria-hidden").as_deref(), Some("true"));
    assert_eq!(stage.text("details summary"), "Show as table");
    assert_eq!(stage.count("[style]"), 0);
}

#[wasm_bindgen_test]
async fn a_month_without_reads_is_a_flat_axis() {
    let stage = chart(&[0, 0, 0]).await;
    assert_eq!(heights(&stage), [0, 0, 0]);
    assert_eq!(stage.text(".chart-top"), "");
    assert_eq!(texts(&stage, "tbody td"), ["0", "0", "0"]);
}

#[wasm_bindgen_test]
async fn the_largest_numbers_are_drawn_too() {
    let stage = chart(&[9_007_199_254_740_991, 0]).await;
    assert!((500..=1000).contains(&heights(&stage)[0]));
}

#[wasm_bindgen_test]
async fn a_meter_says_in_words_what_its_bar_shows() {
    let (used, allowed) = (RwSignal::new(2_i64), RwSignal::new(Some(3_i64)));
    let text = Signal::derive(move || format!("{} of {:?}", used.get(), allowed.get()));
    let stage = show(move || view! { <Meter label="Projects" text used allowed /> }).await;
    let meter = stage.find("meter");
    assert_eq!(meter.get_attribute("aria-valuetext").as_deref(), Some("2 of Some(3)"));
    let label = meter.get_attribute("aria-labelledby").unwrap();
    assert_eq!(stage.text(&format!("#{label}")), "Projects");
    assert_eq!(
        (meter.get_attribute("value"), meter.get_attribute("max")),
        (Some("2".into()), Some("3".into()))
    );
    assert!(!stage.find(".meter").has_attribute("data-level"));
    used.set(3);
    settle().await;
    assert_eq!(stage.find(".meter").get_attribute("data-level").as_deref(), Some("full"));
    used.set(12);
    settle().await;
    assert_eq!(stage.find(".meter").get_attribute("data-level").as_deref(), Some("over"));
    assert_eq!(stage.find("meter").get_attribute("value").as_deref(), Some("3"));
    allowed.set(None);
    settle().await;
    assert_eq!(stage.count("meter"), 0);
    assert_eq!(stage.text(".meter-text"), "12 of None");
}

#[wasm_bindgen_test]
async fn a_select_begins_with_its_value_and_follows_it() {
    let value = RwSignal::new("DE".to_owned());
    let options = ["", "AT", "DE"].map(|code| (code.to_owned(), format!("Land {code}"))).to_vec();
    let stage = show(move || view! { <SelectField label="Country" name="country" value options /> }).await;
    let chosen = || stage.find("option:checked").get_attribute("value").unwrap();
    assert_eq!(stage.find("label").get_attribute("for"), stage.find("select").get_attribute("id"));
    assert_eq!(chosen(), "DE");
    value.set(String::new());
    settle().await;
    assert_eq!(chosen(), "");
}
