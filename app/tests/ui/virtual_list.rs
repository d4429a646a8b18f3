use crate::support::{settle, show};
use leptos::prelude::*;
use portico_app::ui::VirtualList;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn virtual_list_renders_what_the_page_shows_as_it_scrolls() {
    let count = RwSignal::new(5_000_usize);
    let ends = RwSignal::new(0);
    let stage = show(move || {
        let keys = Signal::derive(move || (0..count.get()).map(|at| at.to_string()).collect::<Vec<_>>());
        let row = move |at: usize| view! { <p class="one-row">{at}</p> }.into_any();
        view! {
            <div>
                <VirtualList keys row_height=56.0 row on_end=move || ends.update(|ends| *ends += 1) />
            </div>
        }
    })
    .await;
    assert_eq!(stage.find(".virtual").offset_height(), 5_000 * 56);
    assert_eq!(stage.text(".one-row"), "0");
    assert!(stage.count(".one-row") < 60);
    window().scroll_to_with_x_and_y(0.0, 2_000.0 * 56.0);
    settle().await;
    let first: usize = stage.text(".one-row").parse().unwrap();
    assert!((1_980..=2_000).contains(&first), "{first}");
    assert!(stage.count(".one-row") < 60);
    assert_eq!(ends.get_untracked(), 0);
    count.set(3);
    settle().await;
    window().scroll_to_with_x_and_y(0.0, 0.0);
    settle().await;
    assert_eq!(stage.count(".one-row"), 3);
    assert_eq!(ends.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn virtual_list_keeps_rows_whose_key_stays_and_renews_the_others() {
    let names = RwSignal::new(vec!["a".to_owned(), "b".to_owned()]);
    let stage = show(move || {
        let row = move |at: usize| {
            view! { <p class="one-row">{names.with_untracked(|names| names[at].clone())}</p> }.into_any()
        };
        view! { <VirtualList keys=names row_height=40.0 row /> }
    })
    .await;
    let first = stage.find(".one-row:first-child");
    names.set(vec!["a".to_owned(), "c".to_owned()]);
    settle().await;
    assert_eq!(stage.find(".one-row:first-child"), first);
    assert_eq!(stage.text(".one-row:last-child"), "c");
}
