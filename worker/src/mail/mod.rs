//! Mail: what one says, and the ways it can leave.

mod address;
pub(crate) mod compose;
pub mod http;
mod limits;
mod local;
pub mod outbox;
pub(crate) mod recipients;
mod stop;

pub(crate) use address::{address_hash, mask};
pub(crate) use compose::code;
pub(crate) use limits::{pair, sent_by, sent_to};
pub use local::LocalMailbox;
pub use stop::StopLink;
pub(crate) use stop::{ONE_CLICK, STOPPED, allow, one_click, one_click_token, show, stop, stopped};

use crate::context::Context;
use crate::db::{Db, Statement};
use crate::patience::within;
use crate::ports::Clock;
use crate::{args, secret};
use portico_api::text::EmailAddress;

/// One mail to one recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    pub recipient: String,
    /// One line.
    pub subject: String,
    pub text: String,
    /// The same for programs that show HTML; every value in it is escaped.
    pub html: String,
    /// The same for every try of the same mail, so that whoever sends it can tell; empty: there is only one try.
    pub key: String,
    /// How its recipient gets no more.
    pub stop: Option<StopLink>,
}

/// Why a mail did not leave.
#[derive(Clone, Debug, PartialEq)]
pub enum MailError {
    /// For good: the address or the mail is refused.
    Refused(String),
    /// For now: worth another try.
    Unavailable(String),
}

/// A way out for mail.
#[allow(async_fn_in_trait, reason = "one thread: futures need not be Send")]
pub trait Mailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

/// How long one mail may take, in milliseconds: shorter than any lease.
const PATIENCE_MS: u64 = 15_000;

/// Sends one, and does not wait for ever.
pub(crate) async fn send<M: Mailer>(clock: &dyn Clock, mailer: &M, mail: &Mail) -> Result<(), MailError> {
    let sent = within(clock, PATIENCE_MS, mailer.send(mail)).await;
    sent.unwrap_or_else(|| Err(MailError::Unavailable("the mail service did not answer in time".to_owned())))
}

/// Notes what became of a mail: once more where the database is busy, because otherwise it would be sent again. Answers what should be in the log.
pub(crate) async fn keep_note<D: Db>(db: &D, clock: &dyn Clock, note: Statement) -> Option<String> {
    if db.query(note.clone()).await.is_ok() {
        return None;
    }
    clock.wait(500).await;
    db.query(note).await.err().map(|error| format!("a mail left and could not be noted: {error:?}"))
}

/// The statement that puts a mail into the local mailbox, where it is shown instead of sent.
pub(crate) fn keep_locally(id: String, mail: &Mail, now: i64) -> Statement {
    Statement::new(
        "INSERT INTO mailbox (id, recipient, subject, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        args![id, &mail.recipient, &mail.subject, &mail.text, now],
    )
}

/// The SQL expression for the address that mail to somebody goes to: as it is stored where somebody has it, and never as it
/// was typed this time. Takes the address in lower case and as typed.
macro_rules! stored_address {
    ($key:literal, $typed:literal) => {
        concat!("coalesce((SELECT y.email FROM users y WHERE y.email_key = ", $key, "), ", $typed, ")")
    };
}
pub(crate) use stored_address;

/// As [`keep_locally`], for a mail to whoever has this address.
pub(crate) fn keep_for_user(cx: &Context, mail: &Mail, email: &EmailAddress) -> Statement {
    let sql = concat!(
        "INSERT INTO mailbox (id, recipient, subject, body, created_at) VALUES (?1, ",
        stored_address!("?6", "?2"),
        ", ?3, ?4, ?5)"
    );
    let id = secret::new_id(cx.now, cx.random);
    Statement::new(sql, args![id, &mail.recipient, &mail.subject, &mail.text, cx.now, email.key()])
}
