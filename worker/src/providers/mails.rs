//! The mail about a provider that opens an account.

use super::Linked;
use crate::context::Context;
use crate::mail::{Mail, compose};

/// What whoever has the account is told once another way leads into it.
pub(crate) fn notice(cx: &Context, linked: Linked) -> Mail {
    let Linked { provider, recipient } = linked;
    let name = super::find(cx, &provider).map_or(provider, |provider| provider.name.clone());
    let origin = &cx.config.origin;
    let why = format!("Your Portico account can now be opened with your account at {name}, without a code.");
    let undo = format!(
        "If that was not you, unlink it on your account page, {origin}/account, and sign out of the sessions there that you don't know."
    );
    Mail {
        recipient,
        subject: format!("{name} now signs you in to Portico"),
        text: format!("{why}\n\n{undo}\n"),
        html: compose::page(&format!("<p>{}</p><p>{}</p>", compose::escape(&why), compose::escape(&undo))),
        key: String::new(),
        stop: None,
    }
}
