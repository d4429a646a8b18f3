//! The audit log is searched in pages, at a cost that its length does not change.

use super::read::{action, fill, list, whole};
use crate::support::{Browser, HOUR, TestApp, World};
use portico_api::audit::{ListAudit, ListAuditParams};
use portico_api::environments::Mode;
use portico_api::page::Cursor;
use portico_edge::ports::Clock;

#[test]
fn long_log_comes_in_pages_that_neither_repeat_nor_leave_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 120);
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = list(&world, &ListAuditParams { after, ..whole() });
        seen.extend(page.entries.into_iter().map(|entry| entry.id));
        match page.next {
            Some(next) => after = Some(Cursor::new(next)),
            None => break,
        }
    }
    let there = app.db().number("SELECT count(*) FROM audit_entries WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')");
    assert_eq!(seen.len() as i64, there);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first");
}

/// So many entries of the Owner's about the sandbox, one after the other.
fn fill_by_owner(world: &World, entries: i64) {
    world.app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries}) \
         INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT printf('%08x-%04x-7000-8000-%012d', {now} / 65536, {now} % 65536, n.i), o.id, u.id, 'revoke_key', 'environment', '{place}', '{{}}', 'r', 'u', {now} \
         FROM n, organizations o, users u WHERE o.slug = 'acme' AND u.email_key = 'owner@example.com'",
        now = world.app.service.clock.now(),
        place = world.environment_id(Mode::Sandbox)
    ));
}

/// What a search finds on all its pages, how many pages there are, and the most steps that one of them took.
fn searched(
    world: &World,
    by: &Browser,
    organization: &str,
    params: &ListAuditParams,
) -> (Vec<String>, usize, i64) {
    let (mut after, mut found, mut pages, mut most) = (None, Vec::new(), 0, 0);
    loop {
        let before = world.app.db().steps.get();
        let params = ListAuditParams { organization: organization.into(), after, ..params.clone() };
        let page = by.get::<ListAudit>(&params).ok::<ListAudit>();
        most = most.max(world.app.db().steps.get() - before);
        pages += 1;
        found.extend(page.entries.into_iter().map(|entry| entry.id));
        match page.next {
            Some(next) => after = Some(Cursor::new(next)),
            None => return (found, pages, most),
        }
    }
}

#[test]
fn search_for_what_is_nowhere_costs_no_more_in_a_log_of_ten_times_the_length() {
    let app = TestApp::new();
    let world = World::new(&app);
    let person = Some(world.member_params("owner@example.com").member);
    let project = Some(world.project.id.to_string());
    app.wait(HOUR);
    fill_by_owner(&world, 30_000);
    app.wait(HOUR);
    let search = ListAuditParams { person: person.clone(), action: action("promote"), ..whole() };
    let (found, pages, _) = searched(&world, &world.owner, "acme", &search);
    assert_eq!((found.len(), pages), (0, 1), "nobody did that here");
    let stranger = app.db().text("SELECT id FROM users WHERE email_key = 'stranger@example.com'");
    let searches = [
        ListAuditParams { person: Some(stranger), ..whole() },
        ListAuditParams { person: person.clone(), denied: true, project: project.clone(), ..whole() },
        ListAuditParams { project: project.clone(), denied: true, ..whole() },
        ListAuditParams { project, action: action("revoke_key"), denied: true, ..whole() },
    ];
    for search in &searches {
        let (found, pages, most) = searched(&world, &world.owner, "acme", search);
        assert_eq!((found.len(), pages), (0, 7), "{search:?}");
        // 5,000 entries, and as many of the index.
        assert!(most < 400_000, "{most}: {search:?}");
    }
    // What lies behind all that is found all the same, once.
    let search = ListAuditParams { person: person.clone(), action: action("create_project"), ..whole() };
    let (found, pages, _) = searched(&world, &world.owner, "acme", &search);
    assert_eq!((found.len(), pages), (1, 1));
    // What the person did elsewhere neither costs anything nor shows, in entries or in where the page goes on.
    let search = ListAuditParams { person: person.clone(), ..whole() };
    let (found, pages, most) = searched(&world, &world.stranger, "other", &search);
    assert_eq!((found.len(), pages), (0, 1));
    let nobody = ListAuditParams { person: Some("nobody".to_owned()), ..whole() };
    let (_, _, of_nobody) = searched(&world, &world.stranger, "other", &nobody);
    assert!(most.abs_diff(of_nobody) < 100, "{most} {of_nobody}");
}
