//! What reads and changes need of the types of their endpoint to let somebody in. Everything else is written over this, so that it is compiled once
//! and not once for each endpoint.

use super::input::Asked;
use crate::access::{AccessRow, Prove, prove_named};
use crate::args;
use crate::context::Context;
use crate::db::{Db, Row, Statement};
use crate::error::Error;
use portico_api::Endpoint;
use portico_api::params::Pairs;
use std::marker::PhantomData;

/// Who may come in, without what they come for.
pub(super) trait Door {
    /// The statement that proves it by what the path alone says.
    fn named(&self, cx: &Context, pairs: &Pairs) -> Result<Statement, Error>;
    /// Whether what a row found lets the caller in.
    fn check(&self, cx: &Context, row: &mut Row) -> Result<(), Error>;
}

/// The door of `E`.
pub(super) struct DoorOf<E>(PhantomData<E>);

impl<E> DoorOf<E> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E: Endpoint> Door for DoorOf<E>
where
    E::Access: Prove<E::Params>,
{
    fn named(&self, cx: &Context, pairs: &Pairs) -> Result<Statement, Error> {
        prove_named::<E::Access, _>(cx, pairs)
    }

    fn check(&self, cx: &Context, row: &mut Row) -> Result<(), Error> {
        prove::<E::Access, _>(cx, row).map(drop)
    }
}

/// The only row of a statement that always has one.
pub(super) fn one_row(rows: Vec<Row>) -> Result<Row, Error> {
    rows.into_iter()
        .next()
        .ok_or_else(|| Error::Internal("a statement that always has a row had none".to_owned()))
}

/// What to say where the request itself is at fault: that, to whoever could have made it; to everybody else, why not.
pub(super) async fn refuse<D: Db>(
    db: &D,
    cx: &Context<'_>,
    asked: &Asked,
    fault: Error,
    door: &dyn Door,
) -> Error {
    let refusal = async {
        let statement = door.named(cx, &asked.pairs)?;
        let mut row = one_row(db.query(statement).await?)?;
        door.check(cx, &mut row)
    };
    refusal.await.err().unwrap_or(fault)
}

/// How far `sessions.last_seen_at` and `memberships.used_at` may fall behind, in milliseconds: one hour, so that reads seldom write.
const SEEN_LAG_MS: i64 = 60 * 60 * 1000;

/// The proof in a row, or the refusal. Notes that the session, and the organization, are in use.
pub(super) fn prove<A: Prove<P>, P>(cx: &Context, row: &mut Row) -> Result<A::Proof, Error> {
    A::decide(found(cx, row)).map_err(|refusal| refusal.naming(&cx.config.providers))
}

fn found(cx: &Context, row: &mut Row) -> AccessRow {
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
    found
}
