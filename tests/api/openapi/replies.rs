//! Every answer that any test gets is held to what the document says of it.

use super::document::document;
use super::validate::faults;
use crate::support::{Reply, text};
use portico_edge::delivery::{Asked, Delivered};
use portico_edge::http::Request;
use serde_json::Value;
use std::sync::OnceLock;

static DOCUMENT: OnceLock<Value> = OnceLock::new();

/// The document, made once.
pub(super) fn made() -> &'static Value {
    DOCUMENT.get_or_init(document)
}

/// Fails where the document knows the operation, but not this answer of it.
pub(crate) fn hold_to_document(request: &Request, reply: &Reply) {
    let header = |name: &str| reply.response.header(name).map(str::to_owned);
    hold(&request.method, &request.path, reply.status, header, Some(&reply.json));
}

/// The same, for a read of a configuration.
pub(crate) fn hold_read_to_document(asked: &Asked, delivered: &Delivered<String>) {
    let body = text(delivered);
    let json = (!body.is_empty()).then(|| serde_json::from_str(body).unwrap());
    let header = |name: &str| delivered.header(name).map(str::to_owned);
    hold(&asked.method, &asked.path, delivered.status, header, json.as_ref());
}

fn hold(
    method: &str,
    path: &str,
    status: u16,
    header: impl Fn(&str) -> Option<String>,
    body: Option<&Value>,
) {
    let Some(operation) = operation(method, path) else { return };
    let name = &operation["operationId"];
    let said = &operation["responses"][status.to_string()];
    let said = match said["$ref"].as_str() {
        Some(reference) => made().pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => said,
    };
    assert!(said.is_object(), "{name} answers {status}, of which the document says nothing");
    for (known, described) in said["headers"].as_object().into_iter().flatten() {
        let found = header(known);
        assert!(found.is_some() || described["required"] != true, "{name} answers {status} without {known}");
        let is_number = described["schema"]["type"] == "integer";
        let found = found
            .map(|found| if is_number { found.parse::<i64>().unwrap().into() } else { Value::from(found) });
        let faults = found.map(|found| faults(made(), &described["schema"], &found)).unwrap_or_default();
        assert!(
            faults.is_empty(),
            "{name} answers {status} with another {known} than the document says: {faults:#?}"
        );
    }
    // HEAD and a document that has not changed have none.
    let Some(body) = body.filter(|_| said["content"].is_object()) else { return };
    let media_type = header("Content-Type").unwrap_or_default();
    let content = &said["content"][&media_type]["schema"];
    assert!(content.is_object(), "{name} answers {status} as {media_type}");
    let faults = faults(made(), content, body);
    assert!(faults.is_empty(), "{name} answers {status} otherwise than the document says: {faults:#?}");
}

/// The operation of a request: of the paths that fit, the one with the most words of its own.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let fitting = made()["paths"].as_object()?.iter().filter_map(|(template, operations)| {
        // Methods are written in upper case, and in the document in lower case.
        let operation = operations.get(method.to_lowercase()).filter(|_| method == method.to_uppercase())?;
        let own = template.split('/').filter(|word| !word.starts_with('{')).count();
        fits(template, path).then_some((own, operation))
    });
    fitting.max_by_key(|(own, _)| *own).map(|(_, operation)| operation)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut words, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (words.next(), given.next()) {
            (None, None) => return true,
            (Some(word), Some(given)) if word == given || (word.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}
