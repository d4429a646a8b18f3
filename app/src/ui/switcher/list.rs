//! The entries of a switcher: rows in a scrolling window, and the footer that is always in sight.

use super::super::dom::by_id;
use super::super::state::Skeleton;
use super::super::virtual_list::VirtualList;
use super::Panel;
use super::model::SwitcherItems;
use super::row::{footer, row};
use crate::reactive::memo;
use leptos::prelude::*;

/// The height of a row in CSS pixels; a finger needs more.
fn row_height() -> f64 {
    let coarse = window().match_media("(pointer: coarse)").ok().flatten();
    if coarse.is_some_and(|query| query.matches()) { 52.0 } else { 46.0 }
}

pub(super) fn list_id(panel: Panel) -> String {
    format!("{}-list", panel.popover.id())
}

/// Scrolls the list of this `id` just as far as it takes to see the row.
pub(super) fn reveal(list: &str, at: usize) {
    let Some(list) = by_id(list) else { return };
    let (height, seen) = (row_height() as i32, list.client_height());
    let (top, scrolled) = (at as i32 * height, list.scroll_top());
    if top < scrolled {
        list.set_scroll_top(top);
    } else if top + height > scrolled + seen {
        list.set_scroll_top(top + height - seen);
    }
}

pub(super) fn entries(
    panel: Panel,
    label: &'static str,
    on_more: Callback<()>,
    empty: Signal<String>,
) -> AnyView {
    let Panel { popover, items, .. } = panel;
    // What stands in place of rows; rows themselves are updated one by one.
    let notice = move || {
        items.with(|items| match items {
            SwitcherItems::Loading => Some(view! { <Skeleton rows=3 /> }.into_any()),
            SwitcherItems::Failed(why) => {
                Some(view! { <p class="switcher-note">{why.clone()}</p> }.into_any())
            }
            SwitcherItems::Ready { rows, .. } if rows.iter().all(|row| row.apart) => {
                Some(view! { <p class="switcher-note">{empty}</p> }.into_any())
            }
            SwitcherItems::Ready { .. } => None,
        })
    };
    let keys = memo(move |_| {
        if !popover.open.get() {
            return Vec::new();
        }
        items.with(|items| {
            items
                .rows()
                .iter()
                .map(|row| format!("{}{}{}{}{:?}", row.id, row.current, row.href, row.title, row.context))
                .collect()
        })
    });
    let at_end = move || {
        if items.with_untracked(|items| matches!(items, SwitcherItems::Ready { more: true, .. })) {
            on_more.run(());
        }
    };
    view! {
        <div
            class="switcher-list"
            id=list_id(panel)
            role="listbox"
            aria-label=label
            aria-owns=panel.footer_id()
        >
            <VirtualList keys row_height=row_height() row=move |at| row(panel, at) on_end=at_end />
        </div>
        <div class="switcher-notice" role="status">
            {move || popover.open.get().then(notice)}
        </div>
        {move || footer(panel)}
    }
    .into_any()
}
