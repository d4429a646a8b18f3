//! The mail that carries a code.

use portico_api::text::EmailAddress;

/// A mail in plain text to one recipient.
pub(crate) struct Mail {
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// The code is in the subject too: most people read it from the notification.
pub(super) fn compose(recipient: &EmailAddress, code: &str, origin: &str) -> Mail {
    let body = format!(
        "Your code to sign in to Portico is\n\n    {code}\n\n\
         Enter it in the browser that asked for it, at {origin}/sign-in. It works once, for 10 minutes.\n\n\
         If you did not ask for it, ignore this mail: without the code nobody gets in.\n"
    );
    Mail { recipient: recipient.to_string(), subject: format!("{code} is your Portico code"), body }
}
