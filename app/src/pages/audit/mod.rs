//! `/o/{organization}/audit`: who did what in an organization, and what was refused.

mod changes;
mod days;
mod detail;
mod download;
mod fields;
mod filter;
mod picker;
mod rows;
mod tools;
mod verify;
mod words;

use crate::browser::use_title;
use crate::parts::here::use_here;
use crate::parts::loaded::failed;
use crate::parts::{Heading, refused};
use crate::query::list;
use crate::reactive::{effect, memo};
use crate::session::remember_organization;
use filter::Filter;
use leptos::prelude::*;
use portico_api::audit::{AuditEntry, ListAudit};

pub fn page(organization: String) -> AnyView {
    let slug = StoredValue::new(organization);
    let filter = filter::use_filter();
    let log = list::<ListAudit>(move || Some(filter.with(|filter| filter.params(&slug.get_value()))));
    let organization = memo(move |_| log.with(|listed| listed.first().map(|page| page.organization.clone())));
    let here = use_here();
    let name = move || {
        let read = organization.with(|known| known.as_ref().map(|organization| organization.name.clone()));
        read.or_else(|| here.organization.get().map(|organization| organization.name))
    };
    use_title(move || [Some("Audit log".to_owned()), name()].into_iter().flatten().collect());
    effect(move || {
        if let Some(organization) = organization.get() {
            remember_organization(&organization.slug);
        }
    });
    let problem =
        memo(move |_| log.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none())));
    let shown = RwSignal::new(None::<AuditEntry>);
    (move || match problem.get() {
        Some(failure) if failure.is_denied() && !failure.is_missing() => {
            refused("Audit log", "Only Admins and Owners can see the audit log", "about it", None)
        }
        Some(failure) => failed(failure, Callback::new(move |()| log.retry())),
        None => view! {
            <header class="page-header">
                <Heading>"Audit log"</Heading>
                {download::actions(slug, filter)}
            </header>
            <div class="audit-intro">
                <p class="lead">
                    "Everything done here, and every denied attempt: who, when and from where. No one can change or remove an entry before its retention period ends."
                </p>
                {verify::section(slug)}
            </div>
            {tools::tools(slug, filter, log)}
            {rows::rows(slug, filter, log, shown)}
            {detail::dialog(slug, shown)}
        }
        .into_any(),
    })
    .into_any()
}

/// The address of the log with another filter.
fn at(slug: StoredValue<String>, filter: &Filter) -> String {
    slug.with_value(|slug| filter.path(slug))
}
