//! The OpenAPI document: made from the endpoint types, kept in `public/api/openapi.json`, served as a static file.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test` writes it anew after the contract has changed.

use crate::support::{TestApp, World, place};
use portico_api::access::Rule;
use portico_api::environments::Mode;
use portico_api::registry::{Entry, Visitor, each};
use portico_api::{Body, Endpoint, Problem};
use portico_edge::delivery::Asked;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/api/openapi.json");

struct Document {
    schemas: SchemaGenerator,
    /// What is sent takes no field that it does not know, what is answered may have more one day: so bodies share nothing.
    bodies: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Visitor for Document {
    fn visit<E: Endpoint>(&mut self) {
        let entry = Entry::of::<E>();
        let mut operation = json!({
            "operationId": entry.name,
            "summary": entry.summary,
            "description": access(entry.rule),
            "security": if entry.rule == Rule::Public { json!([]) } else { json!([{ "session": [] }]) },
            "parameters": parameters(&entry),
            "responses": {
                entry.status.to_string(): {
                    "description": "Success.",
                    "content": { "application/json": { "schema": self.schemas.subschema_for::<E::Reply>() } },
                },
                "default": {
                    "description": "Refused: the problem says why.",
                    "content": { "application/problem+json": { "schema": self.schemas.subschema_for::<Problem>() } },
                },
            },
        });
        if E::Body::PRESENT {
            let mut schema = json!(self.bodies.subschema_for::<E::Body>());
            close(&mut schema);
            operation["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        }
        let path = self.paths.entry(entry.path).or_insert_with(|| json!({}));
        path[entry.method.as_str().to_lowercase()] = operation;
    }
}

/// Says of every object with fields of its own that it has no others, and of counters what they count from.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.insert("additionalProperties".into(), false.into());
            }
            if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
                for (_, counter) in
                    properties.iter_mut().filter(|(name, _)| COUNTERS.contains(&name.as_str()))
                {
                    counter["minimum"] = 0.into();
                    counter["maximum"] = (1_i64 << 53).into();
                }
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

const COUNTERS: [&str; 4] = ["version", "revision", "sandbox_version", "live_version"];

/// What customers' software reads: no endpoint of the console, so it is described here. `tests/api/delivery.rs` holds it to this.
fn delivery(problem: &Value) -> Value {
    let headers = json!({
        "ETag": { "description": "Of exactly this document; with a key, of its secrets, too.", "schema": { "type": "string" } },
        "Portico-Version": { "description": "The version's number.", "schema": { "type": "integer", "minimum": 1 } },
        "Portico-Hash": {
            "description": "SHA-256 of the version's canonical text.",
            "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        },
        "Portico-Source": {
            "description": "Whether the edge or the database answered.",
            "schema": { "type": "string", "enum": ["kv", "d1"] },
        },
    });
    let refused = |description: &str| {
        json!({
            "description": description,
            "content": { "application/problem+json": { "schema": problem } },
        })
    };
    json!({
        "operationId": "read_configuration",
        "summary": "Read the published configuration of an environment.",
        "description": "For anybody, without the secrets; with a server key of this environment, with them.",
        "security": [{}, { "server_key": [] }],
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
            {
                "name": "If-None-Match", "in": "header", "required": false,
                "description": "The ETag of what the caller has.", "schema": { "type": "string" },
            },
        ],
        "responses": {
            "200": {
                "description": "The values by key.",
                "headers": headers,
                "content": { "application/json": { "schema": { "type": "object" } } },
            },
            "304": { "description": "The caller has it already.", "headers": headers },
            "401": refused("The key is none, or not one that opens this."),
            "404": refused("There is no such environment, or nothing is published there."),
            "default": refused("Refused: the problem says why."),
        },
    })
}

fn access(rule: Rule) -> String {
    match rule {
        Rule::Public => "For anybody.".to_owned(),
        Rule::SignedIn => "For anybody who is signed in.".to_owned(),
        Rule::Organization(role) | Rule::Project(role) | Rule::Environment(role) => {
            format!("For members of the organization with the role {} or a higher one.", role.title())
        }
    }
}

fn parameters(entry: &Entry) -> Value {
    let in_path = |name: &str| entry.path.contains(&format!("{{{name}}}"));
    let mut parameters: Vec<_> = entry
        .params
        .iter()
        .map(|name| {
            let place = if in_path(name) { "path" } else { "query" };
            json!({ "name": name, "in": place, "required": in_path(name), "schema": { "type": "string" } })
        })
        .collect();
    if entry.method.mutates() && entry.keeps_reply {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": entry.idempotent,
            "description": "The same for every retry of one request. Its answer is kept for 24 hours.",
            "schema": { "type": "string", "minLength": 8, "maxLength": 200 },
        }));
    }
    Value::Array(parameters)
}

fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
    });
    let bodies = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut document =
        Document { schemas: settings.into_generator(), bodies: bodies.into_generator(), paths: Map::new() };
    each(&mut document);
    let problem = json!(document.schemas.subschema_for::<Problem>());
    document.paths.insert("/v1/environments/{id}/config".to_owned(), json!({ "get": delivery(&problem) }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portico",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The API behind the console. Changes are accepted from the console's own origin.",
        },
        "paths": document.paths,
        "components": {
            "schemas": document.schemas.take_definitions(true),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-portico_session" },
                "server_key": { "type": "http", "scheme": "bearer", "description": "A server key of the environment: `sk_…`." },
            },
        },
    })
}

#[test]
fn openapi_document_is_that_of_the_endpoint_types() {
    let made = format!("{}\n", serde_json::to_string_pretty(&document()).unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(FILE, &made).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(kept == made, "the contract has changed: run UPDATE_SNAPSHOTS=1 cargo test -p portico-tests");
}

#[test]
fn openapi_references_all_lead_somewhere() {
    let document = document();
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
    let document = document();
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
        assert_eq!(answer.status, status);
        let said = &described["responses"][status.to_string()];
        assert!(said.is_object(), "{status}");
        for name in said["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
            assert!(answer.header(name).is_some(), "{name} of {status}");
        }
    }
}

#[test]
fn openapi_document_requires_no_more_than_the_edge() {
    let document = document();
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
            let schema = body(path, method);
            assert!(schema.is_null() || schema["additionalProperties"] == json!(false), "{method} {path}");
        }
    }
}
