//! The list of an organization's projects: its orders, its pages, what its rows say and what is found in it.

use crate::support::{TestApp, World, create_organization, create_project, unlimited};
use portico_api::account::UpdateAccount;
use portico_api::environments::Mode;
use portico_api::page::{Cursor, Search};
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectSort, ShowProject, UpdateProject};
use portico_edge::ports::Clock;
use serde_json::json;

fn pages(browser: &crate::support::Browser, mut params: ListProjectsParams) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let page = browser.get::<ListProjects>(&params).ok::<ListProjects>();
        pages.push(page.projects.into_iter().map(|row| row.name).collect());
        match page.next {
            Some(next) => params.after = Some(Cursor::new(next)),
            None => return pages,
        }
    }
}

#[test]
fn list_pages_by_change_by_name_and_by_age_without_gap_or_repeat() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    create_organization(&anna, "Acme");
    unlimited(&app);
    let names: Vec<_> = (0..100).map(|number| format!("Project {number:03}")).collect();
    for name in names.iter().rev() {
        app.wait(1);
        create_project(&anna, "acme", name);
    }
    // What an older console asks for with a place among names begins anew, and does not end.
    let older = ListProjectsParams {
        after: Some(Cursor::new("project 049".into())),
        ..ListProjectsParams::first("acme")
    };
    assert_eq!(pages(&anna, older).concat(), names);
    for sort in ProjectSort::ALL {
        let params = ListProjectsParams { sort, ..ListProjectsParams::first("acme") };
        let pages = pages(&anna, params);
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50], "{sort:?}");
        assert_eq!(pages.concat(), names, "{sort:?}");
    }
}

#[test]
fn list_begins_with_what_was_changed_last() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for name in ["Desk", "Shop"] {
        app.wait(1_000);
        create_project(&world.owner, "acme", name);
    }
    let listed = || pages(&world.owner, ListProjectsParams::first("acme")).concat();
    let changed = |what: &dyn Fn()| {
        app.wait(1_000);
        create_project(&world.owner, "acme", &format!("Later {}", app.service.clock.now()));
        app.wait(1_000);
        what();
        assert_eq!(listed().first().map(String::as_str), Some("Checkout"));
        let first = world.owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
        assert_eq!(first.projects.first().map(|row| row.changed_at), Some(app.service.clock.now()));
    };
    assert_eq!(listed(), ["Shop", "Desk", "Checkout"]);
    let project = world.project_params();
    changed(&|| drop(world.release(Mode::Sandbox, json!({ "app.display_name": "Next" }))));
    changed(&|| drop(world.go_live()));
    changed(&|| {
        let settings = world.schema().settings;
        drop(world.declare(json!(settings.into_iter().take(3).collect::<Vec<_>>())));
    });
    changed(&|| {
        let version = world.owner.get::<ShowProject>(&project).ok::<ShowProject>().version;
        let body = json!({ "version": version, "developers_publish_live": true });
        world.owner.send::<UpdateProject>(&project, body).ok::<UpdateProject>();
    });
}

#[test]
fn list_says_what_live_answers_since_when_and_by_whom() {
    let app = TestApp::new();
    let world = World::new(&app);
    let listed = || {
        let params = ListProjectsParams::first("acme".to_owned());
        world.owner.get::<ListProjects>(&params).ok::<ListProjects>().projects.remove(0)
    };
    assert_eq!(listed().live, None);
    let first = world.go_live();
    let live = listed().live.unwrap();
    assert_eq!((live.number, live.published_at), (first.number, first.created_at));
    assert_eq!((live.author.as_str(), live.author_name), ("owner@example.com", None));
    world.owner.send::<UpdateAccount>(&(), json!({ "name": "Olga" })).ok::<UpdateAccount>();
    world.release(Mode::Live, json!({ "app.display_name": "Next" }));
    let live = listed().live.unwrap();
    assert_eq!((live.number, live.author.as_str()), (first.number + 1, "owner@example.com"));
    assert_eq!(live.author_name.as_deref(), Some("Olga"));
}

#[test]
fn list_of_an_empty_organization_is_empty_and_names_it() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let organization = create_organization(&anna, "Acme");
    let page = anna.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
    assert_eq!((page.projects.len(), page.next), (0, None));
    assert_eq!(page.organization, organization);
}

#[test]
fn search_takes_wildcards_literally_and_ignores_case() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for name in ["50% off", "Größe", "under_score"] {
        create_project(&world.owner, "acme", name);
    }
    for (search, expected) in
        [("%", vec!["50% off"]), ("GRÖSSE", vec![]), ("grö", vec!["Größe"]), ("CHECK", vec!["Checkout"])]
    {
        let params =
            ListProjectsParams { search: Search::parse(search).ok(), ..ListProjectsParams::first("acme") };
        assert_eq!(pages(&world.owner, params).concat(), expected, "{search}");
    }
}

#[test]
fn search_counts_what_matches_on_all_pages_and_nothing_in_the_trash() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for number in 0..60 {
        create_project(&world.owner, "acme", &format!("Worker {number}"));
    }
    crate::trash::delete(&world).ok::<portico_api::trash::DeleteProject>();
    create_project(&world.stranger, "other", "Worker");
    let found = |search: &str, after: Option<&str>| {
        let (search, after) = (Search::parse(search).ok(), after.map(|after| Cursor::new(after.to_owned())));
        let params = ListProjectsParams { search, after, ..ListProjectsParams::first("acme") };
        world.owner.get::<ListProjects>(&params).ok::<ListProjects>().found
    };
    assert_eq!(found("WORKER", None), Some(60));
    assert_eq!(found("worker", Some("worker 20")), Some(60));
    assert_eq!(found("checkout", None), Some(0));
    assert_eq!(found("", None), None);
}

#[test]
fn list_with_a_foreign_or_forged_cursor_stays_in_its_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.stranger, "other", "Aaa");
    for cursor in
        ["", "zzz", "9223372036854775808.", "-1.", "' OR 1=1 --", "\u{10FFFF}", &world.project.id.to_string()]
    {
        for sort in ProjectSort::ALL {
            let after = Some(Cursor::new(cursor.to_owned()));
            let params = ListProjectsParams { after, sort, ..ListProjectsParams::first("other") };
            let names = pages(&world.stranger, params).concat();
            assert!(names.iter().all(|name| name == "Aaa"), "{cursor} {names:?}");
        }
    }
}
