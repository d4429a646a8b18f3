//! Which page is in which chunk. The build cuts the client at the functions that are marked here, into files of their
//! own; what several chunks have in common becomes files as well (xtask/src/build/client.rs).

use crate::pages::{
    account, audit, billing, billing_address, configuration, home, invites, mail_choice, mailbox, members,
    organizations, palette, projects, sign_in, trash,
};
use crate::parts::missing;
use crate::paths::{InProject, Place, Section};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::cell::RefCell;

/// Makes a page of the chunk.
pub(super) type Make = fn(Place) -> AnyView;

/// Pages that arrive together, because who opens one is about to open another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Chunk {
    /// The ways in: to sign in, or by the link of a mail.
    Entry,
    /// The forms that make and change organizations and projects, and what became of what was done.
    Forms,
    /// Who belongs to an organization, and what it pays for.
    People,
    /// One environment: its overview, what it has published, the history of its settings, and its keys.
    Environment,
    /// Which settings a project has, and their values in an environment.
    Settings,
    /// The command palette and the shortcuts, which are of no place.
    Palette,
}

thread_local! {
    /// The chunks that are there.
    static THERE: RefCell<Vec<(Chunk, Make)>> = const { RefCell::new(Vec::new()) };
}

impl Chunk {
    /// All of them, the likeliest first.
    pub(super) const ALL: [Self; 6] =
        [Self::Environment, Self::Settings, Self::Forms, Self::Palette, Self::People, Self::Entry];

    /// The one that the page at a place is in; `None`: the first view has it, or there is no page.
    pub(crate) fn of(place: &Place) -> Option<Self> {
        Some(match place {
            Place::Home | Place::Projects(_) | Place::Missing => return None,
            Place::SignIn | Place::Mailbox | Place::Invite(_) => Self::Entry,
            Place::MailChoice(_) | Place::BillingAddress(_) => Self::Entry,
            Place::Account | Place::Members(_) | Place::Invites(_) => Self::People,
            Place::Billing(_) | Place::Usage(_) | Place::Invoice { .. } => Self::People,
            Place::Organizations | Place::NewOrganization | Place::OrganizationSettings(_) => Self::Forms,
            Place::NewProject(_) | Place::Trash(_) | Place::Audit(_) => Self::Forms,
            Place::Project(page) => match page.section {
                Section::Overview(_) | Section::Versions(_) | Section::Keys(_) => Self::Environment,
                Section::Promote => Self::Environment,
                Section::Configuration(_) | Section::Schema => Self::Settings,
                Section::ProjectSettings => Self::Forms,
            },
        })
    }

    /// What makes its pages, if it is there.
    pub(super) fn there(self) -> Option<Make> {
        THERE.with_borrow(|there| there.iter().find(|(chunk, _)| *chunk == self).map(|(_, make)| *make))
    }

    /// Loads it, unless it is there or already on its way.
    pub(super) async fn load(self) -> Result<Make, SplitLoaderError> {
        let make = match self {
            Self::Entry => entry().await,
            Self::Forms => forms().await,
            Self::People => people().await,
            Self::Environment => environment().await,
            Self::Settings => settings().await,
            Self::Palette => palette().await,
        }?;
        THERE.with_borrow_mut(|there| {
            if there.iter().all(|(chunk, _)| *chunk != self) {
                there.push((self, make));
            }
        });
        Ok(make)
    }
}

#[wasm_split(entry, wasm_split_path = leptos::wasm_split, fallible)]
fn entry() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::SignIn => sign_in::page(),
        Place::Mailbox => mailbox::page(),
        Place::Invite(invite) => invites::page(invite),
        Place::MailChoice(token) => mail_choice::page(token),
        Place::BillingAddress(token) => billing_address::page(token),
        _ => missing::page(),
    })
}

#[wasm_split(forms, wasm_split_path = leptos::wasm_split, fallible)]
fn forms() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Home => home::welcome(),
        Place::Organizations => organizations::list::page(),
        Place::NewOrganization => organizations::new::page(),
        Place::OrganizationSettings(organization) => organizations::settings::page(organization),
        Place::NewProject(organization) => projects::new::page(organization),
        Place::Trash(organization) => trash::page(organization),
        Place::Audit(organization) => audit::page(organization),
        Place::Project(InProject { organization, project, section: Section::ProjectSettings }) => {
            projects::settings_page(organization, project)
        }
        _ => missing::page(),
    })
}

#[wasm_split(people, wasm_split_path = leptos::wasm_split, fallible)]
fn people() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Account => account::page(),
        Place::Members(organization) => members::page(organization),
        Place::Invites(organization) => members::invited::page(organization),
        Place::Billing(organization) => billing::page(organization),
        Place::Usage(organization) => billing::usage::page(organization),
        Place::Invoice { organization, invoice } => billing::invoice::page(organization, invoice),
        _ => missing::page(),
    })
}

#[wasm_split(environment, wasm_split_path = leptos::wasm_split, fallible)]
fn environment() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Project(InProject { organization, project, section }) => match section {
            Section::Overview(mode) => projects::overview_page(organization, project, mode),
            Section::Versions(mode) => configuration::versions::page(organization, project, mode),
            Section::Keys(mode) => configuration::keys::page(organization, project, mode),
            Section::Promote => configuration::promote::page(organization, project),
            // In a dialog of that page, which itself is in the other chunk.
            Section::Configuration(mode) => configuration::history::content(organization, project, mode),
            _ => missing::page(),
        },
        _ => missing::page(),
    })
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Project(InProject { organization, project, section }) => match section {
            Section::Configuration(mode) => configuration::settings::page(organization, project, mode),
            Section::Schema => configuration::schema::page(organization, project),
            _ => missing::page(),
        },
        _ => missing::page(),
    })
}

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
fn palette() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Home => palette::content(),
        _ => palette::shortcuts::view(),
    })
}
