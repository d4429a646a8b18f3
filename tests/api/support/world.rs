//! A populated installation: one organization with a project, members of every role, and a stranger who has his own.

use super::{Browser, TestApp};
use portico_api::Role;
use portico_api::invites::{CreateInvites, InviteLinkParams, InviteParams, ShowInviteLink};
use portico_api::members::{LeaveParams, MemberParams, RemovalParams};
use portico_api::organizations::{CreateOrganization, Organization, OrganizationParams};
use portico_api::projects::{CreateProject, Project, ProjectParams};
use serde_json::json;

/// What every test of rights needs.
pub(crate) struct World<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) organization: Organization,
    pub(crate) project: Project,
    pub(crate) owner: Browser<'a>,
    pub(crate) stranger: Browser<'a>,
}

impl<'a> World<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        let owner = app.sign_in("owner@example.com");
        let organization = create_organization(&owner, "Acme");
        let project = create_project(&owner, &organization.slug, "Checkout");
        let stranger = app.sign_in("stranger@example.com");
        create_organization(&stranger, "Other");
        Self { app, organization, project, owner, stranger }
    }

    /// Somebody with this role in the organization.
    pub(crate) fn member(&self, role: Role) -> Browser<'a> {
        self.join(&format!("{}@example.com", role.title().to_lowercase()), role)
    }

    /// This person, signed in, with this role in the organization: made by SQL, so that tests of invites don't need invites.
    pub(crate) fn join(&self, email: &str, role: Role) -> Browser<'a> {
        let browser = self.app.sign_in(email);
        self.app.db().execute(&format!(
            "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
             SELECT '{}', id, {}, 0, email_key FROM users WHERE email_key = '{email}' \
             ON CONFLICT DO UPDATE SET role = excluded.role",
            self.organization.id,
            role.rank()
        ));
        browser
    }

    /// The Owner invites this address; answers the invite's place.
    pub(crate) fn invite(&self, email: &str, role: Role) -> InviteParams {
        let body = json!({ "emails": [email], "role": role });
        self.owner.send::<CreateInvites>(&self.organization_params(), body).ok::<CreateInvites>();
        let invite = self.app.db().text(&format!(
            "SELECT id FROM invites WHERE email_key = lower('{email}') AND state = 'open' AND organization_id = '{}'",
            self.organization.id
        ));
        InviteParams { organization: self.organization.slug.clone(), invite }
    }

    /// The Owner invites this address as a Developer; answers the token of the link.
    pub(crate) fn invite_link(&self, email: &str) -> InviteLinkParams {
        self.link_of(&self.invite(email, Role::Developer))
    }

    /// The token of the link of an invite.
    pub(crate) fn link_of(&self, invite: &InviteParams) -> InviteLinkParams {
        let link = self.owner.get::<ShowInviteLink>(invite).ok::<ShowInviteLink>();
        let token = link.url.rsplit('/').next().unwrap_or_default().to_owned();
        InviteLinkParams { invite: token }
    }

    /// A member of the organization as the path of a request names it.
    pub(crate) fn member_params(&self, email: &str) -> MemberParams {
        let member = self.app.db().text(&format!("SELECT id FROM users WHERE email_key = '{email}'"));
        MemberParams { organization: self.organization.slug.clone(), member }
    }

    /// What the removal of a member names, their keys left alone.
    pub(crate) fn removal(&self, email: &str) -> RemovalParams {
        let MemberParams { organization, member } = self.member_params(email);
        RemovalParams { organization, member, revoke_keys: false }
    }

    /// What leaving names, one's own keys left alone.
    pub(crate) fn leaving(&self) -> LeaveParams {
        LeaveParams { organization: self.organization.slug.clone(), revoke_keys: false }
    }

    /// Lifts the limits of the Free plan, for a test that is about something else.
    pub(crate) fn unlimited(&self) {
        unlimited(self.app);
    }

    pub(crate) fn organization_params(&self) -> OrganizationParams {
        OrganizationParams { organization: self.organization.slug.clone() }
    }

    pub(crate) fn project_params(&self) -> ProjectParams {
        ProjectParams { organization: self.organization.slug.clone(), project: self.project.slug.clone() }
    }
}

pub(crate) fn create_organization(browser: &Browser, name: &str) -> Organization {
    let body = json!({ "name": name, "website": "example.com" });
    browser.send::<CreateOrganization>(&(), body).ok::<CreateOrganization>()
}

pub(crate) fn create_project(browser: &Browser, organization: &str, name: &str) -> Project {
    let params = OrganizationParams { organization: organization.to_owned() };
    browser.send::<CreateProject>(&params, json!({ "name": name })).ok::<CreateProject>()
}

/// SQL that fills every seat of the Free plan of the organization `acme`.
pub(crate) const FULL: &str = "\
    INSERT OR IGNORE INTO users (id, email, email_key, created_at) \
    SELECT 'full' || value, 'full' || value || '@x.example', 'full' || value || '@x.example', 0 FROM json_each('[1,2,3,4,5]'); \
    INSERT OR IGNORE INTO memberships (organization_id, user_id, role, created_at, email_key) \
    SELECT o.id, u.id, 1, 0, u.email_key FROM organizations o, users u WHERE o.slug = 'acme' AND u.id LIKE 'full_';";

/// Lifts the limits of the Free plan from every organization, for a test that is about something else.
pub(crate) fn unlimited(app: &TestApp) {
    app.db().execute(
        "UPDATE subscriptions SET plan = 'enterprise', anchor_at = 0, period_start = 0, period_end = 9007199254740991",
    );
}
