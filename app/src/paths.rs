//! Every address of the console. [`Place::path`] writes it, [`Place::parse`] reads it back: a link and the page
//! behind it cannot drift apart, and whatever is not written here is the page "not found".

use portico_api::Role;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::organizations::OrganizationSort;
use portico_api::projects::ProjectSort;

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

/// A page of one project.
#[derive(Clone, Debug, PartialEq)]
pub struct InProject {
    pub organization: String,
    pub project: String,
    pub section: Section,
}

/// Which page of a project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Section {
    Overview(Mode),
    Configuration(Mode),
    Versions(Mode),
    Keys(Mode),
    Promote,
    Schema,
    ProjectSettings,
}

impl Section {
    /// The environment that the page is about; `None` where it is about the whole project.
    pub fn mode(self) -> Option<Mode> {
        match self {
            Section::Overview(mode)
            | Section::Configuration(mode)
            | Section::Versions(mode)
            | Section::Keys(mode) => Some(mode),
            Section::Promote | Section::Schema | Section::ProjectSettings => None,
        }
    }

    /// The same page of that environment; its overview where there is no such page.
    pub fn in_mode(self, mode: Mode) -> Self {
        match self {
            Section::Configuration(_) => Section::Configuration(mode),
            Section::Versions(_) => Section::Versions(mode),
            Section::Keys(_) => Section::Keys(mode),
            _ => Section::Overview(mode),
        }
    }

    /// Its part of the address: the word of the environment, and that of the page.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Section::Overview(mode) => (mode.as_str(), ""),
            Section::Configuration(mode) => (mode.as_str(), "/configuration"),
            Section::Versions(mode) => (mode.as_str(), "/versions"),
            Section::Keys(mode) => (mode.as_str(), "/keys"),
            Section::Promote => ("promote", ""),
            Section::Schema => ("schema", ""),
            Section::ProjectSettings => ("settings", ""),
        }
    }

    fn parse(words: &[&str]) -> Option<Self> {
        match *words {
            [] => Some(Section::Overview(Mode::Sandbox)),
            ["promote"] => Some(Section::Promote),
            ["schema"] => Some(Section::Schema),
            // "general" and a mode's "settings" were their addresses once.
            ["settings" | "general"] => Some(Section::ProjectSettings),
            [mode] => Mode::parse(mode).map(Section::Overview),
            [mode, "configuration" | "settings"] => Mode::parse(mode).map(Section::Configuration),
            [mode, "versions"] => Mode::parse(mode).map(Section::Versions),
            [mode, "keys"] => Mode::parse(mode).map(Section::Keys),
            _ => None,
        }
    }
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

/// The overview of one environment of a project.
pub fn overview(organization: &str, project: &str, mode: Mode) -> Place {
    project_at(organization, project, Section::Overview(mode))
}

/// A page of a project.
pub fn project_at(organization: &str, project: &str, section: Section) -> Place {
    Place::Project(InProject { organization: organization.into(), project: project.into(), section })
}

/// A setting on the page where it is edited.
pub fn setting(organization: &str, project: &str, mode: Mode, key: &str) -> String {
    format!("{}#{key}", project_at(organization, project, Section::Configuration(mode)).path())
}

/// The page where settings are edited, with the history of one of them.
pub fn setting_history(at: &EnvironmentParams, key: &str) -> String {
    let page = project_at(&at.organization, &at.project, Section::Configuration(at.mode)).path();
    with_query(page, &[("history", key)])
}

/// The promote page; copying back from live stands in the address.
pub fn promote(organization: &str, project: &str, from: Mode) -> String {
    let from = if from == Mode::Live { from.as_str() } else { "" };
    with_query(project_at(organization, project, Section::Promote).path(), &[("from", from)])
}

/// The versions of an environment, two of them side by side.
pub fn versions(organization: &str, project: &str, mode: Mode, compared: Option<(i64, i64)>) -> String {
    let compared = compared.map(|(one, other)| format!("{one}..{other}")).unwrap_or_default();
    with_query(project_at(organization, project, Section::Versions(mode)).path(), &[("compare", &compared)])
}

/// The Projects tab with its search and order in the address.
pub fn projects_search(organization: &str, search: &str, sort: ProjectSort) -> String {
    let sort = if sort == ProjectSort::default() { "" } else { sort.as_str() };
    with_query(Place::Projects(organization.into()).path(), &[("search", search), ("sort", sort)])
}

/// The Organizations tab with its search and order in the address.
pub fn organizations_search(search: &str, sort: OrganizationSort) -> String {
    let sort = if sort == OrganizationSort::default() { String::new() } else { sort.word() };
    with_query(Place::Organizations.path(), &[("search", search), ("sort", &sort)])
}

/// The members of an organization with search and filter in the address.
pub fn members_search(organization: &str, search: &str, role: Option<Role>) -> String {
    let role = role.map_or("", Role::as_str);
    with_query(Place::Members(organization.into()).path(), &[("search", search), ("role", role)])
}

/// The usage of an organization in a month (`2026-11`; empty: this one), of one project (its ID) or of all.
pub fn usage(organization: &str, month: &str, project: &str) -> String {
    with_query(Place::Usage(organization.into()).path(), &[("month", month), ("project", project)])
}

/// The audit log of an organization with what is looked for in the address.
pub fn audit(organization: &str, filter: &[(&str, &str)]) -> String {
    with_query(Place::Audit(organization.into()).path(), filter)
}

/// The path and those of the parameters that say something.
fn with_query(path: String, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

/// The sign-in page; afterwards it leads back to `return_to`.
pub fn sign_in(return_to: &str) -> String {
    let path = Place::SignIn.path();
    if return_to == "/" { path } else { format!("{path}?return_to={}", encode(return_to)) }
}

/// `return_to` of the sign-in page, if it is an address of this console: anything else could be a trap. It is read as the
/// browser reads it, because that is who goes there: `/.//x` begins with two slashes then, and leads to another host.
pub fn safe_return(return_to: &str) -> Option<String> {
    const SOME_HOST: &str = "https://portico.invalid";
    if !return_to.starts_with('/') || return_to.contains('\\') || return_to.chars().any(char::is_control) {
        return None;
    }
    let url =
        web_sys::Url::new_with_base(return_to, SOME_HOST).ok().filter(|url| url.origin() == SOME_HOST)?;
    let path = url.pathname();
    let is_ours = !path.starts_with("//") && Place::parse(&path) != Place::SignIn;
    is_ours.then(|| path + &url.search() + &url.hash())
}

fn in_organization(organization: &str, rest: &str) -> String {
    format!("/o/{}{rest}", encode(organization))
}

fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(Vec::new());
    }
    let decoded = path.split('/').map(|segment| js_sys::decode_uri_component(segment).ok().map(String::from));
    decoded.collect::<Option<Vec<_>>>().filter(|segments| segments.iter().all(|segment| !segment.is_empty()))
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
