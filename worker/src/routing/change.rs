//! Changes: one round trip for the proof, one batch for everything else.

use super::attempt::{Attempt, Changing, Proved};
use super::door::{one_row, refuse};
use super::input::Asked;
use crate::access::BODY_COLUMN;
use crate::action::Action;
use crate::audit;
use crate::budgets;
use crate::context::Context;
use crate::db::{Db, DbError, Statement, guard};
use crate::error::Error;
use crate::http::Answer;
use crate::idempotency::{self, Kept, Key, Needs};
use portico_api::registry::Entry;

/// Guards whose refusal the handler words by what it looks at.
const LOOKED_AT: &[&str] = &["plan_limit", "project_offer"];

/// How often it is looked at what a change depends on, if that changes again and again.
const LOOKS: usize = 3;

/// Answers a request for a change.
pub(super) async fn answer<'a, D: Db>(
    db: &'a D,
    cx: &'a Context<'a>,
    asked: &'a Asked,
    change: &'a dyn Changing,
) -> Result<Answer, Error> {
    let entry = change.entry();
    let key = || if entry.keeps_reply { Key::read(cx, entry.name, entry.idempotent) } else { Ok(None) };
    let read = || Ok((change.asked(asked)?, key()?));
    let (attempt, key) = match read() {
        Ok(read) => read,
        Err(fault) => return Err(refuse(db, cx, asked, fault, change.door()).await),
    };
    let request = Request { db, cx, entry, attempt: &*attempt, looks: change.looks(), key: key.as_ref() };
    for _ in 0..LOOKS {
        match request.attempt().await? {
            Outcome::Answered(reply) => {
                let body = match change.finish() {
                    Some(finish) => finish(cx, &reply)?,
                    None => reply,
                };
                return Ok(Answer::new(entry.status, body));
            }
            Outcome::Overtaken => {}
        }
    }
    Err(Error::Busy("overtaken again and again".to_owned()))
}

/// What came of one attempt.
enum Outcome {
    Answered(String),
    /// What was looked at is not so any more: the handler decides anew.
    Overtaken,
}

/// What one statement found.
enum Found<'a> {
    /// The answer that an earlier request under the same key got.
    Answered(String),
    Proved {
        proof: Box<dyn Proved + 'a>,
        /// What the handler has to know first.
        facts: Option<String>,
    },
}

/// A request whose parameters could be read.
struct Request<'a, D> {
    db: &'a D,
    cx: &'a Context<'a>,
    entry: &'a Entry,
    attempt: &'a dyn Attempt,
    /// Whether the handler has to know something first.
    looks: bool,
    key: Option<&'a Key<'a>>,
}

impl<D: Db> Request<'_, D> {
    async fn attempt(&self) -> Result<Outcome, Error> {
        let (proof, facts) = match self.ask(self.key, self.looks).await? {
            Found::Answered(reply) => return Ok(Outcome::Answered(reply)),
            Found::Proved { proof, facts } => (proof, facts),
        };
        let action = proof.decide(self.cx, facts)?.await?;
        let (conflicts, charges) = (action.conflicts, budgets::of(&action.statements));
        let mut passing = guard::passing_of(&action.statements);
        passing.push(audit::few_changes(proof.actor().actor()));
        match self.db.batch(self.statements(&*proof, action)).await {
            Ok(mut results) => {
                let reply =
                    results.pop().and_then(|rows| one_row(rows).ok()).and_then(|mut row| row.take_text(0));
                let reply =
                    reply.ok_or_else(|| Error::Internal(format!("{} answered nothing", self.entry.name)))?;
                Ok(Outcome::Answered(reply))
            }
            // The same key at the same moment: the other one came first, so its answer is there now.
            Err(error) if is_second_use(&error) => match self.ask(self.key, false).await? {
                Found::Answered(reply) => Ok(Outcome::Answered(reply)),
                Found::Proved { .. } => Err(Error::Busy("an idempotency key came and went".to_owned())),
            },
            // Since the proof the caller lost the right: a new proof says what is left of it.
            Err(DbError::Guard(name)) if name == "member" => {
                self.ask(None, false).await?;
                Err(Error::Busy("a membership came and went".to_owned()))
            }
            Err(DbError::Guard(name)) if name == budgets::GUARD => {
                Err(budgets::refusal(self.db, self.cx.now, &charges).await?)
            }
            Err(DbError::Guard(name)) if name == "again" => Ok(Outcome::Overtaken),
            // Somebody else took the last of what the plan allows, or answered the offer: looked at again, the handler says so.
            Err(DbError::Guard(name)) if LOOKED_AT.contains(&name.as_str()) && self.looks => {
                Ok(Outcome::Overtaken)
            }
            Err(DbError::Guard(name)) => match passing.iter().find(|passing| passing.guard == name) {
                Some(passing) => {
                    let until = guard::passes_at(self.db, passing).await?;
                    Err(Error::passes(&name, budgets::seconds(until, self.cx.now)))
                }
                None => Err(DbError::Guard(name).into()),
            },
            Err(DbError::Unique(columns)) => {
                Err(Action::conflict(conflicts, &columns).unwrap_or_else(|| DbError::Unique(columns).into()))
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn ask(&self, key: Option<&Key<'_>>, looks: bool) -> Result<Found<'_>, Error> {
        let statement = self.attempt.statement(self.cx, key, looks)?;
        let mut row = one_row(self.db.query(statement).await?)?;
        let outcome = self.attempt.prove(self.cx, &mut row);
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

    /// The one batch: key, guard, effects, audit entry, answer. What changes nothing leaves no entry and keeps no answer: done again, it changes
    /// nothing again.
    fn statements(&self, proof: &dyn Proved, action: Action) -> Vec<Statement> {
        let (cx, actor) = (self.cx, proof.actor());
        let mut batch = Vec::with_capacity(action.statements.len() + 8);
        let has_effect = action.has_effect();
        let key = self.key.filter(|_| has_effect);
        let needs = Needs::of(self.entry.rule.role(), &action.statements);
        if let Some(key) = key {
            batch.extend(key.reserve(cx, actor, &needs));
        }
        batch.extend(proof.guard());
        batch.extend(action.statements);
        if has_effect {
            batch.push(audit::insert(cx, actor.actor(), self.entry.name, &action.audit));
        }
        match key {
            Some(key) => batch.push(key.keep(cx, actor, &needs, action.reply)),
            None => batch.push(action.reply),
        }
        guard::together(batch)
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
