//! Fetching what Stripe says of a customer, and keeping it.

use super::Settings;
use super::api::{Api, Refusal};
use super::change::customer;
use super::facts::{self, settle};
use super::form::Form;
use super::store::{self, Account, Details};
use crate::access::{OrganizationProof, select_only};
use crate::args;
use crate::billing::{self, Facts, subscription_json};
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::ports::{Payments, Random};
use crate::schema::read_json;
use portico_api::Empty;
use portico_api::access::{Admin, InOrganization};
use portico_api::billing::Portal;
use portico_api::organizations::OrganizationParams;
use serde_json::Value;

/// Organizations asked about in one run: each takes up to five requests, and a run of the free plan has fifty.
const AT_ONCE: i64 = 8;

/// Asks about every organization that is due. Answers what should be in the log.
pub(crate) async fn sync_due<D: Db>(
    db: &D,
    payments: &dyn Payments,
    random: &dyn Random,
    settings: &Settings,
    now: i64,
) -> Vec<String> {
    let rows = match db.query(store::take_due(now, AT_ONCE)).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("stripe: {error:?}")],
    };
    let mut log = Vec::new();
    for account in rows.iter().filter_map(Account::read) {
        let api = Api { payments, settings };
        if let Err(why) = sync_account(db, api, random, &account, now).await {
            log.push(format!("stripe: {} stays as it was: {why}", account.customer));
        }
    }
    log
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
        let rows = db.query(store::take_one(proof.id().as_str(), cx.now)).await?;
        let api = Api { payments: cx.payments, settings };
        if let Some(account) = rows.first().and_then(Account::read) {
            let outcome = sync_account(db, api, cx.random, &account, cx.now).await;
            outcome.map_err(Error::PaymentsUnavailable)?;
        }
    }
    const SHOW: &str =
        concat!("SELECT ", subscription_json!(), " FROM subscriptions s WHERE s.organization_id = ?1");
    let rows = db.query(Statement::new(SHOW, args![proof.id(), cx.now])).await?;
    let body = rows.into_iter().next().and_then(|mut row| row.take_text(0));
    body.map(|body| Answer::new(200, body)).ok_or(Error::NotFound)
}

/// Stripe's own page for cards and addresses.
pub(crate) async fn open_portal<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    _: Empty,
) -> Result<Answer, Error> {
    let settings = cx.config.stripe.as_ref().ok_or(Error::NotSetUp(BY_HAND))?;
    let params = OrganizationParams { organization: proof.id().to_string() };
    let look = select_only::<InOrganization<Admin>, _>(cx, &params, billing::facts(&params))?;
    let found = db.query(look).await?.into_iter().next().and_then(|mut row| row.take_text(0));
    let facts: Facts = read_json(&found.ok_or(Error::NotFound)?)?;
    let api = Api { payments: cx.payments, settings };
    let id = customer(api, proof.id(), &facts).await?;
    db.query(store::keep_customer(proof.id(), &id, cx.now)).await?;
    let form = Form::default()
        .with("customer", &id)
        .with("return_url", &format!("{}/o/{}/billing?checkout=changed", settings.origin, facts.slug));
    let session = api.post("/v1/billing_portal/sessions", form, &format!("portal-{}", cx.request_id)).await?;
    let url = facts::text(&session, "/url").to_owned();
    Ok(Answer::json(200, &Portal { url }))
}

const BY_HAND: &str = "Invoices are paid by hand here: each of them says how.";

async fn sync_account<D: Db>(
    db: &D,
    api: Api<'_>,
    random: &dyn Random,
    account: &Account,
    now: i64,
) -> Result<(), String> {
    if let Some(details) = &account.details {
        tell(api, account, details).await?;
    }
    let id = &account.customer;
    let known = found(api.get(&format!("/v1/customers/{id}")).await)?;
    let list = found(api.get(&format!("/v1/subscriptions?customer={id}&status=all&limit=20")).await)?;
    let seen = facts::subscription(api.settings, &list)?;
    let list = found(api.get(&format!("/v1/invoices?customer={id}&limit=50")).await)?;
    let invoices = facts::invoices(&list);
    let method = seen.as_ref().and_then(|seen| seen.payment_method.clone());
    let method = method.or_else(|| facts::id_of(&known, "/invoice_settings/default_payment_method"));
    let method = match method {
        Some(id) => Some(facts::payment_method(&found(api.get(&format!("/v1/payment_methods/{id}")).await)?)),
        None => None,
    };
    let before = (account.plan, account.interval, account.period_end.filter(|_| account.is_stripes));
    let settled = seen.as_ref().map(|seen| settle(before, seen));
    let seen = seen.as_ref().zip(settled.as_ref());
    match db.batch(store::keep(random, account, seen, method.as_ref(), &invoices, now)).await {
        Ok(_) => Ok(()),
        // A later asking was faster. Which of the two saw more nobody knows: so once more.
        Err(DbError::Guard(name)) if name == "stale" => db
            .query(store::ask_again(&account.organization, now))
            .await
            .map(drop)
            .map_err(|error| format!("{error:?}")),
        Err(error) => Err(format!("{error:?}")),
    }
}

/// Tells Stripe whom the bill goes to.
async fn tell(api: Api<'_>, account: &Account, details: &Details) -> Result<(), String> {
    let form = Form::default()
        .with("name", &details.name)
        .with("email", &details.email)
        .with("address[line1]", &details.line1)
        .with("address[line2]", &details.line2)
        .with("address[postal_code]", &details.postal_code)
        .with("address[city]", &details.city)
        .with("address[country]", &details.country)
        .with("metadata[tax_id]", &details.tax_id);
    let key = format!("details-{}-{}", account.organization, details.version);
    found(api.post(&format!("/v1/customers/{}", account.customer), form, &key).await).map(drop)
}

/// What is not there (any more) is nothing.
fn found(outcome: Result<Value, Refusal>) -> Result<Value, String> {
    match outcome {
        Ok(value) => Ok(value),
        Err(Refusal::Missing) => Ok(Value::Null),
        Err(Refusal::Card(why) | Refusal::Other(why)) => Err(why),
    }
}
