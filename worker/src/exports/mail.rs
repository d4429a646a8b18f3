//! Whoever asked for an archive is told that it is ready, if they may still have it. As with invoices: whoever finds it due first puts the next try
//! ahead, sends it, and notes that it left.

use crate::args;
use crate::budgets::NOTICE_TO_ADDRESS;
use crate::config::Config;
use crate::db::{Db, Row, Statement};
use crate::mail::{self, Mail, MailError, Mailer, address_hash, compose};
use crate::ports::Clock;

/// How long until another try, in milliseconds, and tries before it is left to the console.
const AGAIN_AFTER_MS: i64 = 10 * 60 * 1000;
const TRIES: i64 = 20;
/// Mails of one run, one after the other.
const MAILS: usize = 5;

const TAKE: &str = "\
    UPDATE exports SET mail_due_at = iif(mail_tries >= ?3, NULL, ?2), mail_tries = mail_tries + 1 \
    WHERE id = (SELECT id FROM exports WHERE mail_due_at <= ?1 ORDER BY mail_due_at LIMIT 1) \
    RETURNING id, expires_at, (SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id \
        WHERE m.organization_id = exports.organization_id AND m.user_id = exports.asked_by AND m.role >= 3 AND exports.state = 'ready') AS email, \
      (SELECT o.name FROM organizations o WHERE o.id = exports.organization_id AND o.deleted_at IS NULL) AS organization, \
      (SELECT o.slug FROM organizations o WHERE o.id = exports.organization_id) AS slug, mail_tries";

/// Sends what is due, and begins nothing new after `patience` milliseconds. Answers what should be in the log.
pub(crate) async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
    patience: i64,
) -> Vec<String> {
    let (mut log, began) = (Vec::new(), clock.now());
    for _ in 0..MAILS {
        let now = clock.now();
        // One takes it, one asks whether it is wanted, one counts it, one notes it, perhaps twice.
        if now - began >= patience || db.left() < 5 {
            break;
        }
        let take = Statement::new(TAKE, args![now, now + AGAIN_AFTER_MS, TRIES]);
        match db.query(take).await {
            Err(error) => {
                log.push(format!("exports that are ready: {error:?}"));
                break;
            }
            Ok(rows) => match rows.first() {
                Some(row) => log.extend(tell(db, mailer, config, clock, row).await),
                None => break,
            },
        }
    }
    log
}

/// Sends one, if there is somebody to send it to, and notes that it left.
async fn tell<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
    row: &Row,
) -> Vec<String> {
    let Some(id) = row.text(0) else { return Vec::new() };
    let mut log = Vec::new();
    if let Some(mail) = read(row, id, config) {
        let key = mail.recipient.to_ascii_lowercase();
        // Whoever wants no mail sees it in the console.
        match mail::stopped(db, std::iter::once(key.as_str())).await {
            Err(error) => return vec![format!("exports that are ready: {error:?}")],
            Ok(stopped) if stopped.contains(&address_hash(&key)) => {}
            Ok(_) if is_put_off(db, config, clock, (row, id, &key)).await => return log,
            Ok(_) => match mail::send(clock, mailer, &mail).await {
                Err(MailError::Unavailable(_)) => return log,
                Err(MailError::Refused(why)) => log.push(format!("{}: {why}", mail.subject)),
                Ok(()) => {}
            },
        }
    }
    let note = Statement::new("UPDATE exports SET mail_due_at = NULL WHERE id = ?1", args![id]);
    log.extend(mail::keep_note(db, clock, note).await);
    log
}

/// Whether its address was told enough for now: then it is left for later, as if it had not been tried. Where that can't be told, it is tried again in any case.
async fn is_put_off<D: Db>(
    db: &D,
    config: &Config,
    clock: &dyn Clock,
    (row, id, address): (&Row, &str, &str),
) -> bool {
    let wanted = [(row.integer(5) <= Some(1)).then_some((NOTICE_TO_ADDRESS, address))];
    match mail::recipients::room(db, config, clock.now(), &wanted).await.as_deref() {
        Ok([Some(until)]) => {
            let sql = "UPDATE exports SET mail_due_at = ?2, mail_tries = mail_tries - 1 WHERE id = ?1";
            mail::keep_note(db, clock, Statement::new(sql, args![id, *until])).await;
            true
        }
        Ok(_) => false,
        Err(_) => true,
    }
}

fn read(row: &Row, id: &str, config: &Config) -> Option<Mail> {
    let link = format!("{}/o/{}/export", config.origin, row.text(4)?);
    let mail = compose::export(row.text(2)?, row.text(3)?, row.integer(1)?, &link);
    Some(Mail { key: format!("export-{id}"), ..mail }.with_stop(config))
}
