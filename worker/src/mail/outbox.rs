//! Invite mails that are due. A mail is queued in the batch that makes its invite, so it is never lost: whoever drains the
//! outbox first, after an answer or by cron, leases it, sends it and notes what became of it. Twice is possible when the
//! runtime dies between sending and noting; never is not.

use super::{Mail, MailError, Mailer, compose, stored_address};
use crate::args;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement, Value};
use crate::secret;
use portico_api::Role;

/// Mails sent by one run.
const AT_ONCE: usize = 20;
/// How long a run may take with its mails before another one takes them over, in milliseconds.
const LEASE_MS: i64 = 60 * 1000;
/// How long to wait after the first, second, … try, in milliseconds; after the last one the mail has failed.
const RETRY_AFTER_MS: &[i64] = &[60_000, 300_000, 1_800_000, 7_200_000];

const LEASE: &str = "\
    UPDATE outbox SET lease = ?1, tries = tries + 1, next_try_at = ?2 \
    WHERE state = 'queued' AND id IN (\
      SELECT id FROM outbox WHERE state = 'queued' AND next_try_at <= ?3 ORDER BY next_try_at LIMIT ?4)";
// Every column has a name of its own: D1 answers the statements of a batch as objects.
const LEASED: &str = concat!(
    "SELECT x.id, x.tries, i.id AS invite, i.nonce, ",
    stored_address!("i.email_key", "i.email"),
    " AS recipient, i.role, i.note, o.name, u.email AS inviter, \
      x.nonce = i.nonce AND i.state = 'open' AS is_current, i.token_hash \
    FROM outbox x JOIN invites i ON i.organization_id = x.organization_id AND i.id = x.invite_id \
    JOIN organizations o ON o.id = i.organization_id JOIN users u ON u.id = i.inviter_id \
    WHERE x.lease = ?1 AND x.state = 'queued'"
);

/// Sends what is due at `now`. `run` names this run; it must be unique.
pub async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    run: &str,
    now: i64,
) -> Result<(), DbError> {
    let lease = Statement::new(LEASE, args![run, now + LEASE_MS, now, AT_ONCE]);
    let mut results = db.batch(vec![lease, Statement::new(LEASED, args![run])]).await?;
    let rows = results.pop().unwrap_or_default();
    let mut notes = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(due) = Due::read(row, config) else { continue };
        notes.push(match due.mail {
            None if due.is_made_before => note(&due.id, "failed", Some(secret::LINK_MADE_BEFORE)),
            // The invite was answered, taken back or sent anew meanwhile: this mail would only confuse.
            None => {
                note(&due.id, "failed", Some("The invite was closed or sent again before this mail left."))
            }
            Some(mail) => match mailer.send(&mail).await {
                Ok(()) => note(&due.id, "sent", None),
                Err(MailError::Refused(why)) => note(&due.id, "failed", Some(&why)),
                Err(MailError::Unavailable(why)) => try_later(&due.id, due.tries, now, &why),
            },
        });
    }
    if !notes.is_empty() {
        db.batch(notes).await?;
    }
    Ok(())
}

struct Due {
    id: String,
    tries: usize,
    /// `None`: pointless by now.
    mail: Option<Mail>,
    /// The link can't be made any more.
    is_made_before: bool,
}

impl Due {
    fn read(row: &Row, config: &Config) -> Option<Self> {
        let link = secret::invite_link(config, row.text(2)?, row.text(3)?)?;
        let is_made_before = !secret::is_link_of(&link, row.text(10)?);
        let role = row.integer(5).and_then(Role::from_rank)?;
        let mail = compose::invite(row.text(4)?, row.text(8)?, row.text(7)?, role, row.text(6), &link);
        Some(Self {
            id: row.text(0)?.to_owned(),
            tries: row.integer(1).and_then(|tries| tries.try_into().ok()).unwrap_or_default(),
            mail: (row.integer(9) == Some(1) && !is_made_before).then_some(mail),
            is_made_before,
        })
    }
}

fn note(id: &str, state: &str, error: Option<&str>) -> Statement {
    let sql = "UPDATE outbox SET state = ?2, error = ?3, lease = NULL WHERE id = ?1";
    Statement::new(sql, args![id, state, error.map(shorten)])
}

fn try_later(id: &str, tries: usize, now: i64, why: &str) -> Statement {
    match RETRY_AFTER_MS.get(tries.saturating_sub(1)) {
        Some(wait) => Statement::new(
            "UPDATE outbox SET error = ?2, next_try_at = ?3, lease = NULL WHERE id = ?1",
            vec![Value::from(id), Value::from(shorten(why)), Value::from(now + wait)],
        ),
        None => note(id, "failed", Some(why)),
    }
}

fn shorten(why: &str) -> String {
    why.chars().take(200).collect()
}
