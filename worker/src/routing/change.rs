//! Changes: one round trip for the proof, one batch for everything else.

use super::Handler;
use super::input::{self, Asked};
use super::read::{Finish, one_row, prove, refuse};
use crate::access::{Actor, BODY_COLUMN, Prove, Select, prove_and_look_up, prove_and_select};
use crate::action::Action;
use crate::audit;
use crate::budgets;
use crate::context::Context;
use crate::db::{Db, DbError, Statement, guard};
use crate::error::Error;
use crate::http::Answer;
use crate::idempotency::{self, Kept, Key, Needs};
use crate::ports::Local;
use portico_api::Endpoint;
use portico_api::access::Access;

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

/// How often it is looked at what a change depends on, if that changes again and again.
const LOOKS: usize = 3;

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
        Box::pin(async move {
            let key = || if E::KEEPS_REPLY { Key::read(cx, E::NAME, E::IDEMPOTENT) } else { Ok(None) };
            let read = || Ok((asked.params::<E>()?, key()?));
            let (params, key) = match read() {
                Ok(read) => read,
                Err(fault) => return Err(refuse::<D, E>(db, cx, asked, fault).await),
            };
            for _ in 0..LOOKS {
                match self.attempt(db, cx, &params, key.as_ref()).await? {
                    Outcome::Answered(reply) => return self.answer(cx, reply),
                    Outcome::Overtaken => {}
                }
            }
            Err(Error::Busy("overtaken again and again".to_owned()))
        })
    }
}

/// What came of one attempt.
enum Outcome {
    Answered(String),
    /// What was looked at is not so any more: the handler decides anew.
    Overtaken,
}

impl<E: Endpoint> Change<E>
where
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    async fn attempt<D: Db>(
        &self,
        db: &D,
        cx: &Context<'_>,
        params: &E::Params,
        key: Option<&Key<'_>>,
    ) -> Result<Outcome, Error> {
        let (proof, facts) = match ask::<D, E>(db, cx, params, key, self.look).await? {
            Found::Answered(reply) => return Ok(Outcome::Answered(reply)),
            Found::Proved { proof, facts } => (proof, facts),
        };
        // After the proof: what is wrong with a body is told only to those who may send it.
        let body = input::body::<E::Body>(cx.request)?;
        // Something in the place that is not there, or may not be seen, selects nothing.
        let facts = match self.look {
            Some(_) => facts.ok_or(Error::NotFound)?,
            None => String::new(),
        };
        let actor = proof.clone();
        let action = (self.make)(cx, proof, params.clone(), body, facts).await?;
        let (conflicts, charges) = (action.conflicts, budgets::of(&action.statements));
        match db.batch(statements::<E>(cx, &actor, key, action)).await {
            Ok(mut results) => {
                let reply =
                    results.pop().and_then(|rows| one_row(rows).ok()).and_then(|mut row| row.take_text(0));
                let reply = reply.ok_or_else(|| Error::Internal(format!("{} answered nothing", E::NAME)))?;
                Ok(Outcome::Answered(reply))
            }
            // The same key at the same moment: the other one came first, so its answer is there now.
            Err(error) if is_second_use(&error) => match ask::<D, E>(db, cx, params, key, None).await? {
                Found::Answered(reply) => Ok(Outcome::Answered(reply)),
                Found::Proved { .. } => Err(Error::Busy("an idempotency key came and went".to_owned())),
            },
            // Since the proof the caller lost the right: a new proof says what is left of it.
            Err(DbError::Guard(name)) if name == "member" => {
                ask::<D, E>(db, cx, params, None, None).await?;
                Err(Error::Busy("a membership came and went".to_owned()))
            }
            Err(DbError::Guard(name)) if name == budgets::GUARD => {
                Err(budgets::refusal(db, cx.now, &charges).await?)
            }
            Err(DbError::Guard(name)) if name == "again" => Ok(Outcome::Overtaken),
            // Somebody else took the last of what the plan allows, or answered the offer: looked at again, the handler says so.
            Err(DbError::Guard(name)) if LOOKED_AT.contains(&name.as_str()) && self.look.is_some() => {
                Ok(Outcome::Overtaken)
            }
            Err(DbError::Unique(columns)) => {
                Err(Action::conflict(conflicts, &columns).unwrap_or_else(|| DbError::Unique(columns).into()))
            }
            Err(other) => Err(other.into()),
        }
    }

    fn answer(&self, cx: &Context, reply: String) -> Result<Answer, Error> {
        let body = match self.finish {
            Some(finish) => finish(cx, &reply)?,
            None => reply,
        };
        Ok(Answer::new(E::STATUS, body))
    }
}

/// What one statement found.
enum Found<P> {
    /// The answer that an earlier request under the same key got.
    Answered(String),
    Proved {
        proof: P,
        /// What the handler has to know first.
        facts: Option<String>,
    },
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
    let statement = match key {
        Some(key) => prove_and_look_up::<E::Access, _>(cx, params, select, key)?,
        None => prove_and_select::<E::Access, _>(cx, params, select)?,
    };
    let mut row = one_row(db.query(statement).await?)?;
    let outcome = prove::<E::Access, _>(cx, &mut row);
    let facts = row.take_text(BODY_COLUMN);
    let kept = Kept::new(
        row.integer(BODY_COLUMN + 1),
        row.take_text(BODY_COLUMN + 2),
        row.take_text(BODY_COLUMN + 3),
    );
    match (outcome, kept) {
        (Ok(proof), None) => Ok(Found::Proved { proof, facts }),
        (Ok(_), Some(kept)) => kept.again().map(Found::Answered),
        (Err(refusal), Some(kept)) => kept.instead_of(refusal).map(Found::Answered),
        (Err(refusal), None) => Err(refusal),
    }
}

/// Whether a batch failed on its key, which another one has used since the proof.
fn is_second_use(error: &DbError) -> bool {
    match error {
        DbError::Guard(name) => name == idempotency::GUARD,
        DbError::Unique(columns) => columns == idempotency::CONFLICT,
        _ => false,
    }
}

/// The one batch: key, guard, effects, audit entry, answer. What changes nothing leaves no entry and keeps no answer: done again, it changes nothing again.
fn statements<E: Endpoint>(
    cx: &Context,
    actor: &Proof<E>,
    key: Option<&Key>,
    action: Action,
) -> Vec<Statement>
where
    E::Access: Prove<E::Params>,
    Proof<E>: Actor,
{
    let mut batch = Vec::with_capacity(action.statements.len() + 8);
    let has_effect = action.has_effect();
    let key = key.filter(|_| has_effect);
    let needs = Needs::of(E::Access::RULE.role(), &action.statements);
    if let Some(key) = key {
        batch.extend(key.reserve(cx, actor, &needs));
    }
    batch.extend(<E::Access as Prove<E::Params>>::guard(actor));
    batch.extend(action.statements);
    if has_effect {
        batch.push(audit::insert(cx, actor.actor(), E::NAME, &action.audit));
    }
    match key {
        Some(key) => batch.push(key.keep(cx, actor, &needs, action.reply)),
        None => batch.push(action.reply),
    }
    guard::together(batch)
}
