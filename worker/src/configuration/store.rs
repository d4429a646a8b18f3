//! Drafts in the database.

use super::json::{draft_json, published_facts_json};
use crate::access::{EnvironmentProof, ProjectProof};
use crate::args;
use crate::billing::storage_json;
use crate::context::Context;
use crate::db::{Right, Statement, guard};
use crate::environments::may_publish_json;
use crate::history::last_changes_json;
use crate::projects::project_json;
use crate::schema::schema_json;
use crate::vault::Sealed;
use crate::versions::version_json;
use portico_api::access::Developer;
use serde::Deserialize;

macro_rules! tables {
    () => {
        " FROM organization o, project p, environment e \
          LEFT JOIN schemas s ON s.organization_id = p.organization_id AND s.project_id = p.id \
          LEFT JOIN drafts d ON d.environment_id = e.id \
          LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version"
    };
}

/// In the scope `environment`: all that the settings page shows.
pub(super) const SHOW: &str = concat!(
    "SELECT json_object('project', json(",
    project_json!(),
    "), 'mode', e.mode, 'schema', json(",
    schema_json!(),
    "), 'published', json(",
    version_json!(),
    "), 'revision', coalesce(d.revision, 0), 'draft', ",
    draft_json!(),
    ", 'changes', ",
    last_changes_json!(),
    ", 'may_edit', ",
    may_publish_json!("e.mode"),
    ", 'may_publish', ",
    may_publish_json!("e.mode"),
    ")",
    tables!()
);

/// In the scope `environment`: the draft alone.
pub(super) const DRAFT: &str = concat!(
    "SELECT json_object('revision', coalesce(d.revision, 0), 'draft', ",
    draft_json!(),
    ") FROM environment e LEFT JOIN drafts d ON d.environment_id = e.id"
);

/// In the scope `environment`: [`Discardable`].
pub(super) const DISCARDABLE: &str = "\
    SELECT json_object('changes', coalesce(d.changes, '{}'), 'secrets', coalesce(d.secrets, '{}')) \
    FROM environment e LEFT JOIN drafts d ON d.environment_id = e.id";

/// A draft, to see whether there is anything in it.
#[derive(Debug, Deserialize)]
pub(super) struct Discardable {
    changes: String,
    secrets: String,
}

impl Discardable {
    pub(super) fn is_empty(&self) -> bool {
        self.changes == "{}" && self.secrets == "{}"
    }
}

/// In the scope `environment`: [`super::Facts`].
pub(crate) const FACTS: &str = concat!(
    "SELECT json_object('project', p.name, 'may_publish', ",
    may_publish_json!("e.mode"),
    ", 'schema', json(",
    schema_json!(),
    "), 'published', json(",
    published_facts_json!(),
    "), 'revision', coalesce(d.revision, 0), 'changes', json(coalesce(d.changes, '{}')), \
       'secrets', json(coalesce(d.secrets, '{}')), 'base_version', coalesce(d.base_version, 0), \
       'draft_bytes', coalesce(length(CAST(d.changes AS BLOB)) + length(CAST(d.secrets AS BLOB)), 0), 'storage', ",
    storage_json!("o.id"),
    ")",
    tables!()
);

/// The caller may publish to live and manage keys, in this very transaction.
pub(crate) fn may_release<R>(proof: &ProjectProof<R>) -> Statement {
    let condition = "\
        EXISTS (SELECT 1 FROM memberships m JOIN projects p ON p.organization_id = m.organization_id AND p.id = ?3 \
        WHERE m.organization_id = ?1 AND m.user_id = ?2 AND (m.role >= 3 OR (m.role >= 2 AND p.developers_publish_live = 1)))";
    let organization = proof.organization();
    let values = args![organization.id(), organization.caller().user_id(), proof.id()];
    guard::right(Right::Release, "release", condition, values)
}

/// The draft after a change of it, as the table holds it.
pub(super) struct Draft {
    /// The revision that the change was based on.
    pub(super) revision: i64,
    pub(super) changes: String,
    pub(super) secrets: String,
    pub(super) base_version: i64,
}

/// A secret that was entered: its id, its setting and what is kept of it.
pub(super) struct NewSecret<'a> {
    pub(super) id: String,
    pub(super) key: &'a str,
    pub(super) sealed: Sealed,
}

/// Replaces the draft. Secrets of the old one that are not in the new one were never published: they go.
pub(super) fn save(
    cx: &Context,
    proof: &EnvironmentProof<Developer>,
    draft: &Draft,
    new_secrets: Vec<NewSecret>,
) -> Vec<Statement> {
    let (project, author) = (proof.project(), proof.project().organization().caller().user_id());
    let organization = project.organization().id();
    let forget = "\
        DELETE FROM secrets WHERE environment_id = ?1 AND id IN (\
          SELECT j.value FROM drafts d, json_each(d.secrets) j WHERE d.environment_id = ?1 AND j.value IS NOT NULL \
          AND j.value NOT IN (SELECT k.value FROM json_each(?2) k WHERE k.value IS NOT NULL))";
    let insert = "\
        INSERT INTO secrets (id, organization_id, project_id, environment_id, key, ciphertext, nonce, key_id, created_by, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let set = "\
        INSERT INTO drafts (environment_id, organization_id, project_id, revision, changes, secrets, base_version, updated_at, updated_by) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (environment_id) DO UPDATE SET revision = excluded.revision, \
          changes = excluded.changes, secrets = excluded.secrets, base_version = excluded.base_version, \
          updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    let secrets = new_secrets.into_iter().map(|secret| {
        let Sealed { key_id, nonce, ciphertext } = secret.sealed;
        let values = args![
            secret.id,
            organization,
            project.id(),
            proof.id(),
            secret.key,
            ciphertext,
            nonce,
            key_id,
            author,
            cx.now
        ];
        Statement::new(insert, values)
    });
    let values = args![
        proof.id(),
        organization,
        project.id(),
        draft.revision + 1,
        &draft.changes,
        &draft.secrets,
        draft.base_version,
        cx.now,
        author
    ];
    std::iter::once(Statement::new(forget, args![proof.id(), &draft.secrets]))
        .chain(secrets)
        .chain([Statement::new(set, values)])
        .collect()
}

/// Empties the draft, if it is still at this revision. Its secrets were never published: they go.
pub(super) fn discard(cx: &Context, proof: &EnvironmentProof<Developer>, revision: i64) -> Vec<Statement> {
    let author = proof.project().organization().caller().user_id();
    let current = guard::holds(
        "stale",
        "coalesce((SELECT revision FROM drafts WHERE environment_id = ?1), 0) = ?2",
        args![proof.id(), revision],
    );
    let forget = "\
        DELETE FROM secrets WHERE environment_id = ?1 AND id IN (\
          SELECT j.value FROM drafts d, json_each(d.secrets) j WHERE d.environment_id = ?1 AND j.value IS NOT NULL)";
    let empty = "\
        UPDATE drafts SET revision = revision + 1, changes = '{}', secrets = '{}', updated_at = ?2, updated_by = ?3 \
        WHERE environment_id = ?1";
    vec![
        current,
        Statement::new(forget, args![proof.id()]),
        Statement::new(empty, args![proof.id(), cx.now, author]),
    ]
}
