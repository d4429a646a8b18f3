//! Reads: access and answer in one statement, one round trip.

use super::Handler;
use super::door::{Door, DoorOf, one_row, refuse};
use super::input::Asked;
use crate::access::{BODY_COLUMN, Prove, Select, prove_and_select};
use crate::context::Context;
use crate::db::{Db, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::ports::Local;
use portico_api::Endpoint;

/// As [`Finish`], for what has to wait for something besides the database.
pub(super) type FinishLater =
    Box<dyn for<'a> Fn(&'a Context<'a>, String) -> Local<'a, Result<String, Error>>>;

/// How the answer is made of what SQL found.
pub(super) enum Finishing {
    /// It is the answer.
    None,
    Now(Finish),
    Later(FinishLater),
}

/// Makes the JSON of an answer from the parts of it that SQL found.
pub(super) type Finish = fn(&Context, &str) -> Result<String, Error>;

/// A handler of a read: from the parameters to the SQL that builds the answer.
pub(super) struct Read<E, F> {
    pub(super) select: F,
    /// Makes the JSON, where SQL could only fetch the parts of it.
    pub(super) finish: Finishing,
    pub(super) door: DoorOf<E>,
}

/// What a read needs of its endpoint's types.
trait Reading {
    fn statement(&self, cx: &Context, asked: &Asked) -> Result<Statement, Error>;
    fn door(&self) -> &dyn Door;
    fn finish(&self) -> &Finishing;
    fn status(&self) -> u16;
}

impl<E, F> Reading for Read<E, F>
where
    E: Endpoint,
    E::Access: Prove<E::Params>,
    F: Fn(&E::Params) -> Select,
{
    fn statement(&self, cx: &Context, asked: &Asked) -> Result<Statement, Error> {
        let params = asked.params::<E>()?;
        prove_and_select::<E::Access, _>(cx, &params, (self.select)(&params))
    }

    fn door(&self) -> &dyn Door {
        &self.door
    }

    fn finish(&self) -> &Finishing {
        &self.finish
    }

    fn status(&self) -> u16 {
        E::STATUS
    }
}

impl<D, E, F> Handler<D> for Read<E, F>
where
    D: Db,
    E: Endpoint,
    E::Access: Prove<E::Params>,
    F: Fn(&E::Params) -> Select,
{
    fn call<'a>(
        &'a self,
        db: &'a D,
        cx: &'a Context<'a>,
        asked: &'a Asked,
    ) -> Local<'a, Result<Answer, Error>> {
        Box::pin(answer(db, cx, asked, self))
    }
}

async fn answer<'a, D: Db>(
    db: &'a D,
    cx: &'a Context<'a>,
    asked: &'a Asked,
    read: &'a dyn Reading,
) -> Result<Answer, Error> {
    let statement = match read.statement(cx, asked) {
        Ok(statement) => statement,
        Err(fault) => return Err(refuse(db, cx, asked, fault, read.door()).await),
    };
    let mut row = one_row(db.query(statement).await?)?;
    read.door().check(cx, &mut row)?;
    // Something in the place that is not there, or may not be seen, selects nothing.
    let body = row.take_text(BODY_COLUMN).ok_or(Error::NotFound)?;
    let body = match read.finish() {
        Finishing::None => body,
        Finishing::Now(finish) => finish(cx, &body)?,
        Finishing::Later(finish) => finish(cx, body).await?,
    };
    Ok(Answer::new(read.status(), body))
}
