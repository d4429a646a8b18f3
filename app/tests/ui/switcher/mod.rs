//! The dropdown of the bar: a search field, rows, and a last entry that stays.

mod keys;
mod rows;

use crate::support::{Stage, show};
use leptos::prelude::*;
use portico_app::ui::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};

/// What a switcher is given, and what it reports.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) items: RwSignal<SwitcherItems>,
    pub(super) search: RwSignal<String>,
    pub(super) footer: RwSignal<SwitcherFooter>,
    pub(super) opened: RwSignal<u32>,
    pub(super) wanted_more: RwSignal<u32>,
}

pub(super) fn rows(count: usize, current: usize) -> SwitcherItems {
    let row = |at: usize| SwitcherRow {
        id: format!("id-{at}"),
        title: format!("Project {at}"),
        subtitle: None,
        also: None,
        context: None,
        href: format!("/o/acme/p/project-{at}/sandbox"),
        current: at == current,
        recent: false,
        apart: false,
    };
    SwitcherItems::Ready { rows: (0..count).map(row).collect(), more: false, count: None }
}

/// Rows of another search: as many as are rendered, and none of those before.
pub(super) fn found(word: &str, count: usize, apart: usize) -> SwitcherItems {
    let row = |at: usize| SwitcherRow {
        id: format!("{word}-{at}"),
        title: format!("{word} {at}"),
        subtitle: None,
        also: None,
        context: None,
        href: format!("/{word}/{at}"),
        current: false,
        recent: false,
        apart: at >= count - apart,
    };
    SwitcherItems::Ready {
        rows: (0..count).map(row).collect(),
        more: false,
        count: Some(format!("{count} of 322 projects")),
    }
}

pub(super) fn titles(stage: &Stage) -> Vec<String> {
    stage.all_texts(".switcher-row .switcher-title")
}

pub(super) async fn switcher(items: SwitcherItems) -> (Stage, Given) {
    let footer = SwitcherFooter {
        label: "Create new project".into(),
        href: "/o/acme/new".into(),
        disabled_reason: None,
    };
    let given = Given {
        items: RwSignal::new(items),
        search: RwSignal::new(String::new()),
        footer: RwSignal::new(footer),
        opened: RwSignal::new(0),
        wanted_more: RwSignal::new(0),
    };
    let stage = show(move || {
        view! {
            <Switcher
                label="Project"
                current="Project 2"
                placeholder="Select project"
                items=given.items
                search=given.search
                on_more=move || given.wanted_more.update(|count| *count += 1)
                on_open=move || given.opened.update(|count| *count += 1)
                footer=given.footer
                empty="No project matches."
            />
        }
    })
    .await;
    (stage, given)
}

pub(super) async fn opened(items: SwitcherItems) -> (Stage, Given) {
    let (stage, given) = switcher(items).await;
    stage.find("button").focus().unwrap();
    stage.click("button").await;
    (stage, given)
}

/// The entry that Enter would follow, as screen readers see it.
pub(super) fn active(stage: &Stage) -> String {
    let id = stage.find("[role=combobox]").get_attribute("aria-activedescendant").unwrap_or_default();
    assert_eq!(stage.count("[aria-selected=true]"), 1);
    assert_eq!(stage.find("[aria-selected=true]").id(), id);
    stage.text(&format!("#{id}"))
}

pub(super) fn is_open(stage: &Stage) -> bool {
    stage.find(".switcher-panel").matches(":popover-open").unwrap()
}
