//! Mail: what one says, and the ways it can leave.

pub(crate) mod compose;
mod local;
pub mod outbox;

pub(crate) use compose::code;
pub use local::LocalMailbox;

use crate::context::Context;
use crate::db::Statement;
use crate::{args, secret};

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

/// As [`keep_locally`], for a mail that belongs to a request.
pub(crate) fn keep(cx: &Context, mail: &Mail) -> Statement {
    keep_locally(secret::new_id(cx.now, cx.random), mail, cx.now)
}
