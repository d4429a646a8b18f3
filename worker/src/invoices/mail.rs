//! Invoices on their way to the billing address. One is due from the moment it is issued; whoever finds it due first puts the next try
//! ahead, sends it, and notes that it left. When the runtime dies between sending and noting, it is sent once more under the same key.

use crate::args;
use crate::config::Config;
use crate::db::{Db, Row, Statement};
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
      (SELECT o.slug FROM organizations o WHERE o.id = organization_id) AS slug";

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
        if now - began >= patience || db.left() < 1 + AT_ONCE {
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
        let due: Vec<_> = rows.iter().filter_map(|row| read(row, config)).collect();
        let keys: Vec<_> = due.iter().map(|(_, mail)| mail.recipient.to_ascii_lowercase()).collect();
        // Whoever said meanwhile that they want no mail gets none.
        let stopped = match mail::stopped(db, keys.iter().map(String::as_str)).await {
            Ok(stopped) => stopped,
            Err(error) => {
                log.push(format!("invoices: {error:?}"));
                break;
            }
        };
        let work = due.into_iter().zip(&keys).map(|((id, mail), key)| {
            let mail = (!stopped.contains(&address_hash(key))).then_some(mail);
            Box::pin(send(db, mailer, clock, id, mail)) as Local<'_, _>
        });
        log.extend(together(work.collect()).await.into_iter().flatten());
        if rows.len() < AT_ONCE {
            break;
        }
    }
    log
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

fn read(row: &Row, config: &Config) -> Option<(String, Mail)> {
    let link = format!("{}/o/{}/billing/invoices/{}", config.origin, row.text(7)?, row.text(0)?);
    let due = row.integer(4)?;
    let total = compose::money(row.integer(3)?, row.text(2)?);
    let mail = compose::invoice(row.text(5)?, row.text(6)?, row.text(1)?, &total, due, &link);
    let key = format!("invoice-{}", row.text(0)?);
    Some((row.text(0)?.to_owned(), Mail { key, ..mail }.with_stop(config)))
}
