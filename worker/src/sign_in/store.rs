//! Codes, users and sessions in the database.

use super::NewSession;
use crate::args;
use crate::audit::insert_entry;
use crate::budgets::{self, WRONG_CODE, WRONG_CODE_OF_STRANGERS, count_on};
use crate::context::Context;
use crate::db::{Db, Row, Statement};
use crate::error::Error;
use crate::mail::stored_address;
use crate::providers;
use crate::secret::sha256;
use portico_api::sign_in::{CODE_LIFE_MS, CODE_TRIES};
use portico_api::text::EmailAddress;

/// Six digits alone are soon guessed from their hash; together with the browser's 256 bits, which are not kept, they aren't.
fn code_hash(browser: &str, code: &str) -> String {
    sha256(&[browser.as_bytes(), code.as_bytes()])
}

/// The statement that keeps a new code.
pub(super) fn keep_code(
    cx: &Context,
    email: &EmailAddress,
    is_known: bool,
    browser: &str,
    code: &str,
) -> Statement {
    Statement::new(
        "INSERT INTO sign_in_codes (id, email, email_key, browser_hash, code_hash, created_at, expires_at, wrong_key, is_known) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        args![
            cx.new_id(),
            email.as_str(),
            email.key(),
            sha256(&[browser.as_bytes()]),
            code_hash(browser, code),
            cx.now,
            cx.now + CODE_LIFE_MS,
            budgets::key(cx, &email.key()),
            i64::from(is_known),
        ],
    )
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
    SignedIn {
        /// The browser is known by the new token from now on.
        is_new_device: bool,
        /// The browser was at a provider, whose account may sign in from now on, since its mailbox is proven: then a notice waits.
        may_be_linked: bool,
    },
    /// No such code was ever asked for in this browser, or it is long gone.
    Unknown,
    Used,
    Expired,
    /// This was one wrong try too many, or came after it.
    Exhausted,
    /// Too many wrong codes were entered for the address, over all clients and codes: it was not even looked at.
    Barred {
        until: i64,
    },
    Wrong {
        tries: i64,
        /// It was the code of an earlier mail to this browser.
        is_older: bool,
    },
}

// Each statement goes on only where the one before it did: `last_try` is the id of this very request.
const COUNT_TRY: &str = "\
    UPDATE sign_in_codes SET tries = tries + 1, last_try = ?2 \
    WHERE browser_hash = ?1 AND used_at IS NULL AND expires_at > ?3 AND tries < ?4 \
      AND NOT EXISTS (SELECT 1 FROM budgets b WHERE b.scope = ?5 AND b.key = wrong_key AND b.ends_at > ?3 \
        AND b.used >= iif(is_known, ?6, ?7))";
const USE_CODE: &str = "\
    UPDATE sign_in_codes SET used_at = ?3 \
    WHERE browser_hash = ?1 AND last_try = ?2 AND used_at IS NULL AND code_hash = ?4";
const COUNT_WRONG: &str = concat!(
    "INSERT INTO budgets (scope, key, used, ends_at) SELECT ?4, wrong_key, 1, ?3 + ?5 FROM sign_in_codes \
     WHERE browser_hash = ?1 AND last_try = ?2 AND used_at IS NULL AND wrong_key <> '' ",
    count_on!("?3")
);
const CREATE_USER: &str = "\
    INSERT INTO users (id, email, email_key, created_at) \
    SELECT ?3, email, email_key, ?4 FROM sign_in_codes \
    WHERE browser_hash = ?1 AND last_try = ?2 AND used_at IS NOT NULL \
    ON CONFLICT (email_key) DO NOTHING";
const WHOSE: &str = "\
    SELECT u.id FROM sign_in_codes c JOIN users u ON u.email_key = c.email_key \
    WHERE c.browser_hash = ?8 AND c.last_try = ?9 AND c.used_at IS NOT NULL";
const OUTCOME: &str = "\
    SELECT tries, expires_at, used_at, (SELECT s.id FROM sessions s WHERE s.id = ?2) AS session, \
      EXISTS (SELECT 1 FROM json_each(?3) e JOIN sign_in_codes o ON o.browser_hash = e.value ->> 0 \
        WHERE o.code_hash = e.value ->> 1) AS is_older, \
      last_try IS ?4 AS is_counted, (SELECT b.ends_at FROM budgets b WHERE b.scope = ?5 AND b.key = wrong_key) AS barred_until, \
      EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = ?6) AS is_new_device \
    FROM sign_in_codes WHERE browser_hash = ?1";

/// Counts the try of a code in this browser and, when it is right, makes user and session: one batch. The earlier browsers are the tokens of the
/// codes before the newest.
pub(super) async fn try_code<D: Db>(
    db: &D,
    cx: &Context<'_>,
    (browser, code): (&str, &str),
    earlier_browsers: impl Iterator<Item = &str>,
    session: &NewSession,
) -> Result<Attempt, Error> {
    let (browser_hash, attempt) = (sha256(&[browser.as_bytes()]), &cx.request_id);
    let older: Vec<_> =
        earlier_browsers.map(|earlier| [sha256(&[earlier.as_bytes()]), code_hash(earlier, code)]).collect();
    let (scope, of_all, of_strangers) = (WRONG_CODE.scope, WRONG_CODE.limit, WRONG_CODE_OF_STRANGERS.limit);
    let outcome_of = args![
        &browser_hash,
        session.id(),
        serde_json::json!(older).to_string(),
        attempt,
        scope,
        session.new_device_hash()
    ];
    let mut batch = vec![
        Statement::new(
            COUNT_TRY,
            args![&browser_hash, attempt, cx.now, CODE_TRIES, scope, of_all, of_strangers],
        ),
        Statement::new(USE_CODE, args![&browser_hash, attempt, cx.now, code_hash(browser, code)]),
        Statement::new(COUNT_WRONG, args![&browser_hash, attempt, cx.now, scope, WRONG_CODE.life]),
        Statement::new(CREATE_USER, args![&browser_hash, attempt, cx.new_id(), cx.now]),
    ];
    batch.extend(session.statements(cx, ("code", "sign_in"), WHOSE, args![&browser_hash, attempt]));
    let links = providers::prove(cx, session.id());
    let may_be_linked = !links.is_empty();
    batch.extend(links);
    batch.push(Statement::new(OUTCOME, outcome_of));
    let rows = db.batch(batch).await?.pop().unwrap_or_default();
    Ok(rows.first().map_or(Attempt::Unknown, |row| outcome(row, may_be_linked, cx.now)))
}

fn outcome(row: &Row, may_be_linked: bool, now: i64) -> Attempt {
    let tries = row.integer(0).unwrap_or(CODE_TRIES);
    let expires_at = row.integer(1).unwrap_or_default();
    if row.text(3).is_some() {
        Attempt::SignedIn { is_new_device: row.integer(7) == Some(1), may_be_linked }
    } else if row.integer(2).is_some() {
        Attempt::Used
    } else if expires_at <= now {
        Attempt::Expired
    } else if tries >= CODE_TRIES {
        Attempt::Exhausted
    } else if row.integer(5) != Some(1) {
        Attempt::Barred { until: row.integer(6).unwrap_or(now) }
    } else {
        Attempt::Wrong { tries, is_older: row.integer(4) == Some(1) }
    }
}

/// The batch that ends the session of this token, with its entry in the audit log.
pub(super) fn end_session(cx: &Context, token_hash: &str) -> Vec<Statement> {
    let audit = concat!(
        insert_entry!(),
        "SELECT ?2, NULL, s.user_id, ?3, 'session', s.id, '{}', ?4, ?5, ?6 FROM sessions s WHERE s.token_hash = ?1"
    );
    vec![
        Statement::new(
            audit,
            args![token_hash, cx.new_id(), "sign_out", &cx.request_id, cx.request.user_agent(), cx.now],
        ),
        Statement::new("DELETE FROM sessions WHERE token_hash = ?1", args![token_hash]),
    ]
}
