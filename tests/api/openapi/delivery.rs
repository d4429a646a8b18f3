//! How the document describes what is no endpoint of the console: what customers' software reads, and where Stripe's messages go.

use super::document::refusals;
use serde_json::{Map, Value, json};

/// The paths with their operations.
pub(super) fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    paths.insert("/v1/environments/{id}/config".to_owned(), reads());
    paths.insert("/api/stripe/webhook".to_owned(), json!({ "post": webhook() }));
    paths.insert("/api/mail/{token}/one-click".to_owned(), one_click());
    paths
}

fn reads() -> Value {
    let text = |description: &str| json!({ "description": description, "required": true, "schema": { "type": "string" } });
    let version = json!({
        "ETag": text("Of exactly this document; with a key, of its secrets, too."),
        "Cache-Control": text("With a key, no other cache may keep it."),
        "Portico-Version": {
            "description": "The version's number.", "required": true, "schema": { "type": "string", "pattern": "^[1-9][0-9]*$" },
        },
        "Portico-Hash": {
            "description": "SHA-256 of the version's canonical text.", "required": true,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        },
        "Portico-Source": {
            "description": "Who answered: the edge, the database, or the memory of the instance that was asked.", "required": true,
            "schema": { "type": "string", "enum": ["kv", "d1", "memory"] },
        },
    });
    let mut responses = refusals(&[401, 404, 429, 500, 503]);
    responses["304"] = json!({ "description": "The caller has it already.", "headers": version });
    let mut with_body = responses.clone();
    with_body["200"] = json!({
        "description": "The values by key.", "headers": version,
        "content": { "application/json": { "schema": { "type": "object" } } },
    });
    responses["200"] =
        json!({ "description": "There is another one than the caller has.", "headers": version });
    let id = json!({
        "name": "id", "in": "path", "required": true, "description": "The environment's ID.",
        "schema": { "type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$" },
    });
    let tag = json!({
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The ETag of what the caller has.", "schema": { "type": "string" },
    });
    let read = |name: &str, summary: &str, responses: Value| {
        json!({
            "operationId": name,
            "summary": summary,
            "description": "For anybody, without the secrets; with a server key of this environment, with them.",
            "security": [{}, { "server_key": [] }],
            "parameters": [id, tag],
            "responses": responses,
        })
    };
    json!({
        "get": read("read_configuration", "Read the published configuration of an environment.", with_body),
        "head": read("look_at_configuration", "Ask which version of a configuration is published.", responses),
        "options": {
            "operationId": "ask_before_reading",
            "summary": "What a browser asks before it reads from another site.",
            "description": "For anybody. Any header may be sent but `Authorization`: a server key belongs on a server.",
            "security": [],
            "parameters": [id],
            "responses": { "204": {
                "description": "What may be sent.",
                "headers": {
                    "Allow": text("The methods."),
                    "Access-Control-Allow-Methods": text("The same."),
                    "Access-Control-Allow-Headers": text("The headers that may be sent."),
                    "Access-Control-Max-Age": text("For how many seconds that holds."),
                },
            } },
        },
    })
}

fn one_click() -> Value {
    let token = json!({
        "name": "token", "in": "path", "required": true, "description": "The token of the link in a mail's header `List-Unsubscribe`.",
        "schema": { "type": "string", "minLength": 1 },
    });
    let operation = |name: &str, summary: &str, status: &str, answer: Value| {
        let mut responses = refusals(&[400, 404, 413, 415, 429, 500, 503]);
        responses[status] = answer;
        json!({
            "operationId": name, "summary": summary, "description": "For anybody who has the link.", "security": [],
            "parameters": [token], "responses": responses,
        })
    };
    let done = json!({
        "description": "It gets no more.", "content": { "application/json": { "schema": { "type": "object" } } },
    });
    let led = json!({
        "description": "To the page that asks a person.",
        "headers": { "Location": { "description": "The page.", "required": true, "schema": { "type": "string" } } },
    });
    json!({
        "post": operation("stop_mail_by_one_click", "Send no more mail to an address, as a mail program says it (RFC 8058).", "200", done),
        "get": operation("go_to_mail_choice", "Lead whoever opens the link on to the page.", "303", led),
    })
}

fn webhook() -> Value {
    let mut responses = refusals(&[400, 404, 413, 415, 500, 503]);
    responses["200"] = json!({
        "description": "It was taken.", "content": { "application/json": { "schema": { "type": "object" } } },
    });
    json!({
        "operationId": "take_event",
        "summary": "Take a message of Stripe's.",
        "description": "For Stripe alone, where an installation is paid through it: what is sent is signed.",
        "security": [],
        "parameters": [{
            "name": "Stripe-Signature", "in": "header", "required": true, "description": "As Stripe makes it.",
            "schema": { "type": "string" },
        }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object" } } } },
        "responses": responses,
    })
}
