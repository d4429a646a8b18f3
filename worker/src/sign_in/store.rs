//! Codes, users and sessions in the database.

use crate::args;
use crate::context::Context;
use crate::db::{Db, Row, Statement, guard};
use crate::error::Error;
use crate::mail::stored_address;
use crate::secret::sha256;
use portico_api::session::SESSION_LIFE_MS;
use portico_api::sign_in::{CODE_LIFE_MS, CODE_TRIES, CODE_WINDOW_MS, CODES_PER_CLIENT, CODES_PER_WINDOW};
use portico_api::text::EmailAddress;

/// Six digits alone are soon guessed from their hash; together with the browser's 256 bits, which are not kept, they aren't.
fn code_hash(browser: &str, code: &str) -> String {
    sha256(&[browser.as_bytes(), code.as_bytes()])
}

/// The batch that keeps a new code, unless its address or the asking client had too many.
pub(super) fn keep_code(cx: &Context, email: &EmailAddress, browser: &str, code: &str) -> Vec<Statement> {
    let client = client_hash(cx);
    let client_below_limit = client.as_ref().map(|client| {
        guard::holds(
            "client_limit",
            "(SELECT count(*) FROM sign_in_codes WHERE client_hash = ?1 AND created_at > ?2) < ?3",
            args![client, cx.now - CODE_WINDOW_MS, CODES_PER_CLIENT],
        )
    });
    let below_limit = guard::holds(
        "code_limit",
        "(SELECT count(*) FROM sign_in_codes WHERE email_key = ?1 AND created_at > ?2) < ?3",
        args![email.key(), cx.now - CODE_WINDOW_MS, CODES_PER_WINDOW],
    );
    let insert = Statement::new(
        "INSERT INTO sign_in_codes (id, email, email_key, browser_hash, code_hash, created_at, expires_at, client_hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        args![
            cx.new_id(),
            email.as_str(),
            email.key(),
            sha256(&[browser.as_bytes()]),
            code_hash(browser, code),
            cx.now,
            cx.now + CODE_LIFE_MS,
            client.unwrap_or_default(),
        ],
    );
    client_below_limit.into_iter().chain([below_limit, insert]).collect()
}

/// The client's address, which nobody needs to read: a hash is enough to count by.
fn client_hash(cx: &Context) -> Option<String> {
    cx.request.client().map(|client| sha256(&[client.as_bytes()]))
}

/// When the address was sent the oldest of the codes that count against its limit.
pub(super) async fn oldest_in_window<D: Db>(
    db: &D,
    cx: &Context<'_>,
    email: &EmailAddress,
) -> Result<i64, Error> {
    let sql = "SELECT min(created_at) FROM sign_in_codes WHERE email_key = ?1 AND created_at > ?2";
    let rows = db.query(Statement::new(sql, args![email.key(), cx.now - CODE_WINDOW_MS])).await?;
    Ok(rows.first().and_then(|row| row.integer(0)).unwrap_or(cx.now))
}

/// The statement that answers the address as it is stored; as it was typed, where nobody has it.
pub(super) fn stored_address(email: &EmailAddress) -> Statement {
    Statement::new(
        concat!("SELECT ", stored_address!("?1", "?2"), " AS recipient"),
        args![email.key(), email.as_str()],
    )
}

/// What became of an attempt to sign in.
pub(super) enum Attempt {
    SignedIn,
    /// No such code was ever asked for in this browser, or it is long gone.
    Unknown,
    Used,
    Expired,
    /// This was one wrong try too many, or came after it.
    Exhausted,
    Wrong {
        tries: i64,
        /// It was the code of an earlier mail to this browser.
        is_older: bool,
    },
}

// Each statement goes on only where the one before it did: `last_try` is the id of this very request.
const COUNT_TRY: &str = "\
    UPDATE sign_in_codes SET tries = tries + 1, last_try = ?2 \
    WHERE browser_hash = ?1 AND used_at IS NULL AND expires_at > ?3 AND tries < ?4";
const USE_CODE: &str = "\
    UPDATE sign_in_codes SET used_at = ?3 \
    WHERE browser_hash = ?1 AND last_try = ?2 AND used_at IS NULL AND code_hash = ?4";
const CREATE_USER: &str = "\
    INSERT INTO users (id, email, email_key, created_at) \
    SELECT ?3, email, email_key, ?4 FROM sign_in_codes \
    WHERE browser_hash = ?1 AND last_try = ?2 AND used_at IS NOT NULL \
    ON CONFLICT (email_key) DO NOTHING";
const CREATE_SESSION: &str = "\
    INSERT INTO sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at) \
    SELECT ?3, ?4, u.id, ?5, ?6, ?6, ?7 FROM sign_in_codes c JOIN users u ON u.email_key = c.email_key \
    WHERE c.browser_hash = ?1 AND c.last_try = ?2 AND c.used_at IS NOT NULL";
const AUDIT: &str = "\
    INSERT INTO audit_entries \
      (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
    SELECT ?2, NULL, s.user_id, ?3, 'session', s.id, '{}', ?4, s.user_agent, ?5 FROM sessions s WHERE s.id = ?1";
/// A browser that signs in again leaves no second session behind.
const END_EARLIER: &str = "\
    DELETE FROM sessions WHERE token_hash = ?1 AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?2)";
const OUTCOME: &str = "\
    SELECT tries, expires_at, used_at, (SELECT s.id FROM sessions s WHERE s.id = ?2) AS session, \
      EXISTS (SELECT 1 FROM json_each(?3) e JOIN sign_in_codes o ON o.browser_hash = e.value ->> 0 \
        WHERE o.code_hash = e.value ->> 1) AS is_older \
    FROM sign_in_codes WHERE browser_hash = ?1";

/// Counts the try and, when the code is right, makes user and session: one batch. `browser` is the token of the newest code,
/// and those of the earlier ones.
pub(super) async fn try_code<D: Db>(
    db: &D,
    cx: &Context<'_>,
    (browser, earlier_browsers): (&str, impl Iterator<Item = &str>),
    code: &str,
    token: &str,
) -> Result<Attempt, Error> {
    let browser_hash = sha256(&[browser.as_bytes()]);
    let attempt = &cx.request_id;
    let session = cx.new_id();
    let earlier = cx.session_hash().unwrap_or_default();
    let agent = cx.request.user_agent();
    let older: Vec<_> =
        earlier_browsers.map(|earlier| [sha256(&[earlier.as_bytes()]), code_hash(earlier, code)]).collect();
    let batch = vec![
        Statement::new(COUNT_TRY, args![&browser_hash, attempt, cx.now, CODE_TRIES]),
        Statement::new(USE_CODE, args![&browser_hash, attempt, cx.now, code_hash(browser, code)]),
        Statement::new(CREATE_USER, args![&browser_hash, attempt, cx.new_id(), cx.now]),
        Statement::new(
            CREATE_SESSION,
            args![
                &browser_hash,
                attempt,
                &session,
                sha256(&[token.as_bytes()]),
                agent,
                cx.now,
                cx.now + SESSION_LIFE_MS
            ],
        ),
        Statement::new(AUDIT, args![&session, cx.new_id(), "sign_in", &cx.request_id, cx.now]),
        Statement::new(END_EARLIER, args![earlier, &session]),
        Statement::new(OUTCOME, args![&browser_hash, &session, serde_json::json!(older).to_string()]),
    ];
    let rows = db.batch(batch).await?.pop().unwrap_or_default();
    Ok(rows.first().map_or(Attempt::Unknown, |row| outcome(row, cx.now)))
}

fn outcome(row: &Row, now: i64) -> Attempt {
    let tries = row.integer(0).unwrap_or(CODE_TRIES);
    let expires_at = row.integer(1).unwrap_or_default();
    if row.text(3).is_some() {
        Attempt::SignedIn
    } else if row.integer(2).is_some() {
        Attempt::Used
    } else if expires_at <= now {
        Attempt::Expired
    } else if tries >= CODE_TRIES {
        Attempt::Exhausted
    } else {
        Attempt::Wrong { tries, is_older: row.integer(4) == Some(1) }
    }
}

/// The batch that ends the session of this token, with its entry in the audit log.
pub(super) fn end_session(cx: &Context, token_hash: &str) -> Vec<Statement> {
    let audit = "\
        INSERT INTO audit_entries \
          (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
        SELECT ?2, NULL, s.user_id, ?3, 'session', s.id, '{}', ?4, ?5, ?6 FROM sessions s WHERE s.token_hash = ?1";
    vec![
        Statement::new(
            audit,
            args![token_hash, cx.new_id(), "sign_out", &cx.request_id, cx.request.user_agent(), cx.now],
        ),
        Statement::new("DELETE FROM sessions WHERE token_hash = ?1", args![token_hash]),
    ]
}
