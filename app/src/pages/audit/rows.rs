//! The entries, or why there are none.

use super::filter::Filter;
use super::{at, words};
use crate::navigation::use_go;
use crate::parts::list_end::ListEnd;
use crate::query::List;
use crate::reactive::effect;
use crate::ui::{Badge, Button, EmptyState, ModeBadge, Person, RelativeTime, Skeleton, Tone, VirtualList};
use leptos::prelude::*;
use portico_api::audit::{AuditEntry, ListAudit};

/// The height of a row, in pixels; also in `style/pages/audit.css`.
const HEIGHT: f64 = 60.0;

pub(super) fn rows(
    slug: StoredValue<String>,
    filter: Memo<Filter>,
    log: List<ListAudit>,
    shown: RwSignal<Option<AuditEntry>>,
) -> AnyView {
    let go = use_go();
    let keys = Memo::new(move |_| {
        log.with(|listed| {
            listed.rows().map(|entry| format!("{} {}", entry.id, entry.times)).collect::<Vec<_>>()
        })
    });
    // A search looks at so many entries at a time: where that finds nothing, the next ones are asked for until there is something, or nothing more.
    effect(move || {
        let goes_on = log.with(|listed| {
            let found_nothing = listed.last().is_some_and(|page| page.entries.is_empty());
            found_nothing && listed.more && !listed.loading && !listed.previous && listed.failure.is_none()
        });
        if goes_on {
            log.more();
        }
    });
    let waiting = Memo::new(move |_| {
        log.with(|listed| match (listed.first(), &listed.failure) {
            (None, _) => listed.loading,
            (Some(_), failure) => listed.is_empty() && (listed.loading || listed.more) && failure.is_none(),
        })
    });
    let empty = Memo::new(move |_| keys.with(Vec::is_empty));
    // Not all of it was looked through: nobody knows that nothing matches.
    let cut = Memo::new(move |_| log.with(|listed| listed.first().is_some() && listed.failure.is_some()));
    let size = Memo::new(move |_| log.with(|listed| listed.size()));
    let make = move |nth: usize| log.with(|listed| listed.row(nth).map(|entry| row(entry.clone(), shown)));
    (move || match (waiting.get(), empty.get()) {
        (true, _) => view! { <Skeleton rows=6 /> }.into_any(),
        (_, true) if cut.get() => view! { <ListEnd list=log /> }.into_any(),
        (_, true) if filter.with(Filter::is_empty) => view! {
            <EmptyState
                title="The log is empty"
                text="Entries are kept as long as the plan says. The next change appears here."
            />
        }
        .into_any(),
        (_, true) => view! {
            <EmptyState title="No matching entries" text="Change the filters, or clear them.">
                <Button on_click=Callback::new(move |()| go.amend(at(slug, &Filter::default())))>"Clear filters"</Button>
            </EmptyState>
        }
        .into_any(),
        _ => view! {
            <div
                class="rows"
                role="list"
                aria-label="Audit log"
                data-previous=move || log.with(|listed| listed.previous).then_some("")
            >
                <VirtualList
                    keys
                    size=Signal::derive(move || size.get())
                    row_height=HEIGHT
                    row=Callback::new(move |(nth,)| untrack(|| make(nth)).into_any())
                    on_end=Callback::new(move |()| log.more())
                />
            </div>
            <ListEnd list=log />
        }
        .into_any(),
    })
    .into_any()
}

fn row(entry: AuditEntry, shown: RwSignal<Option<AuditEntry>>) -> AnyView {
    let (title, at) = (words::short_title(&entry), entry.at);
    let who = match entry.person.clone() {
        Some(by) => view! { <Person name=Some(by.name) email=by.email /> }.into_any(),
        None => view! { <span class="audit-who">{words::way(entry.way)}</span> }.into_any(),
    };
    let target = words::target(&entry);
    let mode = entry.mode;
    let refused =
        entry.refused.is_some().then(|| view! { <Badge text=words::denied(&entry) tone=Tone::Warning /> });
    let named = format!("{}: {target}", words::title(&entry));
    let open = move |_| shown.set(Some(entry.clone()));
    view! {
        <div class="audit-entry" data-tips="">
            <span class="audit-what">
                <button type="button" class="audit-open" aria-label=named aria-haspopup="dialog" on:click=open>
                    {title}
                </button>
                {refused}
            </span>
            <span class="audit-facts">
                {who}
                <span class="audit-target" translate="no" title=target.clone()>{target.clone()}</span>
                {mode.map(|mode| view! { <ModeBadge mode /> })}
            </span>
            <span class="audit-when"><RelativeTime at_ms=at /></span>
        </div>
    }
    .into_any()
}
