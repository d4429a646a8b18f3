use super::dom::set_px;
use crate::reactive::{effect, memo};
use leptos::html::Div;
use leptos::prelude::*;
use std::ops::Range;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, HtmlElement, ResizeObserver};

/// How many rows beyond the visible ones are kept, so that they are there when they scroll into sight. The window
/// moves in steps of this many rows.
const STEP: usize = 8;

/// A long list of rows of one height, of which only those in sight are in the document.
///
/// Its parent element either scrolls or lies in a page that scrolls. Rows take their height from `--row-height`.
#[component]
pub fn VirtualList(
    /// What makes each row unique and its content up to date: a row is made anew when its key changes.
    #[prop(into)]
    keys: Signal<Vec<String>>,
    /// Makes a list item of each row, for an element around this that has `role="list"`: how long the whole list is,
    /// with the rows that are not here yet; `None` while nobody knows. Without this, rows say themselves what they are.
    #[prop(optional, into)]
    size: Option<Signal<Option<usize>>>,
    /// The height of each row in CSS pixels.
    row_height: f64,
    /// Makes the row at an index.
    #[prop(into)]
    row: Callback<(usize,), AnyView>,
    /// Called when the last rows come near, and again when there are more of them and those come near.
    #[prop(optional, into)]
    on_end: Option<Callback<()>>,
) -> impl IntoView {
    let (whole, slice) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let in_sight = RwSignal::new(0..3 * STEP);
    let count = memo(move |_| keys.with(Vec::len));
    let range = memo(move |_| {
        let Range { start, end } = in_sight.get();
        start.min(count.get())..end.min(count.get())
    });
    let measure = move || {
        let seen = whole.get_untracked().and_then(|whole| rows_in_sight(&whole, row_height));
        if let Some(seen) = seen.filter(|seen| in_sight.with_untracked(|last| last != seen)) {
            in_sight.set(seen);
        }
    };
    whole.on_load(move |whole| {
        // Stored in the list's owner: dropped with the list.
        StoredValue::new_local(Watch::new(&whole, measure));
    });
    effect(move || {
        if let (Some(whole), Some(slice)) = (whole.get(), slice.get()) {
            set_px(&whole, "--row-height", row_height);
            set_px(&whole, "height", row_height * count.get() as f64);
            set_px(&slice, "--slice-top", row_height * range.get().start as f64);
        }
    });
    // Of how many rows the last one is near, so that each end is told once.
    let end = memo(move |_| Some(count.get()).filter(|count| *count > 0 && range.get().end == *count));
    effect(move || {
        if let (Some(_), Some(on_end)) = (end.get(), on_end) {
            on_end.run(());
        }
    });
    // One memo of the range and the keys, and not a view that reads both: the range is itself made of the keys. A view is asked
    // to look again only when what it reads says that it has changed; looking at the range brings the keys up to date, and who
    // asks for them after that hears that they have not changed. Then new rows in an unchanged range would not be shown.
    let rows = memo(move |_| {
        let range = range.get();
        keys.with(|keys| {
            let rows = keys.iter().enumerate().skip(range.start).take(range.len());
            rows.map(|(at, key)| (at, key.clone())).collect::<Vec<_>>()
        })
    });
    let make = move |at: usize| match size {
        None => row.run((at,)),
        Some(size) => {
            // -1 is how a list says that it does not know.
            let size = move || size.get().map_or("-1".to_owned(), |size| size.to_string());
            view! {
                <div class="virtual-row" role="listitem" aria-posinset=(at + 1).to_string() aria-setsize=size>
                    {row.run((at,))}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="virtual" role="presentation" node_ref=whole>
            <div class="virtual-slice" role="presentation" node_ref=slice>
                <For each=move || rows.get() key=|row| row.clone() let((at, _key))>
                    {make(at)}
                </For>
            </div>
        </div>
    }
    .into_any()
}

/// The rows between the edges of the parent and of the browser window, rounded outwards to whole steps.
fn rows_in_sight(whole: &HtmlElement, row_height: f64) -> Option<Range<usize>> {
    let inner_height = window().inner_height().ok()?.as_f64()?;
    let parent = whole.parent_element()?.get_bounding_client_rect();
    let top = parent.top().max(0.0);
    let bottom = parent.bottom().min(inner_height);
    if bottom <= top {
        // Not on the screen: whatever was there may stay.
        return None;
    }
    let own = whole.get_bounding_client_rect().top();
    let step = STEP as f64;
    let first = ((top - own) / row_height / step).floor() - 1.0;
    let last = ((bottom - own) / row_height / step).ceil() + 1.0;
    Some((first.max(0.0) * step) as usize..(last.max(0.0) * step) as usize)
}

/// Calls a function whenever a list or anything around it scrolls or changes its size, until it is dropped.
struct Watch {
    function: Closure<dyn Fn()>,
    observer: Option<ResizeObserver>,
}

impl Watch {
    fn new(whole: &HtmlElement, measure: impl Fn() + 'static) -> Self {
        let function = Closure::<dyn Fn()>::new(measure);
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(true);
        let callback = function.as_ref().unchecked_ref();
        // Scroll events don't bubble, but they can be captured: this hears the page and every scrolling parent.
        document()
            .add_event_listener_with_callback_and_add_event_listener_options("scroll", callback, &options)
            .ok();
        let observer = ResizeObserver::new(callback).ok();
        if let Some(observer) = &observer {
            observer.observe(whole);
            if let Some(parent) = whole.parent_element() {
                observer.observe(&parent);
            }
        }
        Self { function, observer }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let callback = self.function.as_ref().unchecked_ref();
        document().remove_event_listener_with_callback_and_bool("scroll", callback, true).ok();
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
