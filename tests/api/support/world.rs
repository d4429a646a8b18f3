//! A populated installation: one organization with a project, members of every role, and a stranger who has his own.

use super::{Browser, TestApp};
use portico_api::Role;
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
        let email = format!("{}@example.com", role.title().to_lowercase());
        let browser = self.app.sign_in(&email);
        self.app.db().execute(&format!(
            "INSERT INTO memberships (organization_id, user_id, role, created_at) \
             SELECT '{}', id, {}, 0 FROM users WHERE email_key = '{email}' \
             ON CONFLICT DO UPDATE SET role = excluded.role",
            self.organization.id,
            role.rank()
        ));
        browser
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
