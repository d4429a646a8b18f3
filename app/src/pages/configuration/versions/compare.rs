//! Two versions side by side: which ones stands in the address.

use super::super::difference::{between, difference_list};
use super::Page;
use crate::parameters::use_parameter;
use crate::parts::loaded::part_failed;
use crate::query::{Answer, Query, query};
use crate::reactive::{effect, memo};
use crate::ui::{Dialog, Skeleton};
use leptos::prelude::*;
use portico_api::projects::ProjectParams;
use portico_api::promotion::{Promotion, ShowPromotion};
use portico_api::schema::Schema;
use portico_api::versions::{ShowVersion, Version, VersionParams};

pub(super) fn dialog(page: Page) -> AnyView {
    let asked = use_parameter("compare");
    let pair = memo(move |_| asked.with(|pair| pair.as_deref().and_then(read)));
    let open = RwSignal::new(false);
    effect(move || open.set(pair.with(Option::is_some)));
    let title = Signal::derive(move || match pair.get() {
        Some((0, number)) => format!("Version {number}"),
        Some((one, other)) => format!("Version {one} and version {other}"),
        None => String::new(),
    });
    let close = Callback::new(move |()| page.compare(None));
    view! {
        <Dialog open title on_close=close>
            {move || pair.get_untracked().map(|(one, other)| content(page, one, other))}
        </Dialog>
    }
    .into_any()
}

/// "3..7"
fn read(text: &str) -> Option<(i64, i64)> {
    let (one, other) = text.split_once("..")?;
    let (one, other) = (one.parse().ok()?, other.parse().ok()?);
    (0 <= one && 0 < other).then_some((one, other))
}

/// One version; number 0 is the time before the first.
pub(super) fn version(page: Page, number: i64) -> Query<Version> {
    query::<ShowVersion>(move || {
        let at = page.at.get_value();
        let params =
            VersionParams { organization: at.organization, project: at.project, mode: at.mode, number };
        (number > 0).then_some(params)
    })
}

/// The schema, for titles and order.
pub(super) fn schema(page: Page) -> Query<Promotion> {
    query::<ShowPromotion>(move || {
        let at = page.at.get_value();
        Some(ProjectParams { organization: at.organization, project: at.project })
    })
}

/// Keys serve as titles while the schema is not known.
pub(super) fn no_schema() -> Schema {
    Schema { version: 0, settings: Vec::new(), updated_at: None, updated_by: None, updated_by_name: None }
}

fn content(page: Page, one: i64, other: i64) -> AnyView {
    let (before, after, schema) = (version(page, one), version(page, other), schema(page));
    let labels = match one {
        0 => ("Before".to_owned(), format!("Version {other}")),
        _ => (format!("Version {one}"), format!("Version {other}")),
    };
    (move || {
        let before = match (one, before.answer()) {
            (0, _) => None,
            (_, Answer::Ready(version)) => Some(version),
            (_, Answer::Failed(failure)) => {
                return part_failed(failure, Callback::new(move |()| before.retry()));
            }
            (_, Answer::Loading) => return view! { <Skeleton rows=3 /> }.into_any(),
        };
        let after = match after.answer() {
            Answer::Ready(version) => version,
            Answer::Failed(failure) => return part_failed(failure, Callback::new(move |()| after.retry())),
            Answer::Loading => return view! { <Skeleton rows=3 /> }.into_any(),
        };
        let schema = match schema.answer() {
            Answer::Loading => return view! { <Skeleton rows=3 /> }.into_any(),
            Answer::Ready(promotion) => promotion.schema.clone(),
            Answer::Failed(_) => no_schema(),
        };
        let found = between(&schema, before.as_deref(), Some(&after));
        match found.is_empty() {
            true => view! { <p class="dialog-text">"Both have the same values."</p> }.into_any(),
            false => difference_list(found, &labels.0, &labels.1),
        }
    })
    .into_any()
}
