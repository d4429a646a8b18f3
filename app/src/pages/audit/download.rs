//! The log, or what is found of it, as a file. It comes in slices and goes slice by slice to the browser, which keeps it out of the memory of
//! this page: however long the file is, only one slice of it is here.

use super::filter::Filter;
use crate::client::{Failure, call};
use crate::locale::number;
use crate::parts::again::again;
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

/// What has come of an export whose next slice was lost.
struct Kept {
    filter: Filter,
    format: ExportFormat,
    parts: Array,
    count: i64,
    after: Option<Cursor>,
}

/// An export that may be under way.
#[derive(Clone, Copy)]
struct Export {
    slug: StoredValue<String>,
    filter: Memo<Filter>,
    /// How many entries there are already; `None`: nothing is under way.
    done: RwSignal<Option<i64>>,
    /// Which one it is: what one of before still brings is nothing.
    round: StoredValue<u32>,
    /// What the next one goes on from.
    kept: StoredValue<Option<Kept>, LocalStorage>,
}

pub(super) fn actions(slug: StoredValue<String>, filter: Memo<Filter>) -> AnyView {
    let toasts = use_toasts();
    let export = Export {
        slug,
        filter,
        done: RwSignal::new(None),
        round: StoredValue::new(0),
        kept: StoredValue::new_local(None),
    };
    let begin = move |format: ExportFormat| {
        Callback::new(move |()| {
            if export.done.get_untracked().is_some() {
                return;
            }
            export.done.set(Some(0));
            let round = export.round.get_value() + 1;
            export.round.set_value(round);
            spawn_local(async move {
                let outcome = export.run(round, format).await;
                // Stopped, by its button or by leaving the page.
                if !export.goes_on(round) {
                    return;
                }
                match outcome {
                    Ok(count) => toasts.success(format!("{} exported", entries(count))),
                    Err(failure) => toasts.error(format!(
                        "The export ended early. {} Export it again to continue.",
                        failure.message()
                    )),
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
    fn goes_on(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round) && self.done.try_get_untracked().flatten().is_some()
    }

    /// Asks for slice after slice, from where the last one was lost, and saves them as one file. Answers the number of entries.
    async fn run(self, round: u32, format: ExportFormat) -> Result<i64, Failure> {
        let (organization, filter) = (self.slug.get_value(), self.filter.get_untracked());
        let kept = self.kept.try_update_value(Option::take).flatten();
        let kept = kept.filter(|kept| kept.filter == filter && kept.format == format);
        let mut kept =
            kept.unwrap_or_else(|| Kept { filter, format, parts: Array::new(), count: 0, after: None });
        self.done.try_set(Some(kept.count));
        loop {
            let params = params(&organization, &kept.filter, format, kept.after.clone());
            let outcome = again(async || call::<ExportAudit>(&params, &Empty {}, None).await).await;
            if !self.goes_on(round) {
                return Ok(kept.count);
            }
            let slice = match outcome {
                Ok(slice) => slice,
                Err(failure) => {
                    self.kept.try_set_value(Some(kept));
                    return Err(failure);
                }
            };
            // A blob is the browser's, and may lie on its disk.
            if let Some(part) = blob(&Array::of1(&JsValue::from_str(&slice.text)), media_type(format)) {
                kept.parts.push(&part);
            }
            kept.count += slice.entries;
            self.done.try_set(Some(kept.count));
            match slice.next {
                Some(next) => kept.after = Some(Cursor::new(next)),
                None => break,
            }
        }
        if let Some(whole) = blob(&kept.parts, media_type(format)) {
            save(&whole, &format!("{organization}-audit.{}", format.as_str()));
        }
        Ok(kept.count)
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
