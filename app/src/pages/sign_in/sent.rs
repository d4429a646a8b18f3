//! The code that is on its way. Kept for the tab, because phones forget pages while one looks at the mail.

use crate::browser::{forget_typed, keep_typed, now_ms, typed_before};
use crate::paths::sign_in_page::KEPT_AS;
use portico_api::sign_in::CODE_LIFE_MS;

/// A code was sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sent {
    pub(super) email: String,
    /// When the code was asked for, in milliseconds since 1970.
    pub(super) asked_at: f64,
    /// When it stops working, in milliseconds since 1970.
    pub(super) expires_at: f64,
    /// It takes the place of an earlier one.
    pub(super) again: bool,
}

impl Sent {
    /// A code sent just now. When it ends is counted by the clock of this machine, which later says what time it is: it may be hours wrong.
    pub(super) fn now(email: String, again: bool) -> Self {
        let asked_at = now_ms();
        let sent = Self { email, asked_at, expires_at: asked_at + CODE_LIFE_MS as f64, again };
        keep_typed(KEPT_AS, &format!("{} {} {again} {}", sent.asked_at, sent.expires_at, sent.email));
        sent
    }

    /// The code that this tab still waits for.
    pub(super) fn restored() -> Option<Self> {
        let text = typed_before(KEPT_AS)?;
        let mut parts = text.splitn(4, ' ');
        let asked_at = parts.next()?.parse().ok()?;
        let expires_at = parts.next()?.parse().ok()?;
        let again = parts.next()?.parse().ok()?;
        let email = parts.next()?.to_owned();
        (expires_at > now_ms()).then_some(Self { email, asked_at, expires_at, again })
    }

    /// No code is waited for any more.
    pub(super) fn forget() {
        forget_typed(KEPT_AS);
    }
}
