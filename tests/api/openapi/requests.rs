//! The document is as strict as the rules: what it allows, no endpoint refuses for its form, and what it does not, every endpoint
//! refuses by name.

use super::generate::{Generator, broken};
use super::replies::made;
use super::validate::allows;
use crate::authorization::offered;
use crate::support::{Browser, Reply, TestApp, World};
use crate::{offers, trash};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use portico_api::Role;
use portico_api::schema::Kind;
use portico_api::session::ShowSession;
use portico_api::text::title;
use portico_edge::http::{BODY_MAX, Request};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many requests are made for each operation, and for the one whose body has the most to vary.
const TRIES: usize = 10;
const TRIES_OF_SCHEMAS: usize = 40;

/// One operation of the document.
struct Operation {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    described: &'static Value,
}

impl Operation {
    fn all() -> Vec<Self> {
        let paths = made()["paths"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(path, _)| path.starts_with("/api/") && *path != "/api/stripe/webhook");
        let operations =
            paths.flat_map(|(path, methods)| methods.as_object().unwrap().iter().map(move |of| (path, of)));
        let operation =
            |(path, (method, described)): (&'static String, (&'static String, &'static Value))| Self {
                name: described["operationId"].as_str().unwrap(),
                method,
                path,
                described,
            };
        operations.map(operation).collect()
    }

    fn body(&self) -> &'static Value {
        &self.described["requestBody"]["content"]["application/json"]["schema"]
    }

    /// The parameters of the query: name, schema, whether they have to be there.
    fn query(&self) -> Vec<(&'static str, &'static Value, bool)> {
        let all = self.described["parameters"].as_array().into_iter().flatten();
        let of_query = all.filter(|parameter| parameter["in"] == "query");
        of_query.map(|p| (p["name"].as_str().unwrap(), &p["schema"], p["required"] == true)).collect()
    }

    fn send(&self, by: &Browser, world: &Place, query: &[(String, String)], body: &Value) -> Reply {
        let pair = |(name, value): &(String, String)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let query: Vec<_> = query.iter().map(pair).collect();
        let request = by.request::<ShowSession>(&(), Value::Null);
        let is_read = self.method == "get";
        by.app.send(&Request {
            method: self.method.to_uppercase(),
            path: world.path(self.path),
            query: query.join("&"),
            content_type: Some("application/json".to_owned()),
            idempotency_key: (!is_read)
                .then(|| format!("key-of-a-request-{}", by.app.db().round_trips.get())),
            body: if is_read { Vec::new() } else { body.to_string().into_bytes() },
            ..request
        })
    }
}

/// What the paths of the requests lead to.
struct Place {
    member: String,
    project: String,
    invite: String,
    offer: String,
}

impl Place {
    /// A world in which the operation finds what its path names.
    fn make(world: &World, operation: &str) -> Self {
        if !operation.contains("plan") {
            world.unlimited();
        }
        world.join("victim@example.com", Role::Viewer);
        let mut place = Self {
            member: world.member_params("victim@example.com").member,
            project: "checkout".to_owned(),
            invite: String::new(),
            offer: String::new(),
        };
        if operation == "rename_passkey" {
            world.app.db().execute(&format!(
                "INSERT INTO passkeys (id, user_id, credential_id, user_handle, public_key, name, counter, is_synced, is_backed_up, created_at) \
                 SELECT '{PASSKEY}', id, 'AA', 'AA', 'AA', 'Phone', 0, 0, 0, 0 FROM users WHERE email_key = 'owner@example.com'"
            ));
        }
        match operation {
            "accept_offer" => place.offer = offered(world).to_string(),
            "take_back_project" => {
                let offer = offers::offer(world, "other");
                assert_eq!(offers::accept(&world.stranger, "other", &offer).status, 200);
                place.offer = offer.to_string();
            }
            "restore_project" => {
                trash::delete(world);
                place.project = trash::in_trash(world).project;
            }
            "preview_offer" | "offer_project" => {}
            _ => place.invite = world.invite("new@example.com", Role::Viewer).invite,
        }
        place
    }

    fn path(&self, template: &str) -> String {
        let filled = template.replace("{organization}", "acme").replace("{project}", &self.project);
        let filled =
            filled.replace("{mode}", "sandbox").replace("{number}", "1").replace("{member}", &self.member);
        filled
            .replace("{offer}", &self.offer)
            .replace("{invite}", &self.invite)
            .replace("{passkey}", PASSKEY)
            .replace("{setting}", "auth.session_length")
    }
}

/// A passkey of the Owner's.
const PASSKEY: &str = "0199aa00-0000-7000-8000-000000000001";

/// Fields whose value may be refused for what it means here and now, however well it is formed.
fn depends_on_what_there_is(operation: &str, field: &str) -> bool {
    let name = field.split(['.', '[']).next().unwrap_or_default();
    matches!(
        (operation, name),
        ("sign_in" | "change_address", "code")
            | (_, "confirm")
            | ("save_draft", "set" | "secrets" | "keep" | "values")
            | ("publish_draft", "revision" | "values")
            | ("roll_back", "version" | "values")
            | ("promote", "from" | "keys" | "values")
            | ("create_key", "expires_at" | "name")
            | ("transfer_ownership", "member")
            | ("offer_project", "target")
            | ("update_security", "ways" | "sign_in_hours")
            | ("preview_import" | "import_project", "sandbox" | "live")
    )
}

/// What JSON Schema can't say and the description of a setting does: bounds in order, a default that fits, nothing twice.
fn settle(body: &mut Value) {
    let Some(settings) = body.get_mut("settings").and_then(Value::as_array_mut) else { return };
    let mut keys = BTreeSet::new();
    settings.retain(|setting| keys.insert(setting["key"].to_string()));
    for setting in settings {
        let kind = &mut setting["kind"];
        for (least, most) in [("min", "max"), ("min_length", "max_length")] {
            let (low, high) = (kind[least].as_f64(), kind[most].as_f64());
            if low.zip(high).is_some_and(|(low, high)| high < low) {
                kind[most] = Value::Null;
            }
        }
        if let Some(options) = kind.get_mut("options").and_then(Value::as_array_mut) {
            let mut values = BTreeSet::new();
            options.retain(|option| values.insert(title(option["value"].as_str().unwrap_or_default())));
        }
        // Of a list, two may be written apart and be the same.
        let is_bound = kind["type"] == "url_list" || kind.as_object().is_some_and(|kind| kind.len() > 1);
        let read = serde_json::from_value::<Kind>(kind.clone());
        if is_bound && !read.is_ok_and(|kind| kind.check(&setting["default"]).is_ok()) {
            setting["default"] = Value::Null;
        }
        // What indexing has put there.
        setting["kind"].as_object_mut().into_iter().for_each(|kind| kind.retain(|_, value| !value.is_null()));
    }
}

/// Why this answer says that the request has a wrong form; `None`: it does not.
fn complaint(operation: &str, reply: &Reply) -> Option<String> {
    let faults: Vec<_> = reply.json["errors"].as_array().into_iter().flatten().collect();
    let is_about_form = match reply.status {
        400 | 413 | 415 | 500.. => true,
        422 => {
            let field = |fault: &&Value| fault["field"].as_str().unwrap_or_default().to_owned();
            faults.iter().any(|fault| !depends_on_what_there_is(operation, &field(fault)))
        }
        _ => false,
    };
    is_about_form.then(|| format!("{} {}", reply.status, reply.json))
}

#[test]
fn openapi_document_allows_no_body_that_is_refused_for_its_form() {
    let mut generator = Generator::new();
    let mut wrong = Vec::new();
    for operation in Operation::all().into_iter().filter(|operation| operation.body().is_object()) {
        let mut left = if operation.name == "update_schema" { TRIES_OF_SCHEMAS } else { TRIES };
        // Until it has done something that takes away what the path leads to.
        while left > 0 {
            let app = TestApp::new();
            let world = World::new(&app);
            let place = Place::make(&world, operation.name);
            let mut is_as_it_was = true;
            while left > 0 && is_as_it_was {
                left -= 1;
                let mut body = generator.value(operation.body());
                settle(&mut body);
                let reply = operation.send(&world.owner, &place, &[], &body);
                if let Some(complaint) = complaint(operation.name, &reply) {
                    wrong.push(format!("{}: {body} was answered {complaint}", operation.name));
                }
                is_as_it_was = reply.status >= 400 && reply.status != 404;
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

#[test]
fn body_that_the_openapi_document_does_not_allow_is_refused_by_the_name_of_the_field() {
    let mut generator = Generator::new();
    let mut wrong = Vec::new();
    for operation in Operation::all().into_iter().filter(|operation| operation.body().is_object()) {
        let app = TestApp::new();
        let world = World::new(&app);
        let place = Place::make(&world, operation.name);
        let rounds = if operation.name == "update_schema" { 2 } else { 1 };
        for _ in 0..rounds {
            let mut body = generator.value(operation.body());
            settle(&mut body);
            for (field, broken) in broken(operation.body(), &body) {
                let reply = operation.send(&world.owner, &place, &[], &broken);
                let named = reply.json["errors"].as_array().into_iter().flatten().any(|fault| {
                    let rest = fault["field"].as_str().unwrap_or_default().strip_prefix(&field);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                });
                // Many of something large are too much before they are too many.
                let is_too_large = reply.status == 413 && broken.to_string().len() > BODY_MAX;
                if (reply.status != 422 || !named) && !is_too_large {
                    let shown: String = broken.to_string().chars().take(300).collect();
                    wrong.push(format!(
                        "{}: {field} in {shown} was answered {} {}",
                        operation.name, reply.status, reply.json
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
}

#[test]
fn openapi_document_allows_the_parameters_that_are_accepted_and_no_others() {
    let mut generator = Generator::new();
    let mut wrong = Vec::new();
    for operation in Operation::all() {
        let parameters = operation.query();
        if parameters.is_empty() {
            continue;
        }
        let app = TestApp::new();
        let world = World::new(&app);
        let place = Place::make(&world, operation.name);
        let send = |query: &[(String, String)]| operation.send(&world.owner, &place, query, &json!({}));
        for _ in 0..TRIES {
            let chosen = parameters.iter().filter(|(.., required)| *required || generator.below(2) == 0);
            let names: Vec<_> = chosen.copied().collect();
            let value = |(name, schema, _): &(&str, &Value, bool)| {
                (name.to_string(), written(&generator.value(schema)))
            };
            let query: Vec<_> = names.iter().map(value).collect();
            let reply = send(&query);
            if let Some(complaint) = complaint(operation.name, &reply) {
                wrong.push(format!("{}: {query:?} was answered {complaint}", operation.name));
            }
        }
        let fine =
            |(name, schema, _): &(&str, &Value, bool)| (name.to_string(), written(&generator.value(schema)));
        let fine: Vec<_> = parameters.iter().map(fine).collect();
        for (name, schema, required) in &parameters {
            let others = ["", "no such word", "-1", "1e3", "2026-13", "2026-1", "yes", &"x".repeat(513)]
                .map(str::to_owned);
            for other in others.iter().filter(|other| !allows_written(schema, other)) {
                if other.is_empty() && !required {
                    continue;
                }
                let mut query = fine.clone();
                query.iter_mut().filter(|(known, _)| known == name).for_each(|pair| pair.1.clone_from(other));
                let reply = send(&query);
                if reply.status != 422 || reply.json["field"] != *name {
                    wrong.push(format!("{}: {name}={other} was answered {}", operation.name, reply.json));
                }
            }
            let without: Vec<_> = fine.iter().filter(|(known, _)| known != name).cloned().collect();
            let reply = send(&without);
            if *required != (reply.status == 422) {
                wrong.push(format!("{} without {name} was answered {}", operation.name, reply.json));
            }
        }
        let surprise = [&fine[..], &[("surprise".to_owned(), "1".to_owned())]].concat();
        assert_eq!(send(&surprise).fault(422, "surprise"), "There is no such parameter here.");
    }
    assert!(wrong.is_empty(), "{}: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
}

/// As a query has it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map(|number| format!("{number:.0}")).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn allows_written(schema: &Value, text: &str) -> bool {
    let value = match schema["type"].as_str() {
        Some("string") => Value::String(text.to_owned()),
        _ => serde_json::from_str(text).unwrap_or(Value::Null),
    };
    allows(&Value::Null, schema, &value)
}
