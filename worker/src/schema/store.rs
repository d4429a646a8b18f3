//! Schemas in the database.

use super::json::schema_json;
use crate::access::ProjectProof;
use crate::args;
use crate::billing::storage_json;
use crate::context::Context;
use crate::db::{Statement, guard};
use portico_api::access::Admin;
use portico_api::schema::{SchemaChange, Setting};
use portico_api::{OrganizationId, ProjectId, UserId};

/// In the scope `project`.
pub(super) const SHOW: &str = concat!(
    "SELECT ",
    schema_json!(),
    " FROM project p LEFT JOIN schemas s ON s.organization_id = p.organization_id AND s.project_id = p.id"
);

/// In the scope `project`: [`super::Facts`].
pub(super) const FACTS: &str = concat!(
    "SELECT json_object('schema', json(",
    schema_json!(),
    "), 'bytes', coalesce(length(CAST(s.document AS BLOB)), 0), 'storage', ",
    storage_json!("o.id"),
    ") FROM organization o, project p LEFT JOIN schemas s ON s.organization_id = p.organization_id AND s.project_id = p.id"
);

/// The first schema of a new project.
pub(crate) fn insert(
    cx: &Context,
    organization: &OrganizationId,
    project: &ProjectId,
    author: &UserId,
    settings: &[Setting],
) -> Statement {
    Statement::new(
        "INSERT INTO schemas (project_id, organization_id, version, document, updated_at, updated_by) \
         VALUES (?1, ?2, 1, ?3, ?4, ?5)",
        args![project, organization, json(settings), cx.now, author],
    )
}

/// Replaces the document, if the version is still the one the change was based on.
pub(super) fn update(cx: &Context, proof: &ProjectProof<Admin>, change: &SchemaChange) -> Vec<Statement> {
    let organization = proof.organization().id();
    let author = proof.organization().caller().user_id();
    let current = guard::holds(
        "stale",
        "coalesce((SELECT version FROM schemas WHERE organization_id = ?1 AND project_id = ?2), 0) = ?3",
        args![organization, proof.id(), change.version],
    );
    let set = "\
        INSERT INTO schemas (project_id, organization_id, version, document, updated_at, updated_by) \
        VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (project_id) DO UPDATE SET version = schemas.version + 1, \
          document = excluded.document, updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    let values = args![proof.id(), organization, json(&change.settings), cx.now, author];
    let changed = "UPDATE projects SET updated_at = ?3 WHERE organization_id = ?1 AND id = ?2";
    let changed = Statement::new(changed, args![organization, proof.id(), cx.now]);
    vec![current, Statement::new(set, values), changed]
}

pub(crate) fn json(settings: &[Setting]) -> String {
    serde_json::to_string(settings).unwrap_or_default()
}
