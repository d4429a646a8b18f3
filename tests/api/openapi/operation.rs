//! The operations of the document, and a world in which each finds what its path names.

use super::generate::Generator;
use super::replies::made;
use crate::authorization::offered;
use crate::support::{Browser, Reply, World};
use crate::{offers, trash};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use portico_api::Role;
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::Value;

/// One operation of the document.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    method: &'static str,
    path: &'static str,
    described: &'static Value,
}

impl Operation {
    pub(crate) fn all() -> Vec<Self> {
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

    pub(super) fn body(&self) -> &'static Value {
        &self.described["requestBody"]["content"]["application/json"]["schema"]
    }

    /// The parameters of the query: name, schema, whether they have to be there.
    pub(super) fn query(&self) -> Vec<(&'static str, &'static Value, bool)> {
        let all = self.described["parameters"].as_array().into_iter().flatten();
        let of_query = all.filter(|parameter| parameter["in"] == "query");
        of_query.map(|p| (p["name"].as_str().unwrap(), &p["schema"], p["required"] == true)).collect()
    }

    /// A body with as many of its fields as one of a few has; none where it takes none.
    pub(crate) fn full_body(&self, generator: &mut Generator) -> Option<Value> {
        let schema = self.body();
        let fields = |body: &Value| body.as_object().map_or(0, |fields| fields.len());
        schema.is_object().then(|| (0..8).map(|_| generator.value(schema)).max_by_key(fields))?
    }

    pub(super) fn send(
        &self,
        by: &Browser,
        place: &Place,
        query: &[(String, String)],
        body: &Value,
    ) -> Reply {
        let pair = |(name, value): &(String, String)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let query: Vec<_> = query.iter().map(pair).collect();
        let body = if self.method == "get" { Vec::new() } else { body.to_string().into_bytes() };
        by.app.send(&Request { query: query.join("&"), ..self.request(by, place, body) })
    }

    pub(crate) fn request(&self, by: &Browser, place: &Place, body: Vec<u8>) -> Request {
        let request = by.request::<ShowSession>(&(), Value::Null);
        let is_read = self.method == "get";
        Request {
            method: self.method.to_uppercase(),
            path: place.path(self.path),
            content_type: Some("application/json".to_owned()),
            idempotency_key: (!is_read)
                .then(|| format!("key-of-a-request-{}", by.app.db().round_trips.get())),
            body,
            ..request
        }
    }
}

/// What the paths of the requests lead to.
pub(crate) struct Place {
    member: String,
    project: String,
    invite: String,
    offer: String,
}

impl Place {
    /// A world in which the operation finds what its path names.
    pub(crate) fn make(world: &World, operation: &str) -> Self {
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
