//! Stripe's messages. Whatever one says, it is taken for a sign that something about its customer has changed, and Stripe is asked.

use super::facts::{id_of, text};
use super::signature::is_genuine;
use crate::args;
use crate::context::Context;
use crate::db::{Db, Statement};
use crate::error::Error;
use crate::http::{Answer, BODY_MAX};
use portico_api::Empty;
use serde_json::Value;

/// Where Stripe sends them. Not an endpoint of the contract: what is sent there is Stripe's own.
pub(crate) const WEBHOOK_PATH: &str = "/api/stripe/webhook";

/// Takes a message. It is answered at once; Stripe is asked afterwards, and by cron if that should not succeed.
pub(crate) async fn webhook<D: Db>(db: &D, cx: &Context<'_>) -> Result<Answer, Error> {
    let settings = cx.config.stripe.as_ref().ok_or(Error::NotFound)?;
    if cx.request.method != "POST" {
        return Err(Error::MethodNotAllowed("POST".to_owned()));
    }
    if cx.request.body.len() > BODY_MAX {
        return Err(Error::TooLarge(BODY_MAX));
    }
    let signature = cx.request.stripe_signature.as_deref().unwrap_or_default();
    if !is_genuine(signature, &cx.request.body, &settings.webhook_secret, cx.now) {
        return Err(Error::Malformed("The signature is missing, wrong, or older than five minutes."));
    }
    let event: Value = serde_json::from_slice(&cx.request.body).unwrap_or_default();
    let (id, kind) = (text(&event, "/id"), text(&event, "/type"));
    if id.is_empty() || kind.is_empty() {
        return Err(Error::Malformed("This is no event."));
    }
    let object = event.pointer("/data/object").unwrap_or(&Value::Null);
    let customer = match text(object, "/object") {
        "customer" => id_of(object, "/id"),
        _ => id_of(object, "/customer"),
    };
    // What comes once more finds its row, with another time, and does nothing.
    let take =
        "INSERT INTO stripe_events (id, type, received_at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING";
    let mark = "\
        UPDATE subscriptions SET sync_due_at = ?2 WHERE stripe_customer = ?1 \
          AND EXISTS (SELECT 1 FROM stripe_events WHERE id = ?3 AND received_at = ?2) RETURNING organization_id";
    let known = "SELECT count(*) FROM subscriptions WHERE stripe_customer = ?1";
    let mut results = db
        .batch(vec![
            Statement::new(take, args![id, kind, cx.now]),
            Statement::new(mark, args![customer.as_ref(), cx.now, id]),
            Statement::new(known, args![customer.as_ref()]),
        ])
        .await?;
    let is_known =
        results.pop().is_some_and(|rows| rows.first().is_some_and(|row| row.integer(0) == Some(1)));
    let marked = results.pop().and_then(|rows| rows.into_iter().next()).and_then(|mut row| row.take_text(0));
    if let Some(organization) = marked {
        cx.sync_billing(&organization);
    }
    match (is_known, customer) {
        (true, _) => {}
        (false, Some(customer)) => {
            cx.note(format!("stripe: {kind} of {customer}, who is no customer of ours"))
        }
        (false, None) => {}
    }
    Ok(Answer::json(200, &Empty {}))
}
