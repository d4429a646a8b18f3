//! The texts about the ways into an account. They can't be turned off: they tell that somebody else may get in.

use super::countries::named;
use super::{Details, Text, moment};
use crate::config::Config;
use portico_api::sessions::device;

pub(super) fn account_deleted() -> Text {
    let what = "Your Portico account was deleted. Your memberships, passkeys, linked providers and sessions have ended, and cannot be brought back. \
                What you published stays with its organizations, and so do the server keys you made that were not revoked with it.";
    let else_ = "If you did not delete it, someone else did, in a browser in which you were signed in and with a code from this mailbox or one of your passkeys. \
                 Tell whoever runs this Portico, and the Owners of your organizations, at once.";
    ("Your Portico account was deleted".to_owned(), vec![what.to_owned(), else_.to_owned()])
}

/// It does not say what the new address is: the mailbox may be somebody else's by now.
pub(super) fn address_changed() -> Text {
    let why = "The address of your Portico account was changed: you can no longer sign in with this one. Codes that were sent here have stopped working.";
    let else_ = "If you did not change it, someone else did, in a browser in which you were signed in and with a code from this mailbox or one of your passkeys. \
                 Tell whoever runs this Portico, and the Owners of your organizations, at once.";
    ("Your Portico address was changed".to_owned(), vec![why.to_owned(), else_.to_owned()])
}

pub(super) fn passkey_added(name: &str, config: &Config) -> Text {
    let why = format!(
        "A passkey was added to your Portico account. It is called \"{name}\" and signs in without a code."
    );
    ("A passkey was added to your Portico account".to_owned(), vec![why, if_not_you(config)])
}

pub(super) fn passkey_removed(name: &str, config: &Config) -> Text {
    let why = format!("The passkey \"{name}\" was removed from your Portico account. It no longer signs in.");
    ("A passkey was removed from your Portico account".to_owned(), vec![why, if_not_you(config)])
}

pub(super) fn provider_linked(id: &str, config: &Config) -> Text {
    let name = name_of(id, config);
    let why = format!("You can now sign in to Portico with your {name} account, without a code.");
    let undo = format!(
        "If that was not you, unlink it on your account page, {}/account, and sign out of the sessions there that you don't know.",
        config.origin
    );
    (format!("{name} now signs you in to Portico"), vec![why, undo])
}

pub(super) fn provider_unlinked(id: &str, config: &Config) -> Text {
    let name = name_of(id, config);
    let why = format!(
        "Your {name} account was unlinked from your Portico account and can no longer be used to sign in."
    );
    (format!("{name} no longer signs you in to Portico"), vec![why, if_not_you(config)])
}

/// It says how somebody got in, because that is what has to be looked after if it was somebody else.
pub(super) fn new_device(details: &Details, config: &Config) -> Text {
    let provider = details.way.strip_prefix("provider:").map(|id| name_of(id, config));
    let (with, look) = match (details.way.as_str(), provider) {
        (_, Some(name)) => (
            format!(" with your account at {name}"),
            format!("see who uses your account at {name}, or unlink it"),
        ),
        ("passkey", None) => {
            (" with a passkey".to_owned(), "remove the passkeys that you don't know".to_owned())
        }
        ("code", None) => (" with a code from this mailbox".to_owned(), "see who reads your mail".to_owned()),
        // Queued before it said how, or by a newer version.
        _ => (String::new(), "see who else gets into your account".to_owned()),
    };
    let from = details.country.as_deref().map(|code| match named(code) {
        Some(country) => format!(", from {country}"),
        None => format!(", from the country {code}"),
    });
    let what = format!(
        "Someone signed in to your Portico account{with} in a new browser: {}{}, at {}.",
        device(&details.device),
        from.unwrap_or_default(),
        moment(details.at)
    );
    let else_ = format!(
        "If that was you, there is nothing to do. If it was not, sign that browser out at once, and {look}: {}/account",
        config.origin
    );
    ("A new sign-in to your Portico account".to_owned(), vec![what, else_])
}

/// By its ID, where the installation has it no more.
fn name_of(id: &str, config: &Config) -> String {
    let known = config.providers.iter().find(|provider| provider.id == id);
    known.map_or(id, |provider| &provider.name).to_owned()
}

fn if_not_you(config: &Config) -> String {
    format!(
        "If that wasn't you, someone else has access to your account. Sign in at {}/account with a code, remove the passkeys and unlink the providers that you don't \
         know, and sign out everywhere else.",
        config.origin
    )
}
