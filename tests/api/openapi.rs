//! The OpenAPI document: made from the endpoint types, kept in `public/api/openapi.json`, served as a static file.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test` writes it anew after the contract has changed.

use portico_api::access::Rule;
use portico_api::registry::{Entry, Visitor, each};
use portico_api::{Body, Endpoint, Problem};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/api/openapi.json");

struct Document {
    schemas: SchemaGenerator,
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
            operation["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": self.schemas.subschema_for::<E::Body>() } },
            });
        }
        let path = self.paths.entry(entry.path).or_insert_with(|| json!({}));
        path[entry.method.as_str().to_lowercase()] = operation;
    }
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
    if entry.idempotent {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
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
    let mut document = Document { schemas: settings.into_generator(), paths: Map::new() };
    each(&mut document);
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
