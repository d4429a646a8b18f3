//! In which order a request is refused: signed out before all else, then what may not be seen, then what may not be done, and what is wrong
//! with the request itself last.

use crate::support::{Browser, ORIGIN, Reply, TestApp, World};
use portico_api::access::Rule;
use portico_api::registry::{self, Entry};
use portico_api::{Method, Role};
use portico_edge::http::Request;

/// Everything that can be wrong with a request at once, or one thing alone.
const FAULTS: &[(&str, &str)] =
    &[("", ""), ("unknown=1", ""), ("a=1&a=2", "{"), ("%FF", "[]"), ("after=%00&plan=x&revision=y", "{}")];

/// A request to this place, as wrong as that; without an Idempotency-Key.
fn request(entry: &Entry, by: &Browser, place: [&str; 3], (query, body): (&str, &str)) -> Request {
    let [organization, project, mode] = place;
    let segments = entry.path.split('/').map(|segment| match segment {
        "{organization}" => organization,
        "{project}" => project,
        "{mode}" => mode,
        other if other.starts_with('{') => "1",
        other => other,
    });
    let cookies: Vec<_> = by.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Request {
        method: entry.method.as_str().to_owned(),
        path: segments.collect::<Vec<_>>().join("/"),
        query: query.to_owned(),
        cookie: (!cookies.is_empty()).then(|| cookies.join("; ")),
        content_type: None,
        fetch_site: Some("same-origin".to_owned()),
        origin: Some(ORIGIN.to_owned()),
        body: if entry.method == Method::Get { Vec::new() } else { body.as_bytes().to_vec() },
        ..Request::default()
    }
}

fn each(expected: u16, by: &Browser, place: [&str; 3], is_meant: impl Fn(&Entry) -> bool) {
    let mut wrong = Vec::new();
    for entry in registry::all().iter().filter(|entry| is_meant(entry)) {
        for fault in FAULTS {
            let Reply { status, json, .. } = by.app.send(&request(entry, by, place, *fault));
            if status != expected {
                wrong.push(format!("{} with {fault:?}: {status} {}", entry.name, json["detail"]));
            }
        }
    }
    assert!(wrong.is_empty(), "instead of {expected}: {wrong:#?}");
}

fn is_in_organization(entry: &Entry) -> bool {
    entry.rule.role().is_some()
}

#[test]
fn whoever_is_signed_out_is_told_so_whatever_is_wrong_besides() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut ended = world.owner.clone();
    app.db().execute(
        "DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE email = 'owner@example.com')",
    );
    ended.app = &app;
    for place in [["acme", "checkout", "live"], ["nowhere", "x", "neither"], ["%FF", "%00", "%"]] {
        for by in [app.browser(), ended.clone()] {
            each(401, &by, place, |entry| entry.rule != Rule::Public);
        }
    }
}

#[test]
fn stranger_finds_nothing_whatever_is_wrong_besides() {
    let app = TestApp::new();
    let world = World::new(&app);
    for place in [["acme", "checkout", "live"], ["nowhere", "x", "neither"], ["%FF", "%00", "%"]] {
        each(404, &world.stranger, place, is_in_organization);
    }
    // Nor does a member find what is not there.
    let below = |entry: &Entry| matches!(entry.rule, Rule::Project(_) | Rule::Environment(_));
    each(404, &world.owner, ["acme", "nothing", "live"], below);
    let in_mode = |entry: &Entry| matches!(entry.rule, Rule::Environment(_));
    each(404, &world.owner, ["acme", "checkout", "neither"], in_mode);
}

#[test]
fn whoever_may_not_is_told_so_whatever_is_wrong_besides() {
    let app = TestApp::new();
    let world = World::new(&app);
    let viewer = world.member(Role::Viewer);
    // What is in the trash is there for its Owners alone.
    let is_above =
        |entry: &Entry| entry.rule.role() > Some(Role::Viewer) && entry.rule != Rule::DeletedOrganization;
    each(403, &viewer, ["acme", "checkout", "live"], is_above);
}
