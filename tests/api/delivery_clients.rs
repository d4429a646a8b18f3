//! What one client may ask for: whoever tries IDs or keys one after the other is slowed down, and nobody else is.

use crate::support::{MINUTE, TestApp, World, place};
use portico_api::Problem;
use portico_api::environments::Mode;
use portico_edge::delivery::{Asked, Delivered};
use serde_json::json;

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// Only the answer, and nothing of what is done afterwards.
fn from(app: &TestApp, client: &str, environment: &str, token: Option<&str>) -> Delivered<String> {
    let asked = Asked {
        method: "GET".into(),
        path: place(environment),
        authorization: token.map(|token| format!("Bearer {token}")),
        client_address: Some(client.into()),
        ..Asked::default()
    };
    app.block_on(app.service.deliver(&app.store, &asked))
}

fn unknown(number: usize) -> String {
    format!("{}{number:012x}", &UNKNOWN[..24])
}

/// A token that could be one, down to its checksum (CRC-32 in base 62), but is none.
fn false_key(number: usize) -> String {
    let body = format!("sk_sandbox_{number:027}");
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    let crc =
        !body.bytes().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)));
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let sum =
        (0..6).rev().map(|place| char::from(digits[(u64::from(crc) / 62_u64.pow(place) % 62) as usize]));
    format!("{body}{}", sum.collect::<String>())
}

fn is_slowed_down(delivered: &Delivered<String>) -> bool {
    if delivered.status != 429 {
        return false;
    }
    let problem: Problem = serde_json::from_str(crate::support::text(delivered)).unwrap();
    let seconds: i64 = delivered.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=61).contains(&seconds) && problem.detail.contains("Try again in"), "{problem:?}");
    assert_eq!(delivered.header("Access-Control-Allow-Origin"), Some("*"));
    true
}

#[test]
fn client_who_tries_ids_one_after_the_other_is_slowed_down_and_still_reads_what_is_there() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let trips = app.db().round_trips.get();
    let refused = (0..500).filter(|number| is_slowed_down(&from(&app, "192.0.2.1", &unknown(*number), None)));
    assert_eq!((refused.count(), app.db().round_trips.get() - trips), (440, 60));
    assert_eq!(from(&app, "192.0.2.1", sandbox, None).status, 200);
    assert_eq!(from(&app, "192.0.2.2", &unknown(1000), None).status, 404);
    app.wait(1000);
    assert_eq!(from(&app, "192.0.2.1", &unknown(2000), None).status, 404);
    assert!(is_slowed_down(&from(&app, "192.0.2.1", &unknown(2001), None)));
}

#[test]
fn client_who_tries_keys_one_after_the_other_is_slowed_down_and_a_key_that_works_goes_on() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox).token;
    assert_eq!(from(&app, "192.0.2.1", sandbox, Some(&key)).status, 200);
    let trips = app.db().round_trips.get();
    let mut statuses = Vec::new();
    for number in 0..500 {
        let delivered = from(&app, "192.0.2.1", sandbox, Some(&false_key(number)));
        assert!(delivered.status == 401 || is_slowed_down(&delivered));
        statuses.push(delivered.status);
    }
    let failed = statuses.iter().filter(|status| **status == 401).count();
    assert_eq!((failed, app.db().round_trips.get() - trips), (60, 60));
    // A neighbour behind the same address has a key that this instance knows.
    assert_eq!(from(&app, "192.0.2.1", sandbox, Some(&key)).status, 200);
    assert_eq!(from(&app, "192.0.2.1", sandbox, None).status, 200);
    app.wait(MINUTE);
    assert_eq!(from(&app, "192.0.2.1", sandbox, Some(&false_key(1000))).status, 401);
}

#[test]
fn network_of_one_customer_is_one_client() {
    let app = TestApp::new();
    app.read(UNKNOWN);
    for number in 0..60 {
        let client = format!("2001:db8:1:2::{number:x}");
        assert_eq!(from(&app, &client, &unknown(number), None).status, 404);
    }
    assert!(is_slowed_down(&from(&app, "2001:db8:1:2:ffff::1", &unknown(60), None)));
    assert_eq!(from(&app, "2001:db8:1:3::1", &unknown(60), None).status, 404);
    // Where everything comes from this machine, nobody is counted.
    for number in 100..200 {
        assert_eq!(from(&app, "127.0.0.1", &unknown(number), None).status, 404);
    }
}

#[test]
fn reads_of_one_environment_by_one_client_have_a_generous_limit_and_what_is_refused_is_not_counted() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let answered = (0..7_000).filter(|_| !is_slowed_down(&from(&app, "192.0.2.1", sandbox, None))).count();
    assert_eq!(answered, 6_000);
    assert_eq!(from(&app, "192.0.2.2", sandbox, None).status, 200);
    app.read(sandbox);
    app.flush();
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 6_003);
    app.wait(1000);
    let answered = (0..200).filter(|_| !is_slowed_down(&from(&app, "192.0.2.1", sandbox, None))).count();
    assert_eq!(answered, 100);
}

#[test]
fn what_was_never_published_is_told_to_the_store_and_asked_of_the_database_no_more() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let live = world.environment_id(Mode::Live).to_owned();
    app.read(world.environment_id(Mode::Sandbox));
    assert_eq!((app.read(&live).status, app.store.is_buried(&live)), (404, true));
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
    for _ in 0..3 {
        // Another instance, as soon as it knows what waits.
        app.restart();
        app.read(UNKNOWN);
        let trips = app.db().round_trips.get();
        assert_eq!((app.read(&live).status, app.db().round_trips.get() - trips), (404, 0));
    }
    // That the store has nothing of what is unknown is told to nobody: anybody can think of an ID.
    assert!(!app.store.is_buried(UNKNOWN));
    app.wait(3 * MINUTE);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM config_outbox"), 0);
}

#[test]
fn first_version_takes_the_place_of_what_said_that_there_is_none() {
    let app = TestApp::new();
    let world = World::new(&app);
    let live = world.environment_id(Mode::Live);
    assert_eq!((app.read(live).status, app.read(live).status), (404, 404));
    world.go_live();
    assert_eq!((app.read(live).status, app.store.version(live)), (200, Some(1)));
}

#[test]
fn deleted_project_is_buried_and_comes_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    crate::trash::delete(&world).ok::<portico_api::trash::DeleteProject>();
    assert_eq!((app.read(sandbox).status, app.store.is_buried(sandbox)), (404, true));
    let restored =
        world.owner.send::<portico_api::trash::RestoreProject>(&crate::trash::in_trash(&world), json!({}));
    restored.ok::<portico_api::trash::RestoreProject>();
    assert_eq!((app.read(sandbox).status, app.store.version(sandbox)), (200, Some(1)));
}

#[test]
fn version_that_the_store_does_not_know_of_is_read_where_it_was_seen_though_the_store_says_there_is_none() {
    let app = TestApp::new();
    let world = World::new(&app);
    let live = world.environment_id(Mode::Live);
    app.wait(MINUTE);
    app.read(live);
    assert!(app.store.is_buried(live));
    let buried = app.store.documents.borrow().clone();
    world.go_live();
    assert_eq!(app.read(live).status, 200);
    // Another place of the store, which is behind.
    app.store.documents.replace(buried);
    let delivered = app.read(live);
    assert_eq!((delivered.status, delivered.header("Portico-Source")), (200, Some("d1")));
}
