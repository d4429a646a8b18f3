//! Organizations: list, create, change.

use crate::support::{TestApp, World, create_organization, create_project, unlimited};
use portico_api::Role;
use portico_api::organizations::{
    CreateOrganization, ListOrganizations, ListOrganizationsParams, Organization, OrganizationColumn,
    OrganizationParams, OrganizationSort, ShowOrganization, UpdateOrganization,
};
use portico_api::page::{Cursor, Search};
use portico_api::session::ShowSession;
use serde_json::{Value, json};

fn all() -> ListOrganizationsParams {
    ListOrganizationsParams { search: None, sort: Default::default(), after: None }
}

#[test]
fn create_organization_makes_the_caller_its_owner() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let made = create_organization(&anna, "  Acme, Inc. ");
    assert_eq!((made.name.as_str(), made.slug.as_str()), ("Acme, Inc.", "acme-inc"));
    assert_eq!(made.website, "https://example.com");
    assert_eq!((made.role, made.projects, made.members, made.version), (Role::Owner, 0, 1, 1));
    let params = OrganizationParams { organization: made.id.to_string() };
    assert_eq!(anna.get::<ShowOrganization>(&params).ok::<ShowOrganization>(), made);
}

#[test]
fn create_organization_writes_its_audit_entry() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    app.wait(1);
    let made = create_organization(&anna, "Acme");
    let entry = app.db().text(
        "SELECT a.action || ' ' || a.target_kind || ' ' || u.email || ' ' || a.details FROM audit_entries a \
         JOIN users u ON u.id = a.actor_id WHERE a.organization_id IS NOT NULL",
    );
    assert_eq!(
        entry,
        r#"create_organization organization anna@example.com {"name":"Acme","website":"https://example.com"}"#
    );
    assert_eq!(
        app.db().text("SELECT organization_id FROM audit_entries ORDER BY id DESC"),
        made.id.to_string()
    );
}

#[test]
fn organizations_of_one_name_get_slugs_of_their_own() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let slugs: Vec<_> = (0..3).map(|_| create_organization(&anna, "Acme").slug).collect();
    assert_eq!(slugs[0], "acme");
    assert!(slugs[1].starts_with("acme-") && slugs[1].len() == 9, "{slugs:?}");
    assert_ne!(slugs[1], slugs[2]);
    assert!(create_organization(&anna, "東京").slug.starts_with("organization-"));
}

#[test]
fn create_organization_with_a_taken_slug_is_a_conflict_on_the_slug() {
    let app = TestApp::new();
    create_organization(&app.sign_in("anna@example.com"), "Acme");
    let body = json!({ "name": "Other", "website": "example.org", "slug": "acme" });
    let problem = app.sign_in("eve@example.com").send::<CreateOrganization>(&(), body).problem(409);
    assert!(problem.is("taken"));
    assert_eq!(problem.field.as_deref(), Some("slug"));
    assert_eq!(app.db().number("SELECT count(*) FROM organizations"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships"), 1);
}

#[test]
fn list_shows_only_ones_own_organizations_by_name() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    for name in ["beta", "Alpha", "alpha"] {
        app.wait(1);
        create_organization(&anna, name);
    }
    create_organization(&app.sign_in("eve@example.com"), "Hidden");
    let page = anna.get::<ListOrganizations>(&all()).ok::<ListOrganizations>();
    let names: Vec<_> = page.organizations.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Alpha", "alpha", "beta"]);
    assert_eq!(page.next, None);
    let session = anna.get::<ShowSession>(&()).ok::<ShowSession>();
    assert_eq!(session.organizations, page.organizations);
}

#[test]
fn list_continues_where_the_page_before_ended() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    for number in 0..120 {
        create_organization(&anna, "Same name");
        // Nobody has that many of which none is paid for.
        if number % 20 == 19 {
            unlimited(&app);
            // Nor from one place in a day.
            app.db().execute("DELETE FROM budgets WHERE scope = 'organization_client'");
        }
    }
    let mut slugs = Vec::new();
    let mut after = anna.get::<ShowSession>(&()).ok::<ShowSession>().next;
    assert!(after.is_some());
    let mut params = all();
    loop {
        let page = anna.get::<ListOrganizations>(&params).ok::<ListOrganizations>();
        slugs.extend(page.organizations.into_iter().map(|one| one.slug));
        if params.after.is_none() {
            assert_eq!(page.next, after, "the session's first page ends where the list's does");
        }
        after = page.next;
        match after.clone() {
            Some(next) => params.after = Some(Cursor::new(next)),
            None => break,
        }
    }
    assert_eq!(slugs.len(), 120);
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 120);
}

#[test]
fn search_finds_part_of_a_name_or_slug_ignoring_case() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    for name in ["Ärzte & Co", "Bäckerei", "Plain_100%"] {
        create_organization(&anna, name);
    }
    for (search, expected) in [
        ("ÄRZ", vec!["Ärzte & Co"]),
        ("arzte", vec!["Ärzte & Co"]),
        ("_100%", vec!["Plain_100%"]),
        ("zzz", vec![]),
    ] {
        let params = ListOrganizationsParams {
            search: Search::parse(search).ok(),
            sort: Default::default(),
            after: None,
        };
        let page = anna.get::<ListOrganizations>(&params).ok::<ListOrganizations>();
        let names: Vec<_> = page.organizations.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, expected, "{search}");
        assert_eq!((page.found, page.total), (Some(expected.len() as u32), 3), "{search}");
    }
    let all = anna.get::<ListOrganizations>(&all()).ok::<ListOrganizations>();
    assert_eq!((all.found, all.total), (None, 3));
}

#[test]
fn update_changes_what_is_given_and_keeps_the_id() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "Acme Two", "slug": "acme-two", "version": 1 });
    let changed =
        world.owner.send::<UpdateOrganization>(&world.organization_params(), body).ok::<UpdateOrganization>();
    assert_eq!(changed.id, world.organization.id);
    assert_eq!((changed.name.as_str(), changed.slug.as_str(), changed.version), ("Acme Two", "acme-two", 2));
    assert_eq!(changed.website, world.organization.website);
    world.owner.get::<ShowOrganization>(&world.organization_params()).problem(404);
}

#[test]
fn update_based_on_a_stale_version_is_refused_and_changes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let params = world.organization_params();
    let change =
        |name: &str| world.owner.send::<UpdateOrganization>(&params, json!({ "name": name, "version": 1 }));
    change("First").ok::<UpdateOrganization>();
    let entries = app.db().number("SELECT count(*) FROM audit_entries");
    assert!(change("Second").problem(409).is("stale"));
    assert_eq!(world.owner.get::<ShowOrganization>(&params).ok::<ShowOrganization>().name, "First");
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries"), entries);
}

#[test]
fn a_slug_that_was_given_up_leads_its_new_holder_and_nobody_else() {
    let app = TestApp::new();
    let world = World::new(&app);
    let params = world.organization_params();
    world.owner.send::<UpdateOrganization>(&params, json!({ "slug": "acme-moved", "version": 1 }));
    let theirs = create_organization(&world.stranger, "Acme");
    assert_eq!(theirs.slug, "acme");
    create_project(&world.stranger, "acme", "Secret");
    // The old Owner has no rights at the address any more, the new one all.
    world.owner.get::<ShowOrganization>(&params).problem(404);
    assert_eq!(world.stranger.get::<ShowOrganization>(&params).ok::<ShowOrganization>().id, theirs.id);
    // The ID still leads to the organization that was meant.
    let by_id = OrganizationParams { organization: world.organization.id.to_string() };
    assert_eq!(world.owner.get::<ShowOrganization>(&by_id).ok::<ShowOrganization>().slug, "acme-moved");
}

#[test]
fn update_to_a_taken_slug_is_a_conflict_on_the_slug() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "slug": "other", "version": 1 });
    world.owner.send::<UpdateOrganization>(&world.organization_params(), body).fault(409, "slug");
}

#[test]
fn demoted_or_removed_between_proof_and_change_means_no_change() {
    let app = TestApp::new();
    let world = World::new(&app);
    let params = world.organization_params();
    for (meanwhile, status) in [("UPDATE memberships SET role = 2", 403), ("DELETE FROM memberships", 404)] {
        app.db().before_batch.replace(Some(meanwhile));
        let body = json!({ "name": "Late", "version": 1 });
        world.owner.send::<UpdateOrganization>(&params, body).problem(status);
        assert_eq!(app.db().text("SELECT name FROM organizations WHERE slug = 'acme'"), "Acme");
        app.db().execute("UPDATE memberships SET role = 4");
    }
}

#[test]
fn list_is_sorted_by_each_column_both_ways_and_goes_on_where_the_page_before_ended() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    for number in 0..55 {
        unlimited(&app);
        create_organization(&owner, &format!("Org {number:02}"));
    }
    app.db().execute(
        "UPDATE organizations SET projects = CAST(substr(name, 5) AS INTEGER) % 7, members = CAST(substr(name, 5) AS INTEGER) % 11; \
         UPDATE memberships SET used_at = (SELECT CAST(substr(o.name, 5) AS INTEGER) % 5 FROM organizations o WHERE o.id = organization_id); \
         UPDATE memberships SET role = 1 + (SELECT CAST(substr(o.name, 5) AS INTEGER) % 4 FROM organizations o WHERE o.id = organization_id); \
         UPDATE subscriptions SET plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL \
           WHERE organization_id IN (SELECT id FROM organizations WHERE name < 'Org 30')",
    );
    for by in OrganizationColumn::ALL {
        let all = |reversed| {
            let (sort, mut found, mut after) = (OrganizationSort { by, reversed }, Vec::new(), None);
            loop {
                let params = ListOrganizationsParams { search: None, sort, after: after.take() };
                let page = owner.get::<ListOrganizations>(&params).ok::<ListOrganizations>();
                found.extend(page.organizations);
                match page.next {
                    Some(next) => after = Some(Cursor::new(next)),
                    None => return found,
                }
            }
        };
        let (there, mut back) = (all(false), all(true));
        back.reverse();
        assert_eq!(there, back, "{by:?}");
        let key = |row: &Organization| match by {
            OrganizationColumn::Name => 0,
            OrganizationColumn::Role => -row.role.rank(),
            OrganizationColumn::Projects => -i64::from(row.projects),
            OrganizationColumn::Members => -i64::from(row.members),
            OrganizationColumn::Plan => i64::from(row.plan == portico_api::plans::PlanId::Free),
            OrganizationColumn::Used => -row.used_at.unwrap_or_default(),
        };
        assert!(there.is_sorted_by_key(|row| (key(row), row.name.clone())), "{by:?}");
        assert_eq!(there.len(), 55);
    }
    let wrong = ListOrganizationsParams { search: None, sort: OrganizationSort::default(), after: None };
    let mut request = owner.request::<ListOrganizations>(&wrong, Value::Null);
    request.query = "sort=size".to_owned();
    app.send(&request).fault(422, "sort");
}

#[test]
fn use_of_an_organization_is_noted_once_an_hour() {
    let app = TestApp::new();
    let world = World::new(&app);
    let used =
        || world.owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>().used_at;
    used();
    let first = used().unwrap();
    app.wait(59 * 60 * 1000);
    used();
    assert_eq!(used(), Some(first));
    app.wait(2 * 60 * 1000);
    used();
    assert!(used().unwrap() >= first + 61 * 60 * 1000);
}
