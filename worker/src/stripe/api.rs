//! Requests to Stripe: tried again where that can help, under the same key, and never for long.

use super::Settings;
use super::form::Form;
use crate::error::Error;
use crate::ports::{PaymentReply, PaymentRequest, Payments};
use serde_json::Value;

/// How long to wait before the second and the third try, in milliseconds. There is no fourth: whoever asked is waiting, and what cron asks
/// it will ask again.
const WAITS_MS: &[u64] = &[250, 1000];

/// The API with the installation's key.
#[derive(Clone, Copy)]
pub(super) struct Api<'a> {
    pub(super) payments: &'a dyn Payments,
    pub(super) settings: &'a Settings,
}

/// Why Stripe did not do it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refusal {
    /// There is no such thing.
    Missing,
    /// The card was declined: what Stripe says to the card's holder.
    Card(String),
    /// It does not accept the request: what it says about it.
    Rejected(String),
    /// The key is none, or not one for this: what it says about it, for the log. Trying again does not help.
    Denied(String),
    /// Anything else, for the log.
    Other(String),
}

impl Refusal {
    /// In words for the log.
    pub(super) fn cause(self) -> String {
        match self {
            Refusal::Missing => "Stripe knows of no such thing".to_owned(),
            Refusal::Card(why) | Refusal::Rejected(why) | Refusal::Denied(why) | Refusal::Other(why) => why,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Card(message) => Error::PaymentRefused(message),
            Refusal::Rejected(message) => {
                Error::PaymentRefused(format!("Stripe did not accept this. It says: {message}"))
            }
            Refusal::Missing => Error::PaymentsMisfit(refusal.cause()),
            Refusal::Denied(why) => Error::PaymentsMisfit(why),
            Refusal::Other(why) => Error::PaymentsUnavailable(why),
        }
    }
}

impl Api<'_> {
    pub(super) async fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.send(self.request("GET", path, Form::default(), None)).await
    }

    /// `key` names what is to be done once, however often it is asked for.
    pub(super) async fn post(&self, path: &str, form: Form, key: &str) -> Result<Value, Refusal> {
        self.send(self.request("POST", path, form, Some(key.to_owned()))).await
    }

    /// To ask twice is harmless: what is gone is [`Refusal::Missing`].
    pub(super) async fn delete(&self, path: &str) -> Result<Value, Refusal> {
        self.send(self.request("DELETE", path, Form::default(), None)).await
    }

    fn request(&self, method: &'static str, path: &str, form: Form, key: Option<String>) -> PaymentRequest {
        PaymentRequest {
            method,
            url: format!("{}{path}", self.settings.api_url),
            token: self.settings.secret_key.clone(),
            form: form.into_text(),
            idempotency_key: key,
        }
    }

    async fn send(&self, request: PaymentRequest) -> Result<Value, Refusal> {
        let mut waits = WAITS_MS.iter();
        loop {
            let outcome = self.payments.send(&request).await;
            if !may_pass(&outcome) {
                return judge(&request, outcome);
            }
            match waits.next() {
                Some(wait) => self.payments.wait(*wait).await,
                None => return judge(&request, outcome),
            }
        }
    }
}

/// Whether another try may go better: it could not be reached, is busy with the same key or with too much, or has trouble of its own.
fn may_pass(outcome: &Result<PaymentReply, String>) -> bool {
    match outcome {
        Err(_) => true,
        Ok(reply) => matches!(reply.status, 409 | 429 | 500..),
    }
}

fn judge(request: &PaymentRequest, outcome: Result<PaymentReply, String>) -> Result<Value, Refusal> {
    let what = format!("{} {}", request.method, request.url);
    let reply = outcome.map_err(|why| Refusal::Other(format!("{what}: {why}")))?;
    let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    let error =
        |name: &str| body.pointer(&format!("/error/{name}")).and_then(Value::as_str).unwrap_or_default();
    match reply.status {
        200..=299 => Ok(body),
        // Stripe answers 400 where a thing in the form, or in a filter, is not there.
        404 => Err(Refusal::Missing),
        400 if error("code") == "resource_missing" => Err(Refusal::Missing),
        402 => Err(Refusal::Card(error("message").to_owned())),
        400 => Err(Refusal::Rejected(error("message").to_owned())),
        status @ (401 | 403) => Err(Refusal::Denied(format!("{what}: {status} {}", error("message")))),
        status => Err(Refusal::Other(format!("{what}: {status} {}", error("message")))),
    }
}
