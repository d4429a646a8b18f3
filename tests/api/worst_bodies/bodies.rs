//! Bodies as they should be, and the places in them that something else is put in.

use crate::openapi::{Generator, Operation};
use crate::support::World;
use portico_api::schema::UpdateSchema;
use serde_json::{Value, json};

/// What stands for what is put in.
const HOLE: &str = "\u{E000}";

/// Settings of each type, with all that they can say.
fn settings() -> Value {
    let kinds = [
        ("a.json", json!({ "type": "json" }), json!([{}])),
        (
            "a.text",
            json!({ "type": "text", "min_length": 0, "max_length": 20_000, "pattern": "[a-z]*", "multiline": true }),
            json!("text"),
        ),
        ("a.url", json!({ "type": "url" }), json!("https://a.example")),
        ("a.list", json!({ "type": "url_list", "max_items": 50 }), json!(["https://a.example"])),
        ("a.colour", json!({ "type": "colour" }), json!("#aabbcc")),
        ("a.one", json!({ "type": "one_of", "options": [{ "value": "a", "title": "A" }] }), json!("a")),
        ("a.number", json!({ "type": "number", "min": 0.5, "max": 9.5, "unit": "kg" }), json!(1.5)),
        ("a.integer", json!({ "type": "integer", "min": 0, "max": 9, "unit": "minutes" }), json!(1)),
        ("a.boolean", json!({ "type": "boolean" }), json!(true)),
    ];
    let setting = |(key, kind, default): (&str, Value, Value)| json!({ "key": key, "title": key, "description": "What it is", "kind": kind, "default": default });
    let secrets = [("s.text", "text"), ("s.json", "json")]
        .map(|(key, kind)| json!({ "key": key, "title": key, "kind": { "type": kind }, "secret": true }));
    Value::Array(kinds.map(setting).into_iter().chain(secrets).collect())
}

fn values() -> Value {
    let defaults = settings().as_array().unwrap().clone().into_iter();
    let pair = |setting: Value| Some((setting["key"].as_str()?.to_owned(), setting["default"].clone()));
    defaults
        .filter(|setting| !setting["default"].is_null())
        .filter_map(pair)
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The project has those settings.
pub(super) fn declare(world: &World) {
    let body = json!({ "settings": settings(), "version": world.schema().version });
    world.owner.send::<UpdateSchema>(&world.project_params(), body).ok::<UpdateSchema>();
}

/// A body that the operation takes, with as many of its fields as there may be; `None`: it takes none.
pub(super) fn body(operation: &Operation, generator: &mut Generator) -> Option<Value> {
    let side = || json!({ "values": values(), "own": ["a.url"], "version": 7, "message": "As it was", "draft": values(), "secrets": ["s.text"] });
    match operation.name {
        "save_draft" => Some(
            json!({ "revision": 0, "set": values(), "secrets": { "s.text": "secret", "s.json": "{}" }, "keep": ["a.url"] }),
        ),
        "update_schema" => Some(json!({ "settings": settings(), "version": 2 })),
        "import_project" | "preview_import" => Some(json!({
            "format": 1, "keep_ids": false, "name": "Brought", "slug": "brought", "developers_publish_live": false,
            "settings": settings(), "sandbox": side(), "live": side(),
        })),
        _ => operation.full_body(generator),
    }
}

/// Every place in it, as a JSON pointer: the whole, one that nobody knows, and of lists their first item.
pub(super) fn holes(body: &Value) -> Vec<String> {
    let mut all = vec![String::new(), "/surprise".to_owned()];
    go(body, "", &mut all);
    all
}

fn go(value: &Value, place: &str, all: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (format!("{place}/{key}"), value)).collect()
        }
        // Of settings each type has fields of its own.
        Value::Array(items) => {
            items.iter().enumerate().take(9).map(|(at, value)| (format!("{place}/{at}"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (place, value) in inner {
        all.push(place.clone());
        go(value, &place, all);
    }
}

/// The text of the body with that in this place; `fill` is told how long the rest is.
pub(super) fn with(body: &Value, place: &str, fill: impl FnOnce(usize) -> String) -> String {
    let mut whole = body.clone();
    match (whole.pointer_mut(place), place.strip_prefix('/')) {
        (Some(value), _) => *value = HOLE.into(),
        (None, Some(field)) => whole[field] = HOLE.into(),
        (None, None) => {}
    }
    let text = whole.to_string();
    let mark = format!("\"{HOLE}\"");
    let filled = fill(text.len() - mark.len());
    text.replacen(&mark, &filled, 1)
}
