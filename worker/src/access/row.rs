//! What the proving statement found.

use super::proof::{
    Caller, DeletedOrganizationProof, EnvironmentProof, OrganizationProof, ProjectProof, ProvenCaller,
    SignIns,
};
use crate::db::Row;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::AtLeast;
use portico_api::security::AskedSignIn;
use portico_api::{EnvironmentId, OrganizationId, ProjectId, Role, UserId};

/// The column behind those of the proof: the JSON of a read.
pub const BODY_COLUMN: usize = 11;

/// The columns of a proof; what is missing was not found, or may not be seen.
#[derive(Clone, Debug, Default)]
pub struct AccessRow {
    pub user_id: Option<String>,
    pub session_id: Option<String>,
    pub last_seen_at: i64,
    /// Whether the session began so short a while ago that this proves who it is.
    pub is_proven: bool,
    /// In which ways the person signed in here, and how long ago.
    pub sign_ins: SignIns,
    pub organization_id: Option<String>,
    pub role: Option<Role>,
    /// When the caller last asked for something of the organization.
    pub used_at: i64,
    /// What the organization asks of sign-ins, as JSON, where the session does not fulfil it.
    pub asked: Option<String>,
    pub project_id: Option<String>,
    pub environment_id: Option<String>,
}

impl AccessRow {
    pub fn read(row: &mut Row) -> Self {
        Self {
            user_id: row.take_text(0),
            session_id: row.take_text(1),
            last_seen_at: row.integer(2).unwrap_or_default(),
            is_proven: row.integer(3) == Some(1),
            sign_ins: SignIns::new(row.take_text(4).unwrap_or_default()),
            organization_id: row.take_text(5),
            role: row.integer(6).and_then(Role::from_rank),
            used_at: row.integer(7).unwrap_or_default(),
            asked: row.take_text(8),
            project_id: row.take_text(9),
            environment_id: row.take_text(10),
        }
    }

    pub(super) fn caller(self) -> Result<Caller, Error> {
        match (self.user_id, self.session_id) {
            (Some(user), Some(session)) => Ok(Caller::new(UserId::new(user), session, self.sign_ins)),
            _ => Err(Error::SignedOut),
        }
    }

    pub(super) fn proven(self) -> Result<ProvenCaller, Error> {
        let is_proven = self.is_proven;
        let caller = self.caller()?;
        if is_proven { Ok(ProvenCaller::new(caller)) } else { Err(Error::ProofNeeded) }
    }

    pub(super) fn organization<R>(mut self) -> Result<OrganizationProof<R>, Error> {
        let place = self.organization_id.take().zip(self.role);
        let asked = self.asked.take();
        let caller = self.caller()?;
        let (id, role) = place.ok_or(Error::NotFound)?;
        if let Some(asked) = asked {
            let asked: AskedSignIn = read_json(&asked)?;
            return Err(Error::SignInAsked(Box::new((asked.said(), asked))));
        }
        Ok(OrganizationProof::new(caller, OrganizationId::new(id), role))
    }

    /// The role before the proof: who may not do it is not asked for one.
    pub(super) fn proven_organization<R: AtLeast>(self) -> Result<OrganizationProof<R>, Error> {
        let is_proven = self.is_proven;
        let organization = self.organization::<R>()?.at_least()?;
        if is_proven { Ok(organization) } else { Err(Error::ProofNeeded) }
    }

    pub(super) fn deleted_organization(self) -> Result<DeletedOrganizationProof, Error> {
        self.organization().map(DeletedOrganizationProof::new)
    }

    pub(super) fn project<R>(mut self) -> Result<ProjectProof<R>, Error> {
        let id = self.project_id.take();
        let organization = self.organization()?;
        Ok(ProjectProof::new(organization, ProjectId::new(id.ok_or(Error::NotFound)?)))
    }

    pub(super) fn environment<R>(mut self) -> Result<EnvironmentProof<R>, Error> {
        let id = self.environment_id.take();
        let project = self.project()?;
        Ok(EnvironmentProof::new(project, EnvironmentId::new(id.ok_or(Error::NotFound)?)))
    }
}
