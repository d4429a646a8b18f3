//! Moving a project to another organization. Its own rows move with it; what was read and what was written down stays where it happened.

use super::reply;
use crate::access::{ProjectProof, Prove};
use crate::args;
use crate::audit;
use crate::billing::{Standing, keep_room_for_project, standing_json};
use crate::context::Context;
use crate::db::{Db, DbError, Statement, guard};
use crate::error::Error;
use crate::http::Answer;
use crate::secret::new_suffix;
use portico_api::access::{Admin, InProject};
use portico_api::projects::{ProjectParams, ProjectTransfer};
use portico_api::{OrganizationId, Role};

/// The tables whose rows are parts of a project.
const PARTS: &[&str] = &["environments", "schemas", "secrets", "drafts", "versions", "config_outbox", "keys"];

const NOT_YOURS: &str = "Choose an organization in which you are Admin or Owner.";

/// Moves it, if its organization allows it to go and the other one has room.
pub(crate) async fn transfer<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProjectProof<Admin>,
    _: ProjectParams,
    body: ProjectTransfer,
) -> Result<Answer, Error> {
    let (target, standing) = find(db, cx, &proof, &body.target).await?;
    if target == *proof.organization().id() {
        return Err(Error::field("target", "The project is in this organization already."));
    }
    standing.room_for_project()?;
    match db.batch(statements(cx, &proof, &target, body.version)?).await {
        Ok(mut results) => {
            let row = results.pop().and_then(|rows| rows.into_iter().next());
            let body = row.and_then(|mut row| row.take_text(0));
            body.map(|body| Answer::new(200, body))
                .ok_or_else(|| Error::Internal("a transfer answered nothing".to_owned()))
        }
        Err(DbError::Guard(name)) if name == "member" => Err(Error::Forbidden),
        Err(DbError::Guard(name)) if name == "transfer_target" => Err(Error::field("target", NOT_YOURS)),
        // Somebody else took the last place: looked at again, the refusal says so in numbers.
        Err(DbError::Guard(name)) if name == "plan_limit" => {
            find(db, cx, &proof, &body.target).await?.1.room_for_project()?;
            Err(Error::Busy("a limit came and went".to_owned()))
        }
        Err(DbError::Unique(columns)) if columns == "projects.organization_id, projects.name_key" => Err(
            Error::Taken("target", "That organization has a project of this name. Rename one of them first."),
        ),
        Err(other) => Err(other.into()),
    }
}

/// The other organization by slug or ID, if the caller is at least Admin there.
async fn find<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: &ProjectProof<Admin>,
    target: &str,
) -> Result<(OrganizationId, Standing), Error> {
    const FIND: &str = concat!(
        "SELECT o.id, m.role, ",
        standing_json!(),
        " FROM organizations o JOIN memberships m ON m.organization_id = o.id AND m.user_id = ?1 \
         WHERE o.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?3), ?3) AND o.deleted_at IS NULL"
    );
    let caller = proof.organization().caller().user_id();
    let rows = db.query(Statement::new(FIND, args![caller, cx.now, target])).await?;
    let row = rows.first().filter(|row| row.integer(1) >= Some(Role::Admin.rank()));
    let (id, standing) =
        row.and_then(|row| row.text(0).zip(row.text(2))).ok_or_else(|| Error::field("target", NOT_YOURS))?;
    Ok((OrganizationId::new(id.to_owned()), Standing::read(standing)?))
}

fn statements(
    cx: &Context,
    proof: &ProjectProof<Admin>,
    target: &OrganizationId,
    version: i64,
) -> Result<Vec<Statement>, Error> {
    let (source, caller) = (proof.organization().id(), proof.organization().caller().user_id());
    let is_admin = "\
        EXISTS (SELECT 1 FROM memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL \
        WHERE m.organization_id = ?1 AND m.user_id = ?2 AND m.role >= 3)";
    let unchanged = "EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND version = ?3)";
    let note = "\
        INSERT INTO project_transfers (id, project_id, name, from_organization_id, to_organization_id, at, by) \
        SELECT ?1, p.id, p.name, ?2, ?3, ?4, ?5 FROM projects p WHERE p.organization_id = ?2 AND p.id = ?6";
    let set = "\
        UPDATE projects SET organization_id = ?3, version = version + 1, updated_at = ?4, \
          slug = iif(EXISTS (SELECT 1 FROM projects x WHERE x.organization_id = ?3 AND x.slug = projects.slug), \
            rtrim(substr(slug, 1, 43), '-') || '-' || ?5, slug) \
        WHERE organization_id = ?1 AND id = ?2";
    // The parts follow their project within the transaction: until its end nothing checks that they fit.
    let mut statements = vec![Statement::new("PRAGMA defer_foreign_keys = ON", Vec::new())];
    statements.extend(<InProject<Admin> as Prove<ProjectParams>>::guard(proof));
    statements.extend([
        guard::holds("transfer_target", is_admin, args![target, caller]),
        guard::holds("stale", unchanged, args![source, proof.id(), version]),
        keep_room_for_project(target, cx.now),
        Statement::new(note, args![cx.new_id(), source, target, cx.now, caller, proof.id()]),
        Statement::new(set, args![source, proof.id(), target, cx.now, new_suffix(cx.random)]),
    ]);
    statements.extend(PARTS.iter().map(|table| {
        let sql =
            format!("UPDATE {table} SET organization_id = ?3 WHERE organization_id = ?1 AND project_id = ?2");
        Statement::new(sql, args![source, proof.id(), target])
    }));
    // Both organizations can read in their log what happened.
    for organization in [source, target] {
        let entry = audit::Entry {
            organization_id: Some(organization.clone()),
            target_kind: "project",
            target_id: proof.id().to_string(),
            details: serde_json::json!({ "from": source, "to": target }).to_string(),
        };
        statements.push(audit::insert(cx, caller, "transfer_project", &entry));
    }
    statements.push(reply(cx, target, proof.id())?);
    Ok(statements)
}
