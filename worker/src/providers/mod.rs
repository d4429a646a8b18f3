//! Signing in with an account elsewhere, and which accounts elsewhere somebody signs in with.
//!
//! A sign-in goes [`start()`] → the provider's page → [`callback()`], which trades the code, looks at what the provider says (`claims`, `exchange`), and
//! signs in, links, or leaves it to a code by mail to prove the mailbox first (`links`).

mod callback;
mod claims;
mod config;
mod discovery;
mod exchange;
mod github;
mod links;
mod outside;
mod start;
mod store;

pub(crate) use callback::{CALLBACK, callback, called_back};
pub use config::Provider;
pub(crate) use config::read;
pub(crate) use links::prove;
#[cfg(target_arch = "wasm32")]
pub(crate) use outside::PATIENCE_MS;
pub use outside::{Memory, Outside};
pub(crate) use start::{link, start};

use crate::access::{ProvenCaller, Select};
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::Answer;
use crate::schema::read_json;
use portico_api::Empty;
use portico_api::providers::{
    Identity, LinkedProvider, LinkedProviderList, ProviderLink, ProviderList, ProviderParams,
};
use serde::Deserialize;

/// A provider of this installation.
fn find<'a>(cx: &Context<'a>, id: &str) -> Option<&'a Provider> {
    cx.config.providers.iter().find(|provider| provider.id == id)
}

/// Which buttons the sign-in page has. Nothing is looked up for it.
pub(crate) async fn list<D: Db>(_: &D, cx: &Context<'_>, _: (), _: Empty) -> Result<Answer, Error> {
    let providers = cx.config.providers.iter().map(Provider::shown).collect();
    Ok(Answer::json(200, &ProviderList { providers }))
}

/// Whom a provider named in this browser, to be proven with a code.
pub(crate) async fn identity<D: Db>(db: &D, cx: &Context<'_>, _: (), _: Empty) -> Result<Answer, Error> {
    let found = match links::pending(cx) {
        Some(statement) => db.query(statement).await?.into_iter().next(),
        None => None,
    };
    let mut row = found.ok_or(Error::NotFound)?;
    let id = row.take_text(0).unwrap_or_default();
    let provider = find(cx, &id).ok_or(Error::NotFound)?.shown();
    let (email, expires_at) = (row.take_text(1).unwrap_or_default(), row.integer(2).unwrap_or_default());
    Ok(Answer::json(200, &Identity { provider, email, expires_at }))
}

/// What the caller has linked, as the database says it.
#[derive(Deserialize)]
struct Found {
    provider: String,
    #[serde(flatten)]
    link: ProviderLink,
}

/// In the scope `caller`: what is linked.
pub(crate) fn list_linked(_: &()) -> Select {
    links::list()
}

/// Every provider, and what is linked of it.
pub(crate) fn listed(cx: &Context, found: &str) -> Result<String, Error> {
    let mut found: Vec<Found> = read_json(found)?;
    let mut of = |id: &str| {
        let at = found.iter().position(|found| found.provider == id)?;
        Some(found.remove(at).link)
    };
    let configured = cx.config.providers.iter().map(|provider| LinkedProvider {
        provider: provider.shown(),
        is_available: true,
        link: of(&provider.id),
    });
    let mut providers: Vec<_> = configured.collect();
    // What is left are links of providers that are configured no more: there is no name but their ID.
    providers.extend(found.into_iter().map(|Found { provider, link }| LinkedProvider {
        provider: portico_api::providers::Provider { name: provider.clone(), id: provider },
        is_available: false,
        link: Some(link),
    }));
    Ok(serde_json::to_string(&LinkedProviderList { providers }).unwrap_or_default())
}

/// The account there opens this one no more.
pub(crate) async fn unlink<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    params: ProviderParams,
    _: Empty,
) -> Result<Answer, Error> {
    db.batch(links::remove(cx, proof.caller(), &params.provider)).await?;
    cx.tell_afterwards();
    Ok(Answer::json(200, &Empty {}))
}
