//! `/o/{organization}/export`: an organization as a file, and projects out of such a file.

mod bring;
mod download;
mod import;
mod made;
mod read;
mod row;

use crate::browser::use_title;
use crate::parts::here::use_here;
use crate::parts::{Heading, loaded, refused};
use crate::query::{Phase, query};
use crate::reactive::memo;
use crate::session::remember_organization;
use leptos::prelude::*;
use portico_api::exports::{ExportList, ListExports};
use portico_api::organizations::OrganizationParams;
use std::sync::Arc;

pub fn page(slug: String) -> AnyView {
    let params = OrganizationParams { organization: slug.clone() };
    let exports = query::<ListExports>(move || Some(params.clone()));
    let here = use_here();
    let name = move || here.organization.get().map(|organization| organization.name);
    use_title(move || [Some("Export and import".to_owned()), name()].into_iter().flatten().collect());
    let slug = StoredValue::new(slug);
    let refusal = memo(
        move |_| matches!(exports.phase(), Phase::Failed(failure) if failure.is_denied() && !failure.is_missing()),
    );
    (move || match refusal.get() {
        true => refused(
            "Export and import",
            "Only Admins and Owners can export and import",
            "for an export",
            None,
        ),
        false => loaded(exports, move |list| content(slug, list)),
    })
    .into_any()
}

fn content(slug: StoredValue<String>, list: Memo<Arc<ExportList>>) -> AnyView {
    remember_organization(&list.with_untracked(|list| list.organization.slug.clone()));
    view! {
        <header class="page-header"><Heading>"Export and import"</Heading></header>
        <p class="lead">
            "Download the whole organization as one file, to keep or to move. Import projects from such a file, made here or in another installation."
        </p>
        {made::section(slug, list)}
        {import::section(slug)}
    }
    .into_any()
}
