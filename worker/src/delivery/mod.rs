//! Delivery: the published configuration, to whoever names its environment, and with its secrets to whoever has a key.
//!
//! A public read asks the store close by (KV on Cloudflare) and passes the document on as it lies there. The database answers
//! where the store has nothing, where this instance knows that the store is behind, and whenever a key is shown. But no public read waits for the
//! database alone.

mod answer;
mod clients;
mod drain;
mod fresh;
mod kept;
mod keyed;
mod log;
mod looks;
mod memory;
mod outbox;
mod public;
mod reads;
mod recent;
mod request;
mod slice;

pub use answer::{Body, Delivered};
pub use drain::Drain;
pub use log::{Line, ONE_OF, ROUTE};
pub use looks::look_again;
pub use memory::Memory;
pub use reads::{flush, look_after};
pub use request::Asked;
pub use slice::Reads;

use crate::db::{Db, Row};
use crate::ports::{Cipher, Clock, ConfigStore, Random, Stamp};
use crate::service::Service;
use answer::{preflight, refuse};
use request::{Method, Target};

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
        Ok(target) if target.method == Method::Options => Ok(preflight(&target)),
        Ok(target) => match &asked.authorization {
            Some(authorization) => keyed::read(service, &target, authorization).await,
            None => public::read(service, store, &target).await,
        },
    };
    let now = service.clock.now();
    let mut delivered = match outcome {
        Ok(delivered) => delivered,
        Err(error) => refuse(&error, now, &service.random),
    };
    delivered.is_sampled = service.memory.samples(now);
    // An instance that is new, or knows of something undelivered, sees to it, but not with every read at once.
    if !service.memory.is_settled() && service.memory.may_drain(now) {
        delivered.afterwards.deliver = true;
    }
    delivered
}

/// Version, hash and document, from the column `first` on.
fn stamp_and_document(row: &mut Row, first: usize) -> Option<(Stamp, String)> {
    let stamp = Stamp { version: row.integer(first)?, hash: row.take_text(first + 1)? };
    Some((stamp, row.take_text(first + 2)?))
}
