//! What an address shows.

use crate::encoding::{decode, encode};
use crate::{InProject, Section, project_at};
use portico_api::environments::Mode;

/// What an address shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    SignIn,
    Mailbox,
    Account,
    /// The invite behind a link (its token), or one to the signed-in person (its ID).
    Invite(String),
    /// Whether an address gets mail, behind the link (its token) in each mail to it.
    MailChoice(String),
    /// Whether invoices may go to an address, behind the link (its token) of the mail that asks.
    BillingAddress(String),
    Home,
    Organizations,
    NewOrganization,
    /// The Projects tab of an organization (a slug, or an ID).
    Projects(String),
    NewProject(String),
    /// The deleted projects of an organization.
    Trash(String),
    /// The organization as a file, and projects out of one.
    Export(String),
    /// What was done in the organization.
    Audit(String),
    Members(String),
    /// Who is invited to the organization.
    Invites(String),
    OrganizationSettings(String),
    /// What the organization pays for.
    Billing(String),
    /// How often its configurations are read.
    Usage(String),
    Invoice {
        organization: String,
        /// The invoice's ID.
        invoice: String,
    },
    Project(InProject),
    /// Nothing of ours.
    Missing,
}

impl Place {
    /// The address, percent-encoded.
    pub fn path(&self) -> String {
        match self {
            Place::SignIn => "/sign-in".into(),
            Place::Mailbox => "/mailbox".into(),
            Place::Account => "/account".into(),
            Place::Invite(invite) => format!("/invites/{}", encode(invite)),
            Place::MailChoice(token) => format!("/no-more-mail/{}", encode(token)),
            Place::BillingAddress(token) => format!("/billing-address/{}", encode(token)),
            Place::Home | Place::Missing => "/".into(),
            Place::Organizations => "/organizations".into(),
            Place::NewOrganization => "/new".into(),
            Place::Projects(organization) => in_organization(organization, ""),
            Place::NewProject(organization) => in_organization(organization, "/new"),
            Place::Trash(organization) => in_organization(organization, "/trash"),
            Place::Export(organization) => in_organization(organization, "/export"),
            Place::Audit(organization) => in_organization(organization, "/audit"),
            Place::Members(organization) => in_organization(organization, "/members"),
            Place::Invites(organization) => in_organization(organization, "/members/invites"),
            Place::OrganizationSettings(organization) => in_organization(organization, "/settings"),
            Place::Billing(organization) => in_organization(organization, "/billing"),
            Place::Usage(organization) => in_organization(organization, "/billing/usage"),
            Place::Invoice { organization, invoice } => {
                in_organization(organization, &format!("/billing/invoices/{}", encode(invoice)))
            }
            Place::Project(InProject { organization, project, section }) => {
                let (first, rest) = section.words();
                in_organization(organization, &format!("/p/{}/{first}{rest}", encode(project)))
            }
        }
    }

    /// Reads the path of an address. A trailing slash is forgiven, a project without a section is its sandbox, and what
    /// looks like a file is none of the console's.
    pub fn parse(path: &str) -> Place {
        let Some(segments) = segments(path) else { return Place::Missing };
        // Slugs, IDs and tokens have no dot; files have.
        if segments.iter().any(|segment| segment.contains('.')) {
            return Place::Missing;
        }
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments[..] {
            [] => Place::Home,
            ["sign-in"] => Place::SignIn,
            ["mailbox"] => Place::Mailbox,
            ["account"] => Place::Account,
            ["invites", invite] => Place::Invite(invite.into()),
            ["no-more-mail", token] => Place::MailChoice(token.into()),
            ["billing-address", token] => Place::BillingAddress(token.into()),
            ["organizations"] => Place::Organizations,
            ["new"] => Place::NewOrganization,
            ["o", organization] => Place::Projects(organization.into()),
            ["o", organization, "new"] => Place::NewProject(organization.into()),
            ["o", organization, "trash"] => Place::Trash(organization.into()),
            ["o", organization, "export"] => Place::Export(organization.into()),
            ["o", organization, "audit"] => Place::Audit(organization.into()),
            ["o", organization, "members"] => Place::Members(organization.into()),
            ["o", organization, "members", "invites"] => Place::Invites(organization.into()),
            ["o", organization, "settings"] => Place::OrganizationSettings(organization.into()),
            ["o", organization, "billing"] => Place::Billing(organization.into()),
            ["o", organization, "billing", "usage"] => Place::Usage(organization.into()),
            ["o", organization, "billing", "invoices", invoice] => {
                Place::Invoice { organization: organization.into(), invoice: invoice.into() }
            }
            ["o", organization, "p", project, ref words @ ..] => match Section::parse(words) {
                Some(section) => project_at(organization, project, section),
                None => Place::Missing,
            },
            _ => Place::Missing,
        }
    }

    /// The organization that the address names.
    pub fn organization(&self) -> Option<&str> {
        match self {
            Place::Projects(slug)
            | Place::NewProject(slug)
            | Place::Trash(slug)
            | Place::Export(slug)
            | Place::Audit(slug)
            | Place::Members(slug)
            | Place::Invites(slug)
            | Place::OrganizationSettings(slug)
            | Place::Billing(slug)
            | Place::Usage(slug) => Some(slug),
            Place::Invoice { organization, .. } => Some(organization),
            Place::Project(page) => Some(&page.organization),
            _ => None,
        }
    }

    /// The page of a project that the address names.
    pub fn project(&self) -> Option<&InProject> {
        match self {
            Place::Project(page) => Some(page),
            _ => None,
        }
    }

    /// The environment that the address names.
    pub fn mode(&self) -> Option<Mode> {
        self.project()?.section.mode()
    }

    /// Whether it is shown to people who are not signed in.
    pub fn is_public(&self) -> bool {
        matches!(
            self,
            Place::SignIn
                | Place::Mailbox
                | Place::Invite(_)
                | Place::MailChoice(_)
                | Place::BillingAddress(_)
        )
    }
}

fn in_organization(organization: &str, rest: &str) -> String {
    format!("/o/{}{rest}", encode(organization))
}

fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some(Vec::new());
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let decoded: Option<Vec<_>> = path.split('/').map(decode).collect();
    decoded.filter(|segments| segments.iter().all(|segment| !segment.is_empty()))
}
