//! The texts of notices.

use super::{ADDRESS_CHANGED, SECURITY_LIFTED};
use crate::config::Config;
use crate::mail::{Mail, compose};
use serde::Deserialize;

/// What a notice is about; each kind has its own part of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    organization: String,
    slug: String,
    /// Who did it.
    by: String,
}

/// The mail of a kind; `None`: it is of a newer version, or makes no sense.
pub(super) fn of(kind: &str, recipient: &str, details: &str, config: &Config) -> Option<Mail> {
    let details: Details = serde_json::from_str(details).ok()?;
    let (subject, paragraphs) = match kind {
        ADDRESS_CHANGED => address_changed(),
        SECURITY_LIFTED => security_lifted(&details, config),
        _ => return None,
    };
    Some(compose::notice(recipient, &subject, &paragraphs))
}

/// It does not say what the new address is: the mailbox may be somebody else's by now.
fn address_changed() -> (String, Vec<String>) {
    let why = "Your Portico account has another address now: this one no longer signs in to it. Codes that were sent here have stopped working.";
    let else_ = "If you did not change it, somebody else did, in a browser in which you were signed in and with a code from this mailbox. \
                 Tell whoever runs this Portico, and the Owners of your organizations, at once.";
    ("Your Portico account has another address".to_owned(), vec![why.to_owned(), else_.to_owned()])
}

fn security_lifted(details: &Details, config: &Config) -> (String, Vec<String>) {
    let Details { organization, slug, by } = details;
    let what = format!(
        "{by}, an Owner of {organization}, has lifted what the organization asked of how its members sign in. Members get in with any sign-in now."
    );
    let else_ = format!(
        "If that is not what you agreed on, ask for it again in the organization's settings: {}/o/{slug}/settings",
        config.origin
    );
    (format!("{organization} no longer asks for a certain sign-in"), vec![what, else_])
}
