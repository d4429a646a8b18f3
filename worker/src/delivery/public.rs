//! Reads without a key. An instance that has answered a version never answers an older one; and what it can't be sure of, it asks the database,
//! but does not wait long for it where the store has an answer.

use super::answer::{Delivered, Source, respond};
use super::memory::Moment;
use super::request::Target;
use super::{outbox, stamp_and_document};
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::patience::within;
use crate::ports::{Clock, ConfigStore, Stamp};
use crate::service::Service;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// How long the database may take where the store has an answer already, in milliseconds.
const BESIDE_MS: u64 = 250;
/// How long the store, and the database where there is nothing else, may take, in milliseconds.
const STORE_MS: u64 = 2000;
const DATABASE_MS: u64 = 5000;
/// Questions to the database until its answer counts, though it is older than what was seen meanwhile.
const QUESTIONS: usize = 3;

/// In the order of their columns: version, hash and document of what an environment has published.
const PUBLISHED: &str = "\
    SELECT v.number, v.hash, v.document FROM environments e \
    JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id AND p.deleted_at IS NULL \
    JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version WHERE e.id = ?1";

type Told = Result<Option<(Stamp, String)>, DbError>;
type Stored<B> = Result<Option<(Stamp, B)>, String>;

pub(super) async fn read<D, C, R, X, S>(
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
    let read = Read { service, target, environment };
    if service.memory.is_missing(environment, service.clock.now()) {
        return Err(Error::NotFound);
    }
    if service.memory.may_be_behind(environment) {
        return read.both(store).await;
    }
    let stored = within(&service.clock, STORE_MS, store.get(environment)).await;
    match stored.unwrap_or_else(|| Err("it did not answer in time".to_owned())) {
        Ok(Some((stamp, body))) if service.memory.sees(environment, stamp.version) => {
            Ok(read.found(&stamp, Source::Store(body)))
        }
        // A cache on the way has an older one than was answered before: it will pass.
        Ok(Some(_)) => read.database(None).await,
        Ok(None) => read.refill().await,
        Err(why) => read.database(Some(format!("the store of configurations: {why}"))).await,
    }
}

struct Read<'a, D, C, R, X> {
    service: &'a Service<D, C, R, X>,
    target: &'a Target<'a>,
    environment: &'a str,
}

impl<D: Db, C: Clock, R, X> Read<'_, D, C, R, X> {
    /// From the database, with the store asked beside it.
    async fn both<S: ConfigStore>(&self, store: &S) -> Result<Delivered<S::Body>, Error> {
        let (memory, clock) = (&self.service.memory, &self.service.clock);
        let asked = memory.moment();
        let mut database: Pin<Box<dyn Future<Output = Told> + '_>> = Box::pin(self.published());
        let mut store = Box::pin(store.get(self.environment));
        let mut stored: Option<Stored<S::Body>> = None;
        let mut told: Option<Told> = None;
        // At first the database alone counts, then whichever has something.
        for (patience, takes_stored) in [(BESIDE_MS, false), (DATABASE_MS - BESIDE_MS, true)] {
            let look = poll_fn(|cx| {
                if stored.is_none()
                    && let Poll::Ready(answer) = store.as_mut().poll(cx)
                {
                    stored = Some(answer);
                }
                if told.is_none()
                    && let Poll::Ready(answer) = database.as_mut().poll(cx)
                {
                    told = Some(answer);
                }
                let is_stored = matches!(&stored, Some(Ok(Some(_))));
                let is_done = match &told {
                    Some(Ok(_)) => true,
                    Some(Err(_)) => stored.is_some(),
                    None => takes_stored && is_stored && self.is_new_enough(&stored),
                };
                if is_done { Poll::Ready(()) } else { Poll::Pending }
            });
            if within(clock, patience, look).await.is_some() {
                break;
            }
        }
        drop(database);
        let failure = match told {
            Some(Ok(answer)) => return self.told(answer, asked).await,
            Some(Err(error)) => error,
            None => DbError::Busy("the database did not answer in time".to_owned()),
        };
        // Better a minute behind than nothing.
        match stored {
            Some(Ok(Some((stamp, body)))) if memory.sees(self.environment, stamp.version) => {
                let mut delivered = self.found(&stamp, Source::Store(body));
                delivered.log = Some(format!("{failure:?}"));
                Ok(delivered)
            }
            _ => self.remembered(failure),
        }
    }

    fn is_new_enough<B>(&self, stored: &Option<Stored<B>>) -> bool {
        let newest = self.service.memory.newest(self.environment);
        matches!(stored, Some(Ok(Some((stamp, _)))) if stamp.version >= newest)
    }

    /// From the database, because the store has nothing of use.
    async fn database<B>(&self, log: Option<String>) -> Result<Delivered<B>, Error> {
        let asked = self.service.memory.moment();
        let told = within(&self.service.clock, DATABASE_MS, self.published()).await;
        let busy = || Err(DbError::Busy("the database did not answer in time".to_owned()));
        let mut delivered = match told.unwrap_or_else(busy) {
            Ok(answer) => self.told(answer, asked).await?,
            Err(error) => self.remembered(error)?,
        };
        delivered.log = log.or(delivered.log);
        Ok(delivered)
    }

    /// The same, and the store gets it back, at most once a minute.
    async fn refill<B>(&self) -> Result<Delivered<B>, Error> {
        let mut delivered = self.database(None).await?;
        let now = self.service.clock.now();
        if delivered.log.is_none() && self.service.memory.may_refill(self.environment, now) {
            delivered.afterwards.statements.push(outbox::queue(self.environment, now));
            delivered.afterwards.deliver = true;
        }
        Ok(delivered)
    }

    /// What the database said, unless this instance has seen something newer since it was asked.
    async fn told<B>(
        &self,
        mut answer: Option<(Stamp, String)>,
        mut asked: Moment,
    ) -> Result<Delivered<B>, Error> {
        let memory = &self.service.memory;
        for _ in 1..QUESTIONS {
            let version = answer.as_ref().map_or(0, |(stamp, _)| stamp.version);
            if memory.is_told(self.environment, version, asked) {
                break;
            }
            asked = memory.moment();
            answer = self.published().await?;
        }
        match answer {
            Some((stamp, document)) => {
                memory.kept.keep(self.environment, &stamp, &document);
                Ok(self.found(&stamp, Source::Database(document)))
            }
            None => {
                memory.kept.forget(self.environment);
                memory.misses(self.environment, self.service.clock.now(), asked);
                Err(Error::NotFound)
            }
        }
    }

    /// The last document that the database has told, if it is as new as anything that was answered since.
    fn remembered<B>(&self, failure: DbError) -> Result<Delivered<B>, Error> {
        let memory = &self.service.memory;
        match memory.kept.get(self.environment) {
            Some((stamp, document)) if memory.sees(self.environment, stamp.version) => {
                let mut delivered = self.found(&stamp, Source::Memory(document));
                delivered.log = Some(format!("{failure:?}"));
                Ok(delivered)
            }
            _ => Err(failure.into()),
        }
    }

    fn found<B>(&self, stamp: &Stamp, source: Source<B>) -> Delivered<B> {
        let mut delivered = respond(self.target, stamp, &stamp.hash, source);
        let now = self.service.clock.now();
        delivered.flush_due = self.service.memory.count(self.environment, stamp.version, now);
        delivered
    }

    async fn published(&self) -> Told {
        let rows = self.service.db.query(Statement::new(PUBLISHED, args![self.environment])).await?;
        Ok(rows.into_iter().next().and_then(|mut row| stamp_and_document(&mut row, 0)))
    }
}
