//! The pages of each chunk. The build cuts the client at the functions that are marked here, into files of their own; what
//! several chunks have in common becomes files as well (xtask/src/build/{client,small}.rs). Which chunk shows a place is decided
//! by `Chunk::of` (paths/src/chunk.rs).

use crate::pages::{
    account, archive, audit, billing, billing_address, closed, configuration, home, invites, mail_choice,
    mailbox, members, organizations, palette, projects, sign_in, trash,
};
use crate::parts::missing;
use crate::paths::{Chunk, InProject, Place, Section};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::cell::RefCell;

/// Makes a page of the chunk.
pub(super) type Make = fn(Place) -> AnyView;

thread_local! {
    /// The chunks that are there.
    static THERE: RefCell<Vec<(Chunk, Make)>> = const { RefCell::new(Vec::new()) };
}

/// What makes the pages of a chunk, if it is there.
pub(super) fn there(chunk: Chunk) -> Option<Make> {
    THERE.with_borrow(|there| there.iter().find(|(known, _)| *known == chunk).map(|(_, make)| *make))
}

/// Loads a chunk, unless it is there or already on its way.
pub(super) async fn load(chunk: Chunk) -> Result<Make, SplitLoaderError> {
    let make = match chunk {
        Chunk::Entry => entry().await,
        Chunk::Forms => forms().await,
        Chunk::People => people().await,
        Chunk::Account => account().await,
        Chunk::Environment => environment().await,
        Chunk::Settings => settings().await,
        Chunk::Archive => archive().await,
        Chunk::Palette => palette().await,
    }?;
    THERE.with_borrow_mut(|there| {
        if there.iter().all(|(known, _)| *known != chunk) {
            there.push((chunk, make));
        }
    });
    Ok(make)
}

#[wasm_split(entry, wasm_split_path = leptos::wasm_split, fallible)]
fn entry() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::SignIn => sign_in::page(),
        Place::Mailbox => mailbox::page(),
        Place::Invite(invite) => invites::page(invite),
        Place::MailChoice(token) => mail_choice::page(token),
        Place::BillingAddress(token) => billing_address::page(token),
        // In place of all pages of the organization.
        Place::Projects(organization) => closed::page(organization),
        _ => missing::page(),
    })
}

#[wasm_split(forms, wasm_split_path = leptos::wasm_split, fallible)]
fn forms() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Home => home::welcome(),
        Place::Projects(organization) => projects::new::first(organization),
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
        Place::Members(organization) => members::page(organization),
        Place::Invites(organization) => members::invited::page(organization),
        Place::Billing(organization) => billing::page(organization),
        Place::Usage(organization) => billing::usage::page(organization),
        Place::Invoice { organization, invoice } => billing::invoice::page(organization, invoice),
        _ => missing::page(),
    })
}

#[wasm_split(account, wasm_split_path = leptos::wasm_split, fallible)]
fn account() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Account => account::page(),
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

#[wasm_split(archive, wasm_split_path = leptos::wasm_split, fallible)]
fn archive() -> Result<Make, SplitLoaderError> {
    Ok(|place| match place {
        Place::Export(organization) => archive::page(organization),
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
