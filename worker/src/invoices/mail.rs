//! Invoices on their way to the billing address. One is due from the moment it is issued; whoever finds it due first puts the next try
//! ahead, sends it, and notes that it left. When the runtime dies between sending and noting, it is sent once more under the same key.

use crate::args;
use crate::budgets::NOTICE_TO_ADDRESS;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::mail::{self, Mail, MailError, Mailer, address_hash, compose};
use crate::patience::together;
use crate::ports::{Clock, Local};

/// Mails sent at once: the runtime opens six connections.
const AT_ONCE: usize = 6;
/// Rounds of one run.
const ROUNDS: usize = 5;
/// How long until another try, in milliseconds.
const AGAIN_AFTER_MS: i64 = 10 * 60 * 1000;
/// Tries before it is left to the console: about a day's worth.
const TRIES: i64 = 144;

const TAKE: &str = "\
    UPDATE invoices SET mail_due_at = iif(mail_tries >= ?4, NULL, ?2), mail_tries = mail_tries + 1 \
    WHERE id IN (SELECT id FROM invoices WHERE mail_due_at <= ?1 ORDER BY mail_due_at LIMIT ?3) \
    RETURNING id, number, currency, total, due_at, bill_to ->> 'email' AS email, \
      (SELECT o.name FROM organizations o WHERE o.id = organization_id) AS organization, \
      (SELECT o.slug FROM organizations o WHERE o.id = organization_id) AS slug, mail_tries";

/// Sends what is due, and begins nothing new after `patience` milliseconds. Answers what should be in the log: an address that is refused is not
/// tried again.
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
        if now - began >= patience || db.left() < 3 + AT_ONCE {
            break;
        }
        let take = Statement::new(TAKE, args![now, now + AGAIN_AFTER_MS, AT_ONCE, TRIES]);
        let rows = match db.query(take).await {
            Ok(rows) => rows,
            Err(error) => {
                log.push(format!("invoices: {error:?}"));
                break;
            }
        };
        let due: Vec<_> = rows.iter().filter_map(|row| Due::read(row, config)).collect();
        let ways = match ways(db, config, now, &due).await {
            Ok(ways) => ways,
            Err(error) => {
                log.push(format!("invoices: {error:?}"));
                break;
            }
        };
        let work = due.into_iter().zip(ways).map(|(due, (is_wanted, wait))| {
            let mail = is_wanted.then_some(due.mail);
            match wait {
                Some(until) => Box::pin(put_off(db, clock, due.id, until)) as Local<'_, _>,
                None => Box::pin(send(db, mailer, clock, due.id, mail)) as Local<'_, _>,
            }
        });
        log.extend(together(work.collect()).await.into_iter().flatten());
        if rows.len() < AT_ONCE {
            break;
        }
    }
    log
}

/// Of each whether its address wants mail, and until when it has to wait because that was told enough.
async fn ways<D: Db>(
    db: &D,
    config: &Config,
    now: i64,
    due: &[Due],
) -> Result<Vec<(bool, Option<i64>)>, DbError> {
    // Whoever said meanwhile that they want no mail gets none.
    let stopped = mail::stopped(db, due.iter().map(|due| due.address.as_str())).await?;
    let is_wanted = |due: &Due| !stopped.contains(&address_hash(&due.address));
    let counted = |due: &Due| due.tries <= 1 && is_wanted(due);
    let wanted: Vec<_> =
        due.iter().map(|due| counted(due).then_some((NOTICE_TO_ADDRESS, due.address.as_str()))).collect();
    let waits = mail::recipients::room(db, config, now, &wanted).await?;
    Ok(due.iter().map(is_wanted).zip(waits).collect())
}

/// Leaves one for later, as if it had not been tried.
async fn put_off<D: Db>(db: &D, clock: &dyn Clock, id: String, until: i64) -> Vec<String> {
    let sql = "UPDATE invoices SET mail_due_at = ?2, mail_tries = mail_tries - 1 WHERE id = ?1";
    mail::keep_note(db, clock, Statement::new(sql, args![id, until])).await.into_iter().collect()
}

/// Sends one, if there is one to send, and notes at once that it left.
async fn send<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    clock: &dyn Clock,
    id: String,
    mail: Option<Mail>,
) -> Vec<String> {
    let refusal = match &mail {
        None => None,
        Some(mail) => match mail::send(clock, mailer, mail).await {
            Err(MailError::Unavailable(_)) => return Vec::new(),
            Err(MailError::Refused(why)) => Some(format!("{}: {why}", mail.subject)),
            Ok(()) => None,
        },
    };
    let note = Statement::new("UPDATE invoices SET mail_due_at = NULL WHERE id = ?1", args![id]);
    refusal.into_iter().chain(mail::keep_note(db, clock, note).await).collect()
}

struct Due {
    id: String,
    tries: i64,
    /// The recipient in lower case.
    address: String,
    mail: Mail,
}

impl Due {
    fn read(row: &Row, config: &Config) -> Option<Self> {
        let id = row.text(0)?.to_owned();
        let link = format!("{}/o/{}/billing/invoices/{id}", config.origin, row.text(7)?);
        let total = compose::money(row.integer(3)?, row.text(2)?);
        let mail = compose::invoice(row.text(5)?, row.text(6)?, row.text(1)?, &total, row.integer(4)?, &link);
        let mail = Mail { key: format!("invoice-{id}"), ..mail }.with_stop(config);
        Some(Self { id, tries: row.integer(8)?, address: mail.recipient.to_ascii_lowercase(), mail })
    }
}
