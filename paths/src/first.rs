//! What `app/index.html` does before any code of the console has arrived: which parts of the shell it paints, and what it
//! asks the edge first, so that the answers are there as soon as the page is. Its script reads this from a table.

use crate::{Chunk, InProject, Place, Section, project_at};
use portico_api::account::ShowAddressChange;
use portico_api::audit::ListAudit;
use portico_api::billing::{ShowBilling, ShowBillingAddress};
use portico_api::configuration::ShowConfiguration;
use portico_api::deletions::ListDeletedOrganizations;
use portico_api::environments::Mode;
use portico_api::exports::ListExports;
use portico_api::invites::{ListInvites, ShowInvite};
use portico_api::invoices::ShowInvoice;
use portico_api::keys::ListKeys;
use portico_api::mail_choice::ShowMailChoice;
use portico_api::members::ListMembers;
use portico_api::notices::ShowNotices;
use portico_api::organizations::{ListOrganizations, OrganizationColumn, OrganizationSort, ShowOrganization};
use portico_api::passkeys::ListPasskeys;
use portico_api::projects::{ListProjects, ProjectSort, ShowProject};
use portico_api::promotion::ShowPromotion;
use portico_api::providers::{ListLinkedProviders, ListProviders};
use portico_api::security::ShowSecurity;
use portico_api::sessions::ListSessions;
use portico_api::trash::ListTrash;
use portico_api::usage::ShowUsage;
use portico_api::versions::ListVersions;
use portico_api::{Endpoint, Role};

/// What a page looks like before it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct First {
    /// Which parts of the shell are painted (`style/boot.css`).
    pub shell: &'static str,
    /// The tab that is lit; empty: none.
    pub tab: &'static str,
    /// The chunk of the page; `None`: the first view has it.
    pub chunk: Option<Chunk>,
    pub questions: Vec<Question>,
}

/// A read that the page begins with. What is not known here is written as a name: `:organization`, `:invoice` and the like are
/// parts of the address, `:last` is the organization that was open last in this browser, `:month` is this month.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Path, and what the query always says.
    pub url: String,
    /// The parameters of the address that go with the question, in their order, each with what it may say (a regular
    /// expression): an address that says anything else asks nothing. `None`: whatever the address says is another's.
    pub query: Option<Vec<(&'static str, String)>>,
    /// The query of an address that has none.
    pub otherwise: &'static str,
    /// Whose page asks it, as far as the session says it of the organization that the address names: the question waits for that. `None`:
    /// whoever opens the page.
    pub roles: Option<Vec<Role>>,
}

impl Question {
    fn of<E: Endpoint>() -> Self {
        Self { url: E::PATH.replace('{', ":").replace('}', ""), query: None, otherwise: "", roles: None }
    }

    fn of_those_who(self, may: fn(Role) -> bool) -> Self {
        Self { roles: Some(Role::ALL.into_iter().filter(|role| may(*role)).collect()), ..self }
    }

    fn with(self, query: &[(&'static str, &str)]) -> Self {
        let query = query.iter().map(|(name, values)| (*name, (*values).to_owned())).collect();
        Self { query: Some(query), ..self }
    }
}

/// What is written into a search field.
const ANY: &str = "[^&]+";

/// One place of each kind, each part of its address called after itself, in the order of the table. Of the two environments,
/// which are alike, it is the sandbox.
pub fn every() -> Vec<Place> {
    let organization = || ":organization".to_owned();
    let fixed = [
        Place::Home,
        Place::SignIn,
        Place::Mailbox,
        Place::Account,
        Place::Organizations,
        Place::NewOrganization,
    ];
    let mailed = [
        Place::Invite(":invite".into()),
        Place::MailChoice(":token".into()),
        Place::BillingAddress(":token".into()),
    ];
    let of_organization = [
        Place::Projects(organization()),
        Place::NewProject(organization()),
        Place::Members(organization()),
        Place::Invites(organization()),
        Place::Usage(organization()),
        Place::Billing(organization()),
        Place::Invoice { organization: organization(), invoice: ":invoice".into() },
        Place::Audit(organization()),
        Place::Trash(organization()),
        Place::Export(organization()),
        Place::OrganizationSettings(organization()),
    ];
    let of_project = [
        Section::Overview(Mode::Sandbox),
        Section::Configuration(Mode::Sandbox),
        Section::Versions(Mode::Sandbox),
        Section::Keys(Mode::Sandbox),
        Section::Promote,
        Section::Schema,
        Section::ProjectSettings,
    ];
    let of_project = of_project.map(|section| project_at(":organization", ":project", section));
    fixed.into_iter().chain(mailed).chain(of_organization).chain(of_project).collect()
}

/// The addresses of those places as the table and `public/_redirects` write them, `:mode` for either environment.
pub fn patterns() -> Vec<String> {
    every().iter().map(|place| place.path().replace("%3A", ":").replace("/sandbox", "/:mode")).collect()
}

/// Addresses of before, and those that leave something out: the console writes them anew.
pub const FORGIVEN: [&str; 3] = [
    "/o/:organization/p/:project",
    "/o/:organization/p/:project/general",
    "/o/:organization/p/:project/:mode/settings",
];

/// What is painted and asked at the addresses of a pattern.
pub fn first(pattern: &str) -> First {
    let place = Place::parse(&pattern.replace(":mode", Mode::Sandbox.as_str()));
    let (shell, tab, questions) = painted(&place);
    First { shell, tab, chunk: Chunk::of(&place), questions }
}

fn painted(place: &Place) -> (&'static str, &'static str, Vec<Question>) {
    let sorts = || {
        let others = ProjectSort::ALL.into_iter().filter(|sort| *sort != ProjectSort::default());
        others.map(ProjectSort::as_str).collect::<Vec<_>>().join("|")
    };
    let orders = || {
        let both = OrganizationColumn::ALL
            .into_iter()
            .flat_map(|by| [false, true].map(|reversed| OrganizationSort { by, reversed }));
        let others = both.filter(|sort| *sort != OrganizationSort::default());
        others.map(OrganizationSort::word).collect::<Vec<_>>().join("|")
    };
    let roles = || Role::ALL.map(Role::as_str).join("|");
    match place {
        Place::SignIn | Place::Mailbox => ("plain", "", vec![]),
        Place::Invite(_) => ("plain", "", vec![Question::of::<ShowInvite>()]),
        Place::MailChoice(_) => ("plain", "", vec![Question::of::<ShowMailChoice>()]),
        Place::BillingAddress(_) => ("plain", "", vec![Question::of::<ShowBillingAddress>()]),
        Place::Account => {
            let questions = vec![
                Question::of::<ShowAddressChange>(),
                Question::of::<ListPasskeys>(),
                Question::of::<ListLinkedProviders>(),
                Question::of::<ListSessions>(),
                Question::of::<ShowNotices>(),
            ];
            ("page", "", questions)
        }
        Place::Missing => ("page", "", vec![]),
        Place::Organizations => {
            // Of those that are searched for the page looks through what it has, before it asks.
            let organizations = Question::of::<ListOrganizations>().with(&[("sort", &orders())]);
            ("organizations", "", vec![organizations, Question::of::<ListDeletedOrganizations>()])
        }
        Place::NewOrganization => ("organizations-page", "", vec![]),
        Place::Home => {
            let projects = Question::of::<ListProjects>();
            let url = projects.url.replace(":organization", ":last");
            ("projects", "projects", vec![Question { url, ..projects }])
        }
        Place::Projects(_) => {
            let projects = Question::of::<ListProjects>().with(&[("search", ANY), ("sort", &sorts())]);
            ("projects", "projects", vec![projects])
        }
        Place::NewProject(_) => ("projects-page", "projects", vec![]),
        Place::Members(_) => {
            let members = Question::of::<ListMembers>().with(&[("search", ANY), ("role", &roles())]);
            ("projects-page", "members", vec![members])
        }
        Place::Invites(_) => ("projects-page", "members", vec![Question::of::<ListInvites>()]),
        Place::Usage(_) => {
            let usage = Question::of::<ShowUsage>().with(&[("month", r"\d{4}-\d\d")]);
            ("projects-page", "usage", vec![Question { otherwise: "?month=:month", ..usage }])
        }
        Place::Billing(_) => ("projects-page", "billing", vec![Question::of::<ShowBilling>()]),
        Place::Invoice { .. } => ("projects-page", "billing", vec![Question::of::<ShowInvoice>()]),
        Place::Audit(_) => ("projects-page", "audit", vec![Question::of::<ListAudit>().with(&[])]),
        Place::Export(_) => ("projects-page", "settings", vec![Question::of::<ListExports>()]),
        Place::Trash(_) => ("projects-page", "trash", vec![Question::of::<ListTrash>()]),
        Place::OrganizationSettings(_) => {
            let members = Question::of::<ListMembers>();
            let url = format!("{}?role={}", members.url, Role::Owner.as_str());
            let owners = Question { url, ..members };
            // Nobody else has the section for security, and the edge would refuse them.
            let security = Question::of::<ShowSecurity>().of_those_who(Role::may_edit_organization);
            let providers = Question::of::<ListProviders>().of_those_who(Role::may_edit_organization);
            let questions = vec![Question::of::<ShowOrganization>(), owners, security, providers];
            ("projects-page", "settings", questions)
        }
        Place::Project(InProject { section, .. }) => {
            let (project, values) = (Question::of::<ShowProject>, Question::of::<ShowPromotion>);
            let (tab, questions) = match section {
                Section::Overview(_) => ("overview", vec![project(), values()]),
                Section::Configuration(_) => ("configuration", vec![Question::of::<ShowConfiguration>()]),
                Section::Versions(_) => ("versions", vec![project(), Question::of::<ListVersions>()]),
                Section::Keys(_) => ("keys", vec![project(), Question::of::<ListKeys>()]),
                Section::Promote => ("promote", vec![values()]),
                Section::Schema => ("schema", vec![values()]),
                Section::ProjectSettings => ("settings", vec![project()]),
            };
            ("project", tab, questions)
        }
    }
}
