//! Reads with a server key. Key, document and secrets are one statement: a revoked key is dead with the next read.

use super::answer::{Delivered, Source, respond};
use super::request::Target;
use super::stamp_and_document;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::keys::token;
use crate::patience::within;
use crate::ports::{Cipher, Clock};
use crate::secret::sha256;
use crate::service::Service;
use crate::vault::{self, Sealed};

/// How far `keys.last_used_at` may fall behind, in milliseconds: one minute.
const USED_LAG_MS: i64 = 60 * 1000;
/// How long the database may take, in milliseconds: nobody else knows whether a key was revoked.
const PATIENCE_MS: u64 = 5000;

const READ: &str = "\
    SELECT k.id, coalesce(k.last_used_at, 0), v.number, v.hash, d.text, m.text -> '$.secrets', \
      (SELECT json_group_array(json_object('setting', j.key, 'key_id', s.key_id, 'nonce', s.nonce, 'ciphertext', s.ciphertext)) \
       FROM json_each(m.text, '$.secrets') j JOIN secrets s ON s.id = j.value AND s.environment_id = e.id) \
    FROM keys k JOIN environments e ON e.organization_id = k.organization_id AND e.project_id = k.project_id AND e.id = k.environment_id \
    JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id AND p.deleted_at IS NULL \
    LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version \
    LEFT JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document \
    LEFT JOIN documents m ON m.project_id = v.project_id AND m.hash = v.marks \
    WHERE k.token_hash = ?1 AND k.environment_id = ?2 AND k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ?3";

#[derive(serde::Deserialize)]
struct Named {
    setting: String,
    #[serde(flatten)]
    sealed: Sealed,
}

pub(super) async fn read<D, C, R, X, B>(
    service: &Service<D, C, R, X>,
    target: &Target<'_>,
    authorization: &str,
) -> Result<Delivered<B>, Error>
where
    D: Db,
    C: Clock,
    X: Cipher,
{
    let now = service.clock.now();
    let token =
        bearer(authorization).filter(|token| token::is_well_formed(token)).ok_or(Error::KeyRefused)?;
    let environment = target.environment.ok_or(Error::KeyRefused)?;
    let hash = sha256(&[token.as_bytes()]);
    if service.memory.has_refused(environment, &hash, now) {
        return Err(Error::KeyRefused);
    }
    let memory = &service.memory;
    if let Some(client) = &target.client
        && let Some(seconds) = memory.clients.misses.wait(client, now)
        && !memory.has_opened(environment, &hash)
    {
        return Err(Error::TooMany(seconds));
    }
    let statement = Statement::new(READ, args![&hash, environment, now]);
    let asked = memory.moment();
    let rows = within(&service.clock, PATIENCE_MS, service.db.query(statement)).await;
    let rows =
        rows.unwrap_or_else(|| Err(DbError::Busy("the database did not answer in time".to_owned())))?;
    let Some(mut row) = rows.into_iter().next() else {
        memory.refuses(environment, &hash, now);
        target.client.iter().for_each(|client| memory.clients.misses.take(client, now));
        return Err(Error::KeyRefused);
    };
    if !memory.has_opened(environment, &hash) {
        memory.opens(environment, &hash);
    }
    let key = row.take_text(0).ok_or(Error::KeyRefused)?;
    let last_used_at = row.integer(1).unwrap_or_default();
    let (stamp, document) = stamp_and_document(&mut row, 2).ok_or(Error::NotFound)?;
    memory.is_told(environment, stamp.version, asked);
    // The ids of the secrets stand for what they say: a changed secret has another one.
    let tag = sha256(&[stamp.hash.as_bytes(), row.take_text(5).unwrap_or_default().as_bytes()]);
    let body = if target.has(&tag) {
        String::new()
    } else {
        let secrets = row.take_text(6).unwrap_or_default();
        with_secrets(service, environment, document, &secrets).await?
    };
    let mut delivered = respond(target, &stamp, &tag, Source::Secret(body));
    if now - last_used_at > USED_LAG_MS {
        let used = Statement::new("UPDATE keys SET last_used_at = ?2 WHERE id = ?1", args![key, now]);
        delivered.afterwards.statements.push(used);
    }
    delivered.look_in = memory.slice.count(environment, stamp.version, now, service.config.slice_ms);
    Ok(delivered)
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The document with the secrets behind its own values. No setting is both.
async fn with_secrets<D, C, R, X: Cipher>(
    service: &Service<D, C, R, X>,
    environment: &str,
    document: String,
    secrets: &str,
) -> Result<String, Error> {
    let named: Vec<Named> =
        serde_json::from_str(secrets).map_err(|error| Error::Internal(error.to_string()))?;
    let Some(mut text) = document.strip_suffix('}').map(str::to_owned) else {
        return Err(Error::Internal(format!("the document of {environment} is no object")));
    };
    for secret in &named {
        let plain =
            vault::open(&service.cipher, &service.config, environment, &secret.setting, &secret.sealed)
                .await?;
        let comma = if text.len() > 1 { "," } else { "" };
        text.push_str(&format!("{comma}\"{}\":{plain}", secret.setting));
    }
    text.push('}');
    Ok(text)
}
