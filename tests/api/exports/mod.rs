//! An organization as an archive: all of it, slice by slice, for those who may see all of it, and gone after a week.

mod full;
mod made;
mod person;

use crate::support::{Browser, DAY, HOUR, TestApp, World};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::exports::{
    DownloadExport, EXPORT_LIFE_MS, Export, ExportParams, ExportPartParams, ExportState, ListExports,
    RequestExport, ShowExportPart,
};
use portico_api::json::{RECORD_DEPTH_MAX, check};
use portico_api::organizations::OrganizationParams;
use portico_edge::http::Request;
use serde_json::{Value, json};

/// An archive of `acme` that is ready.
pub(crate) fn ready(by: &Browser, organization: &str) -> ExportParams {
    let place = OrganizationParams { organization: organization.to_owned() };
    let asked = by.send::<RequestExport>(&place, Value::Null).ok::<RequestExport>();
    for _ in 0..200 {
        let list = by.get::<ListExports>(&place).ok::<ListExports>();
        if list.exports[0].state == ExportState::Ready {
            break;
        }
    }
    ExportParams { organization: organization.to_owned(), export: asked.id.to_string() }
}

pub(crate) fn part(place: &ExportParams, number: i64) -> ExportPartParams {
    ExportPartParams { organization: place.organization.clone(), export: place.export.clone(), number }
}

/// The records of an archive, as whoever downloads it has them.
pub(crate) fn records(by: &Browser, place: &ExportParams) -> Vec<Value> {
    let export = by.send::<DownloadExport>(place, Value::Null).ok::<DownloadExport>();
    let text = |number| by.get::<ShowExportPart>(&part(place, number)).ok::<ShowExportPart>().text;
    let file: String = (0..export.parts).map(text).collect();
    assert_eq!(i64::try_from(file.len()).unwrap(), export.bytes);
    assert!(file.ends_with('\n'));
    // As the page that imports it reads each line.
    file.lines().for_each(|line| assert_eq!(check(line, RECORD_DEPTH_MAX), Ok(())));
    let records: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(i64::try_from(records.len()).unwrap(), export.records);
    records
}

fn of<'a>(records: &'a [Value], kind: &str) -> Vec<&'a Value> {
    records.iter().filter(|record| record["kind"] == kind).collect()
}

pub(crate) fn listed(world: &World) -> Vec<Export> {
    world.owner.get::<ListExports>(&world.organization_params()).ok::<ListExports>().exports
}

/// An organization with something of everything.
pub(crate) fn furnished(world: &World) {
    world.go_live();
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "very-secret-".repeat(4) }));
    world.release(Mode::Sandbox, json!({ "features.sign_up": false, "app.display_name": "Größe \"1\"" }));
    world.roll_back(Mode::Sandbox, 1);
    world.save(Mode::Sandbox, json!({ "auth.session_length": 90 }));
    world.create_key(Mode::Live);
    world.app.read(world.environment_id(Mode::Live));
    world.app.run_cron();
}

#[test]
fn archive_has_all_of_an_organization_and_no_secret() {
    let app = TestApp::new();
    let world = World::new(&app);
    furnished(&world);
    world.join("viewer@example.com", Role::Viewer);
    let records = records(&world.owner, &ready(&world.owner, "acme"));
    let first = &records[0];
    assert_eq!((&first["kind"], &first["format"]), (&json!("organization"), &json!(1)));
    assert_eq!((&first["name"], &first["slug"]), (&json!("Acme"), &json!("acme")));
    assert_eq!(first["secrets"], "not exported");
    let members: Vec<_> = of(&records, "member").iter().map(|member| member["role"].clone()).collect();
    assert_eq!(members.len(), 2);
    assert!(members.contains(&json!("owner")) && members.contains(&json!("viewer")));
    let project = of(&records, "project")[0];
    assert_eq!(project["sandbox"]["id"], world.environment_id(Mode::Sandbox));
    assert_eq!(project["sandbox"]["draft"]["changes"], json!({ "auth.session_length": 90 }));
    assert_eq!(project["settings"], serde_json::to_value(world.schema().settings).unwrap());
    let versions = of(&records, "version");
    assert_eq!(versions.len(), 4);
    for version in &versions {
        for (named, field) in [("document", "hash"), ("marks", "own")] {
            let documents = of(&records, "document");
            let found = documents.iter().find(|document| {
                document["project"] == version["project"] && document["hash"] == version[named]
            });
            let found = found.unwrap_or_else(|| panic!("{version} names what is not there"));
            assert!(field == "hash" || found["value"]["own"].is_array(), "{found}");
        }
    }
    let live = versions.iter().find(|version| version["mode"] == "live").unwrap();
    let document = of(&records, "document").into_iter().find(|found| found["hash"] == live["document"]);
    assert_eq!(document.unwrap()["value"]["app.display_name"], "Acme");
    assert_eq!(of(&records, "usage")[0]["reads"], 1);
    assert!(of(&records, "audit").iter().any(|entry| entry["action"] == "create_project"));
    assert!(of(&records, "audit").iter().all(|entry| entry["action"] != "request_export"));
    let end = records.last().unwrap();
    assert_eq!((&end["kind"], &end["records"]), (&json!("end"), &json!(records.len() - 1)));
    let text = serde_json::to_string(&records).unwrap();
    for secret in ["very-secret-", &"s".repeat(32), "sk_live_"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let hashes = app.db().text("SELECT group_concat(token_hash) || group_concat(nonce) FROM keys, secrets");
    assert!(hashes.split(',').all(|hash| !text.contains(hash)));
}

#[test]
fn archive_has_nothing_of_another_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    furnished(&world);
    crate::support::create_project(&world.stranger, "other", "Theirs");
    let theirs = records(&world.stranger, &ready(&world.stranger, "other"));
    let text = serde_json::to_string(&theirs).unwrap();
    assert!(!text.contains("owner@example.com") && !text.contains("Checkout"), "{text}");
    assert_eq!((of(&theirs, "project").len(), of(&theirs, "version").len()), (1, 1));
    // Nor does anybody get at it by its ID alone.
    let ours = ready(&world.owner, "acme");
    let through_theirs = ExportParams { organization: "other".into(), ..ours.clone() };
    assert_eq!(world.stranger.send::<DownloadExport>(&through_theirs, Value::Null).status, 404);
    world.owner.send::<DownloadExport>(&ours, Value::Null).ok::<DownloadExport>();
    assert_eq!(world.stranger.get::<ShowExportPart>(&part(&through_theirs, 0)).status, 404);
}

#[test]
fn part_is_given_only_to_whoever_the_log_says_has_begun_a_download() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let place = ready(&world.owner, "acme");
    let fetch = |by: &Browser| by.get::<ShowExportPart>(&part(&place, 0)).status;
    assert_eq!((fetch(&world.owner), fetch(&admin)), (404, 404));
    app.wait(1);
    admin.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
    assert_eq!((fetch(&world.owner), fetch(&admin)), (404, 200));
    let actions = "SELECT group_concat(action || ' ' || u.email) FROM (SELECT * FROM audit_entries ORDER BY id) a JOIN users u ON u.id = a.actor_id WHERE a.action LIKE '%_export'";
    assert_eq!(app.db().text(actions), "request_export owner@example.com,download_export admin@example.com");
    assert_eq!(admin.get::<ShowExportPart>(&part(&place, 99)).status, 404);
    // For a day.
    app.wait(DAY + 1);
    assert_eq!(fetch(&admin), 404);
    admin.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
    assert_eq!(fetch(&admin), 200);
    // Whoever is no Admin any more gets no further part.
    world.join("admin@example.com", Role::Developer);
    assert_eq!(fetch(&admin), 403);
}

#[test]
fn archive_goes_after_seven_days_and_its_line_after_thirty() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = ready(&world.owner, "acme");
    let parts = || app.db().number("SELECT count(*) FROM export_parts");
    app.wait(EXPORT_LIFE_MS - HOUR);
    app.run_cron();
    assert!(parts() > 0);
    app.wait(2 * HOUR);
    let owner = app.sign_in("owner@example.com");
    // Before cron has come by as well.
    assert_eq!(owner.send::<DownloadExport>(&place, Value::Null).status, 404);
    let list = owner.get::<ListExports>(&world.organization_params()).ok::<ListExports>();
    assert_eq!(list.exports[0].state, ExportState::Gone);
    app.run_cron();
    assert_eq!(parts(), 0);
    app.wait(24 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM exports"), 0);
}

#[test]
fn newer_archive_takes_the_place_of_the_one_before_once_it_is_ready() {
    let app = TestApp::new();
    let world = World::new(&app);
    let first = ready(&world.owner, "acme");
    app.wait(1);
    let second = ready(&world.owner, "acme");
    let states: Vec<_> = listed(&world).iter().map(|export| export.state).collect();
    assert_eq!(states, [ExportState::Ready, ExportState::Gone]);
    assert_eq!(world.owner.send::<DownloadExport>(&first, Value::Null).status, 404);
    app.run_cron();
    let left = app.db().text("SELECT DISTINCT export_id FROM export_parts");
    assert_eq!(left, second.export);
}

#[test]
fn one_is_made_at_a_time_and_five_in_a_day() {
    let mut app = TestApp::new();
    let (request, again, other) = {
        let world = World::new(&app);
        let ask = || world.owner.request::<RequestExport>(&world.organization_params(), Value::Null);
        let request = ask();
        (request.clone(), request, ask())
    };
    // The instance dies before it has begun.
    assert_eq!(app.send_and_die(&request).status, 201);
    let refused = app.send(&other).problem(409);
    assert_eq!(
        refused.on("export"),
        Some("An export of this organization is under way already. Wait until it is ready.")
    );
    // A lost answer is no second export.
    assert_eq!(app.send(&again).status, 201);
    assert_eq!(app.db().number("SELECT count(*) FROM exports"), 1);
    while app.db().text("SELECT state FROM exports") == "making" {
        app.run_cron();
        app.wait(60_000);
    }
    let more = |number: i64| {
        app.wait(1);
        let key = Some(format!("another-export-{number}"));
        app.send(&Request { idempotency_key: key, ..other.clone() }).status
    };
    assert_eq!((1..=5).map(more).collect::<Vec<_>>(), [201, 201, 201, 201, 429]);
    app.wait(DAY);
    assert_eq!(more(6), 201);
}
