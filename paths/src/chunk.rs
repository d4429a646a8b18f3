//! Which chunk of the client's code a page is in.

use crate::{Place, Section};

/// Pages that arrive together, because who opens one is about to open another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Chunk {
    /// The ways in: to sign in, or by the link of a mail.
    Entry,
    /// The forms that make and change organizations and projects, and what became of what was done.
    Forms,
    /// Who belongs to an organization, and what it pays for.
    People,
    /// Who one is oneself, and how one signs in.
    Account,
    /// One environment: its overview, what it has published, the history of its settings, and its keys.
    Environment,
    /// Which settings a project has, and their values in an environment.
    Settings,
    /// An organization as a file, and projects out of one: seldom opened, and most of it is of no other page.
    Archive,
    /// The command palette and the shortcuts, which are of no place.
    Palette,
}

impl Chunk {
    /// All of them, the likeliest first.
    pub const ALL: [Self; 8] = [
        Self::Environment,
        Self::Settings,
        Self::Forms,
        Self::Palette,
        Self::People,
        Self::Account,
        Self::Entry,
        Self::Archive,
    ];

    /// The one that the page at a place is in; `None`: the first view has it, or there is no page.
    pub fn of(place: &Place) -> Option<Self> {
        Some(match place {
            Place::Home | Place::Projects(_) | Place::Missing => return None,
            Place::SignIn | Place::Mailbox | Place::Invite(_) => Self::Entry,
            Place::MailChoice(_) | Place::BillingAddress(_) => Self::Entry,
            Place::Members(_) | Place::Invites(_) => Self::People,
            Place::Billing(_) | Place::Usage(_) | Place::Invoice { .. } => Self::People,
            Place::Account => Self::Account,
            Place::Export(_) => Self::Archive,
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

    /// What its files are named after: the function at which the build cuts it out (`app/src/app/lazy/chunk.rs`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Forms => "forms",
            Self::People => "people",
            Self::Account => "account",
            Self::Environment => "environment",
            Self::Settings => "settings",
            Self::Archive => "archive",
            Self::Palette => "palette",
        }
    }
}
