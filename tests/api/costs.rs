//! What the most expensive requests cost that are accepted: no more than in proportion to their bytes, in time and in memory.
//!
//! No absolute times: each is held against a quarter of the same request, and against reading the same bytes as JSON, in the same run.

use crate::support::memory::peak;
use crate::support::{TestApp, World};
use portico_api::configuration::{SaveDraft, ShowConfiguration};
use portico_api::environments::Mode;
use portico_api::invites::CreateInvites;
use portico_api::promotion::{Promote, ShowPromotion};
use portico_api::schema::UpdateSchema;
use portico_api::versions::{PublishDraft, RollBack, ShowVersion};
use portico_edge::http::Request;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Bytes of the largest value, and of all values of a version.
const JSON: usize = 190 * 1024;
const ALL: usize = 500 * 1024;

/// `[{"a":0},{"a":0},…]` of about so many bytes.
fn small_objects(bytes: usize) -> String {
    let mut text = "[".to_owned();
    text.push_str(&r#"{"a":0},"#.repeat(bytes / 8));
    text.push_str("{}]");
    text
}

fn nested(bytes: usize) -> String {
    let one = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let mut text = "[".to_owned();
    text.push_str(&format!("{one},").repeat(bytes / 121));
    text.push_str("[]]");
    text
}

fn digits(bytes: usize) -> String {
    format!("[{}0]", "0.12345678901234,".repeat(bytes / 17))
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Settings `s000`, `s001`, … of this kind.
fn settings(count: usize, kind: impl Fn(usize) -> Value) -> Value {
    let setting = |number: usize| json!({ "key": format!("s{number:03}"), "title": format!("Setting {number}"), "kind": kind(number) });
    Value::Array((0..count).map(setting).collect())
}

fn of_json(_: usize) -> Value {
    json!({ "type": "json" })
}

/// Patterns whose compiled form is nearly as large as is accepted, each another one.
fn of_pattern(number: usize) -> Value {
    json!({ "type": "text", "multiline": true, "pattern": format!("(?:[a-z]*{number}?){{8}}") })
}

/// Sets the values of `share` quarters of all there may be, in as many requests as it takes.
fn fill(world: &World, mode: Mode, share: usize, text: fn(usize) -> String) {
    for number in 0..3 {
        world.save(mode, json!({ format!("s{number:03}"): value(&text(ALL / 3 * share / 4)) }));
    }
}

fn save(world: &World, set: Value) -> Request {
    let revision = world.configuration(Mode::Sandbox).revision;
    world
        .owner
        .request::<SaveDraft>(&world.environment(Mode::Sandbox), json!({ "set": set, "revision": revision }))
}

/// A request, made ready in an installation of its own, and the bytes that it has to do with.
type Make = fn(&World, usize) -> (Request, usize);

const CASES: &[(&str, Make)] = &[
    ("a schema of 500 settings", |world, share| {
        let settings = settings(125 * share, of_pattern);
        let body = json!({ "settings": settings, "version": world.schema().version });
        let bytes = body.to_string().len();
        (world.owner.request::<UpdateSchema>(&world.project_params(), body), bytes)
    }),
    ("a draft of small objects", |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&small_objects(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of nested lists", |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&nested(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of long numbers", |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&digits(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of texts under patterns", |world, share| {
        world.declare(settings(240, of_pattern));
        let set: serde_json::Map<_, _> =
            (0..60 * share).map(|number| (format!("s{number:03}"), "a".repeat(990).into())).collect();
        (save(world, Value::Object(set)), 60 * share * 1_000)
    }),
    ("publishing small objects", |world, share| {
        world.declare(settings(3, of_json));
        fill(world, Mode::Sandbox, share, small_objects);
        let body = world.publication(Mode::Sandbox);
        (world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body), ALL * share / 4)
    }),
    ("comparing sandbox and live", |world, share| {
        both_sides(world, share);
        (world.owner.request::<ShowPromotion>(&world.project_params(), Value::Null), 2 * ALL * share / 4)
    }),
    ("promoting small objects", |world, share| {
        both_sides(world, share);
        let body = world.selection(Mode::Live, &["s000", "s001", "s002"]);
        (world.owner.request::<Promote>(&world.project_params(), body), 2 * ALL * share / 4)
    }),
    ("rolling back", |world, share| {
        both_sides(world, share);
        world.release(Mode::Sandbox, json!({ "s000": null }));
        let body = json!({ "version": world.configuration(Mode::Sandbox).published.unwrap().version.number, "message": "Back" });
        (world.owner.request::<RollBack>(&world.version(Mode::Sandbox, 2), body), ALL * share / 4)
    }),
    ("showing a version", |world, share| {
        both_sides(world, share);
        (world.owner.request::<ShowVersion>(&world.version(Mode::Sandbox, 2), Value::Null), ALL * share / 4)
    }),
    ("showing a configuration", |world, share| {
        both_sides(world, share);
        (
            world.owner.request::<ShowConfiguration>(&world.environment(Mode::Sandbox), Value::Null),
            ALL * share / 4,
        )
    }),
    ("a body of unknown fields", |world, share| {
        let fields: serde_json::Map<_, _> =
            (0..5_000 * share).map(|number| (format!("f{number}"), 1.into())).collect();
        let body = Value::Object(fields);
        let bytes = body.to_string().len();
        (world.owner.request::<CreateInvites>(&world.organization_params(), body), bytes)
    }),
];

/// Sandbox and live have published different values of that size.
fn both_sides(world: &World, share: usize) {
    world.declare(settings(3, of_json));
    fill(world, Mode::Sandbox, share, small_objects);
    world.publish(Mode::Sandbox);
    fill(world, Mode::Live, share, |bytes| small_objects(bytes - 100));
    world.publish(Mode::Live);
}

#[allow(clippy::disallowed_methods, reason = "no wasm, and only compared with itself")]
fn time(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The shortest of three: of the request, and of reading as many bytes as JSON.
fn measure(make: Make, share: usize) -> (Duration, Duration) {
    let mut shortest = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        let app = TestApp::new();
        let world = World::new(&app);
        let (request, bytes) = make(&world, share);
        app.db().statements.set(0);
        let text = small_objects(bytes);
        let taken = time(|| {
            let response = app.block_on(app.service.handle(&request));
            assert!(response.status < 300 || response.status == 422, "{} {}", response.status, response.body);
        });
        let read = time(|| drop(std::hint::black_box(value(&text))));
        shortest = (shortest.0.min(taken), shortest.1.min(read));
    }
    shortest
}

#[test]
fn most_expensive_requests_cost_time_in_proportion_to_their_bytes() {
    let mut faults = Vec::new();
    for (name, make) in CASES {
        let (quarter, _) = measure(*make, 1);
        let (whole, read) = measure(*make, 4);
        let growth = whole.as_secs_f64() / quarter.as_secs_f64().max(0.001);
        let times = whole.as_secs_f64() / read.as_secs_f64();
        println!(
            "{name}: {whole:?}, {growth:.1} times a quarter of it, {times:.1} times reading as much JSON"
        );
        if growth > 10.0 || times > 40.0 {
            faults.push(format!("{name}: {growth:.1} times a quarter, {times:.1} times reading"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn most_expensive_requests_need_memory_in_proportion_to_their_bytes() {
    let mut faults = Vec::new();
    for (name, make) in CASES {
        let app = TestApp::new();
        let world = World::new(&app);
        let (request, bytes) = make(&world, 4);
        app.db().statements.set(0);
        let (_, most) = peak(|| app.block_on(app.service.handle(&request)));
        let times = most as f64 / bytes as f64;
        println!("{name}: {most} bytes at once, {times:.1} times its own {bytes}");
        if times > 10.0 {
            faults.push(format!("{name}: {times:.1} times its bytes"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
