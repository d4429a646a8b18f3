//! What each hot endpoint takes of the platform, counted exactly: round trips to D1, the statements in them, and reads and writes of KV, with all that
//! is done after the answer. Each of them is time or money; whoever needs more says so here.

use crate::history;
use crate::support::{TestApp, World};
use portico_api::configuration::{SaveDraft, ShowConfiguration};
use portico_api::environments::Mode;
use portico_api::history::ShowSettingHistory;
use portico_api::keys::CreateKey;
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, ShowOrganization};
use portico_api::projects::{CreateProject, ListProjects, ListProjectsParams, ShowProject};
use portico_api::session::ShowSession;
use portico_api::versions::{ListVersions, ListVersionsParams, PublishDraft};
use portico_edge::http::Request;
use serde_json::json;

/// Round trips, statements, reads and writes of KV.
type Taken = (usize, usize, usize, usize);

fn taken(app: &TestApp, what: impl FnOnce()) -> Taken {
    let count = || {
        (
            app.db().round_trips.get(),
            app.db().all_statements.get(),
            app.store.gets.get(),
            app.store.puts.get(),
        )
    };
    let before = count();
    what();
    let after = count();
    (after.0 - before.0, after.1 - before.1, after.2 - before.2, after.3 - before.3)
}

#[test]
fn every_screen_is_one_round_trip_of_one_statement() {
    let app = TestApp::new();
    let world = World::new(&app);
    let owner = &world.owner;
    let environment = world.environment(Mode::Sandbox);
    // That it is in use is noted once an hour.
    owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
    let versions = ListVersionsParams {
        organization: "acme".into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
        after: None,
    };
    let members = ListMembersParams { organization: "acme".into(), search: None, role: None, after: None };
    let history = history::params(&world, Mode::Sandbox, "auth.session_length");
    let screens: [(&str, &dyn Fn()); 9] = [
        ("session", &|| drop(owner.get::<ShowSession>(&()).ok::<ShowSession>())),
        ("organizations", &|| {
            let first = ListOrganizationsParams { search: None, sort: Default::default(), after: None };
            owner.get::<ListOrganizations>(&first).ok::<ListOrganizations>();
        }),
        ("organization", &|| {
            owner.get::<ShowOrganization>(&world.organization_params()).ok::<ShowOrganization>();
        }),
        ("projects", &|| {
            owner.get::<ListProjects>(&ListProjectsParams::first("acme")).ok::<ListProjects>();
        }),
        ("project", &|| drop(owner.get::<ShowProject>(&world.project_params()).ok::<ShowProject>())),
        ("configuration", &|| drop(owner.get::<ShowConfiguration>(&environment).ok::<ShowConfiguration>())),
        ("versions", &|| drop(owner.get::<ListVersions>(&versions).ok::<ListVersions>())),
        ("history of a setting", &|| {
            drop(owner.get::<ShowSettingHistory>(&history).ok::<ShowSettingHistory>())
        }),
        ("members", &|| drop(owner.get::<ListMembers>(&members).ok::<ListMembers>())),
    ];
    for (name, screen) in screens {
        assert_eq!(taken(&app, screen), (1, 1, 0, 0), "{name}");
    }
}

#[test]
fn changes_take_two_round_trips_and_what_brings_them_to_the_edge() {
    let app = TestApp::new();
    let world = World::new(&app);
    let (owner, environment) = (&world.owner, world.environment(Mode::Sandbox));
    app.read(world.environment_id(Mode::Sandbox));
    let created = taken(&app, || {
        owner
            .send::<CreateProject>(&world.organization_params(), json!({ "name": "Web" }))
            .ok::<CreateProject>();
    });
    let revision = world.configuration(Mode::Sandbox).revision;
    let saved = taken(&app, || {
        let body = json!({ "set": { "auth.session_length": 60 }, "revision": revision });
        owner.send::<SaveDraft>(&environment, body).ok::<SaveDraft>();
    });
    let body = world.publication(Mode::Sandbox);
    let published = taken(&app, || drop(owner.send::<PublishDraft>(&environment, body).ok::<PublishDraft>()));
    let made = taken(&app, || {
        owner.send::<CreateKey>(&environment, json!({ "name": "Server" })).ok::<CreateKey>();
    });
    let all = [
        ("create a project", created),
        ("save a draft", saved),
        ("publish", published),
        ("create a key", made),
    ];
    let budgets = [
        ("create a project", (4, 20, 0, 1)),
        ("save a draft", (2, 6, 0, 0)),
        ("publish", (4, 20, 0, 1)),
        ("create a key", (2, 7, 0, 0)),
    ];
    assert_eq!(all, budgets);
}

#[test]
fn projects_that_are_made_at_once_take_no_more_of_kv_than_one_after_the_other() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let requests: Vec<Request> = (0..8)
        .map(|number| {
            let body = json!({ "name": format!("Web {number}") });
            world.owner.request::<CreateProject>(&world.organization_params(), body)
        })
        .collect();
    app.run_cron();
    // Whatever cron takes where there is nothing to do.
    let idle = taken(&app, || app.run_cron());
    let taken = taken(&app, || {
        assert_eq!(app.at_once(&requests), [201; 8]);
        app.run_cron();
    });
    assert_eq!((taken.0 - idle.0, taken.1 - idle.1, taken.2, taken.3), (25, 139, 0, 8));
}

#[test]
fn reads_at_the_edge_ask_d1_for_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    app.wait(5_000);
    let read = || {
        let asked = portico_edge::delivery::Asked {
            method: "GET".into(),
            path: crate::support::place(sandbox),
            ..Default::default()
        };
        assert_eq!(app.block_on(app.service.deliver(&app.store, &asked)).status, 200);
    };
    assert_eq!(taken(&app, read), (0, 0, 1, 0), "from KV");
    assert_eq!(taken(&app, read), (0, 0, 0, 0), "again");
    let key = world.create_key(Mode::Sandbox);
    let keyed = taken(&app, || assert_eq!(app.read_with(sandbox, &key.token).status, 200));
    // One that asks, and one that notes when the key was used.
    assert_eq!(keyed, (2, 2, 0, 0), "with a key");
}
