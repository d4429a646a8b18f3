//! The largest project that there can be comes back out of its archive, and what is larger still is refused before it costs anything.

use crate::exports::{ready, records};
use crate::imports::{into, put_together, small};
use crate::support::memory::peak;
use crate::support::{TestApp, World, text};
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::imports::{IMPORT_MAX, ImportProject, PreviewImport};
use portico_api::schema::{DESCRIPTION_MAX, SETTINGS_MAX};
use portico_edge::http::{BODY_MAX, LargeBodies, Request, Unread};
use portico_edge::ports::Clock;
use serde_json::{Value, json};

/// Three settings that hold whatever one likes, and as many others with long descriptions as one request carries.
fn settings() -> Value {
    let described = (3..SETTINGS_MAX).map(|nth| {
        let about = "d".repeat(DESCRIPTION_MAX.min(360));
        json!({ "key": format!("s{nth:03}"), "title": format!("Setting {nth}"), "kind": { "type": "text" }, "description": about })
    });
    let free = (0..3).map(
        |nth| json!({ "key": format!("j{nth}"), "title": format!("Free {nth}"), "kind": { "type": "json" } }),
    );
    free.chain(described).collect()
}

/// As much as all values of one environment may have together.
fn fill(world: &World, mode: Mode, letter: char) {
    let value = letter.to_string().repeat(174_500);
    (0..3).for_each(|nth| drop(world.save(mode, json!({ format!("j{nth}"): value }))));
}

#[test]
fn largest_project_of_the_plan_comes_back_out_of_its_archive_with_equal_values() {
    let app = TestApp::new();
    let world = World::new(&app);
    let declared = settings();
    assert!(
        declared.to_string().len() > 180 * 1024 && declared.to_string().len() < BODY_MAX,
        "{}",
        declared.to_string().len()
    );
    world.declare(declared);
    for (mode, letter) in [(Mode::Sandbox, 'a'), (Mode::Live, 'b')] {
        fill(&world, mode, letter);
        world.publish(mode);
        fill(&world, mode, letter.to_ascii_uppercase());
    }
    let body = put_together(&records(&world.owner, &ready(&world.owner, "acme")), "Checkout");
    let bytes = body.to_string().len();
    assert!(bytes > 2_180 * 1024 && bytes < IMPORT_MAX, "{bytes}");
    let would = world.stranger.send::<PreviewImport>(&into("other"), body.clone()).ok::<PreviewImport>();
    assert_eq!((would.limit, would.left_out.len()), (None, 0));
    let request = world.stranger.request::<ImportProject>(&into("other"), body);
    let (reply, most) = peak(|| app.send(&request));
    let made = reply.ok::<ImportProject>().project.unwrap();
    // An instance has 128 MB for all that it does at once.
    assert!(most < 12 * bytes, "{most} bytes for {bytes}");
    for (mode, new) in [(Mode::Sandbox, &made.sandbox), (Mode::Live, &made.live)] {
        assert_eq!(text(&app.read(world.environment_id(mode))), text(&app.read(new.as_str())), "{mode:?}");
        let place = EnvironmentParams { organization: "other".into(), project: "checkout".into(), mode };
        let there = world.stranger.get::<ShowConfiguration>(&place).ok::<ShowConfiguration>();
        let here = world.configuration(mode);
        assert!(there.schema.settings == here.schema.settings);
        let published =
            |of: portico_api::configuration::Configuration| of.published.map(|of| (of.values, of.own));
        assert!(there.draft.as_ref().map(|of| &of.values) == here.draft.as_ref().map(|of| &of.values));
        assert!(published(there) == published(here));
    }
}

#[test]
fn import_of_two_thousand_texts_under_patterns_gives_way_to_others_again_and_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let pattern = json!({ "type": "text", "multiline": true, "pattern": "[a-z]*" });
    let settings: Vec<_> = (0..SETTINGS_MAX)
        .map(|nth| json!({ "key": format!("s{nth:03}"), "title": "Text", "kind": pattern }))
        .collect();
    let texts = |letter: &str| -> Value {
        (0..SETTINGS_MAX)
            .map(|nth| (format!("s{nth:03}"), json!(letter.repeat(990))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let side = json!({ "values": texts("a"), "draft": texts("b") });
    let body = json!({ "format": 1, "name": "Texts", "settings": settings, "sandbox": side, "live": side });
    let before = app.service.clock.waits();
    world.owner.send::<PreviewImport>(&into("acme"), body).ok::<PreviewImport>();
    // Each of them is one of at most 64 KB.
    assert!(app.service.clock.waits() - before >= 28);
}

#[test]
fn what_is_larger_than_any_project_or_finds_no_place_is_refused_before_anything_is_looked_up() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request = world.owner.request::<ImportProject>(&into("acme"), small("Small"));
    let large = Request { body: vec![b' '; IMPORT_MAX + 1], ..request.clone() };
    let refused = app.send(&large).problem(413);
    assert_eq!(refused.detail, "Send at most 2,560 KB.");
    // What would be a tree of eighty times its bytes.
    let objects: Vec<_> = (0..70_000).map(|_| json!({ "a": 0 })).collect();
    let keys: serde_json::Map<_, _> = (0..60_000).map(|nth| (nth.to_string(), json!(0))).collect();
    for body in
        [json!({ "x": objects }), json!({ "settings": objects }), json!({ "sandbox": { "values": keys } })]
    {
        let body = json!({ "format": 1, "name": "Small" })
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .chain(body.as_object().unwrap().clone())
            .collect::<serde_json::Map<_, _>>();
        let body = Value::Object(body).to_string().into_bytes();
        assert!(body.len() > BODY_MAX && body.len() < IMPORT_MAX);
        assert_eq!(
            app.send(&Request { body, ..request.clone() }).problem(413).detail,
            "Send at most 477 KB."
        );
    }
    let trips = app.db().round_trips.get();
    assert_eq!(app.send(&large).status, 413);
    let elsewhere = Request { method: "PATCH".into(), body: vec![b' '; BODY_MAX + 1], ..request.clone() };
    assert_eq!(app.send(&elsewhere).problem(413).detail, "Send at most 256 KB.");
    for (unread, status, said) in [
        (Unread::Crowded, 503, "Try again in a moment."),
        (Unread::TooMany, 429, ""),
        (
            Unread::Slow,
            400,
            "The file came too slowly, at less than 16 KB a second. Try again on a faster connection.",
        ),
    ] {
        let problem =
            app.send(&Request { unread: Some(unread), body: Vec::new(), ..request.clone() }).problem(status);
        assert!(problem.detail.contains(said), "{}", problem.detail);
    }
    assert_eq!(app.db().round_trips.get(), trips);
    assert_eq!(app.send(&request).status, 201);
}

/// What becomes of a megabyte that comes in chunks of so many bytes, each after such a pause in milliseconds.
fn sent(app: &TestApp, chunk: usize, pause: u64) -> Result<usize, Unread> {
    let bodies = LargeBodies::default();
    let (clock, mut sent) = (&app.service.clock, 0);
    let next = async || {
        if sent >= 1_000_000 {
            return None;
        }
        clock.wait(pause).await;
        sent += chunk;
        Some(Ok::<_, String>(vec![b' '; chunk]))
    };
    app.block_on(bodies.read((None, clock), IMPORT_MAX, next)).unwrap().map(|(body, _)| body.len())
}

#[test]
fn large_body_that_keeps_coming_is_taken_and_one_that_dribbles_is_given_up() {
    let app = TestApp::new();
    assert_eq!(sent(&app, 16_000, 900), Ok(1_008_000));
    assert_eq!(sent(&app, 16_000, 1_300), Err(Unread::Slow));
    assert_eq!(sent(&app, 300_000, 9_000), Ok(1_200_000));
    assert_eq!(sent(&app, 300_000, 11_000), Err(Unread::Slow));
}
