//! Changes: one round trip for the proof, one batch for everything else.

use super::read::{one_row, prove};
use super::{Handler, Local, input};
use crate::access::{Actor, BODY_COLUMN, Prove, Select, prove_and_select};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::idempotency::{self, Key};
use portico_api::params::Pairs;
use portico_api::{Endpoint, UserId};
use std::marker::PhantomData;

/// A handler of a change: from proof, parameters and body to the [`Action`].
pub(super) struct Change<E, F>(pub(super) F, pub(super) PhantomData<E>);

impl<D, E, F> Handler<D> for Change<E, F>
where
    D: Db,
    E: Endpoint,
    E::Access: Prove<E::Params>,
    <E::Access as Prove<E::Params>>::Proof: Actor,
    F: Fn(&Context, <E::Access as Prove<E::Params>>::Proof, E::Params, E::Body) -> Result<Action, Error>,
{
    fn call<'a>(&'a self, db: &'a D, cx: &'a Context<'a>, pairs: Pairs) -> Local<'a, Result<Answer, Error>> {
        Box::pin(async move {
            let params = input::params::<E>(&pairs)?;
            let key = if E::IDEMPOTENT { Some(Key::read(cx, E::NAME)?) } else { None };
            let (proof, replayed) = ask::<D, E>(db, cx, &params, key.as_ref()).await?;
            // After the proof: what is wrong with a body is told only to those who may send it.
            let body = input::body::<E::Body>(cx.request)?;
            if let Some(reply) = replayed {
                return Ok(Answer::new(E::STATUS, reply));
            }
            let user = proof.actor().clone();
            let guard = <E::Access as Prove<E::Params>>::guard(&proof);
            let action = (self.0)(cx, proof, params.clone(), body)?;
            let conflicts = action.conflicts;
            match db.batch(statements::<E>(cx, &user, guard, key.as_ref(), action)).await {
                Ok(mut results) => {
                    let reply = results
                        .pop()
                        .and_then(|rows| one_row(rows).ok())
                        .and_then(|mut row| row.take_text(0));
                    let body =
                        reply.ok_or_else(|| Error::Internal(format!("{} answered nothing", E::NAME)))?;
                    Ok(Answer::new(E::STATUS, body))
                }
                // The same key at the same moment: the other one came first, so its answer is there now.
                Err(DbError::Unique(columns)) if columns == idempotency::CONFLICT => {
                    let (_, replayed) = ask::<D, E>(db, cx, &params, key.as_ref()).await?;
                    let body =
                        replayed.ok_or_else(|| Error::Busy("an idempotency key came and went".to_owned()))?;
                    Ok(Answer::new(E::STATUS, body))
                }
                // Since the proof the caller lost the right: a new proof says what is left of it.
                Err(DbError::Guard(name)) if name == "member" => {
                    ask::<D, E>(db, cx, &params, None).await?;
                    Err(Error::Busy("a membership came and went".to_owned()))
                }
                Err(DbError::Unique(columns)) => {
                    Err(Action::conflict(conflicts, &columns)
                        .unwrap_or_else(|| DbError::Unique(columns).into()))
                }
                Err(other) => Err(other.into()),
            }
        })
    }
}

/// The proof, and the answer that an earlier request under the same key got.
async fn ask<D: Db, E: Endpoint>(
    db: &D,
    cx: &Context<'_>,
    params: &E::Params,
    key: Option<&Key<'_>>,
) -> Result<(<E::Access as Prove<E::Params>>::Proof, Option<String>), Error>
where
    E::Access: Prove<E::Params>,
{
    let mut statement = prove_and_select::<E::Access, _>(cx, params, Select::of("NULL"))?;
    if let Some(key) = key {
        key.look_up(cx, &mut statement);
    }
    let mut row = one_row(db.query(statement).await?)?;
    let proof = prove::<E::Access, _>(cx, &mut row)?;
    let replayed = match key {
        Some(key) => key.replay(row.take_text(BODY_COLUMN + 1), row.take_text(BODY_COLUMN + 2))?,
        None => None,
    };
    Ok((proof, replayed))
}

/// The one batch: key, guard, effects, audit entry, answer.
fn statements<E: Endpoint>(
    cx: &Context,
    user: &UserId,
    guard: Option<Statement>,
    key: Option<&Key>,
    action: Action,
) -> Vec<Statement> {
    let mut batch = Vec::with_capacity(action.statements.len() + 6);
    batch.extend(key.into_iter().flat_map(|key| key.reserve(cx, user)));
    batch.extend(guard);
    batch.extend(action.statements);
    batch.push(audit::insert(cx, user, E::NAME, &action.audit));
    match key {
        Some(key) => batch.extend(key.keep(user, action.reply)),
        None => batch.push(action.reply),
    }
    batch
}
