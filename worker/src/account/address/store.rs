//! Changes of address in the database.

use super::limits::WRONG_CODES;
use crate::access::{Caller, PROVEN, Select};
use crate::args;
use crate::audit::insert_entry;
use crate::budgets::{self, count_on};
use crate::context::Context;
use crate::db::{Db, DbError, Row, Statement, guard};
use crate::error::Error;
use crate::http::{Cookie, read_cookie};
use crate::mail::address_hash;
use crate::notices::{ADDRESS_CHANGED, insert_notice};
use crate::secret::{self, sha256};
use portico_api::UserId;
use portico_api::sign_in::{CODE_LIFE_MS, CODE_TRIES};
use portico_api::text::EmailAddress;

/// Six digits alone are soon guessed from their hash, so `SECRET_KEY` goes into it. In which browser the code works says `session_id`, which the next
/// session of that browser takes over (`sign_in/begin.rs`). An installation without that key takes 256 bits that the browser alone has: those that it is known
/// by, because a proof in between gives it another session, and the session's own where it is known by nothing.
fn code_hash(cx: &Context, user: &UserId, code: &str) -> Result<String, Error> {
    if let Some(bytes) = secret::derive(cx.config, "address", user.as_str(), code) {
        return Ok(secret::hex(&bytes));
    }
    let cookie = |cookie| read_cookie(cx.request.cookie.as_deref(), cookie);
    let token = cookie(Cookie::Device).or_else(|| cookie(Cookie::Session)).ok_or(Error::SignedOut)?;
    Ok(sha256(&[b"address:", token.as_bytes(), code.as_bytes()]))
}

/// The statements that keep what is asked for, in place of what was asked for before. The last one answers the address of somebody else who has it.
pub(super) fn ask(
    cx: &Context,
    caller: &Caller,
    email: &EmailAddress,
    code: &str,
) -> Result<Vec<Statement>, Error> {
    let keep = "\
        INSERT INTO address_changes (user_id, email, email_key, code_hash, wrong_key, created_at, expires_at, session_id) \
        SELECT ?1, ?2, ?3, iif(EXISTS (SELECT 1 FROM users u WHERE u.email_key = ?3 AND u.id <> ?1), '', ?4), ?5, ?6, ?7, ?8 WHERE true \
        ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, code_hash = excluded.code_hash, \
          earlier_codes = substr(code_hash || ' ' || earlier_codes, 1, 324), \
          wrong_key = excluded.wrong_key, created_at = excluded.created_at, expires_at = excluded.expires_at, tries = 0, last_try = NULL, \
          used_at = NULL, old_email = NULL, session_id = excluded.session_id";
    let user = caller.user_id();
    let (key, wrong_key) = (email.key(), budgets::key(cx, &email.key()));
    let values = args![
        user,
        email.as_str(),
        &key,
        code_hash(cx, user, code)?,
        wrong_key,
        cx.now,
        cx.now + CODE_LIFE_MS,
        caller.session_id()
    ];
    let taken = "\
        SELECT email, EXISTS (SELECT 1 FROM stopped_addresses WHERE address_hash = ?3) FROM users WHERE email_key = ?2 AND id <> ?1";
    let hash = address_hash(&key);
    Ok(vec![
        // The session may have ended since the proof.
        guard::holds("proof", PROVEN, args![caller.session_id(), cx.now]),
        Statement::new(keep, values),
        Statement::new(taken, args![user, key, hash]),
    ])
}

/// In the scope `caller`: what waits for its code.
pub(super) fn pending() -> Select {
    let body = "\
        SELECT json_object('pending', json((SELECT json_object('email', a.email, 'expires_at', a.expires_at, \
          'is_here', json(iif(a.session_id IS c.session_id, 'true', 'false'))) FROM address_changes a \
          WHERE a.user_id = c.user_id AND a.used_at IS NULL AND a.expires_at > ?2 AND a.tries < ?3))) FROM caller c";
    Select { with: "", body, args: args![CODE_TRIES] }
}

/// The statement after which its code works no more.
pub(super) fn cancel(caller: &Caller, now: i64) -> Statement {
    let sql = "UPDATE address_changes SET expires_at = ?2 WHERE user_id = ?1 AND used_at IS NULL AND expires_at > ?2";
    Statement::new(sql, args![caller.user_id(), now])
}

/// Whose address it is, by what [`ask`] has answered.
pub(super) enum Holder {
    Nobody,
    Somebody { email: String, wants_no_mail: bool },
}

pub(super) fn taken_by(rows: Option<Vec<Row>>) -> Holder {
    let mut row = rows.and_then(|rows| rows.into_iter().next());
    match row.as_mut().and_then(|row| row.take_text(0)) {
        None => Holder::Nobody,
        Some(email) => {
            Holder::Somebody { email, wants_no_mail: row.and_then(|row| row.integer(1)) == Some(1) }
        }
    }
}

/// What became of an attempt.
pub(super) enum Attempt {
    Changed {
        /// The account as JSON.
        user: String,
        /// What it was before; `None`: an earlier request has changed it, whose answer was lost.
        old: Option<String>,
    },
    Ended(&'static str),
    /// Too many wrong codes were entered for the address: it was not even looked at.
    Barred {
        until: i64,
    },
    /// A newer code has replaced it.
    Older,
    Wrong {
        tries: i64,
    },
}

// Each statement goes on only where the one before it did: `last_try` is the id of this very request. In another browser none does, nor with a
// code that a newer one replaced, and no try is used.
const COUNT_TRY: &str = "\
    UPDATE address_changes SET tries = tries + 1, last_try = ?2 \
    WHERE user_id = ?1 AND session_id = ?7 AND used_at IS NULL AND expires_at > ?3 AND tries < ?4 AND (code_hash = ?8 OR instr(earlier_codes, ?8) = 0) \
      AND NOT EXISTS (SELECT 1 FROM budgets b WHERE b.scope = ?5 AND b.key = wrong_key AND b.ends_at > ?3 AND b.used >= ?6)";
const USE_CODE: &str = "\
    UPDATE address_changes SET used_at = ?3, old_email = (SELECT u.email FROM users u WHERE u.id = ?1) \
    WHERE user_id = ?1 AND last_try = ?2 AND used_at IS NULL AND code_hash = ?4";
const COUNT_WRONG: &str = concat!(
    "INSERT INTO budgets (scope, key, used, ends_at) SELECT ?4, wrong_key, 1, ?3 + ?5 FROM address_changes \
     WHERE user_id = ?1 AND last_try = ?2 AND used_at IS NULL ",
    count_on!("?3")
);
macro_rules! done {
    () => {
        "FROM address_changes c WHERE c.user_id = ?1 AND c.last_try = ?2 AND c.used_at IS NOT NULL"
    };
}
/// A code that was sent to the old address would open an account of its own now, for whoever asked for it while it meant this one.
const CANCEL_CODES: &str = concat!(
    "UPDATE sign_in_codes SET expires_at = ?3 WHERE email_key = (SELECT u.email_key FROM users u WHERE u.id = ?1) \
     AND used_at IS NULL AND expires_at > ?3 AND created_at > ?3 - ?4 AND EXISTS (SELECT 1 ",
    done!(),
    ")"
);
const AUDIT: &str = concat!(
    insert_entry!("country"),
    "SELECT ?3, NULL, ?1, 'change_address', 'user', ?1, \
       json_object('email', c.email, 'before', json_object('email', c.old_email)), ?2, ?4, ?5, ?6 ",
    done!()
);
const CHANGE: &str = concat!(
    "UPDATE users SET (email, email_key) = (SELECT c.email, c.email_key ",
    done!(),
    ") WHERE id = ?1 AND EXISTS (SELECT 1 ",
    done!(),
    ")"
);
/// Members are found and listed by it.
const CHANGE_MEMBERSHIPS: &str = concat!(
    "UPDATE memberships SET email_key = (SELECT c.email_key ",
    done!(),
    ") WHERE user_id = ?1 AND EXISTS (SELECT 1 ",
    done!(),
    ")"
);
/// Whoever is a member already needs no invite to the new address, and could not take another role by it.
const CLOSE_INVITES: &str = concat!(
    "UPDATE invites SET state = 'revoked', decided_at = ?3 WHERE email_key = (SELECT u.email_key FROM users u WHERE u.id = ?1) AND state = 'open' \
       AND organization_id IN (SELECT m.organization_id FROM memberships m WHERE m.user_id = ?1) AND EXISTS (SELECT 1 ",
    done!(),
    ")"
);
/// The old address is told, in a mail that is kept until it has left.
const TELL: &str = concat!(insert_notice!(), "SELECT ?2, c.old_email, NULL, ?3, '{}', ?4, ?4 ", done!());
const OUTCOME: &str = "\
    SELECT c.tries, c.expires_at, c.used_at, c.last_try IS ?2, c.code_hash = ?3, c.old_email, \
      json_object('id', u.id, 'email', u.email, 'name', u.name), \
      (SELECT b.ends_at FROM budgets b WHERE b.scope = ?4 AND b.key = c.wrong_key), c.session_id IS ?5, \
      c.code_hash <> ?3 AND instr(c.earlier_codes, ?3) > 0 \
    FROM address_changes c JOIN users u ON u.id = c.user_id WHERE c.user_id = ?1";

/// Counts the try and, when the code is right, changes everything that has the address: one batch.
pub(super) async fn try_code<D: Db>(
    db: &D,
    cx: &Context<'_>,
    caller: &Caller,
    code: &str,
) -> Result<Attempt, Error> {
    let (user, attempt, hash) = (caller.user_id(), &cx.request_id, code_hash(cx, caller.user_id(), code)?);
    let (scope, limit, life) = (WRONG_CODES.scope, WRONG_CODES.limit, WRONG_CODES.life);
    let session = caller.session_id();
    let audit =
        args![user, attempt, cx.new_id(), cx.request.user_agent(), cx.now, cx.request.country.as_deref()];
    let batch = vec![
        guard::holds("proof", "EXISTS (SELECT 1 FROM sessions WHERE id = ?1)", args![caller.session_id()]),
        Statement::new(COUNT_TRY, args![user, attempt, cx.now, CODE_TRIES, scope, limit, session, &hash]),
        Statement::new(USE_CODE, args![user, attempt, cx.now, &hash]),
        Statement::new(COUNT_WRONG, args![user, attempt, cx.now, scope, life]),
        Statement::new(CANCEL_CODES, args![user, attempt, cx.now, CODE_LIFE_MS]),
        Statement::new(AUDIT, audit),
        Statement::new(CHANGE, args![user, attempt]),
        Statement::new(CHANGE_MEMBERSHIPS, args![user, attempt]),
        Statement::new(CLOSE_INVITES, args![user, attempt, cx.now]),
        Statement::new(TELL, args![user, attempt, ADDRESS_CHANGED, cx.now]),
        Statement::new(OUTCOME, args![user, attempt, hash, scope, session]),
    ];
    let taken = "Another account has this address by now.";
    let mut results = match db.batch(batch).await {
        Err(DbError::Unique(columns)) if columns == "users.email_key" => {
            return Err(Error::Taken("code", taken));
        }
        results => results?,
    };
    let row = results.pop().and_then(|rows| rows.into_iter().next());
    Ok(row
        .map_or(Attempt::Ended("There is no code to enter. Request a new one."), |row| outcome(row, cx.now)))
}

fn outcome(mut row: Row, now: i64) -> Attempt {
    let tries = row.integer(0).unwrap_or(CODE_TRIES);
    let (is_used, is_counted, is_right) =
        (row.integer(2).is_some(), row.integer(3) == Some(1), row.integer(4) == Some(1));
    if row.integer(8) != Some(1) {
        Attempt::Ended("This browser has no code to enter. Request a new one.")
    } else if is_used && is_right {
        let old = row.take_text(5).filter(|_| is_counted);
        Attempt::Changed { user: row.take_text(6).unwrap_or_default(), old }
    } else if is_used {
        Attempt::Ended("This code was already used. Request a new one.")
    } else if row.integer(1).unwrap_or_default() <= now {
        Attempt::Ended("This code has expired. Request a new one.")
    } else if tries >= CODE_TRIES {
        Attempt::Ended("Too many wrong attempts. Request a new code.")
    } else if row.integer(9) == Some(1) {
        Attempt::Older
    } else if !is_counted {
        Attempt::Barred { until: row.integer(7).unwrap_or(now) }
    } else {
        Attempt::Wrong { tries }
    }
}
