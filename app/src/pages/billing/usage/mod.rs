//! `/o/{organization}/billing/usage`: how often the configurations of an organization are read, by day and by project.

pub mod days;
pub mod months;
mod projects;

use super::unseen;
use crate::browser::{now_ms, use_title};
use crate::locale::month as named;
use crate::parameters::use_parameter;
use crate::parts::Heading;
use crate::parts::loaded::failed;
use crate::paths;
use crate::query::{List, list};
use crate::reactive::memo;
use crate::ui::Skeleton;
use leptos::prelude::*;
use portico_api::usage::{Month, ShowUsage, ShowUsageParams, Usage};
use std::sync::Arc;

/// What the parts of the page share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    slug: StoredValue<String>,
    month: Memo<String>,
    /// The ID of the project that the days are of; empty: all of them.
    project: Memo<String>,
    usage: List<ShowUsage>,
}

impl Page {
    /// The address of the page with another month or project.
    fn at(self, month: &str, project: &str) -> String {
        // The current month needs no saying: tomorrow it may be the next.
        let month = if month == months::current(now_ms()) { "" } else { month };
        self.slug.with_value(|slug| paths::usage(slug, month, project))
    }

    /// The answer, once it is there; that of the month before while the next is on its way.
    fn answer(self) -> Option<Arc<Usage>> {
        self.usage.with(|listed| listed.first().cloned())
    }
}

pub fn page(slug: String) -> AnyView {
    let (month, project) = (use_parameter("month"), use_parameter("project"));
    let month = memo(move |_| months::chosen(&month.get().unwrap_or_default(), now_ms()));
    let project = memo(move |_| project.get().unwrap_or_default());
    let slug = StoredValue::new(slug);
    let usage = list::<ShowUsage>(move || {
        let project = Some(project.get()).filter(|id| !id.is_empty());
        let month = Month::parse(&month.get()).ok()?;
        Some(ShowUsageParams { organization: slug.get_value(), month, project, after: None })
    });
    let page = Page { slug, month, project, usage };
    let problem =
        memo(move |_| usage.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none())));
    let waiting = memo(move |_| page.answer().is_none());
    (move || match problem.get() {
        Some(failure) if failure.is_denied() && !failure.is_missing() => unseen(),
        Some(failure) => failed(failure, Callback::new(move |()| usage.retry())),
        None => view! {
            {header(page)}
            {move || match waiting.get() {
                true => view! { <Skeleton rows=6 /> }.into_any(),
                false => view! {
                    <div class="usage" data-previous=move || usage.with(|listed| listed.previous).then_some("")>
                        {move || page.answer().map(|usage| days::shown(page, &usage))}
                        {projects::section(page)}
                    </div>
                }
                .into_any(),
            }}
        }
        .into_any(),
    })
    .into_any()
}

/// The month, and the ways to the ones beside it.
fn header(page: Page) -> AnyView {
    let name = move || named(months::begins(&page.month.get()));
    use_title(move || {
        let organization = page.answer().map(|usage| usage.organization.name.clone());
        [Some("Usage".to_owned()), organization].into_iter().flatten().collect()
    });
    let born = move || page.answer().map(|usage| usage.organization.created_at);
    let link = move |month: Option<String>, label: &'static str| {
        month.map(|month| {
            let title = named(months::begins(&month));
            let href = page.at(&month, &page.project.get());
            view! {
                <a class="button button-quiet" href=href data-noscroll="">
                    <span class="visually-hidden">{label} ": "</span>
                    {title}
                </a>
            }
        })
    };
    view! {
        <header class="page-header">
            <Heading>"Usage"</Heading>
        </header>
        <nav class="months" aria-label="Month">
            <span class="months-before">
                {move || link(months::before(&page.month.get(), born()), "Previous month")}
            </span>
            <h2 aria-live="polite">{name}</h2>
            <span class="months-after">
                {move || link(months::after(&page.month.get(), now_ms()), "Next month")}
            </span>
        </nav>
    }
    .into_any()
}
