//! The code that is on its way. Kept for the tab, because phones forget pages while one looks at the mail.

use crate::browser::now_ms;
use leptos::prelude::*;

const KEPT_AS: &str = "portico.sign_in";

/// A code was sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sent {
    pub(super) email: String,
    /// When the code was asked for, in milliseconds since 1970.
    pub(super) asked_at: f64,
    /// When it stops working, in milliseconds since 1970.
    pub(super) expires_at: f64,
}

impl Sent {
    /// A code sent just now.
    pub(super) fn now(email: String, expires_at: i64) -> Self {
        let sent = Self { email, asked_at: now_ms(), expires_at: expires_at as f64 };
        if let Ok(Some(storage)) = window().session_storage() {
            let text = format!("{} {} {}", sent.asked_at, sent.expires_at, sent.email);
            storage.set_item(KEPT_AS, &text).ok();
        }
        sent
    }

    /// The code that this tab still waits for.
    pub(super) fn restored() -> Option<Self> {
        let text = window().session_storage().ok()??.get_item(KEPT_AS).ok()??;
        let mut parts = text.splitn(3, ' ');
        let asked_at = parts.next()?.parse().ok()?;
        let expires_at = parts.next()?.parse().ok()?;
        let email = parts.next()?.to_owned();
        (expires_at > now_ms()).then_some(Self { email, asked_at, expires_at })
    }

    /// No code is waited for any more.
    pub(super) fn forget() {
        if let Ok(Some(storage)) = window().session_storage() {
            storage.remove_item(KEPT_AS).ok();
        }
    }
}
