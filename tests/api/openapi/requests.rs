//! The document is as strict as the rules: what it allows, no endpoint refuses for its form, and what it does not, every endpoint
//! refuses by name.

use super::generate::{Generator, broken};
use super::operation::{Operation, Place};
use super::validate::allows;
use crate::support::{Reply, TestApp, World};
use portico_api::schema::Kind;
use portico_api::text::title;
use portico_edge::http::BODY_MAX;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many requests are made for each operation, and for the one whose body has the most to vary.
const TRIES: usize = 10;
const TRIES_OF_SCHEMAS: usize = 40;

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
