//! A download: part by part, each of which goes to the browser at once. What has come stays until the page is left, so that one that was interrupted
//! goes on.

use crate::browser::random_uuid;
use crate::client::{Failure, call};
use crate::locale::{moment, percent};
use crate::parts::again::again;
use crate::parts::file::{blob, save};
use crate::reactive::memo;
use crate::ui::{Button, use_toasts};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_api::Empty;
use portico_api::exports::{DownloadExport, Export, ExportParams, ExportPartParams, ShowExportPart};
use wasm_bindgen::JsValue;

const MEDIA_TYPE: &str = "application/x-ndjson";

/// What is downloaded. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Download {
    slug: StoredValue<String>,
    /// Of which export, and how many of its parts are there; `None`: nothing is under way.
    done: RwSignal<Option<(String, u32)>>,
    /// The parts that have come of an export.
    parts: StoredValue<(String, Array), LocalStorage>,
}

impl Download {
    pub(super) fn new(slug: StoredValue<String>) -> Self {
        let parts = StoredValue::new_local((String::new(), Array::new()));
        Self { slug, done: RwSignal::new(None), parts }
    }

    /// Fetches what is missing, and gives the person the file. Answers whether it is whole: it may have been stopped.
    async fn run(self, export: &Export) -> Result<bool, Failure> {
        let id = export.id.to_string();
        let place = ExportParams { organization: self.slug.get_value(), export: id.clone() };
        let begun = call::<DownloadExport>(&place, &Empty {}, Some(&random_uuid())).await?;
        let known = self.parts.try_get_value().filter(|(of, _)| *of == id).map(|(_, parts)| parts);
        let parts = known.unwrap_or_default();
        self.parts.try_set_value((id.clone(), parts.clone()));
        while i64::from(parts.length()) < begun.parts {
            let number = i64::from(parts.length());
            let ExportParams { organization, export } = place.clone();
            let wanted = ExportPartParams { organization, export, number };
            let part = again(async || call::<ShowExportPart>(&wanted, &Empty {}, None).await).await?;
            // Stopped, by its button or by leaving the page.
            if self.done.try_get_untracked().flatten().is_none_or(|(of, _)| of != id) {
                return Ok(false);
            }
            if let Some(part) = blob(&Array::of1(&JsValue::from_str(&part.text)), MEDIA_TYPE) {
                parts.push(&part);
            }
            self.done.try_set(Some((id.clone(), parts.length())));
        }
        if let Some(whole) = blob(&parts, MEDIA_TYPE) {
            save(&whole, &format!("{}-export.jsonl", place.organization));
        }
        self.parts.try_set_value((String::new(), Array::new()));
        Ok(true)
    }
}

/// What an export that is ready is downloaded by.
pub(super) fn button(export: Export, download: Download) -> AnyView {
    let toasts = use_toasts();
    let id = StoredValue::new(export.id.to_string());
    let total = export.parts.max(1);
    let of = format!(" export of {}", moment(export.created_at as f64).unwrap_or_default());
    let there = memo(move |_| {
        download.done.with(|done| {
            done.as_ref().filter(|(of, _)| id.with_value(|id| id == of)).map(|(_, there)| *there)
        })
    });
    let busy = memo(move |_| there.with(Option::is_some));
    let press = Callback::new(move |()| {
        if busy.get_untracked() {
            return download.done.set(None);
        }
        download.done.set(Some((id.get_value(), 0)));
        let export = export.clone();
        spawn_local(async move {
            match download.run(&export).await {
                Ok(true) => toasts.success("The export was downloaded"),
                Ok(false) => return,
                Err(failure) => toasts.error(format!(
                    "The download ended early. {} Download it again to continue.",
                    failure.message()
                )),
            }
            download.done.try_set(None);
        });
    });
    let so_far = move || there.get().map(|there| percent(i64::from(there) * 100 / total));
    view! {
        <span class="archive-so-far" role="status">{so_far}</span>
        <Button on_click=press>
            {move || if busy.get() { "Stop" } else { "Download" }}
            <span class="visually-hidden">{of}</span>
        </Button>
    }
    .into_any()
}
