//! What each rule of the contract asks of the database, and what must still hold in the transaction of a change.

use super::located::{HasMode, HasOrganization, HasProject};
use super::proof::{
    Caller, DeletedOrganizationProof, EnvironmentProof, OrganizationProof, ProjectProof, ProvenCaller,
};
use super::row::AccessRow;
use super::scope::{Scope, is_met};
use super::{Prove, scope};
use crate::args;
use crate::db::{Statement, Value, guard};
use crate::error::Error;
use portico_api::Role;
use portico_api::access::{
    AtLeast, InDeletedOrganization, InEnvironment, InOrganization, InProject, MemberOf, Proven,
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

impl<P> Prove<P> for SignedIn {
    type Proof = Caller;
    const SCOPE: Scope = scope::SIGNED_IN;
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
    const SCOPE: Scope = <SignedIn as Prove<P>>::SCOPE;
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
    const SCOPE: Scope = scope::ORGANIZATION;
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
    const SCOPE: Scope = scope::MEMBERSHIP;
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
    const SCOPE: Scope = <MemberOf<R> as Prove<P>>::SCOPE;
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
    const SCOPE: Scope = scope::DELETED_ORGANIZATION;
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
    const SCOPE: Scope = scope::PROJECT;
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
    const SCOPE: Scope = scope::ENVIRONMENT;
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
