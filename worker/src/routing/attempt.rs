//! What a change needs of the types of its endpoint: its parameters, its proof, its body, and what the handler makes of them.

use super::Handler;
use super::change;
use super::door::{Door, DoorOf, prove};
use super::input::{self, Asked};
use super::read::Finish;
use crate::access::{Actor, Prove, Select, prove_and_look_up, prove_and_select};
use crate::action::Action;
use crate::context::Context;
use crate::db::{Db, Row, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::idempotency::Key;
use crate::ports::Local;
use portico_api::Endpoint;
use portico_api::registry::Entry;

/// What a handler of `E` is handed.
pub(super) type Proof<E> = <<E as Endpoint>::Access as Prove<<E as Endpoint>::Params>>::Proof;

/// From proof, parameters, body and what was looked up to the [`Action`].
pub(super) type Make<E> = Box<
    dyn for<'a> Fn(
        &'a Context<'a>,
        Proof<E>,
        <E as Endpoint>::Params,
        <E as Endpoint>::Body,
        String,
    ) -> Local<'a, Result<Action, Error>>,
>;

/// A handler of a change.
pub(super) struct Change<E: Endpoint>
where
    E::Access: Prove<E::Params>,
{
    pub(super) entry: Entry,
    pub(super) door: DoorOf<E>,
    /// What the handler has to know first: found together with the proof.
    pub(super) look: Option<fn(&E::Params) -> Select>,
    pub(super) make: Make<E>,
    /// Makes the JSON, where SQL could only fetch the parts of it, or where not all of it may be kept under the key.
    pub(super) finish: Option<Finish>,
}

/// A handler of a change, whatever its endpoint.
pub(super) trait Changing {
    fn entry(&self) -> &Entry;
    fn door(&self) -> &dyn Door;
    /// Whether the handler has to know something first.
    fn looks(&self) -> bool;
    fn finish(&self) -> Option<Finish>;
    /// The request, if its parameters can be read.
    fn asked(&self, asked: &Asked) -> Result<Box<dyn Attempt + '_>, Error>;
}

/// One request for a change.
pub(super) trait Attempt {
    /// What proves it; with what the handler has to know first, and with an earlier answer under the key.
    fn statement(&self, cx: &Context, key: Option<&Key>, looks: bool) -> Result<Statement, Error>;
    fn prove(&self, cx: &Context, row: &mut Row) -> Result<Box<dyn Proved + '_>, Error>;
}

/// One that somebody may make.
pub(super) trait Proved {
    fn actor(&self) -> &dyn Actor;
    /// A condition for the batch: what was proved still holds in it.
    fn guard(&self) -> Option<Statement>;
    /// What the handler makes of it. After the proof: what is wrong with a body is told only to those who may send it.
    fn decide<'a>(
        &self,
        cx: &'a Context<'a>,
        facts: Option<String>,
    ) -> Result<Local<'a, Result<Action, Error>>, Error>;
}

struct AttemptOf<'a, E: Endpoint>
where
    E::Access: Prove<E::Params>,
{
    change: &'a Change<E>,
    params: E::Params,
}

struct ProvedOf<'a, E: Endpoint>
where
    E::Access: Prove<E::Params>,
{
    change: &'a Change<E>,
    params: &'a E::Params,
    proof: Proof<E>,
}

impl<D, E> Handler<D> for Change<E>
where
    D: Db,
    E: Endpoint,
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    fn call<'a>(
        &'a self,
        db: &'a D,
        cx: &'a Context<'a>,
        asked: &'a Asked,
    ) -> Local<'a, Result<Answer, Error>> {
        Box::pin(change::answer(db, cx, asked, self))
    }
}

impl<E> Changing for Change<E>
where
    E: Endpoint,
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    fn entry(&self) -> &Entry {
        &self.entry
    }

    fn door(&self) -> &dyn Door {
        &self.door
    }

    fn looks(&self) -> bool {
        self.look.is_some()
    }

    fn finish(&self) -> Option<Finish> {
        self.finish
    }

    fn asked(&self, asked: &Asked) -> Result<Box<dyn Attempt + '_>, Error> {
        Ok(Box::new(AttemptOf { change: self, params: asked.params::<E>()? }))
    }
}

impl<E> Attempt for AttemptOf<'_, E>
where
    E: Endpoint,
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    fn statement(&self, cx: &Context, key: Option<&Key>, looks: bool) -> Result<Statement, Error> {
        let select = match self.change.look {
            Some(look) if looks => look(&self.params),
            _ => Select::of("NULL"),
        };
        match key {
            Some(key) => prove_and_look_up::<E::Access, _>(cx, &self.params, select, key),
            None => prove_and_select::<E::Access, _>(cx, &self.params, select),
        }
    }

    fn prove(&self, cx: &Context, row: &mut Row) -> Result<Box<dyn Proved + '_>, Error> {
        let proof = prove::<E::Access, _>(cx, row)?;
        Ok(Box::new(ProvedOf { change: self.change, params: &self.params, proof }))
    }
}

impl<E> Proved for ProvedOf<'_, E>
where
    E: Endpoint,
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    fn actor(&self) -> &dyn Actor {
        &self.proof
    }

    fn guard(&self) -> Option<Statement> {
        <E::Access as Prove<E::Params>>::guard(&self.proof)
    }

    fn decide<'a>(
        &self,
        cx: &'a Context<'a>,
        facts: Option<String>,
    ) -> Result<Local<'a, Result<Action, Error>>, Error> {
        let body = input::body::<E>(cx.request)?;
        // Something in the place that is not there, or may not be seen, selects nothing.
        let facts = match self.change.look {
            Some(_) => facts.ok_or(Error::NotFound)?,
            None => String::new(),
        };
        Ok((self.change.make)(cx, self.proof.clone(), self.params.clone(), body, facts))
    }
}
