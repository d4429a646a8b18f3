//! A browser: keeps cookies and says where its requests come from.

use super::{Reply, TestApp};
use portico_api::sign_in::{RequestCode, SignIn};
use portico_api::{Endpoint, Method, url};
use portico_edge::http::Request;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

static KEYS: AtomicU32 = AtomicU32::new(0);

/// One browser on one installation.
#[derive(Clone)]
pub(crate) struct Browser<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: BTreeMap::new() }
    }

    /// The request that the console would send for `E`, with a fresh Idempotency-Key.
    pub(crate) fn request<E: Endpoint>(&self, params: &E::Params, body: Value) -> Request {
        let url = url::<E>(params);
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mutates = E::METHOD != Method::Get;
        Request {
            method: E::METHOD.as_str().to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            cookie: (!cookies.is_empty()).then(|| cookies.join("; ")),
            content_encoding: None,
            content_type: mutates.then(|| "application/json".to_owned()),
            fetch_site: Some("same-origin".to_owned()),
            idempotency_key: (E::IDEMPOTENT || (mutates && self.app.keys_all.get()))
                .then(|| format!("key-of-the-test-{}", KEYS.fetch_add(1, Ordering::Relaxed))),
            user_agent: Some("Tests/1.0".to_owned()),
            stripe_signature: None,
            origin: None,
            client_address: Some("192.0.2.1".to_owned()),
            country: Some("AT".to_owned()),
            body: if mutates { body.to_string().into_bytes() } else { Vec::new() },
            unread: None,
        }
    }

    /// Sends a request and leaves the cookies alone.
    pub(crate) fn send<E: Endpoint>(&self, params: &E::Params, body: Value) -> Reply {
        self.app.send(&self.request::<E>(params, body))
    }

    /// Reads.
    pub(crate) fn get<E: Endpoint>(&self, params: &E::Params) -> Reply {
        self.send::<E>(params, Value::Null)
    }

    /// Sends a request and keeps the cookies of its answer.
    pub(crate) fn send_and_keep<E: Endpoint>(&mut self, params: &E::Params, body: Value) -> Reply {
        let reply = self.send::<E>(params, body);
        self.keep(&reply);
        reply
    }

    /// Keeps the cookies of an answer.
    pub(crate) fn keep(&mut self, reply: &Reply) {
        for (name, value) in &reply.response.headers {
            if *name == "Set-Cookie" {
                let (pair, attributes) = value.split_once(';').unwrap();
                let (name, token) = pair.split_once('=').unwrap();
                if attributes.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), token.to_owned());
                }
            }
        }
    }

    /// Asks for a code; it is in the mailbox then.
    pub(crate) fn request_code(&mut self, email: &str) -> Reply {
        // No two mails at the same moment, so that there always is a newest one.
        self.app.wait(1);
        self.send_and_keep::<RequestCode>(&(), json!({ "email": email }))
    }

    /// Enters a code.
    pub(crate) fn enter_code(&mut self, code: &str) -> Reply {
        self.send_and_keep::<SignIn>(&(), json!({ "code": code }))
    }

    pub(crate) fn sign_in(&mut self, email: &str) {
        self.request_code(email).ok::<RequestCode>();
        let code = self.app.newest_code();
        self.enter_code(&code).ok::<SignIn>();
    }
}
