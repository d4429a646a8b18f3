//! Server keys in the database.

use crate::access::{EnvironmentProof, Select};
use crate::args;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::environments::may_publish_json;
use crate::secret::sha256;
use portico_api::KeyId;
use portico_api::access::Developer;
use portico_api::environments::Mode;
use portico_api::keys::{KEYS_MAX, KeyParams, ListKeysParams, NewKey};
use serde::Deserialize;

/// The SQL expression for a key, from a table `k` with the columns of `keys`.
macro_rules! key_json {
    () => {
        "json_object('id', k.id, 'name', k.name, 'last4', k.last4, \
           'created_by', (SELECT y.email FROM users y WHERE y.id = k.created_by), 'created_by_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = k.created_by), \
           'by_member', json(iif(EXISTS (SELECT 1 FROM memberships y WHERE y.organization_id = k.organization_id \
             AND y.user_id = k.created_by), 'true', 'false')), 'created_at', k.created_at, \
           'expires_at', k.expires_at, 'revoked_at', k.revoked_at, 'last_used_at', k.last_used_at, 'restored_at', k.restored_at)"
    };
}

/// In the scope `environment`: one page, newest first.
pub(super) fn list(params: &ListKeysParams) -> Select {
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select {
        with: ", page AS (SELECT k.* FROM environment e JOIN keys k ON k.organization_id = e.organization_id \
               AND k.project_id = e.project_id AND k.environment_id = e.id \
               WHERE (?6 = '' OR k.id < ?6) ORDER BY k.id DESC LIMIT 51)",
        body: concat!(
            "SELECT json_object('keys', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            key_json!(),
            " AS item FROM page k ORDER BY k.id DESC LIMIT 50))), \
             'next', (SELECT id FROM page WHERE (SELECT count(*) FROM page) > 50 ORDER BY id DESC LIMIT 1 OFFSET 49), \
             'may_manage', ",
            // Keys follow the rule of live in both modes.
            may_publish_json!("'live'"),
            ") FROM organization o, project p"
        ),
        args: args![after],
    }
}

/// The new key, of whose token only the hash is kept.
pub(super) fn create(
    cx: &Context,
    proof: &EnvironmentProof<Developer>,
    id: &KeyId,
    new: &NewKey,
    token: &str,
) -> Vec<Statement> {
    let project = proof.project();
    let organization = project.organization();
    let is_room = guard::holds(
        "key_limit",
        // By the environment alone: that index has no others, however many were made before.
        "(SELECT count(*) FROM keys WHERE environment_id = ?1 AND revoked_at IS NULL AND coalesce(expires_at, 9e15) > ?2) < ?3",
        args![proof.id(), cx.now, KEYS_MAX],
    );
    let insert = "\
        INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at, expires_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let last4: String = token.chars().skip(token.chars().count().saturating_sub(4)).collect();
    let values = args![
        id,
        organization.id(),
        project.id(),
        proof.id(),
        &new.name,
        last4,
        sha256(&[token.as_bytes()]),
        organization.caller().user_id(),
        cx.now,
        new.expires_at
    ];
    vec![is_room, Statement::new(insert, values)]
}

/// The key, and what its token is made of.
pub(super) fn parts(proof: &EnvironmentProof<Developer>, id: &KeyId, mode: Mode, nonce: &str) -> Statement {
    let sql = concat!(
        "SELECT json_object('key', json(",
        key_json!(),
        "), 'mode', ?3, 'nonce', ?4) FROM keys k WHERE k.id = ?1 AND k.environment_id = ?2"
    );
    Statement::new(sql, args![id, proof.id(), mode.as_str(), nonce])
}

/// In the scope `environment`: [`Revocable`]. There is always one, because who may not revoke is told so first.
pub(super) fn revocable(params: &KeyParams) -> Select {
    let body = "\
        SELECT json_object('revoked_at', (SELECT k.revoked_at FROM keys k WHERE k.id = ?6 AND k.environment_id = e.id)) FROM environment e";
    Select { with: "", body, args: args![&params.key] }
}

/// Whether there is anything to end.
#[derive(Debug, Deserialize)]
pub(super) struct Revocable {
    revoked_at: Option<i64>,
}

impl Revocable {
    pub(super) fn is_revoked(&self) -> bool {
        self.revoked_at.is_some()
    }
}

pub(super) fn revoke(
    cx: &Context,
    proof: &EnvironmentProof<Developer>,
    key: &str,
    found: &Revocable,
) -> Vec<Statement> {
    let exists = guard::holds(
        "target",
        "EXISTS (SELECT 1 FROM keys WHERE id = ?1 AND environment_id = ?2)",
        args![key, proof.id()],
    );
    // Two at the same moment are one change.
    let unchanged = guard::holds(
        "again",
        "EXISTS (SELECT 1 FROM keys WHERE id = ?1 AND environment_id = ?2 AND revoked_at IS ?3)",
        args![key, proof.id(), found.revoked_at],
    );
    let set = "UPDATE keys SET revoked_at = ?3 WHERE id = ?1 AND environment_id = ?2 AND revoked_at IS NULL";
    vec![exists, unchanged, Statement::new(set, args![key, proof.id(), cx.now])]
}

/// The statement that answers one key.
pub(super) fn one(proof: &EnvironmentProof<Developer>, key: &str) -> Statement {
    let sql = concat!("SELECT ", key_json!(), " FROM keys k WHERE k.id = ?1 AND k.environment_id = ?2");
    Statement::new(sql, args![key, proof.id()])
}
