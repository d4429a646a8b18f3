//! Changes: one round trip for the proof, one batch for everything else.

use super::read::{Finish, one_row, prove};
use super::{Handler, input};
use crate::access::{Actor, BODY_COLUMN, Prove, Select, prove_and_select};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::idempotency::{self, Key};
use crate::ports::Local;
use portico_api::params::Pairs;
use portico_api::{Endpoint, UserId};

/// Guards whose refusal the handler words by what it looks at.
const LOOKED_AT: &[&str] = &["plan_limit", "project_offer"];

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
    /// What the handler has to know first: found together with the proof.
    pub(super) look: Option<fn(&E::Params) -> Select>,
    pub(super) make: Make<E>,
    /// Makes the JSON, where SQL could only fetch the parts of it, or where not all of it may be kept under the key.
    pub(super) finish: Option<Finish>,
}

impl<D, E> Handler<D> for Change<E>
where
    D: Db,
    E: Endpoint,
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    fn call<'a>(&'a self, db: &'a D, cx: &'a Context<'a>, pairs: Pairs) -> Local<'a, Result<Answer, Error>> {
        Box::pin(async move {
            let params = input::params::<E>(&pairs)?;
            let key = if E::IDEMPOTENT { Some(Key::read(cx, E::NAME)?) } else { None };
            let found = ask::<D, E>(db, cx, &params, key.as_ref(), self.look).await?;
            // After the proof: what is wrong with a body is told only to those who may send it.
            let body = input::body::<E::Body>(cx.request)?;
            if let Some(reply) = found.replayed {
                return self.answer(cx, reply);
            }
            let user = found.proof.actor().clone();
            let guard = <E::Access as Prove<E::Params>>::guard(&found.proof);
            // Something in the place that is not there, or may not be seen, selects nothing.
            let facts = match self.look {
                Some(_) => found.facts.ok_or(Error::NotFound)?,
                None => String::new(),
            };
            let action = (self.make)(cx, found.proof, params.clone(), body, facts).await?;
            let conflicts = action.conflicts;
            match db.batch(statements::<E>(cx, &user, guard, key.as_ref(), action)).await {
                Ok(mut results) => {
                    let reply = results
                        .pop()
                        .and_then(|rows| one_row(rows).ok())
                        .and_then(|mut row| row.take_text(0));
                    let body =
                        reply.ok_or_else(|| Error::Internal(format!("{} answered nothing", E::NAME)))?;
                    self.answer(cx, body)
                }
                // The same key at the same moment: the other one came first, so its answer is there now.
                Err(DbError::Unique(columns)) if columns == idempotency::CONFLICT => {
                    let found = ask::<D, E>(db, cx, &params, key.as_ref(), None).await?;
                    let came_and_went = || Error::Busy("an idempotency key came and went".to_owned());
                    self.answer(cx, found.replayed.ok_or_else(came_and_went)?)
                }
                // Since the proof the caller lost the right: a new proof says what is left of it.
                Err(DbError::Guard(name)) if name == "member" => {
                    ask::<D, E>(db, cx, &params, None, None).await?;
                    Err(Error::Busy("a membership came and went".to_owned()))
                }
                // Somebody else took the last of what the plan allows, or answered the offer: looked at again, the handler says so.
                Err(DbError::Guard(name)) if LOOKED_AT.contains(&name.as_str()) && self.look.is_some() => {
                    let found = ask::<D, E>(db, cx, &params, None, self.look).await?;
                    let body = input::body::<E::Body>(cx.request)?;
                    let facts = found.facts.ok_or(Error::NotFound)?;
                    (self.make)(cx, found.proof, params, body, facts).await?;
                    Err(Error::Busy("a limit came and went".to_owned()))
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

impl<E: Endpoint> Change<E>
where
    E::Access: Prove<E::Params>,
{
    fn answer(&self, cx: &Context, reply: String) -> Result<Answer, Error> {
        let body = match self.finish {
            Some(finish) => finish(cx, &reply)?,
            None => reply,
        };
        Ok(Answer::new(E::STATUS, body))
    }
}

/// What one statement found.
struct Found<P> {
    proof: P,
    /// What the handler has to know first.
    facts: Option<String>,
    /// The answer that an earlier request under the same key got.
    replayed: Option<String>,
}

async fn ask<D: Db, E: Endpoint>(
    db: &D,
    cx: &Context<'_>,
    params: &E::Params,
    key: Option<&Key<'_>>,
    look: Option<fn(&E::Params) -> Select>,
) -> Result<Found<Proof<E>>, Error>
where
    E::Access: Prove<E::Params>,
{
    let select = look.map_or_else(|| Select::of("NULL"), |look| look(params));
    let mut statement = prove_and_select::<E::Access, _>(cx, params, select)?;
    if let Some(key) = key {
        key.look_up(cx, &mut statement);
    }
    let mut row = one_row(db.query(statement).await?)?;
    let proof = prove::<E::Access, _>(cx, &mut row)?;
    let replayed = match key {
        Some(key) => key.replay(row.take_text(BODY_COLUMN + 1), row.take_text(BODY_COLUMN + 2))?,
        None => None,
    };
    Ok(Found { proof, facts: row.take_text(BODY_COLUMN), replayed })
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
