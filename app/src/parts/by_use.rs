//! The order of the dropdowns: where one is, where one was lately, and then all.

use crate::locale::number;
use crate::reactive::effect;
use crate::recent::{self, Recent};
use crate::session::CurrentSession;
use crate::ui::{SwitcherRow, Words};
use leptos::prelude::*;
use portico_api::organizations::Organization;

/// Notes where one is, or that there is nothing at its address.
pub(crate) fn note(session: CurrentSession, place: impl Fn() -> Option<Visit> + Send + Sync + 'static) {
    effect(move || {
        let Some((visit, person)) = place().zip(session.user_id()) else { return };
        // The page comes first.
        set_timeout(
            move || match visit {
                Visit::There(place) => recent::visit(&person, place),
                Visit::Gone { of, slug } => recent::gone(&person, &of, &slug),
            },
            std::time::Duration::from_millis(500),
        );
    });
}

/// What became of following an address.
pub(crate) enum Visit {
    There(Recent),
    Gone { of: String, slug: String },
}

/// The places of one kind that one was at lately, newest first; tracked.
pub(crate) fn recent_of(session: CurrentSession, of: &str) -> Vec<Recent> {
    session.user_id().map(|person| recent::recent(&person, of)).unwrap_or_default()
}

/// What stands below an organization's name: role and plan.
pub(crate) fn context_of_organization(organization: &Organization) -> String {
    let role = organization.role.title();
    match organization.is_closed {
        true => format!("{role} · sign-in required"),
        false => format!("{role} · {} plan", organization.plan.title()),
    }
}

/// What stands below a project's name: what live answers, by the number of its version; 0: nothing yet.
pub(crate) fn context_of_project(live: i64) -> String {
    match live {
        0 => "Not live yet".to_owned(),
        version => format!("Live v{}", number(version)),
    }
}

/// A row of a place that is not among those at hand.
pub(crate) fn recent_row(place: &Recent, href: String) -> SwitcherRow {
    SwitcherRow {
        id: place.id.clone(),
        title: place.name.clone(),
        subtitle: None,
        also: None,
        context: Some(place.context.clone()).filter(|context| !context.is_empty()).map(Words::from),
        href,
        current: false,
        recent: true,
        apart: false,
    }
}

/// `rows` with those of `first` before all others, as they are among the rows if they are. With `more` to come, nobody knows whether what is not
/// among them is still there.
pub(crate) fn by_use(mut rows: Vec<SwitcherRow>, first: Vec<SwitcherRow>, more: bool) -> Vec<SwitcherRow> {
    let mut all: Vec<SwitcherRow> = Vec::with_capacity(rows.len() + first.len());
    for row in first {
        let at = rows.iter().position(|one| one.id == row.id);
        let known = at.map(|at| rows.remove(at)).or_else(|| (more || row.current).then_some(row));
        if let Some(known) = known.filter(|known| all.iter().all(|one| one.id != known.id)) {
            all.push(SwitcherRow { recent: true, ..known });
        }
    }
    // Alone, where one is needs no line below it.
    if let [only] = all.as_mut_slice() {
        only.recent = false;
    }
    all.append(&mut rows);
    all
}
