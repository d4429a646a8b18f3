//! Creating twice under one key creates once: the answer is kept beside its effect for 24 hours and given again.

use crate::args;
use crate::context::Context;
use crate::db::{Statement, Value};
use crate::error::Error;
use crate::secret;
use portico_api::UserId;

/// How long a key is remembered, in milliseconds: 24 hours.
pub(crate) const KEY_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// The unique index that refuses a second use at the same moment, as SQLite names it.
pub(crate) const CONFLICT: &str = "idempotency_keys.user_id, idempotency_keys.endpoint, idempotency_keys.key";

/// The key of a request, and the hash of what it asked for.
pub(crate) struct Key<'a> {
    endpoint: &'static str,
    key: &'a str,
    request_hash: String,
}

impl<'a> Key<'a> {
    /// Reads the header; a creating request without a proper key is refused.
    pub(crate) fn read(cx: &Context<'a>, endpoint: &'static str) -> Result<Self, Error> {
        let key = cx.request.idempotency_key.as_deref().unwrap_or_default();
        let is_proper = (8..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_proper {
            return Err(Error::KeyRequired);
        }
        let request_hash = secret::sha256(&[cx.request.path.as_bytes(), b"\n", &cx.request.body]);
        Ok(Self { endpoint, key, request_hash })
    }

    /// Two more columns for the proving statement, whose arguments so far are `args`: hash and answer of an earlier use.
    pub(crate) fn look_up(&self, cx: &Context, statement: &mut Statement) {
        let first = statement.args.len() + 1;
        let (endpoint, key, since) = (first, first + 1, first + 2);
        let from = format!(
            "FROM idempotency_keys WHERE user_id = (SELECT user_id FROM caller) \
             AND endpoint = ?{endpoint} AND key = ?{key} AND created_at > ?{since}"
        );
        statement.sql.push_str(&format!(", (SELECT request_hash {from}), (SELECT reply {from})"));
        statement.args.extend(args![self.endpoint, self.key, cx.now - KEY_LIFE_MS]);
    }

    /// What to do about an earlier use: nothing, give its answer again, or refuse another request under its key.
    pub(crate) fn replay(
        &self,
        hash: Option<String>,
        reply: Option<String>,
    ) -> Result<Option<String>, Error> {
        match hash {
            Some(hash) if hash != self.request_hash => Err(Error::KeyReused),
            _ => Ok(reply),
        }
    }

    /// Goes before the effects, so that a second use at the same moment fails here and on nothing else.
    pub(crate) fn reserve(&self, cx: &Context, user: &UserId) -> [Statement; 2] {
        let expired = "DELETE FROM idempotency_keys WHERE user_id = ?1 AND endpoint = ?2 AND key = ?3 AND created_at <= ?4";
        let insert = "INSERT INTO idempotency_keys (user_id, endpoint, key, request_hash, reply, created_at) \
                      VALUES (?1, ?2, ?3, ?4, '', ?5)";
        [
            Statement::new(expired, args![user, self.endpoint, self.key, cx.now - KEY_LIFE_MS]),
            Statement::new(insert, args![user, self.endpoint, self.key, &self.request_hash, cx.now]),
        ]
    }

    /// Goes after the effects: keeps the answer, which it reads by `reply`, and answers it.
    pub(crate) fn keep(&self, user: &UserId, reply: Statement) -> [Statement; 2] {
        let first = reply.args.len() + 1;
        let (owner, endpoint, key) = (first, first + 1, first + 2);
        let mut args = reply.args;
        let own: Vec<Value> = args![user, self.endpoint, self.key];
        args.extend(own.clone());
        let update = format!(
            "UPDATE idempotency_keys SET reply = ({}) WHERE user_id = ?{owner} AND endpoint = ?{endpoint} AND key = ?{key}",
            reply.sql
        );
        let select = "SELECT reply FROM idempotency_keys WHERE user_id = ?1 AND endpoint = ?2 AND key = ?3";
        [Statement::new(update, args), Statement::new(select, own)]
    }
}
