//! The Organization dropdown: first in the bar.

use super::here::use_here;
use crate::app::use_place;
use crate::paths::Place;
use crate::query::{Found, searched};
use crate::session::use_session;
use crate::ui::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};
use leptos::prelude::*;
use portico_api::invites::MyInvite;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, Organization};
use portico_api::text::key;

#[component]
pub(super) fn OrganizationSwitcher() -> impl IntoView {
    let here = use_here();
    let session = use_session();
    let search = RwSignal::new(String::new());
    let opened = RwSignal::new(false);
    let found = searched::<ListOrganizations>(
        opened.into(),
        search,
        |search| ListOrganizationsParams { search, after: None },
        matches,
    );
    let items = Signal::derive(move || {
        let current = here.organization.get().map(|organization| organization.id);
        let found = match found.get() {
            // The session knows the first page; it serves until the list is there.
            Found::Loading => match session.query().ready() {
                Some(session) => {
                    let term = key(&search.get());
                    let mine =
                        session.organizations.iter().filter(|row| matches(row, &term)).cloned().collect();
                    ready(mine, session.next.is_some(), |row| Some(&row.id) == current.as_ref())
                }
                None => SwitcherItems::Loading,
            },
            Found::Failed(failure) => SwitcherItems::Failed(failure.message()),
            Found::Ready { rows, more } => ready(rows, more, |row| Some(&row.id) == current.as_ref()),
        };
        let invites = session.query().ready().map(|session| session.invites.clone()).unwrap_or_default();
        with_invites(found, &invites, &key(&search.get()))
    });
    let place = use_place();
    let current = Signal::derive(move || {
        let known = here.organization.get().map(|organization| organization.name);
        known.or_else(|| place.with(|place| place.organization().map(str::to_owned)))
    });
    view! {
        <Switcher
            label="Organization"
            placeholder="Select organization"
            current
            items
            search
            on_more=Callback::new(move |()| found.more())
            on_open=Callback::new(move |()| opened.set(true))
            footer=Signal::derive(|| SwitcherFooter {
                label: "Create organization".into(),
                href: Place::NewOrganization.path(),
                disabled_reason: None,
            })
            empty="No organization matches."
        />
    }
}

/// The edge's rule: name or slug contains the term.
pub(crate) fn matches(row: &Organization, term: &str) -> bool {
    key(&row.name).contains(term) || row.slug.contains(term)
}

fn ready(rows: Vec<Organization>, more: bool, current: impl Fn(&Organization) -> bool) -> SwitcherItems {
    let row = |organization: &Organization| SwitcherRow {
        id: organization.id.to_string(),
        title: organization.name.clone(),
        // Names may repeat; the slug tells two apart.
        subtitle: repeats(&rows, &organization.name).then(|| organization.slug.clone()),
        href: Place::Projects(organization.slug.clone()).path(),
        current: current(organization),
    };
    SwitcherItems::Ready { rows: rows.iter().map(row).collect(), more }
}

/// Invites come first: they are waiting for an answer.
fn with_invites(found: SwitcherItems, invites: &[MyInvite], term: &str) -> SwitcherItems {
    let SwitcherItems::Ready { rows, more } = found else { return found };
    let row = |invite: &MyInvite| SwitcherRow {
        id: invite.id.to_string(),
        title: invite.organization.clone(),
        subtitle: Some("Invite".to_owned()),
        href: Place::Invite(invite.id.to_string()).path(),
        current: false,
    };
    let matching = invites.iter().filter(|invite| key(&invite.organization).contains(term)).map(row);
    SwitcherItems::Ready { rows: matching.chain(rows).collect(), more }
}

/// Whether more than one organization has this name.
pub(crate) fn repeats(rows: &[Organization], name: &str) -> bool {
    rows.iter().filter(|row| row.name == name).count() > 1
}
