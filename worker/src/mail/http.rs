//! What an answer of a mail service over HTTP means: https://resend.com/docs/api-reference/errors

use super::MailError;

/// Most bytes of an answer: those that are read say in a sentence what is wrong.
pub const REPLY_MAX: usize = 16 * 1024;

/// Whether the status alone does not tell, so that the answer is read.
pub fn asks_why(status: u16) -> bool {
    status == 409
}

/// What became of the mail. `said` is the answer, where it was read; `Err` there: it could not be.
pub fn outcome(status: u16, said: Result<String, String>) -> Result<(), MailError> {
    match (status, said) {
        (200..=299, _) => Ok(()),
        // It was taken before, under this key. The text has changed since, with a name for example.
        (409, Ok(said)) if said.contains("invalid_idempotent_request") => Ok(()),
        // The mail itself is at fault; anything else (a wrong key, too many, an outage) may be mended and tried again.
        (400 | 422, _) => Err(MailError::Refused(format!("the mail service refused it ({status})"))),
        (status, Ok(_)) => Err(MailError::Unavailable(format!("the mail service answered {status}"))),
        (status, Err(why)) => {
            Err(MailError::Unavailable(format!("the mail service answered {status}: {why}")))
        }
    }
}
