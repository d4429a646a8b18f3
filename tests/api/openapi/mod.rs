//! The OpenAPI document: made from the endpoint types, kept in `public/api/openapi.json`, served as a static file.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test` writes it anew after the contract has changed.

mod delivery;
mod document;
mod generate;
mod replies;
mod requests;
mod validate;

pub(crate) use replies::{hold_read_to_document, hold_to_document};

use crate::support::{TestApp, World, place};
use portico_api::environments::Mode;
use portico_edge::delivery::Asked;
use replies::made;
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/api/openapi.json");

#[test]
fn openapi_document_is_that_of_the_endpoint_types() {
    let made = format!("{}\n", serde_json::to_string_pretty(made()).unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(FILE, &made).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(kept == made, "the contract has changed: run UPDATE_SNAPSHOTS=1 cargo test -p portico-tests");
}

#[test]
fn openapi_references_all_lead_somewhere() {
    let document = made();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn openapi_document_says_what_a_read_of_a_configuration_is_answered() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ "app.display_name": "Acme" }));
    let document = made();
    let described = &document["paths"]["/v1/environments/{id}/config"]["get"];
    let read = |tag: Option<&str>, path: &str, key: Option<&str>| {
        let (if_none_match, authorization) = (tag.map(str::to_owned), key.map(str::to_owned));
        app.ask(&Asked {
            method: "GET".into(),
            path: path.into(),
            authorization,
            if_none_match,
            ..Asked::default()
        })
    };
    let path = place(world.environment_id(Mode::Sandbox));
    let first = read(None, &path, None);
    let tag = first.header("ETag").unwrap();
    let unknown = path.replace(world.environment_id(Mode::Sandbox), "0190b0a0-0000-7000-8000-000000000000");
    let answers =
        [read(Some(tag), &path, None), read(None, &unknown, None), read(None, &path, Some("Bearer sk_no"))];
    for (answer, status) in [&first].into_iter().chain(&answers).zip([200, 304, 404, 401]) {
        // That the document knows it, and its headers, every read of every test is held to.
        assert_eq!(answer.status, status);
        assert!(described["responses"][status.to_string()].is_object(), "{status}");
    }
}

#[test]
fn openapi_document_requires_no_more_than_the_edge() {
    let document = made();
    let body = |path: &str, method: &str| {
        document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    let details = body("/api/organizations/{organization}/billing/details", "patch");
    assert_eq!(details["required"], json!(["version"]));
    let draft =
        body("/api/organizations/{organization}/projects/{project}/environments/{mode}/draft", "patch");
    assert_eq!(draft["required"], json!(["revision"]));
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            // What Stripe sends is its own.
            if path == "/api/stripe/webhook" {
                continue;
            }
            let schema = body(path, method);
            assert!(schema.is_null() || schema["additionalProperties"] == json!(false), "{method} {path}");
        }
    }
}
