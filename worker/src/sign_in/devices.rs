//! The browsers that somebody signed in with before, known by a cookie that outlives the session and signing out.

use crate::args;
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::http::{Cookie, read_cookie};
use crate::notices;
use crate::secret::sha256;
use portico_api::sign_in::{DEVICE_LIFE_MS, DEVICES_PER_PERSON};
use portico_api::text::EmailAddress;

/// What a browser says that it is known by.
#[derive(Clone, Debug)]
pub(super) struct Device {
    token: String,
}

impl Device {
    pub(super) fn of(cx: &Context) -> Option<Self> {
        let token = read_cookie(cx.request.cookie.as_deref(), Cookie::Device)?;
        Some(Self { token: token.to_owned() })
    }

    pub(super) fn into_token(self) -> String {
        self.token
    }

    pub(super) fn hash(&self) -> String {
        sha256(&[self.token.as_bytes()])
    }

    /// Whether somebody signed in with this address in it. It is asked of known and unknown addresses alike, and only where there is a cookie.
    pub(super) async fn knows<D: Db>(
        &self,
        db: &D,
        cx: &Context<'_>,
        email: &EmailAddress,
    ) -> Result<bool, DbError> {
        let sql = "\
            SELECT 1 FROM users u JOIN devices d ON d.user_id = u.id AND d.token_hash = ?1 \
            WHERE u.email_key = ?2 AND d.last_used_at > ?3";
        let args = args![self.hash(), email.key(), cx.now - DEVICE_LIFE_MS];
        Ok(!db.query(Statement::new(sql, args)).await?.is_empty())
    }
}

/// The statements that remember the browser of a new session, and tell the person of one that is new to them: by the token that it has, if it is one of ours, else by a new one; `given` is
/// the hash of the one that it has, empty where it has none. The oldest of
/// more than a person may have are forgotten.
pub(super) fn remember(cx: &Context, session: &str, given: &str, new_token: &str) -> Vec<Statement> {
    let insert = "\
        INSERT INTO devices (token_hash, user_id, last_used_at) \
        SELECT coalesce((SELECT d.token_hash FROM devices d WHERE d.token_hash = ?2 LIMIT 1), ?3), s.user_id, ?4 \
        FROM sessions s WHERE s.id = ?1 \
        ON CONFLICT (token_hash, user_id) DO UPDATE SET last_used_at = excluded.last_used_at";
    let prune = "\
        DELETE FROM devices WHERE user_id = (SELECT s.user_id FROM sessions s WHERE s.id = ?1) AND last_used_at < (\
          SELECT d.last_used_at FROM sessions s JOIN devices d ON d.user_id = s.user_id WHERE s.id = ?1 \
          ORDER BY d.last_used_at DESC LIMIT 1 OFFSET ?2)";
    let now = cx.now;
    vec![
        notices::new_device(session, given, cx.request.country.as_deref(), now),
        Statement::new(insert, args![session, given, sha256(&[new_token.as_bytes()]), now]),
        Statement::new(prune, args![session, DEVICES_PER_PERSON - 1]),
    ]
}
