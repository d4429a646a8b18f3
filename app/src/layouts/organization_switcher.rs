//! The Organization dropdown: first in the bar.

use crate::navigation::use_place;
use crate::parts::by_use::{by_use, context_of_organization, recent_of, recent_row};
use crate::parts::here::use_here;
use crate::parts::{Said, matches, picker, repeats};
use crate::paths::Place;
use crate::query::Found;
use crate::session::use_session;
use crate::ui::{SwitcherFooter, SwitcherItems, SwitcherRow, Words};
use leptos::prelude::*;
use portico_api::invites::MyInvite;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, Organization};
use portico_api::text::key;

#[component]
pub(super) fn OrganizationSwitcher() -> impl IntoView {
    let here = use_here();
    let session = use_session();
    let picker = picker::<ListOrganizations>(
        "organization",
        || false,
        |search| ListOrganizationsParams { search, sort: Default::default(), after: None },
        matches,
    );
    let term = move || key(picker.search.get().trim());
    let items = Signal::derive(move || {
        let term = term();
        let current = here.around.get().filter(|_| term.is_empty());
        let (rows, more) = match picker.found.get() {
            // The session knows the first page; it serves until the list is there.
            Found::Loading => {
                let Some(session) = session.query().ready() else { return SwitcherItems::Loading };
                let mine = session.organizations.iter().filter(|row| matches(row, &term));
                let mine: Vec<_> = mine.cloned().collect();
                if mine.is_empty() && session.next.is_some() {
                    return SwitcherItems::Loading;
                }
                (mine, session.next.is_some())
            }
            Found::Failed(failure) => return SwitcherItems::Failed(failure.message()),
            Found::Ready { rows, more } => (rows, more),
        };
        let invites = session.query().ready().map(|session| session.invites.clone()).unwrap_or_default();
        let here = here.around.get().map(|organization| organization.id);
        let is_here = |row: &Organization| Some(&row.id) == here.as_ref();
        let mut first = rows_of(&current.into_iter().collect::<Vec<_>>(), is_here);
        // Storage is slow to be read for the first time: not before it is wanted.
        if term.is_empty() && picker.opened.get() {
            let lately = recent_of(session, "");
            first.extend(
                lately.iter().map(|place| recent_row(place, Place::Projects(place.slug.clone()).path())),
            );
        }
        let mut rows = by_use(rows_of(&rows, is_here), first, more);
        rows.extend(rows_of_invites(&invites, &term));
        picker.ready(rows, more)
    });
    let empty = Signal::derive(move || {
        match picker.is_unsearched() {
            true => "No organizations yet",
            false => "No organization matches.",
        }
        .to_owned()
    });
    let place = use_place();
    let current = Signal::derive(move || {
        let known = here.around.get().map(|organization| organization.name);
        known.or_else(|| place.with(|place| place.organization().map(str::to_owned)))
    });
    let footer = Signal::derive(move || SwitcherFooter {
        label: "Create organization".into(),
        href: Place::NewOrganization.path(),
        disabled_reason: session.query().ready().and_then(|session| session.room.refusal()).map(Words::from),
    });
    picker.view(
        items,
        Said { label: "Organization", placeholder: "Select organization", current, footer, empty },
    )
}

fn rows_of(rows: &[Organization], current: impl Fn(&Organization) -> bool) -> Vec<SwitcherRow> {
    let row = |organization: &Organization| SwitcherRow {
        id: organization.id.to_string(),
        title: organization.name.clone(),
        // Names may repeat; the slug tells two apart.
        subtitle: repeats(rows, &organization.name).then(|| organization.slug.clone()),
        also: Some(organization.slug.clone()),
        context: Some(context_of_organization(organization).into()),
        href: Place::Projects(organization.slug.clone()).path(),
        current: current(organization),
        recent: false,
        apart: false,
    };
    rows.iter().map(row).collect()
}

/// Invites stand apart, behind the organizations: nobody should end on one who looks for something else.
fn rows_of_invites(invites: &[MyInvite], term: &str) -> Vec<SwitcherRow> {
    let row = |invite: &MyInvite| SwitcherRow {
        id: invite.id.to_string(),
        title: invite.organization.clone(),
        subtitle: Some("Invite".to_owned()),
        also: None,
        context: None,
        href: Place::Invite(invite.id.to_string()).path(),
        current: false,
        recent: false,
        apart: true,
    };
    invites.iter().filter(|invite| key(&invite.organization).contains(term)).map(row).collect()
}
