//! Every endpoint, called by everybody. An endpoint without a row in the table fails the first test.

mod names;
mod order;
mod table;

use crate::support::{Browser, Reply, TestApp, World};
use portico_api::access::Rule;
use portico_api::configuration::{DiscardDraft, DiscardDraftParams};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::promotion::Promote;
use portico_api::versions::{PublishDraft, RollBack};
use portico_api::{Role, registry};
use serde_json::{Value, json};
pub(crate) use table::offered;
use table::table;

fn actor<'a>(world: &World<'a>, number: usize) -> Browser<'a> {
    match number {
        0 => world.app.browser(),
        1 => world.stranger.clone(),
        rank => world.member(Role::ALL[rank - 2]),
    }
}

/// A change, by its name.
pub(crate) type Change = (&'static str, fn(&World, &Browser) -> Reply);

/// Every change, as its row calls it.
pub(crate) fn changes_of_an_owner() -> Vec<Change> {
    let mutates =
        |name: &str| registry::all().iter().any(|entry| entry.name == name && entry.method.mutates());
    table().into_iter().filter(|row| mutates(row.endpoint)).map(|row| (row.endpoint, row.call)).collect()
}

/// Every change whose answer is kept for whoever sends it again, as its row calls it.
pub(crate) fn changes_that_keep_replies() -> Vec<Change> {
    let keeps = |name: &str| registry::all().iter().any(|entry| entry.name == name && entry.keeps_reply);
    changes_of_an_owner().into_iter().filter(|(name, _)| keeps(name)).collect()
}

/// Every endpoint of an organization that asks for a member's proof, as its row calls it.
pub(crate) fn calls_in_an_organization() -> Vec<Change> {
    let is_asked = |name: &str| {
        let rule = registry::all().iter().find(|entry| entry.name == name).map(|entry| entry.rule);
        matches!(rule, Some(Rule::Organization(_) | Rule::Project(_) | Rule::Environment(_)))
    };
    table().into_iter().filter(|row| is_asked(row.endpoint)).map(|row| (row.endpoint, row.call)).collect()
}

#[test]
fn every_endpoint_has_its_row() {
    let mut rows: Vec<_> = table().iter().map(|row| row.endpoint).collect();
    let mut declared: Vec<_> = registry::all().iter().map(|entry| entry.name).collect();
    rows.sort();
    declared.sort();
    assert_eq!(rows, declared);
}

/// Tries every endpoint as this actor, each in a world of its own.
fn may_do_what_the_table_says_and_nothing_else(number: usize) {
    let mut wrong = Vec::new();
    for row in table() {
        let app = TestApp::new();
        let world = World::new(&app);
        let by = actor(&world, number);
        let (status, expected) = ((row.call)(&world, &by).status, row.expected[number]);
        if status != expected {
            wrong.push(format!("{}: {status} instead of {expected}", row.endpoint));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

// One test each, so that they run side by side.

#[test]
fn whoever_is_signed_out_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(0);
}

#[test]
fn stranger_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(1);
}

#[test]
fn viewer_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(2);
}

#[test]
fn developer_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(3);
}

#[test]
fn admin_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(4);
}

#[test]
fn owner_may_do_what_the_table_says_and_nothing_else() {
    may_do_what_the_table_says_and_nothing_else(5);
    let actors = table().first().map(|row| row.expected.len());
    assert_eq!(actors, Some(6), "every actor has a test");
}

#[test]
fn sandbox_is_edited_published_and_rolled_back_by_every_developer() {
    for (role, expected) in [(Role::Viewer, [403; 5]), (Role::Developer, [200, 200, 201, 201, 201])] {
        let app = TestApp::new();
        let world = World::new(&app);
        world.go_live();
        let by = world.member(role);
        let place = world.environment(Mode::Sandbox);
        let save = |value: bool| {
            world.send_draft(&by, Mode::Sandbox, json!({ "set": { "features.sign_up": value } })).status
        };
        let EnvironmentParams { organization, project, mode } = place.clone();
        let mut statuses = vec![save(false)];
        let revision = world.configuration(Mode::Sandbox).revision;
        let discard = DiscardDraftParams { organization, project, mode, revision };
        statuses.push(by.send::<DiscardDraft>(&discard, Value::Null).status);
        save(false);
        statuses.push(by.send::<PublishDraft>(&place, world.publication(Mode::Sandbox)).status);
        let body = json!({ "version": 2, "message": "Back" });
        statuses.push(by.send::<RollBack>(&world.version(Mode::Sandbox, 1), body).status);
        let body = world.selection(Mode::Sandbox, &["app.display_name"]);
        statuses.push(by.send::<Promote>(&world.project_params(), body).status);
        assert_eq!(statuses, expected, "{role:?}");
    }
}

#[test]
fn what_is_foreign_and_what_does_not_exist_look_alike() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = |reply: Reply| {
        let mut json = reply.json;
        json["request_id"] = Value::Null;
        (reply.status, json)
    };
    for unknown in ["no-such-organization", "01890a5d-ac96-774b-bcce-b302099a8057", "%", "'"] {
        let absent = world.stranger.get::<ListProjects>(&ListProjectsParams::first(unknown));
        let foreign = world.stranger.get::<ListProjects>(&ListProjectsParams::first("acme"));
        assert_eq!(body(absent), body(foreign), "{unknown}");
    }
}
