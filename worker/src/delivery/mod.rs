//! Delivery: the published configuration, to whoever names its environment, and with its secrets to whoever has a key.
//!
//! A public read asks the store close by (KV on Cloudflare) and passes the document on as it lies there. The database answers
//! where the store has nothing, where this instance knows that the store is behind, and whenever a key is shown.

mod answer;
mod keyed;
mod memory;
mod outbox;
mod reads;
mod request;

pub use answer::{Body, Delivered};
pub use memory::Memory;
pub use outbox::drain;
pub use reads::flush;
pub use request::Asked;

use crate::args;
use crate::db::{Db, DbError, Row, Statement};
use crate::error::Error;
use crate::ports::{Cipher, Clock, ConfigStore, Random, Stamp};
use crate::service::Service;
use answer::{Source, preflight, refuse, respond};
use request::{Method, Target};

/// In the order of their columns: version, hash and document of what an environment has published.
const PUBLISHED: &str = "\
    SELECT v.number, v.hash, v.document FROM environments e \
    JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id AND p.deleted_at IS NULL \
    JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version WHERE e.id = ?1";

/// Answers one read.
pub(crate) async fn deliver<D, C, R, X, S>(
    service: &Service<D, C, R, X>,
    store: &S,
    asked: &Asked,
) -> Delivered<S::Body>
where
    D: Db + 'static,
    C: Clock,
    R: Random,
    X: Cipher,
    S: ConfigStore,
{
    let outcome = match Target::read(asked) {
        Err(error) => Err(error),
        Ok(Target { method: Method::Options, .. }) => Ok(preflight()),
        Ok(target) => match &asked.authorization {
            Some(authorization) => keyed::read(service, &target, authorization).await,
            None => public(service, store, &target).await,
        },
    };
    let now = service.clock.now();
    let mut delivered = match outcome {
        Ok(delivered) => delivered,
        Err(error) => refuse(&error, now, &service.random),
    };
    // An instance that is new, or knows of something undelivered, sees to it, but not with every read at once.
    if !service.memory.is_settled() && service.memory.may_drain(now) {
        delivered.afterwards.deliver = true;
    }
    delivered
}

/// Without a key: from the store, unless it may be behind; else from the database.
async fn public<D, C, R, X, S>(
    service: &Service<D, C, R, X>,
    store: &S,
    target: &Target<'_>,
) -> Result<Delivered<S::Body>, Error>
where
    D: Db,
    C: Clock,
    S: ConfigStore,
{
    let environment = target.environment.ok_or(Error::NotFound)?;
    let memory = &service.memory;
    let may_be_behind = memory.may_be_behind(environment);
    let mut log = None;
    if !may_be_behind {
        match store.get(environment).await {
            Ok(Some((stamp, body))) => {
                return Ok(found(service, target, environment, &stamp, Source::Store(body)));
            }
            Ok(None) => {}
            Err(why) => log = Some(format!("the store of configurations: {why}")),
        }
    }
    let mut delivered = match published(&service.db, environment).await {
        Ok(Some((stamp, document))) => {
            found(service, target, environment, &stamp, Source::Database(document))
        }
        Ok(None) => return Err(Error::NotFound),
        // Better a minute behind than nothing.
        Err(error) if may_be_behind => match store.get(environment).await {
            Ok(Some((stamp, body))) => {
                log = Some(format!("{error:?}"));
                found(service, target, environment, &stamp, Source::Store(body))
            }
            _ => return Err(error.into()),
        },
        Err(error) => return Err(error.into()),
    };
    let now = service.clock.now();
    if !may_be_behind && log.is_none() && memory.may_refill(environment, now) {
        delivered.afterwards.statements.push(outbox::queue(environment, now));
        delivered.afterwards.deliver = true;
    }
    delivered.log = log;
    Ok(delivered)
}

fn found<D, C: Clock, R, X, B>(
    service: &Service<D, C, R, X>,
    target: &Target,
    environment: &str,
    stamp: &Stamp,
    source: Source<B>,
) -> Delivered<B> {
    let mut delivered = respond(target, stamp, &stamp.hash, source);
    delivered.flush_due = service.memory.count(environment, stamp.version, service.clock.now());
    delivered
}

async fn published<D: Db>(db: &D, environment: &str) -> Result<Option<(Stamp, String)>, DbError> {
    let rows = db.query(Statement::new(PUBLISHED, args![environment])).await?;
    Ok(rows.into_iter().next().and_then(|mut row| stamp_and_document(&mut row, 0)))
}

/// Version, hash and document, from the column `first` on.
fn stamp_and_document(row: &mut Row, first: usize) -> Option<(Stamp, String)> {
    let stamp = Stamp { version: row.integer(first)?, hash: row.take_text(first + 1)? };
    Some((stamp, row.take_text(first + 2)?))
}
