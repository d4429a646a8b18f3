//! Reads: access and answer in one statement, one round trip.

use super::Handler;
use super::input::Asked;
use crate::access::{AccessRow, BODY_COLUMN, Prove, Select, prove_and_select, prove_named};
use crate::args;
use crate::context::Context;
use crate::db::{Db, Row, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::ports::Local;
use portico_api::Endpoint;
use std::marker::PhantomData;

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
    pub(super) endpoint: PhantomData<E>,
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
        Box::pin(async move {
            let params = match asked.params::<E>() {
                Ok(params) => params,
                Err(fault) => return Err(refuse::<D, E>(db, cx, asked, fault).await),
            };
            let statement = prove_and_select::<E::Access, _>(cx, &params, (self.select)(&params))?;
            let mut row = one_row(db.query(statement).await?)?;
            prove::<E::Access, _>(cx, &mut row)?;
            // Something in the place that is not there, or may not be seen, selects nothing.
            let body = row.take_text(BODY_COLUMN).ok_or(Error::NotFound)?;
            let body = match &self.finish {
                Finishing::None => body,
                Finishing::Now(finish) => finish(cx, &body)?,
                Finishing::Later(finish) => finish(cx, body).await?,
            };
            Ok(Answer::new(E::STATUS, body))
        })
    }
}

/// The only row of a statement that always has one.
pub(super) fn one_row(rows: Vec<Row>) -> Result<Row, Error> {
    rows.into_iter()
        .next()
        .ok_or_else(|| Error::Internal("a statement that always has a row had none".to_owned()))
}

/// What to say where the request itself is at fault: that, to whoever could have made it; to everybody else, why not.
pub(super) async fn refuse<D: Db, E: Endpoint>(db: &D, cx: &Context<'_>, asked: &Asked, fault: Error) -> Error
where
    E::Access: Prove<E::Params>,
{
    let refusal = async {
        let statement = prove_named::<E::Access, _>(cx, &asked.pairs)?;
        let mut row = one_row(db.query(statement).await?)?;
        prove::<E::Access, _>(cx, &mut row)
    };
    refusal.await.err().unwrap_or(fault)
}

/// How far `sessions.last_seen_at` and `memberships.used_at` may fall behind, in milliseconds: one hour, so that reads seldom write.
const SEEN_LAG_MS: i64 = 60 * 60 * 1000;

/// The proof in a row, or the refusal. Notes that the session, and the organization, are in use.
pub(super) fn prove<A: Prove<P>, P>(cx: &Context, row: &mut Row) -> Result<A::Proof, Error> {
    let found = AccessRow::read(row);
    if let Some(session) = found.session_id.as_deref().filter(|_| cx.now - found.last_seen_at > SEEN_LAG_MS) {
        cx.afterwards(Statement::new(
            "UPDATE sessions SET last_seen_at = ?1, country = ?3 WHERE id = ?2",
            args![cx.now, session, cx.request.country()],
        ));
    }
    if let (Some(user), Some(organization)) = (&found.user_id, &found.organization_id)
        && found.asked.is_none()
        && cx.now - found.used_at > SEEN_LAG_MS
    {
        cx.afterwards(Statement::new(
            "UPDATE memberships SET used_at = ?1 WHERE organization_id = ?2 AND user_id = ?3",
            args![cx.now, organization, user],
        ));
    }
    cx.note_place(&found);
    A::decide(found)
}
