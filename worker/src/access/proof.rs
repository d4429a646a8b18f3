//! Proofs: values that say who calls and where they may act. Their fields are private and only the parent module makes
//! them, so holding one means that the database said so.

use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::{AtLeast, Owner};
use portico_api::{EnvironmentId, OrganizationId, ProjectId, Role, UserId};
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// In which ways somebody signed in in this browser, and how long ago. A later one takes the place of an earlier one of the same way alone: who proves
/// with a code who it is keeps the passkey that the session began with, as old as it is.
#[derive(Clone, Debug, Default)]
pub struct SignIns(String);

impl SignIns {
    pub(super) fn new(json: String) -> Self {
        Self(json)
    }

    /// Milliseconds by way, as `sessions.signed_in_by` has it.
    pub fn json(&self) -> &str {
        &self.0
    }

    pub fn ages(&self) -> Result<BTreeMap<String, i64>, Error> {
        read_json(&self.0)
    }
}

/// Somebody with a live session.
#[derive(Clone, Debug)]
pub struct Caller {
    user_id: UserId,
    session_id: String,
    sign_ins: SignIns,
}

impl Caller {
    pub(super) fn new(user_id: UserId, session_id: String, sign_ins: SignIns) -> Self {
        Self { user_id, session_id, sign_ins }
    }

    pub fn sign_ins(&self) -> &SignIns {
        &self.sign_ins
    }

    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    pub fn session_id(&self) -> &str {
        &self.session_id
    }
}

/// Somebody who has just signed in, with a code or a passkey: who found a browser open is stopped here.
#[derive(Clone, Debug)]
pub struct ProvenCaller(Caller);

impl ProvenCaller {
    pub(super) fn new(caller: Caller) -> Self {
        Self(caller)
    }

    pub fn caller(&self) -> &Caller {
        &self.0
    }
}

/// A member of an organization with at least the role `R`.
#[derive(Clone, Debug)]
pub struct OrganizationProof<R> {
    caller: Caller,
    id: OrganizationId,
    role: Role,
    at_least: PhantomData<R>,
}

impl<R> OrganizationProof<R> {
    pub(super) fn new(caller: Caller, id: OrganizationId, role: Role) -> Self {
        Self { caller, id, role, at_least: PhantomData }
    }

    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    pub fn id(&self) -> &OrganizationId {
        &self.id
    }

    /// The role that this member really has, which may be higher than `R`.
    pub fn role(&self) -> Role {
        self.role
    }
}

impl<R: AtLeast> OrganizationProof<R> {
    pub(super) fn at_least(self) -> Result<Self, Error> {
        if self.role >= R::ROLE { Ok(self) } else { Err(Error::Forbidden) }
    }
}

/// An Owner of an organization that is in the trash.
#[derive(Clone, Debug)]
pub struct DeletedOrganizationProof(pub(super) OrganizationProof<Owner>);

impl DeletedOrganizationProof {
    pub(super) fn new(organization: OrganizationProof<Owner>) -> Self {
        Self(organization)
    }

    pub fn caller(&self) -> &Caller {
        self.0.caller()
    }

    pub fn id(&self) -> &OrganizationId {
        self.0.id()
    }
}

/// A project of an organization whose member, with at least the role `R`, calls.
#[derive(Clone, Debug)]
pub struct ProjectProof<R> {
    organization: OrganizationProof<R>,
    id: ProjectId,
}

impl<R> ProjectProof<R> {
    pub(super) fn new(organization: OrganizationProof<R>, id: ProjectId) -> Self {
        Self { organization, id }
    }

    pub fn organization(&self) -> &OrganizationProof<R> {
        &self.organization
    }

    pub fn id(&self) -> &ProjectId {
        &self.id
    }
}

impl<R: AtLeast> ProjectProof<R> {
    pub(super) fn at_least(self) -> Result<Self, Error> {
        let organization = self.organization.at_least()?;
        Ok(Self { organization, id: self.id })
    }
}

/// One environment of a project, proved along the whole chain.
#[derive(Clone, Debug)]
pub struct EnvironmentProof<R> {
    project: ProjectProof<R>,
    id: EnvironmentId,
}

impl<R> EnvironmentProof<R> {
    pub(super) fn new(project: ProjectProof<R>, id: EnvironmentId) -> Self {
        Self { project, id }
    }

    pub fn project(&self) -> &ProjectProof<R> {
        &self.project
    }

    pub fn id(&self) -> &EnvironmentId {
        &self.id
    }
}

impl<R: AtLeast> EnvironmentProof<R> {
    pub(super) fn at_least(self) -> Result<Self, Error> {
        let project = self.project.at_least()?;
        Ok(Self { project, id: self.id })
    }
}

/// Whose action it is, and where.
pub trait Actor {
    fn actor(&self) -> &UserId;

    fn organization(&self) -> Option<&OrganizationId> {
        None
    }

    fn project(&self) -> Option<&ProjectId> {
        None
    }

    fn environment(&self) -> Option<&EnvironmentId> {
        None
    }

    /// The IDs of the place, as [`super::Prove::PLACE`] writes them.
    fn place(&self) -> String {
        let ids = [
            self.organization().map(OrganizationId::as_str),
            self.project().map(ProjectId::as_str),
            self.environment().map(EnvironmentId::as_str),
        ];
        ids.into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

impl Actor for Caller {
    fn actor(&self) -> &UserId {
        &self.user_id
    }
}

impl<R> Actor for OrganizationProof<R> {
    fn actor(&self) -> &UserId {
        self.caller.actor()
    }

    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.id)
    }
}

impl Actor for DeletedOrganizationProof {
    fn actor(&self) -> &UserId {
        self.0.actor()
    }

    fn organization(&self) -> Option<&OrganizationId> {
        Actor::organization(&self.0)
    }
}

impl<R> Actor for ProjectProof<R> {
    fn actor(&self) -> &UserId {
        self.organization.actor()
    }

    fn organization(&self) -> Option<&OrganizationId> {
        Some(&self.organization.id)
    }

    fn project(&self) -> Option<&ProjectId> {
        Some(&self.id)
    }
}

impl<R> Actor for EnvironmentProof<R> {
    fn actor(&self) -> &UserId {
        self.project.actor()
    }

    fn organization(&self) -> Option<&OrganizationId> {
        Actor::organization(&self.project)
    }

    fn project(&self) -> Option<&ProjectId> {
        Some(&self.project.id)
    }

    fn environment(&self) -> Option<&EnvironmentId> {
        Some(&self.id)
    }
}
