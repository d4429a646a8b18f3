//! Making the document.

use super::delivery;
use portico_api::access::Rule;
use portico_api::params::Params;
use portico_api::registry::{Entry, Visitor, each};
use portico_api::said::grouped;
use portico_api::{Body, Endpoint, Problem};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

struct Document {
    schemas: SchemaGenerator,
    /// What is sent takes no field that it does not know, what is answered may have more one day: so bodies share nothing.
    bodies: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Visitor for Document {
    fn visit<E: Endpoint>(&mut self) {
        let entry = Entry::of::<E>();
        let mut responses = refusals(&statuses::<E>(&entry));
        responses[entry.status.to_string()] = json!({
            "description": "Success.",
            "content": { "application/json": { "schema": self.schemas.subschema_for::<E::Reply>() } },
        });
        let mut operation = json!({
            "operationId": entry.name,
            "summary": entry.summary,
            "description": access(entry.rule),
            "security": if entry.rule == Rule::Public { json!([]) } else { json!([{ "session": [] }]) },
            "parameters": parameters::<E>(&entry),
            "responses": responses,
        });
        if E::Body::PRESENT {
            let mut schema = json!(self.bodies.subschema_for::<E::Body>());
            close(&mut schema);
            operation["requestBody"] = json!({
                "required": true,
                "description": format!(
                    "At most {} KB. Numbers are ones that JavaScript keeps exactly, no key stands twice in an object.",
                    grouped(E::BODY_MAX / 1024)
                ),
                "content": { "application/json": { "schema": schema } },
            });
        }
        let path = self.paths.entry(entry.path).or_insert_with(|| json!({}));
        path[entry.method.as_str().to_lowercase()] = operation;
    }
}

/// Says of an object with fields of its own that it has no others, and of those within it.
fn close(schema: &mut Value) {
    let Value::Object(object) = schema else { return };
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(close);
        object.insert("additionalProperties".into(), false.into());
    }
    object.get_mut("items").into_iter().for_each(close);
}

/// What a request to this endpoint may be refused with.
fn statuses<E: Endpoint>(entry: &Entry) -> Vec<u16> {
    let asks = E::Params::described().iter().any(|parameter| !in_path(entry, parameter.name));
    let mutates = entry.method.mutates();
    let in_organization = entry.rule.role().is_some();
    let may = [
        (400, true),
        (401, entry.rule != Rule::Public),
        (402, mutates && !entry.path.starts_with("/api/account") && entry.rule != Rule::Public),
        (403, mutates || in_organization),
        (404, entry.path.contains('{') || matches!(entry.name, "list_mail" | "show_identity")),
        (409, mutates || in_organization || entry.path.contains('{')),
        // Of old versions only what happened is kept.
        (410, entry.path.contains("/versions/{number}")),
        (413, true),
        (415, true),
        (422, mutates || asks),
        (429, mutates || entry.rule == Rule::Public),
        (500, true),
        (503, true),
    ];
    may.into_iter().filter_map(|(status, may)| may.then_some(status)).collect()
}

/// These refusals, each a problem that the components describe.
pub(super) fn refusals(statuses: &[u16]) -> Value {
    let refusal =
        |status: &u16| (status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    let mut responses: Map<_, _> = statuses.iter().map(refusal).collect();
    responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/default" }));
    responses.into()
}

fn responses(problem: &Value) -> Value {
    let all = [
        ("400", "The request can't be read, or its Idempotency-Key is missing or malformed."),
        ("401", "Nobody is signed in, or the server key is none that opens this."),
        ("402", "The plan allows no more of it, or the payment was declined."),
        ("403", "The role does not allow it, or the request does not come from the console's own pages."),
        ("404", "There is nothing here, or nothing that the caller may see."),
        ("409", "What there is does not allow it: it has changed meanwhile, it is taken, or it is closed."),
        ("410", "What is asked for of it is no longer kept."),
        ("413", "The body has more than 256 KB, or than its description allows."),
        ("415", "The body is not JSON in UTF-8, or it is compressed."),
        (
            "422",
            "A field or parameter can't be accepted: `errors` names each, with a sentence that says what to do.",
        ),
        ("429", "Too many attempts."),
        ("500", "A fault on our side."),
        ("503", "For now it can't be done."),
        ("default", "Refused: the problem says why."),
    ];
    let id = json!({ "X-Request-Id": {
        "description": "Names the request in the log; the same as `request_id`.", "schema": { "type": "string" },
    } });
    let refused = |(status, description): (&str, &str)| {
        let mut headers = id.clone();
        if matches!(status, "429" | "503") {
            headers["Retry-After"] = json!({
                "description": "Seconds until it is worth trying again.", "required": true,
                "schema": { "type": "integer", "minimum": 0 },
            });
        }
        let content = json!({ "application/problem+json": { "schema": problem } });
        (status.to_owned(), json!({ "description": description, "headers": headers, "content": content }))
    };
    Value::Object(all.into_iter().map(refused).collect())
}

fn access(rule: Rule) -> String {
    match rule {
        Rule::Public => "For anybody.".to_owned(),
        Rule::SignedIn => "For anybody who is signed in.".to_owned(),
        Rule::Proven => "For anybody who has signed in within the last 10 minutes.".to_owned(),
        Rule::Member(role) => format!(
            "For members of the organization with the role {} or a higher one, however they signed in.",
            role.title()
        ),
        Rule::ProvenOrganization(role) => format!(
            "For members of the organization with the role {} or a higher one who have signed in within the last 10 minutes, in whichever way.",
            role.title()
        ),
        Rule::DeletedOrganization => "For Owners of the organization, which is in the trash.".to_owned(),
        Rule::Organization(role) | Rule::Project(role) | Rule::Environment(role) => {
            format!("For members of the organization with the role {} or a higher one.", role.title())
        }
    }
}

/// What a newer version has written is answered as it stands: where the contract knows a word for that, any other word may come.
fn open(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(branches) = object.get_mut("oneOf").and_then(Value::as_array_mut) {
                let words: Vec<Value> =
                    branches.iter().flat_map(words).filter(|word| !stands_for_others(word)).collect();
                let other = json!({ "type": "string", "not": { "type": "string", "enum": words } });
                for branch in branches.iter_mut() {
                    if stands_for_others(&branch["const"]) {
                        let description = branch["description"].take();
                        *branch = other.clone();
                        branch["description"] = description;
                    } else if stands_for_others(&branch["properties"]["type"]["const"]) {
                        branch["properties"]["type"] = other.clone();
                    }
                }
            }
            object.values_mut().for_each(open);
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        _ => {}
    }
}

/// The words of one branch.
fn words(branch: &Value) -> Vec<Value> {
    let listed = branch["enum"].as_array().cloned().unwrap_or_default();
    let alone = [&branch["const"], &branch["properties"]["type"]["const"]]
        .into_iter()
        .filter(|word| word.is_string());
    listed.into_iter().chain(alone.cloned()).collect()
}

fn stands_for_others(word: &Value) -> bool {
    word == "unknown" || word == "other"
}

fn in_path(entry: &Entry, name: &str) -> bool {
    entry.path.contains(&format!("{{{name}}}"))
}

fn parameters<E: Endpoint>(entry: &Entry) -> Value {
    let mut parameters: Vec<_> = E::Params::described()
        .into_iter()
        .map(|parameter| {
            let in_path = in_path(entry, parameter.name);
            let mut described = json!({
                "name": parameter.name, "in": if in_path { "path" } else { "query" },
                "required": in_path || parameter.is_required, "schema": parameter.schema,
            });
            if !parameter.description.is_empty() {
                described["description"] = parameter.description.into();
            }
            described
        })
        .collect();
    if entry.method.mutates() && entry.keeps_reply {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": entry.idempotent,
            "description": "The same for every retry of one request. Its answer is kept for 24 hours.",
            "schema": { "type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]+$" },
        }));
    }
    Value::Array(parameters)
}

pub(super) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
    });
    let bodies = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut document =
        Document { schemas: settings.into_generator(), bodies: bodies.into_generator(), paths: Map::new() };
    each(&mut document);
    let problem = json!(document.schemas.subschema_for::<Problem>());
    document.paths.extend(delivery::paths());
    let mut schemas = Value::Object(document.schemas.take_definitions(true));
    open(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portico",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The API behind the console. Changes are accepted from the console's own origin.",
        },
        "paths": document.paths,
        "components": {
            "schemas": schemas,
            "responses": responses(&problem),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-portico_session" },
                "server_key": { "type": "http", "scheme": "bearer", "description": "A server key of the environment: `sk_…`." },
            },
        },
    })
}
