//! One entry of a switcher.

use super::super::icon::Icon;
use super::super::popover::opens_elsewhere;
use super::super::words::Words;
use super::Panel;
use super::model::Chosen;
use crate::reactive::memo;
use leptos::prelude::*;
use std::ops::Range;

pub(super) fn row(panel: Panel, at: usize) -> AnyView {
    let found = panel.items.with_untracked(|items| {
        let rows = items.rows();
        let part = |at: usize| rows.get(at).map(|row| (row.recent, row.apart));
        let begins = at.checked_sub(1).is_some_and(|before| part(before) != part(at));
        rows.get(at).cloned().map(|row| (row, begins))
    });
    let Some((row, begins)) = found else { return ().into_any() };
    let count = move || panel.rows().to_string();
    let chosen = StoredValue::new(Chosen::Row(row.id.clone()));
    let context = format!("{}-context", panel.row_id(&row.id));
    let text = row.title.clone();
    let hit = {
        let (title, also) = (row.title.clone(), row.also.filter(|also| row.subtitle.as_ref() != Some(also)));
        memo(move |_| {
            let search = panel.search.get();
            also.clone()
                .filter(|also| place_of(&title, &search).is_none() && place_of(also, &search).is_some())
        })
    };
    let told = row.context;
    let is_described = told.is_some();
    let described = context.clone();
    // A description, and no part of the name: it is heard after it, and not twice.
    let second = move || {
        let (also, told) = (hit.get(), told.clone());
        (also.is_some() || told.is_some()).then(|| {
            let between = (also.is_some() && told.is_some()).then_some(" · ");
            let also = also.map(|also| view! { <span translate="no">{marked(&also, &panel.search.get())}</span> });
            view! {
                <span class="switcher-context" id=context.clone() aria-hidden="true">{also} {between} {told.map(Words::view)}</span>
            }
        })
    };
    let is_active = memo(move |_| chosen.with_value(|row| panel.active_entry.get().as_ref() == Some(row)));
    view! {
        <a
            class="switcher-row"
            class:switcher-apart=begins
            id=panel.row_id(&row.id)
            role="option"
            tabindex="-1"
            href=row.href
            title=row.title.clone()
            aria-describedby=move || (is_described || hit.with(Option::is_some)).then(|| described.clone())
            aria-selected=move || is_active.get().to_string()
            aria-current=row.current.then_some("true")
            aria-posinset=(at + 1).to_string()
            aria-setsize=count
            on:click=move |event| leave(panel, &event)
            on:pointermove=move |_| choose(panel, chosen.get_value())
        >
            <span class="switcher-words">
                <span class="switcher-line">
                    <span class="switcher-title" translate="no">{move || marked(&text, &panel.search.get())}</span>
                    {row.subtitle.map(|text| view! {
                        <span class="switcher-subtitle" translate="no">{move || marked(&text, &panel.search.get())}</span>
                    })}
                </span>
                {second}
            </span>
            {row.current.then(|| view! { <Icon name="check" /> })}
        </a>
    }
    .into_any()
}

/// Where in the text it is that was searched for. Where case changes a word's length, that is nowhere.
fn place_of(text: &str, search: &str) -> Option<Range<usize>> {
    let (found, term) = (text.to_lowercase(), search.trim().to_lowercase());
    let at = found.find(&term).filter(|_| !term.is_empty() && found.len() == text.len())?;
    Some(at..at + term.len())
}

/// The text, with what was searched for marked in it.
fn marked(text: &str, search: &str) -> AnyView {
    let parts = place_of(text, search).and_then(|at| {
        let (before, after) = (text.get(..at.start)?.to_owned(), text.get(at.end..)?.to_owned());
        Some((before, text.get(at)?.to_owned(), after))
    });
    match parts {
        Some((before, hit, after)) => view! { {before} <mark>{hit}</mark> {after} }.into_any(),
        None => text.to_owned().into_any(),
    }
}

/// The entry behind the last row. Disabled, it shows why and stays reachable.
pub(super) fn footer(panel: Panel) -> AnyView {
    let footer = panel.footer.get();
    let disabled = footer.disabled_reason.is_some();
    view! {
        <a
            class="switcher-footer"
            id=panel.footer_id()
            role="option"
            tabindex="-1"
            href=(!disabled).then_some(footer.href)
            aria-selected=move || panel.active_entry.with(|entry| *entry == Some(Chosen::Footer)).to_string()
            aria-disabled=disabled.then_some("true")
            on:click=move |event| {
                if !disabled {
                    leave(panel, &event);
                }
            }
            on:pointermove=move |_| choose(panel, Chosen::Footer)
        >
            <Icon name="plus" />
            <span class="switcher-title">{footer.label}</span>
            {footer.disabled_reason.map(|reason| view! { <span class="switcher-reason">{reason.view()}</span> })}
        </a>
    }
    .into_any()
}

fn choose(panel: Panel, entry: Chosen) {
    if panel.active_entry.with_untracked(|active| active.as_ref() != Some(&entry)) {
        panel.chosen.set(Some(entry));
    }
}

/// The link is being followed here: the panel has done its work.
fn leave(panel: Panel, event: &web_sys::MouseEvent) {
    if !opens_elsewhere(event) {
        panel.popover.close();
    }
}
