//! Archives: the one that is being made, and those that there are.

use super::download::{Download, button};
use crate::browser::is_visible;
use crate::locale::{bytes, number};
use crate::query::{invalidate, look_again};
use crate::reactive::{effect, memo};
use crate::submit::submission;
use crate::ui::{Badge, Button, ButtonKind, Person, RelativeTime, Tone, use_toasts};
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::exports::{Export, ExportList, ExportState, ListExports, RequestExport};
use portico_api::organizations::OrganizationParams;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked how far an archive is; each look has it go on.
const LOOK_AFTER: Duration = Duration::from_secs(2);

/// What each step writes.
const STEPS: [&str; 9] = [
    "the organization",
    "members",
    "projects",
    "configurations",
    "versions",
    "usage",
    "invoices",
    "the audit log",
    "the end",
];

pub(super) fn section(slug: StoredValue<String>, list: Memo<Arc<ExportList>>) -> AnyView {
    let toasts = use_toasts();
    let submission = submission();
    let making = memo(move |_| {
        list.with(|list| list.exports.iter().find(|export| export.state == ExportState::Making).cloned())
    });
    let busy = memo(move |_| making.with(Option::is_some));
    let others = memo(move |_| {
        let is_over = |export: &&Export| export.state != ExportState::Making;
        list.with(|list| list.exports.iter().filter(is_over).cloned().collect::<Vec<_>>())
    });
    let none = memo(move |_| others.with(Vec::is_empty));
    look_while(busy);
    tell_when_ready(busy, others);
    let reason = Signal::derive(move || {
        busy.get().then(|| "An export is already running. Wait until it is ready.".to_owned())
    });
    let ask = Callback::new(move |()| {
        let params = OrganizationParams { organization: slug.get_value() };
        submission.send::<RequestExport>(params, Empty {}, move |outcome| match outcome {
            Ok(_) => invalidate::<ListExports>(),
            Err(failure) => toasts.error(failure.message()),
        });
    });
    let download = Download::new(slug);
    view! {
        <section class="archive-part" aria-labelledby="export">
            <h2 id="export">"Export"</h2>
            <p class="field-hint">
                "Projects, settings, versions, members, the audit log, usage and invoices, as JSON Lines. Secret values and keys are never included. It runs in the background; you get an e-mail when it is ready, and can download it for 7 days."
            </p>
            <div class="archive-tools">
                <Button kind=ButtonKind::Primary pending=submission disabled_reason=reason on_click=ask>"Start export"</Button>
            </div>
            <div role="status" class="archive-progress">
                {move || busy.get().then(|| progress(making))}
            </div>
            {move || (!none.get()).then(|| view! {
                <ul class="rows" aria-label="Exports">
                    <For
                        each=move || others.get()
                        key=|export| (export.id.to_string(), export.state as u8)
                        children=move |export| row(export, download)
                    />
                </ul>
            })}
        </section>
    }
    .into_any()
}

/// Looks again and again as long as one is being made and somebody sees the page.
fn look_while(busy: Memo<bool>) {
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    };
    let look = || {
        if is_visible() {
            look_again::<ListExports>(false);
        }
    };
    effect(move || {
        stop();
        if busy.get() {
            timer.set_value(set_interval_with_handle(look, LOOK_AFTER).ok());
        }
    });
    on_cleanup(stop);
}

fn tell_when_ready(busy: Memo<bool>, others: Memo<Vec<Export>>) {
    let toasts = use_toasts();
    Effect::new(move |before: Option<bool>| {
        let now = busy.get();
        if before == Some(true) && !now {
            match others.with_untracked(|others| others.first().map(|export| export.state)) {
                Some(ExportState::Ready) => toasts.success("The export is ready"),
                Some(ExportState::Failed) => toasts.error("The export could not be made. Start another one."),
                _ => {}
            }
        }
        now
    });
}

fn progress(making: Memo<Option<Export>>) -> AnyView {
    let done = move || making.with(|export| export.as_ref().map_or(0, |export| export.steps_done));
    let steps = move || making.with(|export| export.as_ref().map_or(1, |export| export.steps));
    let step = memo(move |_| {
        let name = usize::try_from(done()).ok().and_then(|done| STEPS.get(done)).copied().unwrap_or_default();
        format!("Step {} of {}: {name}.", number(done() + 1), number(steps()))
    });
    let so_far = move || {
        let so_far = making.with(|export| export.as_ref().map_or(0, |export| export.bytes));
        (so_far > 0).then(|| format!("{} so far", bytes(so_far)))
    };
    view! {
        <progress max=move || steps().to_string() value=move || done().to_string() aria-label="Export"></progress>
        <p>{step}</p>
        <p class="field-hint" aria-hidden="true">{so_far}</p>
    }
    .into_any()
}

fn row(export: Export, download: Download) -> AnyView {
    let (word, tone) = match export.state {
        ExportState::Ready => ("Ready", Tone::Good),
        ExportState::Failed => ("Failed", Tone::Bad),
        _ => ("Removed", Tone::Neutral),
    };
    let until = export.expires_at.filter(|_| export.state == ExportState::Ready);
    let size = (export.state == ExportState::Ready).then(|| bytes(export.bytes));
    let cut =
        export.is_cut.then(|| view! { <span>"The newest audit entries didn't fit and are missing"</span> });
    let by = export.asked_by.clone().map(|email| {
        view! { <Person name=export.asked_by_name.clone() email /> }
    });
    let act = (export.state == ExportState::Ready).then(|| button(export.clone(), download));
    view! {
        <li class="archive-row" data-tips="">
            <span class="archive-what"><RelativeTime at_ms=export.created_at /> <Badge text=word tone /></span>
            <span class="archive-facts">
                {by}
                {size.map(|size| view! { <span>{size}</span> })}
                {until.map(|until| view! { <span>"Expires " <RelativeTime at_ms=until ahead=true /></span> })}
                {cut}
            </span>
            <span class="archive-act">{act}</span>
        </li>
    }
    .into_any()
}
