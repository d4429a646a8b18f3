//! `/o/{organization}/billing`: what an organization pays for, with what, and to whom the bill goes.

mod change;
mod details;
mod email_state;
pub mod invoice;
mod invoices;
mod payment;
mod plan;
mod returned;
pub mod texts;
pub mod usage;

use crate::browser::use_title;
use crate::parts::here::use_here;
use crate::parts::{Heading, loaded, refused};
use crate::query::{Phase, Query, invalidate, query};
use crate::reactive::memo;
use crate::session::remember_organization;
use leptos::prelude::*;
use portico_api::billing::{Billing, PreviewPlanChange, ShowBilling};
use portico_api::invites::ListInvites;
use portico_api::members::ListMembers;
use portico_api::organizations::{ListOrganizations, OrganizationParams, ShowOrganization};
use portico_api::projects::{ListProjects, ShowProject};
use portico_api::session::ShowSession;
use portico_api::usage::ShowUsage;
use std::sync::Arc;

pub fn page(slug: String) -> AnyView {
    let params = OrganizationParams { organization: slug.clone() };
    let billing = query::<ShowBilling>(move || Some(params.clone()));
    seen(billing, move |billing| shown(slug.clone(), billing))
}

fn shown(slug: String, billing: Memo<Arc<Billing>>) -> AnyView {
    use_title(move || billing.with(|billing| vec!["Billing".into(), billing.organization.name.clone()]));
    remember_organization(&billing.with_untracked(|billing| billing.organization.slug.clone()));
    let change = change::Change::new();
    view! {
        <header class="page-header">
            <Heading>"Billing"</Heading>
        </header>
        {returned::notice(&slug, billing)}
        <div class="billing">
            {plan::section(billing, change)}
            {payment::section(billing)}
            {invoices::section(slug, billing)}
            {details::section(billing)}
        </div>
        {change::dialog(billing, change)}
    }
    .into_any()
}

/// As [`loaded`]; whoever may not see billing is told who may.
fn seen<T: Send + Sync + 'static>(
    query: Query<T>,
    ready: impl Fn(Memo<Arc<T>>) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let forbidden = memo(
        move |_| matches!(query.phase(), Phase::Failed(failure) if failure.is_denied() && !failure.is_missing()),
    );
    (move || match forbidden.get() {
        true => unseen(),
        false => loaded(query, ready.clone()),
    })
    .into_any()
}

/// The title of a page whose own answer does not say whose it is.
fn titled(page: impl Fn() -> String + Send + Sync + 'static) {
    let here = use_here();
    use_title(move || {
        let organization = here.organization.get().map(|organization| organization.name);
        std::iter::once(page()).chain(organization).collect()
    });
}

/// Who may see billing, for somebody who may not.
fn unseen() -> AnyView {
    titled(|| "Billing".to_owned());
    let ask = "about its plan and its invoices";
    refused("Billing", "Only Admins and Owners can see billing", ask, None)
}

/// Asks again for all that depends on the plan.
fn plan_changed() {
    invalidate::<ShowBilling>();
    invalidate::<PreviewPlanChange>();
    invalidate::<ShowUsage>();
    invalidate::<ShowOrganization>();
    invalidate::<ListOrganizations>();
    invalidate::<ListProjects>();
    invalidate::<ListMembers>();
    invalidate::<ListInvites>();
    invalidate::<ShowProject>();
    invalidate::<ShowSession>();
}

/// The organization by its ID: by the time of sending, the slug may stand for another one.
fn by_id(billing: &Billing) -> OrganizationParams {
    OrganizationParams { organization: billing.organization.id.to_string() }
}
