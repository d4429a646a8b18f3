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
    before: Before,
    /// What the browser is known by if it was by nothing.
    new_device: String,
}

/// What a browser has before it signs in.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// What it says that it is known by. `None` as well where another site has led it here.
    token: Option<String>,
    /// The hash of that.
    pub(crate) device_hash: Option<String>,
    /// The hash of its session's token.
    pub(crate) session_hash: Option<String>,
}

impl Before {
    pub(crate) fn of(cx: &Context) -> Self {
        let device = Device::of(cx);
        Self {
            device_hash: device.as_ref().map(Device::hash),
            token: device.map(Device::into_token),
            session_hash: cx.session_hash().ok().map(str::to_owned),
        }
    }

    /// The cookie by which the browser goes on being known for as long as if it was set now; `None` where it has none.
    pub(crate) fn renewed(&self) -> Option<String> {
        self.token.as_ref().map(|token| Cookie::Device.set(token, DEVICE_LIFE_MS))
    }

    /// As it was when the browser left for another site.
    pub(crate) fn kept(device_hash: Option<String>, session_hash: Option<String>) -> Self {
        Self { token: None, device_hash, session_hash }
    }
}

/// Of a provider the log says which.
const AUDIT: &str = concat!(
    insert_entry!("country"),
    "SELECT ?2, NULL, s.user_id, ?3, 'session', s.id, \
       iif(s.signed_in_by LIKE 'provider:%', json_object('provider', substr(s.signed_in_by, 10)), '{}'), ?4, s.user_agent, ?5, s.country \
     FROM sessions s WHERE s.id = ?1"
);
// That of the same person which the browser had until now, as long as it had not ended by itself (604,800,000 ms are 7 days).
macro_rules! earlier {
    () => {
        "FROM sessions e JOIN sessions s ON s.id = ?2 AND s.user_id = e.user_id AND s.id <> e.id \
         WHERE e.token_hash = ?1 AND e.expires_at > s.created_at AND e.last_seen_at > s.created_at - 604800000"
    };
}
/// Who proves with a code who it is has signed in with the passkey of before all the same, as long ago as that was (2,592,000,000 ms are 30 days, after which
/// no session is there any more). Never the other way round: each way keeps its own time.
const TAKE_WAYS: &str = concat!(
    "UPDATE sessions SET earlier_ways = coalesce((SELECT (SELECT json_group_object(w.key, w.value) \
       FROM json_each(json_patch(e.earlier_ways, json_object(e.signed_in_by, e.created_at))) w \
       WHERE w.key <> s.signed_in_by AND w.value > s.created_at - 2592000000) ",
    earlier!(),
    "), '{}') WHERE id = ?2"
);
/// What was asked for in this browser waits in it still.
const TAKE_ADDRESS: &str = concat!(
    "UPDATE address_changes SET session_id = ?2 WHERE user_id = (SELECT s.user_id FROM sessions s WHERE s.id = ?2) AND session_id = (SELECT e.id ",
    earlier!(),
    ")"
);
/// A browser that signs in again leaves no second session behind.
const END_EARLIER: &str = "\
    DELETE FROM sessions WHERE token_hash = ?1 AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?2)";

impl NewSession {
    pub(crate) fn begin(cx: &Context) -> Self {
        Self::after(cx, Before::of(cx))
    }

    /// In a browser that does not say by itself what it had.
    pub(crate) fn after(cx: &Context, before: Before) -> Self {
        let [token, new_device] = [secret::new_token(cx.random), secret::new_token(cx.random)];
        Self { id: cx.new_id(), token, before, new_device }
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
        let Before { device_hash, session_hash, .. } = &self.before;
        let (known, earlier) =
            (device_hash.as_deref().unwrap_or_default(), session_hash.as_deref().unwrap_or_default());
        let mut statements = vec![
            Statement::new(insert, values),
            Statement::new(AUDIT, args![&self.id, cx.new_id(), action, &cx.request_id, cx.now]),
        ];
        if session_hash.is_some() {
            let takes = [TAKE_WAYS, TAKE_ADDRESS, END_EARLIER];
            statements.extend(takes.map(|sql| Statement::new(sql, args![earlier, &self.id])));
        }
        statements.push(sessions::end_oldest(&self.id));
        statements.extend(devices::remember(cx, &self.id, known, &self.new_device));
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
    pub(crate) fn new_device_hash(&self) -> String {
        sha256(&[self.new_device.as_bytes()])
    }

    /// The answer with its cookies, once the session has begun.
    pub(crate) fn answer(&self, is_new_device: bool) -> Answer {
        let answer = Answer::json(200, &Empty {});
        self.cookies(is_new_device)
            .into_iter()
            .fold(answer, |answer, cookie| answer.with_header("Set-Cookie", cookie))
    }

    /// Its cookies: the session's, and what the browser is known by, if that can be said.
    pub(crate) fn cookies(&self, is_new_device: bool) -> Vec<String> {
        let known = match is_new_device {
            true => Some(Cookie::Device.set(&self.new_device, DEVICE_LIFE_MS)),
            false => self.before.renewed(),
        };
        [Some(Cookie::Session.set(&self.token, SESSION_LIFE_MS)), known].into_iter().flatten().collect()
    }
}
