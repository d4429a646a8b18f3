//! The mails about a change of address.

use super::store::Holder;
use crate::context::Context;
use crate::mail::{Mail, compose};
use portico_api::text::{EmailAddress, code_subject};

/// The code; or, where somebody else has the address, a word to them, at the address as it is stored, unless they want no mail: it lets nobody in.
pub(super) fn of_request(cx: &Context, email: &EmailAddress, code: &str, holder: Holder) -> Option<Mail> {
    let mail = match holder {
        Holder::Nobody => with_code(email.as_str(), code),
        Holder::Somebody { wants_no_mail: true, .. } => return None,
        Holder::Somebody { email: stored, .. } => taken(stored, &cx.config.origin),
    };
    Some(mail.with_stop(cx.config))
}

fn with_code(recipient: &str, code: &str) -> Mail {
    let why = "Someone signed in to Portico wants to use this address to sign in. The confirmation code is";
    let what = "Enter it on the account page from which it was sent. It works once, for 10 minutes.";
    let else_ = "If that was not you, ignore this e-mail: without the code nothing changes.";
    Mail {
        recipient: recipient.to_owned(),
        subject: code_subject(code),
        text: format!("{why}\n\n    {code}\n\n{what}\n\n{else_}\n"),
        html: compose::page(&format!("<p>{why}</p>{}<p>{what}</p><p>{else_}</p>", compose::large(code))),
        key: String::new(),
        stop: None,
    }
}

fn taken(recipient: String, origin: &str) -> Mail {
    let why = "Someone who is signed in to Portico with another address tried to change it to this one. This address has an account already, \
               so nothing has changed.";
    let what = format!("If that was you, sign in to that account at {origin}/sign-in instead.");
    let else_ = "If it was not, there is nothing to do.";
    Mail {
        recipient,
        subject: "This address already has a Portico account".to_owned(),
        text: format!("{why}\n\n{what}\n\n{else_}\n"),
        html: compose::page(&format!("<p>{why}</p><p>{what}</p><p>{else_}</p>")),
        key: String::new(),
        stop: None,
    }
}
