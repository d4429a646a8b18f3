//! What begins with a session, however somebody signed in.

use super::devices::{self, Device};
use crate::args;
use crate::audit::insert_entry;
use crate::context::Context;
use crate::db::{Statement, Value};
use crate::http::{Answer, Cookie};
use crate::secret::{self, sha256};
use crate::sessions;
use portico_api::Empty;
use portico_api::session::SESSION_LIFE_MS;
use portico_api::sign_in::DEVICE_LIFE_MS;

/// A session that is about to begin, and what its browser is known by.
#[derive(Debug)]
pub(crate) struct NewSession {
    id: String,
    token: String,
    /// What the browser says that it is known by, and what it is known by otherwise.
    device: Option<Device>,
    new_device: String,
}

const AUDIT: &str = concat!(
    insert_entry!(),
    "SELECT ?2, NULL, s.user_id, ?3, 'session', s.id, '{}', ?4, s.user_agent, ?5 FROM sessions s WHERE s.id = ?1"
);
/// A browser that signs in again leaves no second session behind.
const END_EARLIER: &str = "\
    DELETE FROM sessions WHERE token_hash = ?1 AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?2)";

impl NewSession {
    pub(crate) fn begin(cx: &Context) -> Self {
        let [token, new_device] = [secret::new_token(cx.random), secret::new_token(cx.random)];
        Self { id: cx.new_id(), token, device: Device::of(cx), new_device }
    }

    /// The statements of the batch that signs in. `whose` is a SELECT of the `id` of the person, or of nobody: then none of them does anything. Its
    /// parameters begin at `?8`. `way` is how they signed in, and `action` what the log calls it.
    pub(crate) fn statements(
        &self,
        cx: &Context,
        (way, action): (&str, &str),
        whose: &str,
        args: Vec<Value>,
    ) -> Vec<Statement> {
        let insert = format!(
            "INSERT INTO sessions \
               (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at, country, signed_in_by) \
             SELECT ?1, ?2, w.id, ?3, ?4, ?4, ?5, ?6, ?7 FROM ({whose}) w"
        );
        let mut values = args![
            &self.id,
            sha256(&[self.token.as_bytes()]),
            cx.request.user_agent(),
            cx.now,
            cx.now + SESSION_LIFE_MS,
            cx.request.country(),
            way
        ];
        values.extend(args);
        let earlier = cx.session_hash().unwrap_or_default();
        let mut statements = vec![
            Statement::new(insert, values),
            Statement::new(AUDIT, args![&self.id, cx.new_id(), action, &cx.request_id, cx.now]),
            Statement::new(END_EARLIER, args![earlier, &self.id]),
            sessions::end_oldest(&self.id),
        ];
        statements.extend(devices::remember(&self.id, self.device.as_ref(), &self.new_device, cx.now));
        statements
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The statement that answers whether its browser was not known before, if there is such a session now: for the end of that batch.
    pub(crate) fn outcome(&self) -> Statement {
        let sql = "\
            SELECT EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = ?2) AS is_new_device FROM sessions s WHERE s.id = ?1";
        Statement::new(sql, args![&self.id, self.new_device_hash()])
    }

    /// By which a browser is kept that was not known before.
    pub(super) fn new_device_hash(&self) -> String {
        sha256(&[self.new_device.as_bytes()])
    }

    /// The answer with its cookies, once the session has begun.
    pub(crate) fn answer(&self, is_new_device: bool) -> Answer {
        let known =
            self.device.as_ref().filter(|_| !is_new_device).map_or(self.new_device.as_str(), Device::token);
        Answer::json(200, &Empty {})
            .with_header("Set-Cookie", Cookie::Session.set(&self.token, SESSION_LIFE_MS))
            .with_header("Set-Cookie", Cookie::Device.set(known, DEVICE_LIFE_MS))
    }
}
