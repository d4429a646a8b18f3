//! The command palette: everything that one can go to or do, by a few letters of its name.

mod act;
mod actions;
mod chooser;
mod entries;
mod entry;
mod fuzzy;
pub mod shortcuts;
mod standing;
mod typed_path;

pub use chooser::chooser;
pub use entry::{Does, Entry, SHOWN};
pub use standing::{At, Known, standing};

use crate::parts::here::use_here;
use crate::parts::matches;
use crate::query::{Found, debounced, list, query, searched};
use crate::reactive::memo;
use crate::session::use_session;
use entries::{of_organizations, of_projects, of_settings};
use leptos::prelude::*;
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::EnvironmentParams;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams};
use portico_api::page::Search;
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::text::key;
use typed_path::TypedPath;

/// What stands in the dialog.
pub fn content() -> AnyView {
    let here = use_here();
    let session = use_session();
    // Not another one while the palette is open.
    let person = StoredValue::new(untrack(|| session.user_id()));
    let search = RwSignal::new(String::new());
    // What is at hand is looked through with letters anywhere; of what is not, the edge is asked for those that contain the text.
    // Of a path ("acme / shop / live") each list is asked for its part.
    let (of_organization, of_project) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let organizations = searched::<ListOrganizations>(
        Signal::stored(true),
        of_organization,
        |search| ListOrganizationsParams { search, sort: Default::default(), after: None },
        matches,
    );
    let slug = memo(move |_| here.around.get().map(|organization| organization.slug));
    let projects = searched::<ListProjects>(
        Signal::derive(move || slug.with(Option::is_some)),
        of_project,
        move |search| ListProjectsParams {
            search,
            ..ListProjectsParams::by_name(slug.get().unwrap_or_default())
        },
        |row, term| key(&row.name).contains(term) || row.slug.contains(term),
    );
    // Another organization that is typed first leads on to its projects.
    let named = memo(move |_| {
        let path = TypedPath::new(&search.get());
        let mut known = organizations.at_hand();
        if let Found::Ready { rows, .. } = organizations.get() {
            known.extend(rows);
        }
        path.named(&known).filter(|named| slug.with(|around| around.as_ref() != Some(&named.slug)))
    });
    let settled = debounced(of_project);
    let elsewhere = list::<ListProjects>(move || {
        let organization = named.with(|named| named.as_ref().map(|named| named.slug.clone()))?;
        let search = Search::parse(&settled.get()).ok().filter(|term| !term.as_str().is_empty());
        Some(ListProjectsParams { search, ..ListProjectsParams::by_name(organization) })
    });
    let configuration = query::<ShowConfiguration>(move || {
        let page = here.page().filter(|_| here.project().is_some())?;
        let mode = here.mode.get();
        Some(EnvironmentParams { organization: page.organization, project: page.project, mode })
    });
    // Apart from what is typed: letters come fast, and the lists may be long.
    let standing = memo(move |_| {
        let row = |id: &str, slug: &str, name: &str| (id.to_owned(), slug.to_owned(), name.to_owned());
        let of_projects_now = Known {
            rows: projects.at_hand().iter().map(|one| row(one.id.as_str(), &one.slug, &one.name)).collect(),
            complete: projects.is_complete(),
        };
        let of_organizations_now = Known {
            rows: organizations
                .at_hand()
                .iter()
                .map(|one| row(one.id.as_str(), &one.slug, &one.name))
                .collect(),
            complete: organizations.is_complete(),
        };
        let at = At::now(here);
        person.with_value(|person| {
            standing::standing(&at, person.as_deref(), &of_projects_now, &of_organizations_now)
        })
    });
    let all = memo(move |_| {
        let mut all = standing.get();
        if let Some(organization) = here.around.get() {
            all.extend(of_projects(&organization, &projects.at_hand()));
            if let Found::Ready { rows, .. } = projects.get() {
                all.extend(of_projects(&organization, &rows));
            }
        }
        if let Some(named) = named.get() {
            // Not those of the organization that was named before.
            let rows = elsewhere.with(|listed| match listed.previous {
                true => Vec::new(),
                false => listed.rows().cloned().collect(),
            });
            all.extend(of_projects(&named, &rows));
        }
        all.extend(of_organizations(&organizations.at_hand()));
        if let Found::Ready { rows, .. } = organizations.get() {
            all.extend(of_organizations(&rows));
        }
        if let (Some(page), Some(configuration)) = (here.page(), configuration.ready()) {
            all.extend(of_settings(&page, &configuration));
        }
        all
    });
    let typed = Callback::new(move |text: String| {
        let path = TypedPath::new(&text);
        of_organization.set(path.organization.unwrap_or_else(|| path.project.clone()));
        of_project.set(path.project);
    });
    chooser(all, search, typed, act::act())
}
