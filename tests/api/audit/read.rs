//! The log as Admins and Owners read it.

use super::super::trash;
use crate::account_deletion;
use crate::support::{Browser, DAY, HOUR, TestApp, World, create_project};
use portico_api::Role;
use portico_api::account::DeleteAccount;
use portico_api::audit::{Action, AuditEntry, AuditPage, ListAudit, ListAuditParams, ListFormerMembers, Way};
use portico_api::environments::Mode;
use portico_api::members::{ChangeRole, LeaveOrganization, RemoveMember};
use portico_api::organizations::{OrganizationParams, UpdateOrganization};
use portico_api::projects::UpdateProject;
use portico_api::trash::DeleteProject;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// All of acme's log.
pub(crate) fn whole() -> ListAuditParams {
    ListAuditParams {
        organization: "acme".into(),
        person: None,
        action: None,
        project: None,
        denied: false,
        since: None,
        until: None,
        after: None,
    }
}

pub(super) fn list(world: &World, params: &ListAuditParams) -> AuditPage {
    world.owner.get::<ListAudit>(params).ok::<ListAudit>()
}

fn actions(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.action.as_str()).collect()
}

pub(super) fn action(name: &str) -> Option<Action> {
    Action::parse(name).ok()
}

#[test]
fn entry_says_who_did_what_to_which_thing_when_and_from_where() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request = world
        .owner
        .request::<UpdateProject>(&world.project_params(), json!({ "name": "Till", "version": 1 }));
    (request.country, request.user_agent) = (Some("DE".into()), Some("Firefox".into()));
    app.send(&request).ok::<UpdateProject>();
    let page = list(&world, &whole());
    assert_eq!(page.organization.slug, "acme");
    let entry = &page.entries[0];
    let person = entry.person.clone().unwrap_or_else(|| panic!("nobody did it"));
    assert_eq!(
        (entry.action.as_str(), person.email.as_str(), entry.way),
        ("update_project", "owner@example.com", Way::Console)
    );
    assert_eq!((entry.target.kind.as_str(), entry.target.name.as_deref()), ("project", Some("Till")));
    assert_eq!(entry.project.as_deref(), Some(world.project.id.as_str()));
    assert_eq!(
        (entry.country.as_deref(), entry.browser.as_str(), entry.refused),
        (Some("DE"), "Firefox", None)
    );
    assert_eq!((entry.at, entry.request_id.len()), (app.service.clock.now(), 36));
    assert_eq!(
        json!(entry.details),
        json!({ "name": "Till", "version": 1, "before": { "name": "Checkout" } })
    );
}

#[test]
fn target_keeps_the_name_that_it_had_then() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    let rename = json!({ "name": "Till", "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), rename).ok::<UpdateProject>();
    let published = list(&world, &ListAuditParams { action: action("publish_draft"), ..whole() });
    let entry = &published.entries[0];
    assert_eq!((entry.target.kind.as_str(), entry.target.name.as_deref()), ("environment", Some("Checkout")));
    assert_eq!(
        (entry.mode, entry.project.as_deref()),
        (Some(Mode::Sandbox), Some(world.project.id.as_str()))
    );
    world.member(Role::Viewer);
    let params = world.member_params("viewer@example.com");
    world
        .owner
        .send::<ChangeRole>(&params, json!({ "role": "developer", "from": "viewer" }))
        .ok::<ChangeRole>();
    assert_eq!(list(&world, &whole()).entries[0].target.name.as_deref(), Some("viewer@example.com"));
}

#[test]
fn only_what_has_changed_is_said_of_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    let change = json!({ "name": "Acme Two", "website": "https://acme.example/", "version": 1 });
    world.owner.send::<UpdateOrganization>(&world.organization_params(), change).ok::<UpdateOrganization>();
    let page = list(&world, &ListAuditParams { action: action("update_organization"), ..whole() });
    let before = page.entries[0].details.get("before").cloned().unwrap_or_default();
    assert_eq!(before.get("name"), Some(&json!("Acme")));
    assert_eq!(page.entries[0].details.get("name"), Some(&json!("Acme Two")));
}

#[test]
fn log_is_filtered_by_person_action_project_time_and_refusal() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let developer = world.member(Role::Developer);
    app.wait(HOUR);
    let from = app.service.clock.now();
    let second = create_project(&admin, "acme", "Second");
    let body = json!({ "confirm": "Checkout", "version": 1 });
    developer.send::<DeleteProject>(&world.project_params(), body).problem(403);
    app.wait(HOUR);
    let until = app.service.clock.now();
    trash::delete(&world).ok::<DeleteProject>();
    let found = |params: ListAuditParams| {
        let page = list(&world, &params);
        page.entries.iter().map(|entry| entry.action.clone()).collect::<Vec<_>>()
    };
    let person = Some(world.member_params("admin@example.com").member);
    assert_eq!(found(ListAuditParams { person: person.clone(), ..whole() }), ["create_project"]);
    let project = Some(second.id.to_string());
    assert_eq!(found(ListAuditParams { project: project.clone(), ..whole() }), ["create_project"]);
    assert_eq!(
        found(ListAuditParams { action: action("delete_project"), ..whole() }),
        ["delete_project", "delete_project"]
    );
    let denied = ListAuditParams { denied: true, ..whole() };
    let page = list(&world, &denied);
    assert_eq!(
        (actions(&page.entries), page.entries[0].refused, page.entries[0].times),
        (vec!["delete_project"], Some(403), 1)
    );
    assert_eq!(
        found(ListAuditParams { action: action("delete_project"), denied: true, ..whole() }),
        ["delete_project"]
    );
    let within = ListAuditParams { since: Some(from), until: Some(until), ..whole() };
    assert_eq!(found(within.clone()), ["delete_project", "create_project"]);
    assert_eq!(found(ListAuditParams { person, project, denied: true, ..within }), Vec::<String>::new());
}

#[test]
fn former_members_are_those_of_whom_the_log_says_that_they_went_newest_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    let former = |by: &Browser| {
        let list = by.get::<ListFormerMembers>(&world.organization_params()).ok::<ListFormerMembers>();
        list.people.into_iter().map(|person| person.email).collect::<Vec<_>>()
    };
    let nobody: Vec<String> = Vec::new();
    assert_eq!(former(&world.owner), nobody);
    let [removed, leaving, deleted] = ["removed@example.com", "leaving@example.com", "deleted@example.com"]
        .map(|email| (email, world.join(email, Role::Developer)));
    let params = world.removal(removed.0);
    // Who may not remove somebody has not removed them.
    leaving.1.send::<RemoveMember>(&params, Value::Null).problem(403);
    assert_eq!(former(&world.owner), nobody);
    app.wait(1);
    world.owner.send::<RemoveMember>(&params, Value::Null).ok::<RemoveMember>();
    app.wait(1);
    leaving.1.send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
    app.wait(1);
    let id = app.db().text("SELECT id FROM users WHERE email_key = 'deleted@example.com'");
    account_deletion::delete(&deleted.1, deleted.0).ok::<DeleteAccount>();
    let admin = world.member(Role::Admin);
    let pseudonym = account_deletion::pseudonym(&id);
    assert_eq!(former(&admin), [pseudonym.as_str(), leaving.0, removed.0]);
    // Whoever has come back is a member, and goes last if they go again.
    world.join(removed.0, Role::Viewer);
    assert_eq!(former(&admin), [pseudonym.as_str(), leaving.0]);
    app.wait(1);
    world.owner.send::<RemoveMember>(&world.removal(removed.0), Value::Null).ok::<RemoveMember>();
    assert_eq!(former(&admin), [removed.0, pseudonym.as_str(), leaving.0]);
    let of_other = OrganizationParams { organization: "other".into() };
    let theirs = world.stranger.get::<ListFormerMembers>(&of_other).ok::<ListFormerMembers>();
    assert!(theirs.people.is_empty());
}

#[test]
fn of_hundreds_of_former_members_the_hundred_who_went_last_are_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) \
         INSERT INTO users (id, email, email_key, created_at) SELECT 'u' || i, i || '@example.com', i || '@example.com', 1 FROM n; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) \
         INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT printf('00000000-0000-7000-8000-%012d', i), '{}', NULL, 'remove_member', 'member', 'u' || i, '{{}}', 'r', '', 1 FROM n",
        world.organization.id
    ));
    let list = world.owner.get::<ListFormerMembers>(&world.organization_params()).ok::<ListFormerMembers>();
    assert_eq!((list.people.len(), list.people[0].email.as_str()), (100, "150@example.com"));
}

/// Puts so many entries into acme's log.
pub(crate) fn fill(app: &TestApp, entries: i64) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries}) \
         INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT printf('%08x-%04x-7000-8000-%012d', {now} / 65536, {now} % 65536, n.i), o.id, 'save_draft', 'organization', o.id, '{{\"n\":1}}', 'cron', 'cron', {now} \
         FROM n, organizations o WHERE o.slug = 'acme'",
        now = app.service.clock.now()
    ));
}

#[test]
fn log_of_another_organization_is_never_in_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let theirs = world
        .stranger
        .get::<ListAudit>(&ListAuditParams { organization: "other".into(), ..whole() })
        .ok::<ListAudit>();
    let person = theirs.entries[0].person.as_ref().map(|person| person.id.to_string());
    assert!(list(&world, &ListAuditParams { person, ..whole() }).entries.is_empty());
    let ids: Vec<_> = theirs.entries.iter().map(|entry| &entry.id).collect();
    assert!(list(&world, &whole()).entries.iter().all(|entry| !ids.contains(&&entry.id)));
    app.wait(DAY);
}

#[test]
fn what_is_no_action_and_no_time_is_refused_by_its_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (query, field) in [
        ("action=DROP%20TABLE", "action"),
        ("since=yesterday", "since"),
        ("denied=maybe", "denied"),
        ("who=x", "who"),
    ] {
        let mut request = world.owner.request::<ListAudit>(&whole(), json!(null));
        request.query = query.to_owned();
        assert!(!app.send(&request).fault(422, field).is_empty());
    }
}
