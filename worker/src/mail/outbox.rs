//! Invite mails that are due. A mail is queued in the batch that makes its invite, so it is never lost: whoever drains the
//! outbox first, after an answer or by cron, leases a few, sends them at once and notes of each as it comes what became of it. When the runtime dies
//! between sending and noting, it is sent once more under the same key, by which the mail service knows it; never is not possible.

use super::{Mail, MailError, Mailer, STOPPED, address_hash, compose, stored_address};
use crate::args;
use crate::config::Config;
use crate::db::{Db, Row, Statement, Value};
use crate::patience::together;
use crate::ports::{Clock, Local};
use crate::secret;
use portico_api::Role;

/// Mails sent at once: the runtime opens six connections.
const AT_ONCE: usize = 6;
/// Rounds of one run.
const ROUNDS: usize = 5;
/// How long a mail may take before another run takes it over, in milliseconds: longer than any answer is waited for.
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
    " AS recipient, i.role, i.note, o.name, \
      iif(coalesce(u.name, '') = '', u.email, u.name || ' (' || u.email || ')') AS inviter, \
      x.nonce = i.nonce AND i.state = 'open' AND o.deleted_at IS NULL AS is_current, i.token_hash, i.email_key \
    FROM outbox x JOIN invites i ON i.organization_id = x.organization_id AND i.id = x.invite_id \
    JOIN organizations o ON o.id = i.organization_id JOIN users u ON u.id = i.inviter_id \
    WHERE x.lease = ?1 AND x.state = 'queued'"
);

/// Sends what is due, and begins nothing new after `patience` milliseconds. `run` names this run; it must be unique. Answers what should be in
/// the log.
pub(crate) async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
    (run, patience): (&str, i64),
) -> Vec<String> {
    let (mut log, began) = (Vec::new(), clock.now());
    for round in 0..ROUNDS {
        let (run, now) = (format!("{run} {round}"), clock.now());
        if now - began >= patience || db.left() < 2 + 2 * AT_ONCE {
            break;
        }
        let lease = Statement::new(LEASE, args![&run, now + LEASE_MS, now, AT_ONCE]);
        let rows = match db.batch(vec![lease, Statement::new(LEASED, args![&run])]).await {
            Ok(mut results) => results.pop().unwrap_or_default(),
            Err(error) => {
                log.push(format!("outbox: {error:?}"));
                break;
            }
        };
        // Whoever said meanwhile that they want no mail gets none.
        let stopped = match super::stopped(db, rows.iter().filter_map(|row| row.text(11))).await {
            Ok(stopped) => stopped,
            Err(error) => {
                log.push(format!("outbox: {error:?}"));
                break;
            }
        };
        let wants_none = |row: &Row| row.text(11).is_some_and(|key| stopped.contains(&address_hash(key)));
        let work = rows.iter().map(|row| match wants_none(row) {
            true => Box::pin(leave(db, clock, row)) as Local<'_, _>,
            false => Box::pin(send(db, mailer, config, clock, row)) as Local<'_, _>,
        });
        log.extend(together(work.collect()).await.into_iter().flatten());
        if rows.len() < AT_ONCE {
            break;
        }
    }
    log
}

/// Sends none, and notes why.
async fn leave<D: Db>(db: &D, clock: &dyn Clock, row: &Row) -> Option<String> {
    let sql = "UPDATE outbox SET state = 'failed', error = ?2, is_stopped = 1, lease = NULL WHERE id = ?1";
    super::keep_note(db, clock, Statement::new(sql, args![row.text(0)?, STOPPED])).await
}

/// Sends one, and notes at once what became of it. Answers what should be in the log.
async fn send<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
    row: &Row,
) -> Option<String> {
    let Some(due) = Due::read(row, config) else {
        let tries = row.integer(1).and_then(|tries| tries.try_into().ok()).unwrap_or_default();
        let note = try_later(
            row.text(0)?,
            tries,
            clock.now(),
            "This installation lacks what its link is made with.",
        );
        return super::keep_note(db, clock, note).await;
    };
    let note = match due.mail {
        None if due.is_made_before => note(&due.id, "failed", Some(secret::LINK_MADE_BEFORE)),
        // The invite was answered, taken back or sent anew meanwhile: this mail would only confuse.
        None => note(&due.id, "failed", Some("The invite was closed or sent again before this e-mail left.")),
        Some(mail) => match super::send(clock, mailer, &mail).await {
            Ok(()) => note(&due.id, "sent", None),
            Err(MailError::Refused(why)) => note(&due.id, "failed", Some(&why)),
            Err(MailError::Unavailable(why)) => try_later(&due.id, due.tries, clock.now(), &why),
        },
    };
    super::keep_note(db, clock, note).await
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
        let mail = Mail { key: row.text(0)?.to_owned(), ..mail }.with_stop(config);
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
