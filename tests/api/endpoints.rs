//! The contract and the service list the same endpoints.

use crate::support::TestApp;
use portico_api::registry;

#[test]
fn every_endpoint_is_mounted_exactly_once() {
    let app = TestApp::new();
    let mut mounted: Vec<_> = app.service.routes().entries().map(|entry| entry.name).collect();
    let mut declared: Vec<_> = registry::all().iter().map(|entry| entry.name).collect();
    mounted.sort();
    declared.sort();
    assert_eq!(mounted, declared);
}

#[test]
fn endpoint_names_and_places_are_unique() {
    let all = registry::all();
    let mut names: Vec<_> = all.iter().map(|entry| entry.name.to_owned()).collect();
    let mut places: Vec<_> = all.iter().map(|entry| format!("{:?} {}", entry.method, entry.path)).collect();
    for list in [&mut names, &mut places] {
        list.sort();
        list.dedup();
        assert_eq!(list.len(), all.len());
    }
}

#[test]
fn every_post_that_answers_201_takes_an_idempotency_key() {
    for entry in registry::all() {
        // The challenge that a passkey answers works once, as a key would.
        let works_once = entry.name == "add_passkey";
        assert!(entry.idempotent || entry.status != 201 || works_once, "{}", entry.name);
    }
}
