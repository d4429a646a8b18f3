//! One entry of a switcher.

use super::super::icon::Icon;
use super::super::popover::opens_elsewhere;
use super::Panel;
use leptos::prelude::*;

pub(super) fn row(panel: Panel, at: usize) -> AnyView {
    let Some(row) = panel.items.with_untracked(|items| items.rows().get(at).cloned()) else {
        return ().into_any();
    };
    let count = move || panel.rows().to_string();
    view! {
        <a
            class="switcher-row"
            id=panel.row_id(at)
            role="option"
            tabindex="-1"
            href=row.href
            title=row.title.clone()
            aria-selected=selected(panel, move || at)
            aria-current=row.current.then_some("true")
            aria-posinset=(at + 1).to_string()
            aria-setsize=count
            on:click=move |event| leave(panel, &event)
            on:pointermove=move |_| choose(panel, at)
        >
            <span class="switcher-title">{row.title.clone()}</span>
            {row.subtitle.map(|text| view! { <span class="switcher-subtitle">{text}</span> })}
            {row.current.then(|| view! { <Icon name="check" /> })}
        </a>
    }
    .into_any()
}

/// The entry behind the last row. Disabled, it shows why and stays reachable.
pub(super) fn footer(panel: Panel) -> AnyView {
    let footer = panel.footer.get();
    let at = move || panel.rows();
    let disabled = footer.disabled_reason.is_some();
    view! {
        <a
            class="switcher-footer"
            id=panel.footer_id()
            role="option"
            tabindex="-1"
            href=(!disabled).then_some(footer.href)
            aria-selected=selected(panel, at)
            aria-disabled=disabled.then_some("true")
            on:click=move |event| {
                if !disabled {
                    leave(panel, &event);
                }
            }
            on:pointermove=move |_| choose(panel, at())
        >
            <Icon name="plus" />
            <span class="switcher-title">{footer.label}</span>
            {footer.disabled_reason.map(|reason| view! { <span class="switcher-reason">{reason}</span> })}
        </a>
    }
    .into_any()
}

fn selected(
    panel: Panel,
    at: impl Fn() -> usize + Send + 'static,
) -> impl Fn() -> &'static str + Send + 'static {
    move || if panel.active.get().is_some_and(|active| active == at()) { "true" } else { "false" }
}

fn choose(panel: Panel, at: usize) {
    if panel.active.get_untracked() != Some(at) {
        panel.chosen.set(Some(at));
    }
}

/// The link is being followed here: the panel has done its work.
fn leave(panel: Panel, event: &web_sys::MouseEvent) {
    if !opens_elsewhere(event) {
        panel.popover.close();
    }
}
