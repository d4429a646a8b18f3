//! What a page costs does not grow with what there is, only with what it shows: counted in steps of SQLite's machine.

use crate::support::{MINUTE, TestApp, World};
use portico_api::Role;
use portico_api::audit::ListAudit;
use portico_api::billing::ShowBilling;
use portico_api::deletions::{ListDeletedOrganizations, PreviewDeletion};
use portico_api::exports::ListExports;
use portico_api::imports::{ImportProject, PreviewImport};
use portico_api::invites::{CreateInvites, ListInvites, ListInvitesParams};
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::notices::ShowNotices;
use portico_api::organizations::{
    ListOrganizations, ListOrganizationsParams, ShowOrganization, UpdateOrganization,
};
use portico_api::passkeys::ListPasskeys;
use portico_api::projects::{CreateProject, ListProjects, ListProjectsParams, ProjectSort, ShowProject};
use portico_api::security::{LiftSecurity, ShowSecurity};
use portico_api::session::ShowSession;
use portico_api::trash::{ListTrash, ListTrashParams};
use serde_json::json;

/// More of everything in the organization: members, projects, projects that were removed for good, open invites and accepted ones.
fn grow(world: &World, from: u32, to: u32) {
    let (organization, owner) =
        (&world.organization.id, "(SELECT id FROM users WHERE email_key = 'owner@example.com')");
    world.app.db().execute(&format!(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to} - 1) SELECT i FROM n; \
         INSERT INTO users (id, email, email_key, created_at) SELECT 'u' || i, 'm' || i || '@x.example', 'm' || i || '@x.example', 0 FROM n; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT '{organization}', 'u' || i, 1, 0, 'm' || i || '@x.example' FROM n; \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
         SELECT 'p' || i, '{organization}', 'Project ' || i, 'project ' || i, 'project-' || i, 0, 0 FROM n; \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at, deleted_at, deleted_by, trashed_slug, purged_at) \
         SELECT 'q' || i, '{organization}', 'Old ' || i, char(1) || 'q' || i, 'q' || i, 0, 0, 1, {owner}, 'old', 9000000000000000 FROM n; \
         INSERT INTO invites (id, organization_id, email, email_key, role, nonce, token_hash, inviter_id, state, created_at, expires_at) \
         SELECT 'i' || i, '{organization}', 'i' || i, 'i' || i, 1, 'n', 'h' || i, {owner}, 'open', 0, 9e15 FROM n; \
         INSERT INTO invites (id, organization_id, email, email_key, role, nonce, token_hash, inviter_id, state, created_at, expires_at) \
         SELECT 'j' || i, '{organization}', 'j' || i, 'j' || i, 1, 'n', 'g' || i, {owner}, 'accepted', 0, 1 FROM n; \
         INSERT INTO exports (id, organization_id, asked_by, state, created_at) \
         SELECT 'x' || i, '{organization}', {owner}, 'gone', 0 FROM n; \
         DROP TABLE n;"
    ));
}

/// What came last: the end of an organization, archives, what is asked of sign-ins, and changes that change nothing.
fn newest_costs(world: &World, round: &str) -> Vec<(&'static str, i64)> {
    let (owner, place, app) = (&world.owner, world.organization_params(), world.app);
    let cost = |what: &dyn Fn()| {
        app.db().steps.set(0);
        what();
        app.db().steps.get()
    };
    let version = || app.db().number("SELECT version FROM organizations WHERE slug = 'acme'");
    vec![
        (
            "what a deletion ends",
            cost(&|| {
                owner.get::<PreviewDeletion>(&place).ok::<PreviewDeletion>();
            }),
        ),
        (
            "deleted organizations",
            cost(&|| drop(owner.get::<ListDeletedOrganizations>(&()).ok::<ListDeletedOrganizations>())),
        ),
        ("archives", cost(&|| drop(owner.get::<ListExports>(&place).ok::<ListExports>()))),
        ("what is asked of sign-ins", cost(&|| drop(owner.get::<ShowSecurity>(&place).ok::<ShowSecurity>()))),
        ("audit log", cost(&|| drop(owner.get::<ListAudit>(&crate::audit::whole()).ok::<ListAudit>()))),
        ("passkeys", cost(&|| drop(owner.get::<ListPasskeys>(&()).ok::<ListPasskeys>()))),
        (
            "notices",
            cost(&|| {
                owner.get::<ShowNotices>(&()).ok::<ShowNotices>();
            }),
        ),
        (
            "what an import would do",
            cost(&|| {
                let body = crate::imports::small("Would be");
                owner.send::<PreviewImport>(&place, body).ok::<PreviewImport>();
            }),
        ),
        (
            "an import",
            cost(&|| {
                let body = crate::imports::small(&format!("Brought {round}"));
                owner.send::<ImportProject>(&place, body).ok::<ImportProject>();
            }),
        ),
        (
            "a change that changes nothing",
            cost(&|| {
                let body = json!({ "name": world.organization.name, "version": version() });
                owner.send::<UpdateOrganization>(&place, body).ok::<UpdateOrganization>();
            }),
        ),
        (
            "lifting nothing",
            cost(&|| {
                drop(owner.send::<LiftSecurity>(&place, json!({ "confirm": "Acme" })).ok::<LiftSecurity>())
            }),
        ),
    ]
}

/// What each page and change of the organization costs.
fn costs(world: &World, round: &str) -> Vec<(&'static str, i64)> {
    let (owner, place, app) = (&world.owner, world.organization_params(), world.app);
    let cost = |what: &dyn Fn()| {
        app.db().steps.set(0);
        what();
        app.db().steps.get()
    };
    let organization = || "acme".to_owned();
    let projects = |sort| ListProjectsParams { sort, ..ListProjectsParams::first("acme") };
    let members = ListMembersParams { organization: organization(), search: None, role: None, after: None };
    vec![
        ("session", cost(&|| drop(owner.get::<ShowSession>(&()).ok::<ShowSession>()))),
        (
            "organizations",
            cost(&|| {
                let first = ListOrganizationsParams { search: None, sort: Default::default(), after: None };
                owner.get::<ListOrganizations>(&first).ok::<ListOrganizations>();
            }),
        ),
        ("organization", cost(&|| drop(owner.get::<ShowOrganization>(&place).ok::<ShowOrganization>()))),
        (
            "projects by change",
            cost(&|| drop(owner.get::<ListProjects>(&projects(ProjectSort::Changed)).ok::<ListProjects>())),
        ),
        (
            "projects by name",
            cost(&|| drop(owner.get::<ListProjects>(&projects(ProjectSort::Name)).ok::<ListProjects>())),
        ),
        (
            "newest projects",
            cost(&|| drop(owner.get::<ListProjects>(&projects(ProjectSort::Newest)).ok::<ListProjects>())),
        ),
        ("project", cost(&|| drop(owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>()))),
        ("members", cost(&|| drop(owner.get::<ListMembers>(&members).ok::<ListMembers>()))),
        (
            "invites",
            cost(&|| {
                let first = ListInvitesParams { organization: organization(), after: None };
                owner.get::<ListInvites>(&first).ok::<ListInvites>();
            }),
        ),
        (
            "trash",
            cost(&|| {
                let first = ListTrashParams { organization: organization(), after: None };
                owner.get::<ListTrash>(&first).ok::<ListTrash>();
            }),
        ),
        ("billing", cost(&|| drop(owner.get::<ShowBilling>(&place).ok::<ShowBilling>()))),
        (
            "create a project",
            cost(&|| {
                let body = json!({ "name": format!("New {round}") });
                owner.send::<CreateProject>(&place, body).ok::<CreateProject>();
            }),
        ),
        (
            "invite",
            cost(&|| {
                let body = json!({ "emails": [format!("new{round}@example.com")], "role": Role::Viewer });
                owner.send::<CreateInvites>(&place, body).ok::<CreateInvites>();
            }),
        ),
        ("cron", cost(&|| app.run_cron())),
    ]
}

/// So many entries more, all of them sealed in so many runs.
fn fill_log(app: &TestApp, entries: i64, runs: usize) {
    app.wait(1);
    crate::audit::fill(app, entries);
    for _ in 0..runs {
        app.wait(MINUTE);
        app.run_cron();
    }
}

#[test]
fn pages_and_changes_cost_the_same_in_an_organization_of_thirty_times_the_size() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    grow(&world, 1, 101);
    fill_log(&app, 100, 2);
    let small = [costs(&world, "small"), newest_costs(&world, "small")].concat();
    grow(&world, 101, 3001);
    fill_log(&app, 2_900, 6);
    // What has changed is counted again once a day, and was today.
    let large = [costs(&world, "large"), newest_costs(&world, "large")].concat();
    for ((name, before), (_, after)) in small.iter().zip(&large) {
        assert!(*after * 10 <= *before * 11, "{name}: {before} steps, then {after}");
    }
}
