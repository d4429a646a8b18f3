//! Invoices on their way to the billing address. One is due from the moment it is issued; whoever finds it due first puts the next try
//! ahead, sends it, and notes that it left. Twice is possible when the runtime dies between sending and noting; never is not.

use crate::args;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::mail::{Mail, MailError, Mailer, compose};

/// Mails sent by one run.
const AT_ONCE: usize = 20;
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

/// Sends what is due at `now`. Answers what should be in the log: an address that is refused is not tried again.
pub(crate) async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    now: i64,
) -> Result<Vec<String>, DbError> {
    let rows = db.query(Statement::new(TAKE, args![now, now + AGAIN_AFTER_MS, AT_ONCE, TRIES])).await?;
    let (mut done, mut log) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some((id, mail)) = read(row, config) else { continue };
        match mailer.send(&mail).await {
            Err(MailError::Unavailable(_)) => continue,
            Err(MailError::Refused(why)) => log.push(format!("{}: {why}", mail.subject)),
            Ok(()) => {}
        }
        done.push(Statement::new("UPDATE invoices SET mail_due_at = NULL WHERE id = ?1", args![id]));
    }
    if !done.is_empty() {
        db.batch(done).await?;
    }
    Ok(log)
}

fn read(row: &Row, config: &Config) -> Option<(String, Mail)> {
    let link = format!("{}/o/{}/billing/invoices/{}", config.origin, row.text(7)?, row.text(0)?);
    let due = row.integer(4)?;
    let total = compose::money(row.integer(3)?, row.text(2)?);
    let mail = compose::invoice(row.text(5)?, row.text(6)?, row.text(1)?, &total, due, &link);
    Some((row.text(0)?.to_owned(), mail))
}
