//! The table of routes: built once for an instance, never changed.

use super::Handler;
use super::attempt::{Change, Proof};
use super::door::DoorOf;
use super::guarded::Guarded;
use super::input::Asked;
use super::open::Open;
use super::read::{Finish, Finishing, Read};
use crate::access::{Actor, Prove, Select};
use crate::action::Action;
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::{Answer, BODY_MAX};
use crate::ports::Local;
use crate::refusals;
use portico_api::Endpoint;
use portico_api::access::Public;
use portico_api::registry::Entry;
use std::marker::PhantomData;

struct Route<D> {
    entry: Entry,
    handler: Box<dyn Handler<D>>,
}

/// Handlers by path and method. A handler mounts only with the proof that its endpoint demands: anything else does not
/// compile.
pub struct Routes<D> {
    routes: Vec<Route<D>>,
    /// From a path to the numbers of its routes.
    paths: matchit::Router<Vec<usize>>,
}

impl<D: Db + 'static> Routes<D> {
    pub(crate) fn new() -> Self {
        Self { routes: Vec::new(), paths: matchit::Router::new() }
    }

    /// Mounts a read.
    pub(crate) fn read<E: Endpoint>(self, handler: impl Fn(&E::Params) -> Select + 'static) -> Self
    where
        E::Access: Prove<E::Params>,
    {
        self.mount::<E>(Box::new(Read { select: handler, finish: Finishing::None, door: DoorOf::<E>::new() }))
    }

    /// Mounts a change.
    pub(crate) fn change<E, F>(self, handler: F) -> Self
    where
        E: Endpoint,
        E::Access: Prove<E::Params>,
        Proof<E>: Actor,
        F: Fn(&Context, Proof<E>, E::Params, E::Body) -> Result<Action, Error> + 'static,
    {
        self.mount_change::<E>(None, None, move |cx, proof, params, body, _| {
            Box::pin(std::future::ready(handler(cx, proof, params, body)))
        })
    }

    /// Mounts a change whose SQL answers parts that `finish` makes the JSON of: only the parts are kept under the key.
    pub(crate) fn change_parts<E, F>(self, handler: F, finish: Finish) -> Self
    where
        E: Endpoint,
        E::Access: Prove<E::Params>,
        Proof<E>: Actor,
        F: Fn(&Context, Proof<E>, E::Params, E::Body) -> Result<Action, Error> + 'static,
    {
        self.mount_change::<E>(None, Some(finish), move |cx, proof, params, body, _| {
            Box::pin(std::future::ready(handler(cx, proof, params, body)))
        })
    }

    /// Mounts a change that is decided by what `look` found, which comes with the proof. What must not have changed since, the
    /// handler guards in its batch.
    pub(crate) fn decide<E, F>(self, look: fn(&E::Params) -> Select, handler: F) -> Self
    where
        E: Endpoint,
        E::Access: Prove<E::Params>,
        Proof<E>: Actor,
        F: Fn(&Context, Proof<E>, E::Params, E::Body, String) -> Result<Action, Error> + 'static,
    {
        self.mount_change::<E>(Some(look), None, move |cx, proof, params, body, facts| {
            Box::pin(std::future::ready(handler(cx, proof, params, body, facts)))
        })
    }

    /// As [`Routes::decide`], for a handler that has to wait for something besides the database.
    pub(crate) fn decide_later<E: Endpoint>(
        self,
        look: fn(&E::Params) -> Select,
        handler: impl for<'a> Fn(
            &'a Context<'a>,
            Proof<E>,
            E::Params,
            E::Body,
            String,
        ) -> Local<'a, Result<Action, Error>>
        + 'static,
    ) -> Self
    where
        E::Access: Prove<E::Params>,
        Proof<E>: Actor,
    {
        self.mount_change::<E>(Some(look), None, handler)
    }

    fn mount_change<E: Endpoint>(
        self,
        look: Option<fn(&E::Params) -> Select>,
        finish: Option<Finish>,
        make: impl for<'a> Fn(
            &'a Context<'a>,
            Proof<E>,
            E::Params,
            E::Body,
            String,
        ) -> Local<'a, Result<Action, Error>>
        + 'static,
    ) -> Self
    where
        E::Access: Prove<E::Params>,
        Proof<E>: Actor,
    {
        let (entry, door) = (Entry::of::<E>(), DoorOf::new());
        self.mount::<E>(Box::new(Change::<E> { entry, door, look, make: Box::new(make), finish }))
    }

    /// Mounts a read whose SQL answers parts that `finish` makes the JSON of.
    pub(crate) fn read_parts<E: Endpoint>(
        self,
        handler: impl Fn(&E::Params) -> Select + 'static,
        finish: Finish,
    ) -> Self
    where
        E::Access: Prove<E::Params>,
    {
        self.mount::<E>(Box::new(Read {
            select: handler,
            finish: Finishing::Now(finish),
            door: DoorOf::<E>::new(),
        }))
    }

    /// As [`Routes::read_parts`], where the answer has to wait for something besides the database.
    pub(crate) fn read_later<E: Endpoint>(
        self,
        handler: impl Fn(&E::Params) -> Select + 'static,
        finish: impl for<'a> Fn(&'a Context<'a>, String) -> Local<'a, Result<String, Error>> + 'static,
    ) -> Self
    where
        E::Access: Prove<E::Params>,
    {
        let finish = Finishing::Later(Box::new(finish));
        self.mount::<E>(Box::new(Read { select: handler, finish, door: DoorOf::<E>::new() }))
    }

    /// Mounts a change that looks before it writes.
    pub(crate) fn guarded<E, F>(self, handler: F) -> Self
    where
        E: Endpoint,
        E::Access: Prove<E::Params>,
        F: for<'a> AsyncFn(
                &'a D,
                &'a Context<'a>,
                <E::Access as Prove<E::Params>>::Proof,
                E::Params,
                E::Body,
            ) -> Result<Answer, Error>
            + 'static,
    {
        self.mount::<E>(Box::new(Guarded(handler, PhantomData::<E>)))
    }

    /// Mounts an endpoint for anybody.
    pub(crate) fn open<E, F>(self, handler: F) -> Self
    where
        E: Endpoint<Access = Public>,
        F: for<'a> AsyncFn(&'a D, &'a Context<'a>, E::Params, E::Body) -> Result<Answer, Error> + 'static,
    {
        self.mount::<E>(Box::new(Open(handler, PhantomData::<E>)))
    }

    fn mount<E: Endpoint>(self, handler: Box<dyn Handler<D>>) -> Self {
        self.mount_at(Entry::of::<E>(), handler)
    }

    fn mount_at(mut self, entry: Entry, handler: Box<dyn Handler<D>>) -> Self {
        let (number, path) = (self.routes.len(), entry.path);
        self.routes.push(Route { entry, handler });
        match self.paths.at_mut(path) {
            Ok(found) => found.value.push(number),
            // A path that can't be inserted contradicts another one: the test that calls every endpoint finds it.
            Err(_) => drop(self.paths.insert(path, vec![number])),
        }
        self
    }

    /// Every mounted endpoint, for the test that compares them with the contract.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.routes.iter().map(|route| &route.entry)
    }

    /// The pattern that a path matches.
    pub(crate) fn pattern(&self, path: &str) -> Option<&'static str> {
        let found = self.paths.at(path).ok()?;
        found.value.first().and_then(|number| self.routes.get(*number)).map(|route| route.entry.path)
    }

    /// How many bytes a body may have that is sent there.
    pub fn body_max(&self, method: &str, path: &str) -> usize {
        let found = self.paths.at(path).ok();
        let mut routes =
            found.iter().flat_map(|found| found.value.iter()).filter_map(|nth| self.routes.get(*nth));
        routes
            .find(|route| route.entry.method.as_str() == method)
            .map_or(BODY_MAX, |route| route.entry.body_max)
    }

    /// Answers a request by its path and method.
    pub(crate) async fn answer(&self, db: &D, cx: &Context<'_>) -> Result<Answer, Error> {
        let found = self.paths.at(&cx.request.path).map_err(|_| Error::NotFound)?;
        let routes = || found.value.iter().filter_map(|number| self.routes.get(*number));
        // HEAD asks for the head of what GET would answer; the runtime leaves the body out.
        let method = if cx.request.method == "HEAD" { "GET" } else { cx.request.method.as_str() };
        let Some(route) = routes().find(|route| route.entry.method.as_str() == method) else {
            let allow: Vec<_> = routes().map(|route| route.entry.method.as_str()).collect();
            return Err(Error::MethodNotAllowed(allow.join(", ")));
        };
        if route.entry.method.mutates() {
            check_origin(cx)?;
        }
        let asked = Asked::read(found.params.iter(), &cx.request.query);
        let outcome = route.handler.call(db, cx, &asked).await;
        if let Err(refusal) = &outcome {
            refusals::note(cx, &route.entry, &asked.pairs, refusal);
        }
        outcome
    }
}

/// Refuses changes that another site's page asks this browser for. Browsers say where a request comes from in
/// `Sec-Fetch-Site`; one too old for that still sends `Origin` with every change.
fn check_origin(cx: &Context) -> Result<(), Error> {
    let ours = match cx.request.fetch_site.as_deref() {
        Some(site) => site == "same-origin",
        None => cx.request.origin.as_deref() == Some(cx.config.origin.as_str()),
    };
    if ours { Ok(()) } else { Err(Error::CrossSite) }
}
