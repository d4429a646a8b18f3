//! Mail: what one says, and the ways it can leave.

pub(crate) mod compose;
mod local;
pub mod outbox;

pub(crate) use compose::code;
pub use local::LocalMailbox;

use crate::context::Context;
use crate::db::Statement;
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
