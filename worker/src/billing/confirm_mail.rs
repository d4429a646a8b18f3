//! The mail that asks a billing address. It is due from the moment the address is set; whoever finds it due first puts the next try ahead, sends it
//! and notes that it left, as with invoices.

use crate::args;
use crate::config::Config;
use crate::db::{Db, Row, Statement};
use crate::mail::{self, Mail, MailError, Mailer, address_hash, compose};
use crate::patience::together;
use crate::ports::{Clock, Local};
use crate::secret::{billing_address_token, sha256};

/// Mails sent at once: the runtime opens six connections. What is left, the next run sends.
const AT_ONCE: usize = 6;
/// How long until another try, in milliseconds.
const AGAIN_AFTER_MS: i64 = 10 * 60 * 1000;
/// Tries before it is left to whoever presses "Send again": two hours' worth.
const TRIES: i64 = 12;

const TAKE: &str = "\
    UPDATE billing_details SET confirm_due_at = iif(confirm_tries >= ?4, NULL, ?2), confirm_tries = confirm_tries + 1 \
    WHERE organization_id IN (SELECT organization_id FROM billing_details WHERE confirm_due_at <= ?1 ORDER BY confirm_due_at LIMIT ?3) \
    RETURNING organization_id, email, confirm_nonce, confirm_hash, \
      (SELECT o.name FROM organizations o WHERE o.id = organization_id) AS organization";

/// Sends what is due. Answers what should be in the log.
pub(crate) async fn drain<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    config: &Config,
    clock: &dyn Clock,
) -> Vec<String> {
    let now = clock.now();
    let take = Statement::new(TAKE, args![now, now + AGAIN_AFTER_MS, AT_ONCE, TRIES]);
    let due = match db.query(take).await {
        Ok(rows) => rows.iter().filter_map(|row| read(row, config)).collect::<Vec<_>>(),
        Err(error) => return vec![format!("billing addresses: {error:?}")],
    };
    let keys: Vec<_> = due.iter().map(|due| due.mail.recipient.to_ascii_lowercase()).collect();
    // Whoever said meanwhile that they want no mail gets none; the row says so by itself.
    let stopped = match mail::stopped(db, keys.iter().map(String::as_str)).await {
        Ok(stopped) => stopped,
        Err(error) => return vec![format!("billing addresses: {error:?}")],
    };
    let work = due.into_iter().zip(&keys).map(|(due, key)| {
        let is_stopped = stopped.contains(&address_hash(key));
        Box::pin(send(db, mailer, clock, due, is_stopped)) as Local<'_, _>
    });
    together(work.collect()).await.into_iter().flatten().collect()
}

struct Due {
    organization: String,
    nonce: String,
    mail: Mail,
}

async fn send<D: Db, M: Mailer>(
    db: &D,
    mailer: &M,
    clock: &dyn Clock,
    due: Due,
    is_stopped: bool,
) -> Vec<String> {
    let refusal = match is_stopped {
        true => None,
        false => match mail::send(clock, mailer, &due.mail).await {
            Err(MailError::Unavailable(_)) => return Vec::new(),
            Err(MailError::Refused(why)) => Some(format!("the question to a billing address: {why}")),
            Ok(()) => None,
        },
    };
    let sql =
        "UPDATE billing_details SET confirm_due_at = NULL WHERE organization_id = ?1 AND confirm_nonce = ?2";
    let note = Statement::new(sql, args![due.organization, due.nonce]);
    refusal.into_iter().chain(mail::keep_note(db, clock, note).await).collect()
}

/// `None`: the key that its link is made with was changed since; asking once more makes a new one.
fn read(row: &Row, config: &Config) -> Option<Due> {
    let (organization, nonce) = (row.text(0)?.to_owned(), row.text(2)?.to_owned());
    let token = billing_address_token(config, &organization, &nonce)?;
    if sha256(&[token.as_bytes()]) != row.text(3)? {
        return None;
    }
    let link = format!("{}/billing-address/{token}", config.origin);
    let mail = compose::billing_address(row.text(1)?, row.text(4)?, &link);
    let mail = Mail { key: format!("billing-address-{nonce}"), ..mail }.with_stop(config);
    Some(Due { organization, nonce, mail })
}
