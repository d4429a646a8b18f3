//! Authorization: an access rule of the contract becomes a proof, or the request is refused.
//!
//! Everything about a caller and a place is found in one statement: the rule's [`Prove::SCOPE`] defines the common
//! tables `caller`, `organization`, `project` and `environment`, each joined to the one before it, so that none has a row
//! unless the whole chain holds. A read selects from those tables and can't reach past them.

mod located;
mod proof;
mod row;
mod scope;

pub use located::{HasMode, HasOrganization, HasProject};
pub use proof::{
    Actor, Caller, DeletedOrganizationProof, EnvironmentProof, OrganizationProof, ProjectProof, ProvenCaller,
    SignIns,
};
pub use row::{AccessRow, BODY_COLUMN};
pub(crate) use scope::PROVEN;
pub(crate) use scope::{is_met, ways_json};

use crate::args;
use crate::context::Context;
use crate::db::{Statement, Value, guard};
use crate::error::Error;
use crate::idempotency::{Key, LookUp};
use portico_api::Role;
use portico_api::access::{
    Access, AtLeast, InDeletedOrganization, InEnvironment, InOrganization, InProject, MemberOf, Proven,
    ProvenInOrganization, SignedIn,
};
use portico_api::params::Pairs;

// That somebody is a member with the role, and has signed in as the organization asks; `?4` says in which ways, and how long ago.
macro_rules! is_member {
    ($deleted:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS ",
            $deleted,
            " \
               WHERE m.organization_id = ?1 AND m.user_id = ?2 AND m.role >= ?3 AND ",
            is_met!("o", "?4"),
            ")"
        )
    };
}

/// A rule that the database can prove for parameters `P`.
pub trait Prove<P>: Access {
    /// What a handler gets: it holds the ids that were proved, and only this module can make one.
    type Proof: Clone;
    /// The common tables, as a `WITH` clause. `?1` and `?2` are the session's hash and the time; [`Prove::place`] follows.
    const SCOPE: &'static str;
    /// The columns of [`AccessRow`], in its order.
    const COLUMNS: &'static str;
    /// The expression for the place that was found, as [`Actor::place`] writes it; NULL where none was.
    const PLACE: &'static str;
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
    let sql = format!("{}{} SELECT {}, ({})", A::SCOPE, select.with, A::COLUMNS, select.body);
    Ok(Statement::new(sql, scope_args::<A, P>(cx, params, select.args)?))
}

/// As [`prove_and_select`]; behind it the columns of an earlier answer under `key`.
pub(crate) fn prove_and_look_up<A: Prove<P>, P>(
    cx: &Context,
    params: &P,
    select: Select,
    key: &Key,
) -> Result<Statement, Error> {
    let (own_with, body) = (select.with, select.body);
    let mut args = scope_args::<A, P>(cx, params, select.args)?;
    let LookUp { with, columns, args: more } = key.look_up(cx, A::PLACE, args.len() + 1);
    args.extend(more);
    let sql = format!("{}{own_with}{with} SELECT {}, ({body}){columns}", A::SCOPE, A::COLUMNS);
    Ok(Statement::new(sql, args))
}

/// The statement that proves `A` of what the path alone says.
pub(crate) fn prove_named<A: Prove<P>, P>(cx: &Context, pairs: &Pairs) -> Result<Statement, Error> {
    let mut args = args![cx.session_hash()?, cx.now];
    args.extend(A::named(pairs));
    Ok(Statement::new(format!("{} SELECT {}", A::SCOPE, A::COLUMNS), args))
}

/// The statement that answers `select` alone, for the end of a batch.
pub fn select_only<A: Prove<P>, P>(cx: &Context, params: &P, select: Select) -> Result<Statement, Error> {
    let sql = format!("{}{} SELECT ({})", A::SCOPE, select.with, select.body);
    Ok(Statement::new(sql, scope_args::<A, P>(cx, params, select.args)?))
}

fn scope_args<A: Prove<P>, P>(cx: &Context, params: &P, own: Vec<Value>) -> Result<Vec<Value>, Error> {
    let mut args = args![cx.session_hash()?, cx.now];
    args.extend(A::place(params));
    args.extend(own);
    Ok(args)
}

impl<P> Prove<P> for SignedIn {
    type Proof = Caller;
    const SCOPE: &'static str = scope::SIGNED_IN;
    const COLUMNS: &'static str = scope::SIGNED_IN_COLUMNS;
    const PLACE: &'static str = scope::SIGNED_IN_PLACE;
    fn place(_: &P) -> Vec<Value> {
        Vec::new()
    }
    fn named(_: &Pairs) -> Vec<Value> {
        Vec::new()
    }
    fn decide(row: AccessRow) -> Result<Caller, Error> {
        row.caller()
    }
    /// Of two sessions that end each other at the same moment one comes first, and the other is signed out; so is whoever deletes the account meanwhile.
    fn guard(caller: &Caller) -> Option<Statement> {
        let sql = "EXISTS (SELECT 1 FROM sessions WHERE id = ?1)";
        Some(guard::holds("member", sql, args![caller.session_id()]))
    }
}

impl<P> Prove<P> for Proven {
    type Proof = ProvenCaller;
    const SCOPE: &'static str = <SignedIn as Prove<P>>::SCOPE;
    const COLUMNS: &'static str = <SignedIn as Prove<P>>::COLUMNS;
    const PLACE: &'static str = <SignedIn as Prove<P>>::PLACE;
    fn place(params: &P) -> Vec<Value> {
        <SignedIn as Prove<P>>::place(params)
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        <SignedIn as Prove<P>>::named(pairs)
    }
    fn decide(row: AccessRow) -> Result<ProvenCaller, Error> {
        row.proven()
    }
    fn guard(_: &ProvenCaller) -> Option<Statement> {
        None
    }
}

impl<R: AtLeast, P: HasOrganization> Prove<P> for InOrganization<R> {
    type Proof = OrganizationProof<R>;
    const SCOPE: &'static str = scope::ORGANIZATION;
    const COLUMNS: &'static str = scope::ORGANIZATION_COLUMNS;
    const PLACE: &'static str = scope::ORGANIZATION_PLACE;
    fn place(params: &P) -> Vec<Value> {
        args![params.organization()]
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        args![pairs.get("organization")]
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.organization::<R>()?.at_least()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        Some(still_member(proof, R::ROLE))
    }
}

impl<R: AtLeast, P: HasOrganization> Prove<P> for MemberOf<R> {
    type Proof = OrganizationProof<R>;
    const SCOPE: &'static str = scope::MEMBERSHIP;
    const COLUMNS: &'static str = scope::MEMBERSHIP_COLUMNS;
    const PLACE: &'static str = <InOrganization<R> as Prove<P>>::PLACE;
    fn place(params: &P) -> Vec<Value> {
        <InOrganization<R> as Prove<P>>::place(params)
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        <InOrganization<R> as Prove<P>>::named(pairs)
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.organization::<R>()?.at_least()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        let sql = "EXISTS (SELECT 1 FROM memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL \
            WHERE m.organization_id = ?1 AND m.user_id = ?2 AND m.role >= ?3)";
        Some(guard::holds("member", sql, args![proof.id(), proof.caller().user_id(), R::ROLE]))
    }
}

impl<R: AtLeast, P: HasOrganization> Prove<P> for ProvenInOrganization<R> {
    type Proof = OrganizationProof<R>;
    const SCOPE: &'static str = <MemberOf<R> as Prove<P>>::SCOPE;
    const COLUMNS: &'static str = <MemberOf<R> as Prove<P>>::COLUMNS;
    const PLACE: &'static str = <InOrganization<R> as Prove<P>>::PLACE;
    fn place(params: &P) -> Vec<Value> {
        <InOrganization<R> as Prove<P>>::place(params)
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        <InOrganization<R> as Prove<P>>::named(pairs)
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.proven_organization()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        <MemberOf<R> as Prove<P>>::guard(proof)
    }
}

impl<P: HasOrganization> Prove<P> for InDeletedOrganization {
    type Proof = DeletedOrganizationProof;
    const SCOPE: &'static str = scope::DELETED_ORGANIZATION;
    const COLUMNS: &'static str = scope::ORGANIZATION_COLUMNS;
    const PLACE: &'static str = scope::ORGANIZATION_PLACE;
    fn place(params: &P) -> Vec<Value> {
        args![params.organization()]
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        args![pairs.get("organization")]
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.deleted_organization()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        Some(guard::holds("member", is_member!("NOT NULL"), member_args(&proof.0, Role::Owner)))
    }
}

impl<R: AtLeast, P: HasProject> Prove<P> for InProject<R> {
    type Proof = ProjectProof<R>;
    const SCOPE: &'static str = scope::PROJECT;
    const COLUMNS: &'static str = scope::PROJECT_COLUMNS;
    const PLACE: &'static str = scope::PROJECT_PLACE;
    fn place(params: &P) -> Vec<Value> {
        args![params.organization(), params.project()]
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        args![pairs.get("organization"), pairs.get("project")]
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.project::<R>()?.at_least()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        Some(still_there(proof, R::ROLE))
    }
}

impl<R: AtLeast, P: HasMode> Prove<P> for InEnvironment<R> {
    type Proof = EnvironmentProof<R>;
    const SCOPE: &'static str = scope::ENVIRONMENT;
    const COLUMNS: &'static str = scope::ENVIRONMENT_COLUMNS;
    const PLACE: &'static str = scope::ENVIRONMENT_PLACE;
    fn place(params: &P) -> Vec<Value> {
        args![params.organization(), params.project(), params.mode().as_str()]
    }
    fn named(pairs: &Pairs) -> Vec<Value> {
        args![pairs.get("organization"), pairs.get("project"), pairs.get("mode")]
    }
    fn decide(row: AccessRow) -> Result<Self::Proof, Error> {
        row.environment::<R>()?.at_least()
    }
    fn guard(proof: &Self::Proof) -> Option<Statement> {
        Some(still_there(proof.project(), R::ROLE))
    }
}

/// Between the proof and the change somebody may have been removed or demoted, another sign-in be asked for, or the organization be deleted: the batch then undoes itself.
fn still_member<R>(proof: &OrganizationProof<R>, role: Role) -> Statement {
    guard::holds("member", is_member!("NULL"), member_args(proof, role))
}

/// As [`still_member`], and that the project has not moved to another organization or to the trash meanwhile.
fn still_there<R>(proof: &ProjectProof<R>, role: Role) -> Statement {
    let mut args = member_args(proof.organization(), role);
    args.extend(args![proof.id()]);
    guard::holds(
        "member",
        concat!(
            is_member!("NULL"),
            " AND EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?5 AND deleted_at IS NULL)"
        ),
        args,
    )
}

fn member_args<R>(proof: &OrganizationProof<R>, role: Role) -> Vec<Value> {
    let caller = proof.caller();
    args![proof.id(), caller.user_id(), role, caller.sign_ins().json()]
}
