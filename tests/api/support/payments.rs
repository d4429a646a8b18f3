//! Stripe, as far as the tests need it: one customer's subscriptions and invoices, which a test writes down, and everything that it was
//! asked to do.

use super::flood::flooded;
use super::time::Pace;
use hmac::{Hmac, KeyInit, Mac};
use portico_edge::ports::{Local, PAYMENT_REPLY_MAX, PaymentReply, PaymentRequest, Payments};
use serde_json::{Value, json};
use sha2::Sha256;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// What answers in Stripe's place.
#[derive(Default)]
pub(crate) struct TestPayments {
    /// Whether the test uses it: then there may be something in the log.
    pub(crate) is_used: Cell<bool>,
    /// What GET answers, by path without the query.
    pub(crate) things: RefCell<BTreeMap<String, Value>>,
    /// Every request in its order.
    pub(crate) requests: RefCell<Vec<PaymentRequest>>,
    /// Statuses of the next answers, before it works again; 0: it can't be reached.
    pub(crate) failures: RefCell<Vec<u16>>,
    /// How long was waited, in milliseconds.
    pub(crate) waited: RefCell<Vec<u64>>,
    /// Pages of the checkout, newest first.
    pub(crate) sessions: RefCell<Vec<Value>>,
    /// Pages that somebody else opens while the next one is made.
    pub(crate) meanwhile: RefCell<Vec<Value>>,
    /// Whether a payment waits for the card's holder.
    pub(crate) asks_holder: Cell<bool>,
    /// Whether its answers never end.
    pub(crate) floods: Cell<bool>,
    pub(crate) pace: Pace,
    /// First answers, by their key.
    pub(super) answered: RefCell<BTreeMap<String, PaymentReply>>,
}

impl TestPayments {
    pub(crate) fn set(&self, path: &str, thing: Value) {
        self.things.borrow_mut().insert(path.to_owned(), thing);
    }

    /// The requests that were to change something: path and form, decoded.
    pub(crate) fn posts(&self) -> Vec<(String, BTreeMap<String, String>)> {
        let requests = self.requests.borrow();
        let posts = requests.iter().filter(|request| request.method == "POST");
        posts.map(|request| (path(request).to_owned(), form(request))).collect()
    }

    fn answer(&self, request: &PaymentRequest) -> Result<PaymentReply, String> {
        self.requests.borrow_mut().push(request.clone());
        // Only what is to change something is declined or refused.
        let is_about_a_change = matches!(self.failures.borrow().last(), Some(400 | 402));
        let failure = match is_about_a_change && request.method == "GET" {
            true => None,
            false => self.failures.borrow_mut().pop(),
        };
        match failure {
            Some(0) => return Err("no connection".to_owned()),
            Some(status) => {
                let body = json!({ "error": { "message": "Your card was declined." } }).to_string();
                return Ok(PaymentReply { status, body });
            }
            None => {}
        }
        if let Some(key) = &request.idempotency_key
            && let Some(reply) = self.answered.borrow().get(key)
        {
            return Ok(reply.clone());
        }
        let reply = self.act(request);
        if let Some(key) = &request.idempotency_key {
            self.answered.borrow_mut().insert(key.clone(), reply.clone());
        }
        Ok(reply)
    }

    fn act(&self, request: &PaymentRequest) -> PaymentReply {
        let count = self.answered.borrow().len();
        let path = path(request);
        let body = match (request.method, path) {
            ("POST", "/v1/customers") => {
                let id = format!("cus_{count}");
                self.set(&format!("/v1/customers/{id}"), json!({ "id": id, "object": "customer" }));
                json!({ "id": id })
            }
            ("POST", "/v1/checkout/sessions") => {
                let price = form(request)["metadata[price]"].clone();
                let url = format!("https://stripe.test{path}/{count}");
                let id = format!("cs_{count}");
                let session =
                    json!({ "id": id, "url": url, "status": "open", "metadata": { "price": price } });
                let mut sessions = self.sessions.borrow_mut();
                sessions.insert(0, session.clone());
                let meanwhile: Vec<_> = self.meanwhile.borrow_mut().drain(..).collect();
                sessions.splice(0..0, meanwhile);
                session
            }
            ("GET", "/v1/checkout/sessions") => json!({ "data": *self.sessions.borrow() }),
            ("POST", _) if path.ends_with("/expire") => {
                let id = path.split('/').nth(4).unwrap_or_default();
                let mut sessions = self.sessions.borrow_mut();
                let found = sessions.iter_mut().find(|session| session["id"] == id);
                if let Some(session) = found {
                    session["status"] = json!("expired");
                }
                json!({ "id": id })
            }
            ("POST", "/v1/invoices/create_preview") => {
                self.things.borrow().get("preview").cloned().unwrap_or_default()
            }
            ("POST", "/v1/billing_portal/sessions") => {
                json!({ "url": format!("https://stripe.test{path}/{count}") })
            }
            ("DELETE", _) => {
                let cancelled = self.subscription(path);
                if let Some(list) = self.things.borrow_mut().get_mut("/v1/subscriptions") {
                    list["data"] = json!([]);
                }
                cancelled
            }
            ("POST", _) => self.change(path, &form(request)),
            ("GET", _) if path.starts_with("/v1/subscriptions/") => self.subscription(path),
            (_, _) => self.things.borrow().get(path).cloned().unwrap_or_default(),
        };
        let status = if body.is_null() { 404 } else { 200 };
        PaymentReply { status, body: body.to_string() }
    }

    /// One of the list, by its ID.
    fn subscription(&self, path: &str) -> Value {
        let id = path.rsplit('/').next().unwrap_or_default();
        let things = self.things.borrow();
        let list = things.get("/v1/subscriptions").and_then(|list| list["data"].as_array());
        list.into_iter().flatten().find(|one| one["id"] == id).cloned().unwrap_or_default()
    }

    /// A subscription that is changed.
    fn change(&self, path: &str, form: &BTreeMap<String, String>) -> Value {
        let id = path.rsplit('/').next().unwrap_or_default();
        let mut things = self.things.borrow_mut();
        let list = things.get_mut("/v1/subscriptions").and_then(|list| list.pointer_mut("/data"));
        let all = list.and_then(Value::as_array_mut).into_iter().flatten();
        let Some(found) = all.into_iter().find(|one| one["id"] == id) else {
            return things.get(path).cloned().unwrap_or_default();
        };
        if self.asks_holder.get()
            && form.get("payment_behavior").is_some_and(|how| how == "pending_if_incomplete")
        {
            let price = form.get("items[0][price]");
            found["pending_update"] =
                json!({ "expires_at": 4_000_000_000_i64, "subscription_items": [{ "price": price }] });
            found["latest_invoice"] = json!("in_2");
            let mut waiting = found.clone();
            waiting["latest_invoice"] =
                json!({ "id": "in_2", "hosted_invoice_url": "https://invoice.stripe.test/confirm" });
            return waiting;
        }
        if let Some(price) = form.get("items[0][price]") {
            found["items"]["data"][0]["price"]["id"] = json!(price);
        }
        if form.get("cancel_at").is_some_and(String::is_empty) {
            found["cancel_at"] = Value::Null;
        }
        if let Some(ending) = form.get("cancel_at_period_end") {
            found["cancel_at"] = Value::Null;
            found["cancel_at_period_end"] = json!(ending == "true");
        }
        found.clone()
    }
}

impl Payments for TestPayments {
    fn send<'a>(&'a self, request: &'a PaymentRequest) -> Local<'a, Result<PaymentReply, String>> {
        Box::pin(async move {
            self.pace.pass().await;
            if self.floods.get() {
                self.requests.borrow_mut().push(request.clone());
                return Ok(PaymentReply { status: 200, body: flooded(PAYMENT_REPLY_MAX).await? });
            }
            self.answer(request)
        })
    }

    fn wait(&self, milliseconds: u64) -> Local<'_, ()> {
        self.waited.borrow_mut().push(milliseconds);
        Box::pin(std::future::ready(()))
    }
}

fn path(request: &PaymentRequest) -> &str {
    let path = request.url.strip_prefix("https://api.stripe.com").unwrap();
    path.split('?').next().unwrap()
}

fn form(request: &PaymentRequest) -> BTreeMap<String, String> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = request.form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

/// The header of a message that whoever has the secret signed at `at`, in milliseconds.
pub(crate) fn events_header(secret: &str, at: i64, body: &str) -> String {
    let at = at / 1000;
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={digits}")
}
