//! The command palette: everything that one can go to, by a few letters of its name. The keyboard stays in the field (WAI-ARIA combobox); the entries
//! are links.

mod entries;
mod fuzzy;
pub mod shortcuts;
mod typed_path;

use crate::parts::here::use_here;
use crate::parts::matches;
use crate::query::{Found, debounced, list, query, searched};
use crate::session::use_session;
use crate::ui::{by_id, is_composing};
use entries::{Entry, Known, around, fitting, lately, of_organizations, of_projects, of_settings};
use fuzzy::Typed;
use leptos::prelude::*;
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::EnvironmentParams;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams};
use portico_api::page::Search;
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::text::key;
use typed_path::TypedPath;

const LIST: &str = "palette-list";

fn entry_id(at: usize) -> String {
    format!("palette-{at}")
}

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
    let slug = Memo::new(move |_| here.around.get().map(|organization| organization.slug));
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
    let named = Memo::new(move |_| {
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
    let remembered = Memo::new(move |_| {
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
        person.with_value(|person| lately(here, person.as_deref(), &of_projects_now, &of_organizations_now))
    });
    let all = Memo::new(move |_| {
        let mut all = remembered.get();
        all.extend(around(here));
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
    let found = Memo::new(move |_| fitting(all.get(), &Typed::new(&search.get())));
    let active = RwSignal::new(0);
    let typed = move |event| {
        active.set(0);
        let text = event_target_value(&event);
        let path = TypedPath::new(&text);
        of_organization.set(path.organization.unwrap_or_else(|| path.project.clone()));
        of_project.set(path.project);
        search.set(text);
    };
    let move_to = move |at: usize| {
        active.set(at);
        if let Some(entry) = by_id(&entry_id(at)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            entry.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let pressed = move |event: web_sys::KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        let (now, last) = (active.get_untracked(), found.with_untracked(Vec::len).saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => move_to(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => move_to(if now == 0 { last } else { now - 1 }),
            "PageDown" => move_to((now + 8).min(last)),
            "PageUp" => move_to(now.saturating_sub(8)),
            "Enter" => {
                if let Some(entry) = by_id(&entry_id(now)) {
                    entry.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    // The dialog may have opened before this was there.
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| request_animation_frame(move || drop(field.focus())));
    view! {
        <input
            node_ref=field
            type="text"
            class="palette-input"
            role="combobox"
            autofocus=true
            autocomplete="off"
            spellcheck="false"
            maxlength="64"
            placeholder="Page, project, organization or setting"
            aria-label="Go to"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=LIST
            aria-activedescendant=move || found.with(|found| (!found.is_empty()).then(|| entry_id(active.get())))
            prop:value=search
            on:input=typed
            on:keydown=pressed
        />
        <div class="palette-list" id=LIST role="listbox" aria-label="Places">
            {move || {
                let found = found.get();
                found.into_iter().enumerate().map(|(at, entry)| row(entry, at, active)).collect_view()
            }}
        </div>
        {move || found.with(Vec::is_empty).then(|| view! { <p class="palette-empty" role="status">"Nothing matches."</p> })}
    }
    .into_any()
}

fn row(entry: Entry, at: usize, active: RwSignal<usize>) -> AnyView {
    let Entry { title, context, kind, href, .. } = entry;
    view! {
        <a
            class="palette-row"
            id=entry_id(at)
            role="option"
            tabindex="-1"
            href=href
            aria-selected=move || (active.get() == at).to_string()
            on:pointermove=move |_| active.set(at)
        >
            <span class="palette-title" translate="no">{title}</span>
            <span class="palette-context" translate="no">{context}</span>
            <span class="palette-kind">{kind}</span>
        </a>
    }
    .into_any()
}
