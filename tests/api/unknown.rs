//! Rows of a newer version, with words and ranks that this one does not know: they open nothing, break nothing, and are called unknown.

use crate::billing::place;
use crate::support::{Browser, TestApp, World};
use crate::trash;
use portico_api::Role;
use portico_api::billing::{
    ChangePlan, PreviewPlanChange, PreviewPlanChangeParams, ResumePlan, ShowBilling, SubscriptionStatus,
    SyncBilling,
};
use portico_api::configuration::{SaveDraft, ShowConfiguration};
use portico_api::environments::Mode;
use portico_api::invites::{
    AcceptInvite, CreateInvites, InviteState, ListInvites, ListInvitesParams, ResendInvite, ShowInvite,
};
use portico_api::invoices::{InvoiceStatus, ListInvoices, ListInvoicesParams};
use portico_api::keys::CreateKey;
use portico_api::members::{ChangeRole, ListMembers, ListMembersParams, RemoveMember};
use portico_api::organizations::{
    ListOrganizations, ListOrganizationsParams, ShowOrganization, UpdateOrganization,
};
use portico_api::plans::{Interval, PlanId};
use portico_api::problem::kind;
use portico_api::projects::{CreateProject, ListProjects, ListProjectsParams};
use portico_api::schema::{Kind, Schema, ShowSchema, UpdateSchema};
use portico_api::trash::{DeleteProject, RestoreProject};
use portico_api::usage::ShowUsage;
use portico_api::versions::{PublishDraft, ShowVersion, VersionKind};
use serde_json::{Value, json};

/// What a newer version writes.
fn write(app: &TestApp, sql: &str) {
    app.db().execute(&format!(
        "PRAGMA ignore_check_constraints = ON; {sql}; PRAGMA ignore_check_constraints = OFF"
    ));
}

const PLANS: &[&str] = &[
    "UPDATE subscriptions SET plan = 'team', period_start = 1, period_end = 9007199254740991",
    "UPDATE subscriptions SET plan = 'pro', interval = 'week', period_start = 1, period_end = 9007199254740991",
    "UPDATE subscriptions SET plan = 'pro', period_start = 1, period_end = 9007199254740991, next_plan = 'team', next_interval = 'week'",
];

fn preview(by: &Browser) -> crate::support::Reply {
    let (plan, interval) = (PlanId::Enterprise, Interval::Month);
    by.get::<PreviewPlanChange>(&PreviewPlanChangeParams { organization: "acme".into(), plan, interval })
}

#[test]
fn plan_that_is_not_known_is_neither_changed_nor_reckoned_with() {
    for sql in PLANS {
        let app = TestApp::new();
        let world = World::new(&app);
        let owner = &world.owner;
        write(&app, sql);
        let body = json!({ "plan": "enterprise", "interval": "month", "version": 1 });
        assert!(owner.send::<ChangePlan>(&place("acme"), body).problem(409).is(kind::NEWER), "{sql}");
        assert!(
            owner.send::<ResumePlan>(&place("acme"), json!({ "version": 1 })).problem(409).is(kind::NEWER)
        );
        assert!(preview(owner).problem(409).is(kind::NEWER), "{sql}");
        let before = app.db().dump("subscriptions");
        app.run_cron();
        owner.send::<SyncBilling>(&place("acme"), Value::Null).ok::<SyncBilling>();
        assert_eq!(app.db().dump("subscriptions"), before, "{sql}");
    }
}

#[test]
fn plan_that_is_not_known_is_shown_as_unknown_and_lets_nothing_more_in() {
    let app = TestApp::new();
    let world = World::new(&app);
    let owner = &world.owner;
    let invite = world.invite("new@example.com", Role::Viewer);
    let link = world.link_of(&invite);
    let expired = world.invite("late@example.com", Role::Viewer);
    app.db().execute(&format!("UPDATE invites SET expires_at = 1 WHERE id = '{}'", expired.invite));
    write(&app, PLANS[0]);
    let shown = owner.get::<ShowOrganization>(&world.organization_params());
    assert_eq!(shown.json["plan"], "unknown");
    let billing = owner.get::<ShowBilling>(&place("acme")).ok::<ShowBilling>();
    assert_eq!((billing.organization.plan, billing.subscription.plan), (PlanId::Unknown, PlanId::Unknown));
    owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    owner.get::<ShowUsage>(&crate::usage::usage_params("2026-09")).ok::<ShowUsage>();
    let refused = [
        owner.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" })),
        owner.send::<CreateInvites>(
            &world.organization_params(),
            json!({ "emails": ["x@example.com"], "role": "viewer" }),
        ),
        owner.send::<ResendInvite>(&expired, Value::Null),
        app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null),
    ];
    for reply in refused {
        assert!(reply.problem(409).is(kind::NEWER));
    }
    app.browser().get::<ShowInvite>(&link).ok::<ShowInvite>();
    // What there is goes on.
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    let rename = json!({ "name": "Still here", "version": 1 });
    owner.send::<UpdateOrganization>(&world.organization_params(), rename).ok::<UpdateOrganization>();
    trash::delete(&world).ok::<DeleteProject>();
    let back = owner.send::<RestoreProject>(&trash::in_trash(&world), json!({}));
    assert!(back.problem(409).is(kind::NEWER));
}

#[test]
fn plan_that_becomes_unknown_meanwhile_lets_nothing_in() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().before_batch.replace(Some(
        "PRAGMA ignore_check_constraints = ON; \
         UPDATE subscriptions SET plan = 'team', period_start = 1, period_end = 9007199254740991; \
         PRAGMA ignore_check_constraints = OFF",
    ));
    let refused = world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" }));
    assert!(refused.problem(409).is(kind::NEWER));
}

#[test]
fn role_that_is_not_known_opens_nothing_and_is_shown_as_unknown() {
    let app = TestApp::new();
    let world = World::new(&app);
    let odd = world.member(Role::Viewer);
    let at = world.member_params("viewer@example.com");
    for rank in [0, 5, 9] {
        write(&app, &format!("UPDATE memberships SET role = {rank} WHERE email_key = 'viewer@example.com'"));
        odd.get::<ListProjects>(&ListProjectsParams::first("acme")).problem(404);
        odd.get::<ShowOrganization>(&world.organization_params()).problem(404);
        odd.send::<CreateKey>(&world.environment(Mode::Live), json!({ "name": "Server" })).problem(404);
        odd.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" })).problem(404);
        let all = ListOrganizationsParams { search: None, sort: Default::default(), after: None };
        let mine = odd.get::<ListOrganizations>(&all).ok::<ListOrganizations>();
        assert_eq!(mine.organizations.first().map(|one| one.role), Some(Role::Unknown));
        let members =
            ListMembersParams { organization: "acme".into(), search: None, role: None, after: None };
        let listed = world.owner.get::<ListMembers>(&members);
        assert_eq!(listed.json["members"][1]["role"], "unknown", "{rank}");
        listed.ok::<ListMembers>();
        let body = json!({ "role": "admin", "from": "unknown" });
        world.owner.send::<ChangeRole>(&at, body).fault(422, "from");
        let body = json!({ "role": "admin", "from": "viewer" });
        assert!(world.owner.send::<ChangeRole>(&at, body).problem(409).is("stale"));
    }
    // An answer of then is none of a role that nobody knows, nor is an invite of somebody who has one.
    let admin = world.member(Role::Admin);
    let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
    let request = admin.request::<CreateInvites>(&world.organization_params(), body);
    app.send(&request).ok::<CreateInvites>();
    let id = app.db().text("SELECT id FROM invites WHERE email_key = 'new@example.com'");
    let link = world.link_of(&portico_api::invites::InviteParams { organization: "acme".into(), invite: id });
    write(&app, "UPDATE memberships SET role = 9 WHERE email_key = 'admin@example.com'");
    app.send(&request).problem(404);
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).problem(409);
    // Who has it can't be taken away by whoever does not know it, but is not in the way either.
    let at = world.removal("viewer@example.com");
    admin.send::<RemoveMember>(&at, Value::Null).problem(404);
    world.owner.send::<RemoveMember>(&at, Value::Null).problem(403);
}

#[test]
fn invites_that_are_not_known_are_shown_as_unknown_and_open_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    write(&app, "UPDATE invites SET role = 7; UPDATE outbox SET state = 'bounced'");
    let params = ListInvitesParams { organization: "acme".into(), after: None };
    let page = world.owner.get::<ListInvites>(&params).ok::<ListInvites>();
    let [invite] = &page.invites[..] else { panic!("{page:?}") };
    assert_eq!((invite.role, invite.state), (Role::Unknown, InviteState::Pending));
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).problem(404);
    write(&app, "UPDATE invites SET role = 1, state = 'held'");
    app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).problem(409);
}

#[test]
fn words_about_versions_and_money_that_are_not_known_are_shown_as_unknown() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    write(
        &app,
        "UPDATE versions SET kind = 'schedule', source = '{\"mode\":\"staging\",\"version\":1,\"keys\":[]}'",
    );
    let version = world.owner.get::<ShowVersion>(&world.version(Mode::Live, 1)).ok::<ShowVersion>().version;
    assert_eq!((version.kind, version.source), (VersionKind::Unknown, None));
    world.owner.get::<ShowConfiguration>(&world.environment(Mode::Live)).ok::<ShowConfiguration>();
    let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
    world.owner.send::<ChangePlan>(&place("acme"), body).ok::<ChangePlan>();
    write(&app, "UPDATE invoices SET status = 'disputed'; UPDATE subscriptions SET status = 'paused'");
    let params = ListInvoicesParams { organization: "acme".into(), after: None };
    let page = world.owner.get::<ListInvoices>(&params).ok::<ListInvoices>();
    assert_eq!(page.invoices[0].status, InvoiceStatus::Unknown);
    let billing = world.owner.get::<ShowBilling>(&place("acme")).ok::<ShowBilling>();
    assert_eq!(billing.subscription.status, SubscriptionStatus::Unknown);
}

#[test]
fn setting_of_a_type_that_is_not_known_keeps_its_value_and_takes_no_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    let settings = json!([
        { "key": "a.known", "title": "Known", "kind": { "type": "text" } },
        { "key": "a.place", "title": "Place", "kind": { "type": "text" } },
    ]);
    world.declare(settings);
    world.release(Mode::Sandbox, json!({ "a.place": "52,13" }));
    app.db().execute("UPDATE schemas SET document = json_set(document, '$[1].kind.type', 'coordinates')");
    let schema = world.owner.get::<ShowSchema>(&world.project_params()).ok::<ShowSchema>();
    assert_eq!(schema.settings[1].kind, Kind::Unknown);
    let by = &world.owner;
    world.send_draft(by, Mode::Sandbox, json!({ "set": { "a.place": "1,2" } })).fault(422, "set.a.place");
    world.send_draft(by, Mode::Sandbox, json!({ "set": { "a.known": "x" } })).ok::<SaveDraft>();
    by.send::<PublishDraft>(&world.environment(Mode::Sandbox), world.publication(Mode::Sandbox))
        .fault(422, "values.a.place");
    // What can't be read is not written back as something else.
    let Schema { settings, version, .. } = schema;
    let body = json!({ "settings": settings, "version": version });
    by.send::<UpdateSchema>(&world.project_params(), body).problem(422);
    assert!(app.db().dump("schemas").contains("coordinates"));
}
