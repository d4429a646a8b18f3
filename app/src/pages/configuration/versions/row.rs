//! One version in the list.

use super::Page;
use crate::locale::number;
use crate::ui::{Badge, Icon, Menu, MenuItem, Person, RelativeTime, Tick, Tone};
use leptos::prelude::*;
use portico_api::versions::{VersionKind, VersionRow, WHOLE_VERSIONS};

/// The height of a row in CSS pixels, as in style/pages/versions.css.
pub(super) const HEIGHT: f64 = 64.0;

/// So much of the hash is enough to tell two apart.
const HASH_SHOWN: usize = 8;

/// How a version came to be.
pub(in super::super) fn origin(version: &VersionRow) -> String {
    match (version.kind, &version.source) {
        (VersionKind::RollBack, Some(source)) => format!("Rolled back to {}", source.version),
        (VersionKind::Promote, Some(source)) => format!("From {} {}", source.mode.as_str(), source.version),
        (VersionKind::RollBack, None) => "Rolled back".to_owned(),
        (VersionKind::Promote, None) => "Promoted".to_owned(),
        (VersionKind::Publish, _) => "Published".to_owned(),
        (VersionKind::Unknown, _) => "Unknown origin".to_owned(),
    }
}

pub(super) fn row(version: &VersionRow, page: Page) -> AnyView {
    let number = version.number;
    let is_published = page.published() == number;
    let hash = version.hash.get(..HASH_SHOWN).unwrap_or(&version.hash).to_owned();
    let tone = match version.kind {
        VersionKind::Publish | VersionKind::Unknown => Tone::Neutral,
        VersionKind::RollBack => Tone::Warning,
        VersionKind::Promote => Tone::Accent,
    };
    let ticked = move || page.ticked.with(|ticked| ticked.contains(&number));
    let menu = menu(version, page, is_published);
    view! {
        <div class="version" data-tips="">
            <label class="version-tick">
                <Tick
                    label=format!("Compare version {number}")
                    value=Signal::derive(ticked)
                    disabled=Signal::stored(!version.whole)
                    on_change=Callback::new(move |(on,)| page.tick(number, on))
                />
            </label>
            <span class="version-number">{number}</span>
            <span class="version-what">
                <span class="version-message" translate="no" title=version.message.clone()>{version.message.clone()}</span>
                <span class="version-who">
                    <Person name=version.author_name.clone() email=version.author.clone() /> " · "
                    <RelativeTime at_ms=version.created_at />
                    <code class="version-hash" translate="no" title=version.hash.clone()>{hash}</code>
                </span>
            </span>
            <span class="version-badges">
                {is_published.then(|| view! { <Badge text="Current" tone=Tone::Good /> })}
                // As most versions came to be, that says nothing.
                {(version.kind != VersionKind::Publish).then(|| view! { <Badge text=origin(version) tone /> })}
                {(!version.whole).then(|| view! { <Badge text="Values not kept" tone=Tone::Neutral /> })}
            </span>
            <Menu label=format!("Actions for version {number}") items=menu><Icon name="more" /></Menu>
        </div>
    }
    .into_any()
}

/// Why a version can't be shown, compared or rolled back to.
fn not_kept() -> String {
    format!("Its values are no longer kept: only the newest {} versions keep theirs.", number(WHOLE_VERSIONS))
}

fn menu(version: &VersionRow, page: Page, is_published: bool) -> Vec<MenuItem> {
    let number = version.number;
    let published = page.published();
    let compare = move |pair: (i64, i64)| Callback::new(move |()| page.compare(Some(pair)));
    let action = |label: String, icon, on_select: Callback<()>| MenuItem::Action { label, icon, on_select };
    // Of an old version only what happened is kept.
    let gone = (!version.whole).then(not_kept);
    let look = |label: &str, pair| match gone.clone() {
        Some(reason) => MenuItem::Disabled { label: label.to_owned(), icon: "search", reason },
        None => action(label.to_owned(), "search", compare(pair)),
    };
    let mut items = Vec::new();
    // The first one is shown beside nothing.
    items.push(look("Show what changed", (number - 1, number)));
    if !is_published {
        items.push(look("Compare with the current version", (number, published)));
        let label = "Roll back to this version".to_owned();
        let begun = version.clone();
        items.push(match gone.clone().or_else(|| page.reason.get_untracked()) {
            Some(reason) => MenuItem::Disabled { label, icon: "undo", reason },
            None => {
                action(label, "undo", Callback::new(move |()| page.rolling_back.set(Some(begun.clone()))))
            }
        });
    }
    items.push(action("Copy hash".to_owned(), "copy", {
        let hash = version.hash.clone();
        let toasts = crate::ui::use_toasts();
        Callback::new(move |()| {
            let hash = hash.clone();
            leptos::task::spawn_local(async move {
                match crate::ui::write_to_clipboard(&hash).await {
                    true => toasts.success("Hash copied"),
                    false => toasts.error(format!("Your browser did not let Portico copy {hash}.")),
                }
            });
        })
    }));
    items
}
