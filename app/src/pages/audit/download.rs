//! The log, or what is found of it, as a file. It comes in slices and goes slice by slice to the browser, which keeps it out of the memory of
//! this page: however long the file is, only one slice of it is here.

use super::filter::Filter;
use crate::client::{Failure, call};
use crate::locale::number;
use crate::parts::file::{blob, save};
use crate::reactive::memo;
use crate::ui::{Button, use_toasts};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_api::Empty;
use portico_api::audit::{ExportAudit, ExportAuditParams, ExportFormat, ListAuditParams};
use portico_api::page::Cursor;
use wasm_bindgen::JsValue;

/// An export that may be under way.
#[derive(Clone, Copy)]
struct Export {
    slug: StoredValue<String>,
    filter: Memo<Filter>,
    /// How many entries there are already; `None`: nothing is under way.
    done: RwSignal<Option<i64>>,
}

pub(super) fn actions(slug: StoredValue<String>, filter: Memo<Filter>) -> AnyView {
    let toasts = use_toasts();
    let export = Export { slug, filter, done: RwSignal::new(None) };
    let begin = move |format: ExportFormat| {
        Callback::new(move |()| {
            if export.done.get_untracked().is_some() {
                return;
            }
            export.done.set(Some(0));
            spawn_local(async move {
                match export.run(format).await {
                    Ok(Some(count)) => toasts.success(format!("{} exported", entries(count))),
                    // It was stopped, by its button or by leaving the page.
                    Ok(None) => {}
                    Err(failure) => toasts.error(format!("The export ended early. {}", failure.message())),
                }
                export.done.try_set(None);
            });
        })
    };
    let busy = memo(move |_| export.done.with(Option::is_some));
    let so_far = move || format!("{} so far", entries(export.done.get().unwrap_or_default()));
    let stop = Callback::new(move |()| export.done.set(None));
    view! {
        <div class="page-actions audit-export">
            {move || match busy.get() {
                true => view! {
                    <span class="audit-so-far" role="status">{move || view! { <span>{so_far()}</span> }}</span>
                    <Button on_click=stop>"Stop export"</Button>
                }
                .into_any(),
                false => view! {
                    <Button on_click=begin(ExportFormat::Csv)>"Export CSV"</Button>
                    <Button on_click=begin(ExportFormat::Jsonl)>
                        // On a phone the button before it says so for both.
                        <span class="audit-export-word">"Export "</span>"JSON Lines"
                    </Button>
                }
                .into_any(),
            }}
        </div>
    }
    .into_any()
}

impl Export {
    /// Asks for slice after slice and saves them as one file; answers the number of entries, or nothing, if it was stopped.
    async fn run(self, format: ExportFormat) -> Result<Option<i64>, Failure> {
        let filter = self.filter.get_untracked();
        let organization = self.slug.get_value();
        let (parts, mut count, mut after) = (Array::new(), 0, None);
        loop {
            let params = params(&organization, &filter, format, after);
            let slice = call::<ExportAudit>(&params, &Empty {}, None).await?;
            // A blob is the browser's, and may lie on its disk.
            if let Some(part) = blob(&Array::of1(&JsValue::from_str(&slice.text)), media_type(format)) {
                parts.push(&part);
            }
            count += slice.entries;
            if self.done.try_get_untracked().flatten().is_none() {
                return Ok(None);
            }
            self.done.try_set(Some(count));
            match slice.next {
                Some(next) => after = Some(Cursor::new(next)),
                None => break,
            }
        }
        if let Some(whole) = blob(&parts, media_type(format)) {
            save(&whole, &format!("{organization}-audit.{}", format.as_str()));
        }
        Ok(Some(count))
    }
}

fn params(
    organization: &str,
    filter: &Filter,
    format: ExportFormat,
    after: Option<Cursor>,
) -> ExportAuditParams {
    ExportAuditParams::of(ListAuditParams { after, ..filter.params(organization) }, format)
}

fn entries(count: i64) -> String {
    format!("{} {}", number(count), if count == 1 { "entry" } else { "entries" })
}

fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv;charset=utf-8",
        ExportFormat::Jsonl => "application/x-ndjson",
    }
}
