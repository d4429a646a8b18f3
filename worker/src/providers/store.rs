//! Sign-ins at a provider that are under way.

use crate::args;
use crate::context::Context;
use crate::db::{Row, Statement};
use crate::secret::sha256;
use crate::sign_in::Before;
use portico_api::providers::ATTEMPT_LIFE_MS;

/// One that begins.
pub(super) struct Attempt<'a> {
    pub(super) browser: &'a str,
    pub(super) state: &'a str,
    pub(super) provider: &'a str,
    /// Whose account it is to be linked to; `None`: it is a sign-in.
    pub(super) session_id: Option<&'a str>,
    pub(super) return_to: &'a str,
    /// What the browser has when it leaves.
    pub(super) before: Before,
}

pub(super) fn keep(cx: &Context, attempt: Attempt<'_>) -> Statement {
    let Attempt { browser, state, provider, session_id, return_to, before } = attempt;
    Statement::new(
        "INSERT INTO provider_attempts (state_hash, browser_hash, provider, session_id, return_to, created_at, expires_at, device_hash, session_hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        args![
            sha256(&[state.as_bytes()]),
            sha256(&[browser.as_bytes()]),
            provider,
            session_id,
            return_to,
            cx.now,
            cx.now + ATTEMPT_LIFE_MS,
            before.device_hash,
            before.session_hash
        ],
    )
}

/// One that has come back.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) session_id: Option<String>,
    pub(super) return_to: String,
    pub(super) before: Before,
}

/// The statement that uses it up, in the browser that began it: whatever becomes of it, it never works again.
pub(super) fn take(cx: &Context, browser: &str, state: &str, provider: &str) -> Statement {
    Statement::new(
        "UPDATE provider_attempts SET used_at = ?4 \
         WHERE state_hash = ?1 AND browser_hash = ?2 AND provider = ?3 AND used_at IS NULL AND expires_at > ?4 \
         RETURNING session_id, return_to, device_hash, session_hash",
        args![sha256(&[state.as_bytes()]), sha256(&[browser.as_bytes()]), provider, cx.now],
    )
}

impl Begun {
    pub(super) fn read(mut row: Row) -> Self {
        Self {
            session_id: row.take_text(0),
            return_to: row.take_text(1).unwrap_or_else(|| "/".to_owned()),
            before: Before::kept(row.take_text(2), row.take_text(3)),
        }
    }
}
