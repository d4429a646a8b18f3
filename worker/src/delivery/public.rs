//! Reads without a key. An instance that has answered a version never answers an older one; and what it can't be sure of, it asks the database,
//! but does not wait long for it where the store has an answer.

use super::answer::{Delivered, Source, refuse, respond};
use super::memory::Moment;
use super::request::Target;
use super::{outbox, stamp_and_document};
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::patience::within;
use crate::ports::{Clock, ConfigStore, Random, Stamp};
use crate::service::Service;
use std::cell::Cell;
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

/// In the order of their columns: version, hash and document of what an environment has published; no row of one that there is not.
const PUBLISHED: &str = "\
    SELECT v.number, v.hash, d.text FROM environments e \
    LEFT JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
    LEFT JOIN projects p ON p.organization_id = o.id AND p.id = e.project_id AND p.deleted_at IS NULL \
    LEFT JOIN versions v ON p.id IS NOT NULL AND v.environment_id = e.id AND v.number = e.published_version \
    LEFT JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document WHERE e.id = ?1";

/// What the database says of an environment.
enum Published {
    Version(Stamp, String),
    /// It is there, but nothing of it can be read.
    Nothing,
    /// There is none of that ID.
    Unknown,
}

type Told = Result<Published, DbError>;
type Stored<B> = Result<Option<(Stamp, B)>, String>;

pub(super) async fn read<D, C, R, X, S>(
    service: &Service<D, C, R, X>,
    store: &S,
    target: &Target<'_>,
) -> Result<Delivered<S::Body>, Error>
where
    D: Db,
    C: Clock,
    R: Random,
    S: ConfigStore,
{
    let environment = target.environment.ok_or(Error::NotFound)?;
    let read = Read { service, target, environment, is_bare: Cell::new(false) };
    read.counts_for_client()?;
    if service.memory.is_missing(environment, service.clock.now()) {
        return Err(Error::NotFound);
    }
    if service.memory.may_be_behind(environment) {
        return read.both(store).await;
    }
    if let Some(delivered) = read.again() {
        return Ok(delivered);
    }
    let asked = service.memory.moment();
    let now = service.clock.now();
    let stored = within(&service.clock, STORE_MS, read.stored(store)).await;
    match stored.unwrap_or_else(|| Err("it did not answer in time".to_owned())) {
        Ok(Some((stamp, _))) if stamp == Stamp::NOTHING && service.memory.newest(environment) == 0 => {
            service.memory.misses(environment, service.clock.now(), asked);
            Err(Error::NotFound)
        }
        Ok(Some((stamp, source))) if service.memory.sees(environment, stamp.version) => {
            // Unless it was published meanwhile.
            if !service.memory.may_be_behind(environment) {
                let text = if let Source::Text(text) = &source { Some(text.as_str()) } else { None };
                service.memory.fresh.keep(environment, &stamp, text, now);
            }
            Ok(read.found(&stamp, source))
        }
        // A cache on the way has an older one than was answered before: it will pass.
        Ok(Some(_)) => read.database(None).await,
        Ok(None) => {
            read.is_bare.set(true);
            read.database(None).await
        }
        Err(why) => read.database(Some(format!("the store of configurations: {why}"))).await,
    }
}

struct Read<'a, D, C, R, X> {
    service: &'a Service<D, C, R, X>,
    target: &'a Target<'a>,
    environment: &'a str,
    /// Whether the store has nothing of it, and should.
    is_bare: Cell<bool>,
}

impl<D: Db, C: Clock, R: Random, X> Read<'_, D, C, R, X> {
    /// Refuses a client who has read this environment far too often.
    fn counts_for_client(&self) -> Result<(), Error> {
        let Some(client) = &self.target.client else { return Ok(()) };
        let (reads, now) = (&self.service.memory.clients.reads, self.service.clock.now());
        let who = format!("{client} {}", self.environment);
        match reads.wait(&who, now) {
            Some(seconds) => Err(Error::TooMany(seconds)),
            None => {
                reads.take(&who, now);
                Ok(())
            }
        }
    }

    /// Refuses to ask the database for a client who has asked too often for what nobody can read; not where this instance has seen a version.
    fn may_ask(&self) -> Result<(), Error> {
        let misses = &self.service.memory.clients.misses;
        let client =
            self.target.client.as_ref().filter(|_| self.service.memory.newest(self.environment) == 0);
        let wait = client.and_then(|client| misses.wait(client, self.service.clock.now()));
        wait.map_or(Ok(()), |seconds| Err(Error::TooMany(seconds)))
    }

    /// What the store has answered a moment ago, if nothing else was seen since and it is all that is asked for.
    fn again<B>(&self) -> Option<Delivered<B>> {
        let memory = &self.service.memory;
        let answer = memory.fresh.get(self.environment, self.service.clock.now())?;
        let is_newest = memory.newest(self.environment) == answer.stamp.version;
        let has_it = self.target.has(&answer.stamp.hash);
        let text = answer.text.or(has_it.then(String::new)).filter(|_| is_newest)?;
        Some(self.found(&answer.stamp, Source::Memory(text)))
    }

    /// From the store: as text where it may be asked for again, or may be what the client has already.
    async fn stored<S: ConfigStore>(&self, store: &S) -> Result<Option<(Stamp, Source<S::Body>)>, String> {
        let fresh = &self.service.memory.fresh;
        let is_text = fresh.wants_text(self.environment)
            || (self.target.has_some() && !fresh.is_long(self.environment));
        Ok(match is_text {
            true => store.text(self.environment).await?.map(|(stamp, text)| (stamp, Source::Text(text))),
            false => store.get(self.environment).await?.map(|(stamp, body)| (stamp, Source::Store(body))),
        })
    }

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
                let is_done = match &told {
                    Some(Ok(_)) => true,
                    Some(Err(_)) => stored.is_some(),
                    None => takes_stored && self.is_new_enough(&stored),
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
            Some(Ok(Some((stamp, body))))
                if stamp != Stamp::NOTHING && memory.sees(self.environment, stamp.version) =>
            {
                let mut delivered = self.found(&stamp, Source::Store(body));
                delivered.log = Some(format!("{failure:?}"));
                Ok(delivered)
            }
            _ => self.remembered(failure),
        }
    }

    fn is_new_enough<B>(&self, stored: &Option<Stored<B>>) -> bool {
        // That there is nothing counts when the database says so.
        let newest = self.service.memory.newest(self.environment).max(1);
        matches!(stored, Some(Ok(Some((stamp, _)))) if stamp.version >= newest)
    }

    /// From the database, because the store has nothing of use.
    async fn database<B>(&self, log: Option<String>) -> Result<Delivered<B>, Error> {
        self.may_ask()?;
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

    /// Has a store that has nothing told what is published, or that nothing is, at most once a minute.
    fn refill<B>(&self, mut delivered: Delivered<B>) -> Delivered<B> {
        let now = self.service.clock.now();
        if self.is_bare.get() && self.service.memory.may_refill(self.environment, now) {
            delivered.afterwards.statements.push(outbox::queue(self.environment, now));
            delivered.afterwards.deliver = true;
        }
        delivered
    }

    /// What the database said, unless this instance has seen something newer since it was asked.
    async fn told<B>(&self, mut answer: Published, mut asked: Moment) -> Result<Delivered<B>, Error> {
        let memory = &self.service.memory;
        for _ in 1..QUESTIONS {
            let version = if let Published::Version(stamp, _) = &answer { stamp.version } else { 0 };
            if memory.is_told(self.environment, version, asked) {
                break;
            }
            asked = memory.moment();
            answer = self.published().await?;
        }
        match answer {
            Published::Version(stamp, document) => {
                memory.kept.keep(self.environment, &stamp, &document);
                Ok(self.refill(self.found(&stamp, Source::Database(document))))
            }
            nothing => {
                let now = self.service.clock.now();
                memory.kept.forget(self.environment);
                memory.misses(self.environment, now, asked);
                self.target.client.iter().for_each(|client| memory.clients.misses.take(client, now));
                let refused = refuse(&Error::NotFound, now, &self.service.random);
                let is_there = matches!(nothing, Published::Nothing);
                Ok(if is_there { self.refill(refused) } else { refused })
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
        let Service { memory, config, .. } = self.service;
        delivered.look_in = memory.slice.count(self.environment, stamp.version, now, config.slice_ms);
        delivered
    }

    async fn published(&self) -> Told {
        let rows = self.service.db.query(Statement::new(PUBLISHED, args![self.environment])).await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(Published::Unknown) };
        let published = stamp_and_document(&mut row, 0);
        Ok(published.map_or(Published::Nothing, |(stamp, document)| Published::Version(stamp, document)))
    }
}
