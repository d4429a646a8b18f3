//! The ways in which mail leaves from here.

use super::answer;
use super::d1::D1;
use super::payments::abort_after;
use super::random::WebCrypto;
use crate::config::{Config, MailTransport};
use crate::mail::http::{REPLY_MAX, asks_why, outcome};
use crate::mail::{LocalMailbox, Mail, MailError, Mailer};
use worker::{Env, Fetch, Headers, Method, Request, RequestInit, SendEmail};

/// How long the mail service may take, in milliseconds: a little less than whoever sends waits, so that the request ends, too.
const PATIENCE_MS: u32 = 14_500;

/// The transport that is configured.
pub(super) struct EdgeMailer<'a> {
    env: &'a Env,
    config: &'a Config,
    local: LocalMailbox<'a, D1, WebCrypto>,
}

impl<'a> EdgeMailer<'a> {
    pub(super) fn new(env: &'a Env, config: &'a Config, db: &'a D1, now: i64) -> Self {
        Self { env, config, local: LocalMailbox { db, random: &WebCrypto, now } }
    }
}

impl Mailer for EdgeMailer<'_> {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        match &self.config.mail {
            MailTransport::Local => self.local.send(mail).await,
            MailTransport::SendEmail => send_by_binding(self.env, &self.config.mail_from, mail).await,
            MailTransport::Http { url, key } => send_by_http(url, key, &self.config.mail_from, mail).await,
            MailTransport::None => Err(MailError::Unavailable("no mail transport is configured".to_owned())),
        }
    }
}

async fn send_by_binding(env: &Env, from: &str, mail: &Mail) -> Result<(), MailError> {
    let binding = env.send_email("EMAIL").map_err(|error| MailError::Unavailable(error.to_string()))?;
    let headers = js_sys::Object::new_typed();
    for (name, value) in mail.headers() {
        let set = js_sys::Reflect::set(&headers, &name.into(), &value.into());
        set.map_err(|error| MailError::Unavailable(format!("{error:?}")))?;
    }
    let message = worker::SendEmailBuilder::builder(from, &mail.recipient, &mail.subject)
        .text(&mail.text)
        .html(&mail.html)
        .headers(&headers)
        .build();
    match SendEmail::send_with_builder(&binding, &message).await {
        Ok(_) => Ok(()),
        Err(error) => Err(judge(worker::Error::from(wasm_bindgen::JsValue::from(error)))),
    }
}

/// An address on the suppression list, or one that this sender may not write to, stays refused.
fn judge(error: worker::Error) -> MailError {
    match error {
        worker::Error::EmailRecipientSuppressed(why) | worker::Error::EmailRecipientNotAllowed(why) => {
            MailError::Refused(why)
        }
        other => MailError::Unavailable(other.to_string()),
    }
}

fn headers_of(mail: &Mail) -> serde_json::Map<String, serde_json::Value> {
    mail.headers().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Posts the mail as Resend's API takes it: https://resend.com/docs/api-reference/emails/send-email
async fn send_by_http(url: &str, key: &str, from: &str, mail: &Mail) -> Result<(), MailError> {
    let unavailable = |error: worker::Error| MailError::Unavailable(error.to_string());
    let body = serde_json::json!({
        "from": from, "to": [mail.recipient], "subject": mail.subject, "text": mail.text, "html": mail.html,
        "headers": headers_of(mail),
    });
    let headers = Headers::new();
    headers.set("Content-Type", "application/json").map_err(unavailable)?;
    headers.set("Authorization", &format!("Bearer {key}")).map_err(unavailable)?;
    if !mail.key.is_empty() {
        headers.set("Idempotency-Key", &mail.key).map_err(unavailable)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.to_string().into()));
    let request = Request::new_with_init(url, &init).map_err(unavailable)?;
    let signal = abort_after(PATIENCE_MS).into();
    let response = Fetch::Request(request).send_with_signal(&signal).await.map_err(unavailable)?;
    let status = response.status_code();
    let said = if asks_why(status) { answer::text(response, REPLY_MAX).await } else { Ok(String::new()) };
    outcome(status, said)
}
