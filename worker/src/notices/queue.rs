//! Notices that are due. Whoever drains the queue first, after an answer or by cron, puts the next try of a few ahead, sends them at once, and takes off
//! each that has left. When the runtime dies in between, it is sent once more under the same key.

use super::{DELETED, ENDING, GONE, INVITES, LIMITS, PUBLISHING, SECURITY_LIFTED, mails, one_click};
use crate::args;
use crate::budgets::{ACCOUNT_NOTICE_TO_ADDRESS, Budget, NOTICE_TO_ADDRESS, OWNER_NOTICE_TO_ADDRESS};
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::mail::{self, Mail, MailError, Mailer, address_hash, compose};
use crate::patience::together;
use crate::ports::{Clock, Local};

/// Mails sent at once: the runtime opens six connections.
const AT_ONCE: usize = 6;
/// Rounds of one run.
const ROUNDS: usize = 5;
/// How long a mail may take before another run takes it over, in milliseconds: longer than any answer is waited for.
const LEASE_MS: i64 = 60 * 1000;
/// How long to wait after the first, second, … try, in milliseconds; after the last one it is given up: about two days.
const RETRY_AFTER_MS: &[i64] = &[60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000];

const TAKE: &str = "\
    UPDATE notices SET tries = tries + 1, next_try_at = ?2 \
    WHERE id IN (SELECT id FROM notices WHERE next_try_at <= ?1 ORDER BY next_try_at LIMIT ?3) \
    RETURNING id, tries, recipient, kind, details, user_id";

/// Sends what is due, and begins nothing new after `patience` milliseconds. Answers what should be in the log.
pub(crate) async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
    patience: i64,
) -> Vec<String> {
    let (mut log, began) = (Vec::new(), clock.now());
    for _ in 0..ROUNDS {
        let now = clock.now();
        if now - began >= patience || db.left() < 3 + 2 * AT_ONCE {
            break;
        }
        let rows = match db.query(Statement::new(TAKE, args![now, now + LEASE_MS, AT_ONCE])).await {
            Ok(rows) => rows,
            Err(error) => {
                log.push(format!("notices: {error:?}"));
                break;
            }
        };
        let due: Vec<_> = rows.iter().filter_map(|row| Due::read(row, config)).collect();
        let ways = match ways(db, config, now, &due).await {
            Ok(ways) => ways,
            Err(error) => {
                log.push(format!("notices: {error:?}"));
                break;
            }
        };
        let work = due
            .into_iter()
            .zip(ways)
            .map(|(due, way)| Box::pin(send(db, mailer, clock, due, way)) as Local<'_, _>);
        log.extend(together(work.collect()).await.into_iter().flatten());
        if rows.len() < AT_ONCE {
            break;
        }
    }
    log
}

/// What is done with one that is due.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Send,
    /// Its address wants none.
    Drop,
    /// Its address was told enough until then.
    Wait(i64),
}

/// The way of each. What is sent counts by its recipient, with the first try.
async fn ways<D: Db>(db: &D, config: &Config, now: i64, due: &[Due]) -> Result<Vec<Way>, DbError> {
    let asked = due.iter().filter(|due| !due.is_of_account).map(|due| due.address.as_str());
    let stopped = mail::stopped(db, asked).await?;
    let is_dropped = |due: &Due| !due.is_of_account && stopped.contains(&address_hash(&due.address));
    let counted = |due: &Due| due.tries <= 1 && due.mail.is_some() && !is_dropped(due);
    let wanted: Vec<_> =
        due.iter().map(|due| counted(due).then_some((due.budget, due.address.as_str()))).collect();
    let waits = mail::recipients::room(db, config, now, &wanted).await?;
    let way = |(due, wait): (&Due, Option<i64>)| match wait {
        _ if is_dropped(due) => Way::Drop,
        Some(until) => Way::Wait(until),
        None => Way::Send,
    };
    Ok(due.iter().zip(waits).map(way).collect())
}

struct Due {
    id: String,
    tries: usize,
    /// The recipient in lower case.
    address: String,
    /// Whether it is about the security of the recipient's own account: told whatever the address has said about mail.
    is_of_account: bool,
    /// By what it is counted. What is about the account, and what an Owner has to hear in time, each have a count of their own, so that nobody who can have an
    /// address mailed keeps them back.
    budget: Budget,
    /// `None`: there is nothing to say that this version knows how to.
    mail: Option<Mail>,
}

impl Due {
    fn read(row: &Row, config: &Config) -> Option<Self> {
        let (id, recipient, kind) = (row.text(0)?, row.text(2)?, row.text(3)?);
        let is_of_account =
            !matches!(kind, SECURITY_LIFTED | DELETED | ENDING | GONE | PUBLISHING | INVITES | LIMITS);
        let budget = match kind {
            SECURITY_LIFTED | DELETED => OWNER_NOTICE_TO_ADDRESS,
            _ if is_of_account => ACCOUNT_NOTICE_TO_ADDRESS,
            _ => NOTICE_TO_ADDRESS,
        };
        // What somebody chose is turned off by its kind.
        let with_way_out = |mail: Mail| match row.text(5) {
            Some(user) => compose::with_choice(mail, one_click::link(config, user, kind)),
            None if is_of_account => mail,
            None => mail.with_stop(config),
        };
        let mail = mails::of(kind, recipient, row.text(4)?, config).map(with_way_out);
        Some(Self {
            id: id.to_owned(),
            tries: row.integer(1).and_then(|tries| tries.try_into().ok()).unwrap_or_default(),
            address: recipient.to_ascii_lowercase(),
            is_of_account,
            budget,
            mail: mail.map(|mail| Mail { key: format!("notice-{id}"), ..mail }),
        })
    }
}

/// Sends one, unless it is not wanted or has to wait, and notes at once what became of it.
async fn send<D: Db, M: Mailer>(db: &D, mailer: &M, clock: &dyn Clock, due: Due, way: Way) -> Vec<String> {
    let gone = || Statement::new("DELETE FROM notices WHERE id = ?1", args![&due.id]);
    if let Way::Wait(until) = way {
        // It has not been tried.
        let sql = "UPDATE notices SET tries = tries - 1, next_try_at = ?2 WHERE id = ?1";
        let note = Statement::new(sql, args![&due.id, until]);
        return mail::keep_note(db, clock, note).await.into_iter().collect();
    }
    let outcome = match &due.mail {
        _ if way == Way::Drop => Ok(()),
        Some(mail) => mail::send(clock, mailer, mail).await,
        // A newer version has queued it, and may come back.
        None => Err(MailError::Unavailable("this version does not know what it says".to_owned())),
    };
    let (note, said) = match outcome {
        Ok(()) => (gone(), None),
        Err(MailError::Refused(why)) => (gone(), Some(why)),
        Err(MailError::Unavailable(why)) => match RETRY_AFTER_MS.get(due.tries.saturating_sub(1)) {
            Some(wait) => {
                let sql = "UPDATE notices SET next_try_at = ?2 WHERE id = ?1";
                (Statement::new(sql, args![&due.id, clock.now() + wait]), None)
            }
            None => (gone(), Some(why)),
        },
    };
    let said = said.map(|why| format!("notice {}: {why}", due.id));
    said.into_iter().chain(mail::keep_note(db, clock, note).await).collect()
}
