//! The mails about passkeys, to the address of whom they belong to. They can't be stopped: they tell that somebody else may get in.

use crate::mail::{Mail, compose};

pub(super) fn added(recipient: String, name: &str, origin: &str) -> Mail {
    let why = format!(
        "A passkey was added to your Portico account. It is called \"{name}\" and signs in without a code."
    );
    notice(recipient, "A passkey was added to your Portico account", &why, origin)
}

pub(super) fn removed(recipient: String, name: &str, origin: &str) -> Mail {
    let why = format!("The passkey \"{name}\" was removed from your Portico account. It no longer signs in.");
    notice(recipient, "A passkey was removed from your Portico account", &why, origin)
}

fn notice(recipient: String, subject: &str, why: &str, origin: &str) -> Mail {
    let else_ = format!(
        "If that was not you, somebody else was signed in as you. Sign in at {origin}/account with a code, remove the passkeys that you don't \
         know, and sign out everywhere else."
    );
    Mail {
        recipient,
        subject: subject.to_owned(),
        text: format!("{why}\n\n{else_}\n"),
        html: compose::page(&format!("<p>{}</p><p>{else_}</p>", compose::escape(why))),
        key: String::new(),
        stop: None,
    }
}
