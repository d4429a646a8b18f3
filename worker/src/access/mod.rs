//! Authorization: an access rule of the contract becomes a proof, or the request is refused.
//!
//! Everything about a caller and a place is found in one statement: the rule's [`Prove::SCOPE`] finds them in one row, each joined to the one
//! before it, and defines the common tables `caller`, `organization`, `project` and `environment` of that row, so that none has a row
//! unless the whole chain holds. A read selects from those tables and can't reach past them.

mod located;
mod proof;
mod row;
mod rules;
mod scope;

pub use located::{HasMode, HasOrganization, HasProject};
pub use proof::{
    Actor, Caller, DeletedOrganizationProof, EnvironmentProof, OrganizationProof, ProjectProof, ProvenCaller,
    SignIns,
};
pub use row::{AccessRow, BODY_COLUMN};
pub(crate) use scope::PROVEN;
pub use scope::Scope;
pub(crate) use scope::{is_met, ways_json};

use crate::args;
use crate::context::Context;
use crate::db::{Statement, Value};
use crate::error::Error;
use crate::idempotency::{Key, LookUp};
use portico_api::access::Access;
use portico_api::params::Pairs;

/// A rule that the database can prove for parameters `P`.
pub trait Prove<P>: Access {
    /// What a handler gets: it holds the ids that were proved, and only this module can make one.
    type Proof: Clone;
    /// Where the database looks, and what it finds there.
    const SCOPE: Scope;
    /// The values that say which place is meant.
    fn place(params: &P) -> Vec<Value>;
    /// The same from the parts of a path, where the rest of the parameters can't be read.
    fn named(pairs: &Pairs) -> Vec<Value>;
    /// Reads the outcome: 401, 404 or 403 in this order, or the proof.
    fn decide(row: AccessRow) -> Result<Self::Proof, Error>;
    /// A condition for the batch of a change: what was proved still holds in that very transaction.
    fn guard(proof: &Self::Proof) -> Option<Statement>;
}

/// What a read answers: one SQL expression that yields JSON text, over the common tables of a scope.
///
/// Its own parameters are numbered after those of the scope: from `?3` when signed in, `?4` in an organization, `?5` in a
/// project, `?6` in an environment.
#[derive(Clone, Debug)]
pub struct Select {
    /// Further common tables, each with a comma before it; may be empty.
    pub with: &'static str,
    pub body: &'static str,
    pub args: Vec<Value>,
}

impl Select {
    /// An expression without parameters or tables of its own.
    pub fn of(body: &'static str) -> Self {
        Self { with: "", body, args: Vec::new() }
    }
}

/// The statement that proves `A` and, behind the columns of the proof, answers `select`.
pub fn prove_and_select<A: Prove<P>, P>(
    cx: &Context,
    params: &P,
    select: Select,
) -> Result<Statement, Error> {
    let columns = format!("{}, {}", A::SCOPE.columns, A::SCOPE.answer(&select));
    Ok(Statement::new(A::SCOPE.select(&columns), scope_args::<A, P>(cx, params, select.args)?))
}

/// As [`prove_and_select`]; behind it the columns of an earlier answer under `key`.
pub(crate) fn prove_and_look_up<A: Prove<P>, P>(
    cx: &Context,
    params: &P,
    select: Select,
    key: &Key,
) -> Result<Statement, Error> {
    let answer = A::SCOPE.answer(&select);
    let mut args = scope_args::<A, P>(cx, params, select.args)?;
    let LookUp { columns, found, args: more } = key.look_up(cx, A::SCOPE.place, args.len() + 1);
    args.extend(more);
    let sql = A::SCOPE.select(&format!("{}, {answer}, {columns}", A::SCOPE.columns));
    Ok(Statement::new(format!("{sql} {found}"), args))
}

/// The statement that proves `A` of what the path alone says.
pub(crate) fn prove_named<A: Prove<P>, P>(cx: &Context, pairs: &Pairs) -> Result<Statement, Error> {
    let mut args = args![cx.session_hash()?, cx.now];
    args.extend(A::named(pairs));
    Ok(Statement::new(A::SCOPE.select(A::SCOPE.columns), args))
}

/// The statement that answers `select` alone, for the end of a batch.
pub fn select_only<A: Prove<P>, P>(cx: &Context, params: &P, select: Select) -> Result<Statement, Error> {
    let sql = A::SCOPE.select(&A::SCOPE.answer(&select));
    Ok(Statement::new(sql, scope_args::<A, P>(cx, params, select.args)?))
}

fn scope_args<A: Prove<P>, P>(cx: &Context, params: &P, own: Vec<Value>) -> Result<Vec<Value>, Error> {
    let mut args = args![cx.session_hash()?, cx.now];
    args.extend(A::place(params));
    args.extend(own);
    Ok(args)
}
