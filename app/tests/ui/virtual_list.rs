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

#[wasm_bindgen_test]
async fn virtual_list_shows_new_rows_that_fill_the_window_as_the_old_ones_did() {
    let word = RwSignal::new(("a", 322));
    let stage = show(move || {
        // A memo, as those have who derive the keys from a list.
        let keys = Memo::new(move |_| {
            let (word, count) = word.get();
            (0..count).map(|at| format!("{word} {at}")).collect::<Vec<_>>()
        });
        let row = move |at: usize| {
            view! { <p class="one-row">{keys.with_untracked(|keys| keys[at].clone())}</p> }.into_any()
        };
        view! { <div><VirtualList keys row_height=40.0 row /></div> }
    })
    .await;
    for (now, count) in [("b", 44), ("c", 44), ("d", 5_000), ("a", 30)] {
        word.set((now, count));
        settle().await;
        let shown = stage.all_texts(".one-row");
        assert!(shown.len() > 8 && shown.iter().all(|row| row.starts_with(now)), "{now}: {shown:?}");
    }
}

#[wasm_bindgen_test]
async fn virtual_list_of_items_says_of_each_where_it_is_in_the_whole_list() {
    let size = RwSignal::new(Some(5_000_usize));
    let stage = show(move || {
        let keys = Signal::derive(|| (0..50).map(|at: usize| at.to_string()).collect::<Vec<_>>());
        let row = move |at: usize| view! { <p class="one-row">{at}</p> }.into_any();
        view! { <div role="list"><VirtualList keys size row_height=40.0 row /></div> }
    })
    .await;
    let item = stage.find("[role=listitem]:nth-child(3)");
    assert_eq!(item.get_attribute("aria-posinset").as_deref(), Some("3"));
    assert_eq!(item.get_attribute("aria-setsize").as_deref(), Some("5000"));
    size.set(None);
    settle().await;
    assert_eq!(item.get_attribute("aria-setsize").as_deref(), Some("-1"));
}
