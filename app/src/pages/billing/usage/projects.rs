//! The month by project, most read first.

use super::Page;
use crate::locale::{number, percent};
use crate::parts::list_end::ListEnd;
use crate::reactive::memo;
use crate::ui::EmptyState;
use leptos::prelude::*;
use portico_api::usage::ProjectUsage;

pub(super) fn section(page: Page) -> AnyView {
    let empty = memo(move |_| page.usage.with(|listed| listed.is_empty()));
    let total = memo(move |_| page.answer().map_or(0, |usage| usage.total));
    let rows = move || page.usage.with(|listed| listed.rows().cloned().collect::<Vec<_>>());
    view! {
        <section class="billing-section" aria-labelledby="usage-projects">
            <h2 id="usage-projects">"By project"</h2>
            {move || match empty.get() {
                true if total.get() > 0 => view! {
                    <EmptyState
                        title="Usage by project is no longer available for this month"
                        text="It is kept for two years; after that, only the monthly total."
                    />
                }
                .into_any(),
                true => view! {
                    <EmptyState
                        title="No reads this month"
                        text="Each time software or a browser reads a configuration from the edge, it counts here."
                    />
                }
                .into_any(),
                false => view! {
                    <table class="table" aria-labelledby="usage-projects">
                        <thead>
                            <tr>
                                <th scope="col">"Project"</th>
                                <th scope="col" class="table-number">"Reads"</th>
                                <th scope="col" class="table-number">"Share"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || rows().iter().map(|project| row(page, project, total.get())).collect_view()}
                        </tbody>
                    </table>
                    <ListEnd list=page.usage />
                }
                .into_any(),
            }}
        </section>
    }
    .into_any()
}

/// The name shows the days of the project alone.
fn row(page: Page, project: &ProjectUsage, total: i64) -> AnyView {
    let id = project.project_id.to_string();
    let href = page.at(&page.month.get(), &id);
    let chosen = page.project.with(|asked| *asked == id);
    let gone = match (project.is_deleted, project.slug.is_none()) {
        (true, _) => Some("(deleted)"),
        (_, true) => Some("(moved away)"),
        _ => None,
    };
    let gone = gone.map(|note| view! { " " <span class="table-note">{note}</span> });
    view! {
        <tr>
            <th scope="row">
                <a class="table-link" translate="no" href=href data-noscroll="" aria-current=chosen.then_some("true")>
                    {project.name.clone()}
                </a>
                {gone}
            </th>
            <td class="table-number">{number(project.reads)}</td>
            <td class="table-number">{share(project.reads, total)}</td>
        </tr>
    }
    .into_any()
}

/// "42%"; what is less than one is said to be.
fn share(part: i64, total: i64) -> String {
    let share = (i128::from(part) * 200 + i128::from(total)).checked_div(i128::from(total) * 2).unwrap_or(0);
    match share {
        0 if part > 0 => format!("< {}", percent(1)),
        share => percent(share as i64),
    }
}
