//! Fetching what Stripe says of a customer, and keeping it.

use super::Settings;
use super::account::{self, Account};
use super::api::{Api, Refusal};
use super::facts::{self, settle};
use super::store;
use crate::access::OrganizationProof;
use crate::args;
use crate::billing::subscription_json;
use crate::context::Context;
use crate::db::{Db, DbError, Row, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::ports::{Payments, Random};
use portico_api::Empty;
use portico_api::access::Admin;
use portico_api::organizations::OrganizationParams;
use serde_json::Value;

/// What is needed to ask.
pub(crate) struct Asking<'a, D> {
    pub(crate) db: &'a D,
    pub(crate) payments: &'a dyn Payments,
    pub(crate) random: &'a dyn Random,
    pub(crate) settings: &'a Settings,
    pub(crate) now: i64,
}

impl<D: Db> Asking<'_, D> {
    /// Asks about one organization, due or not. Answers what should be in the log.
    pub(crate) async fn about(&self, organization: &str) -> Vec<String> {
        match self.db.query(account::take_one(organization, self.now)).await {
            Ok(rows) => self.about_those(&rows).await,
            Err(error) => vec![format!("stripe: {error:?}")],
        }
    }

    /// Asks about the one that has been due for longest. Answers what should be in the log; `None`: nobody is due.
    pub(crate) async fn about_the_next_that_is_due(&self) -> Option<Vec<String>> {
        let rows = match self.db.query(account::take_due(self.now, 1)).await {
            Ok(rows) if rows.is_empty() => return None,
            Ok(rows) => rows,
            Err(error) => return Some(vec![format!("stripe: {error:?}")]),
        };
        Some(self.about_those(&rows).await)
    }

    async fn about_those(&self, rows: &[Row]) -> Vec<String> {
        let mut log = Vec::new();
        for account in rows.iter().filter_map(Account::read) {
            match self.fetch(&account).await {
                Ok(notes) => log.extend(notes),
                Err(error) => {
                    let why = error.log().unwrap_or_default();
                    log.push(format!("stripe: {} stays as it was: {why}", account.customer));
                }
            }
        }
        log
    }

    /// Answers what somebody should look at.
    async fn fetch(&self, account: &Account) -> Result<Vec<String>, Error> {
        let api = Api { payments: self.payments, settings: self.settings };
        let mut notes = self.tell(api, account).await;
        let id = &account.customer;
        let list = found(api.get(&format!("/v1/subscriptions?customer={id}&status=all&limit=20")).await)?;
        let seen = facts::subscription(self.settings, &list);
        notes.extend(seen.notes.iter().map(|note| format!("stripe: {id}: {note}")));
        let list = found(api.get(&format!("/v1/invoices?customer={id}&limit=50")).await)?;
        let invoices = facts::invoices(&list);
        let copied = (invoices.as_slice(), self.settings.seller.as_str());
        if seen.is_unclear {
            let copies = store::keep_invoices(self.random, account, copied, self.now);
            if !copies.is_empty() {
                self.db.batch(copies).await?;
            }
            return Err(Error::PaymentsMisfit(seen.notes.join("; ")));
        }
        let seen = seen.subscription;
        // Last, because a card comes before what is paid with it.
        let known = found(api.get(&format!("/v1/customers/{id}")).await)?;
        // Not known is not deleted: another account's key would not know anybody.
        if known.is_null() {
            const OTHER: &str = "Stripe does not know this customer: is the key another account's?";
            return Err(Error::PaymentsMisfit(OTHER.to_owned()));
        }
        let is_gone = known.get("deleted") == Some(&Value::Bool(true));
        let method = seen.as_ref().and_then(|seen| seen.payment_method.clone());
        let method = method.or_else(|| facts::id_of(&known, "/invoice_settings/default_payment_method"));
        let method = match method {
            Some(id) => facts::payment_method(&found(api.get(&format!("/v1/payment_methods/{id}")).await)?),
            None => None,
        };
        let before = (account.plan, account.interval, account.period_end.filter(|_| account.is_stripes));
        let settled = seen.as_ref().map(|seen| settle(before, seen));
        let seen = seen.as_ref().zip(settled.as_ref());
        let mut batch = store::keep(self.random, account, seen, method.as_ref(), copied, self.now);
        if is_gone {
            batch.extend(store::forget_customer(self.random, &account.organization, id, self.now));
            notes.push(format!("stripe: {id} was deleted there"));
        }
        match self.db.batch(batch).await {
            Ok(_) => Ok(notes),
            // A later asking was faster. Which of the two saw more nobody knows: so once more.
            Err(DbError::Guard(name)) if name == "stale" => {
                self.db.query(store::ask_again(&account.organization, self.now)).await?;
                Ok(notes)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Tells Stripe whom the bill goes to, where that has changed. A refusal keeps nothing else from being fetched.
    async fn tell(&self, api: Api<'_>, account: &Account) -> Vec<String> {
        let Some(details) = &account.details else { return Vec::new() };
        let form = details.every();
        let key = format!("details-{}-{}-{}", account.organization, details.version, form.digest());
        let told = api.post(&format!("/v1/customers/{}", account.customer), form, &key).await;
        let kept = match told {
            Ok(_) | Err(Refusal::Missing) => {
                let kept = self.db.query(store::told(&account.organization, details.version)).await;
                kept.map(drop).map_err(|error| format!("{error:?}"))
            }
            Err(refusal) => Err(refusal.cause()),
        };
        kept.err()
            .map(|why| format!("stripe: the details of {}: {why}", account.customer))
            .into_iter()
            .collect()
    }
}

/// Asks about one organization at once, for whoever looks at its page.
pub(crate) async fn sync<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    _: Empty,
) -> Result<Answer, Error> {
    if let Some(settings) = &cx.config.stripe {
        let asking = Asking { db, payments: cx.payments, random: cx.random, settings, now: cx.now };
        let rows = db.query(account::take_one(proof.id().as_str(), cx.now)).await?;
        if let Some(account) = rows.first().and_then(Account::read) {
            let notes = asking.fetch(&account).await?;
            notes.into_iter().for_each(|note| cx.note(note));
        }
    }
    const SHOW: &str =
        concat!("SELECT ", subscription_json!(), " FROM subscriptions s WHERE s.organization_id = ?1");
    let rows = db.query(Statement::new(SHOW, args![proof.id(), cx.now])).await?;
    let body = rows.into_iter().next().and_then(|mut row| row.take_text(0));
    body.map(|body| Answer::new(200, body)).ok_or(Error::NotFound)
}

/// What is not there (any more) is nothing.
fn found(outcome: Result<Value, Refusal>) -> Result<Value, Error> {
    match outcome {
        Err(Refusal::Missing) => Ok(Value::Null),
        // It was only asked for something: that this is refused is no word about a card.
        Err(Refusal::Card(why) | Refusal::Rejected(why)) => Err(Error::PaymentsMisfit(why)),
        other => Ok(other?),
    }
}
