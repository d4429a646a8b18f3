//! The signature of Stripe's messages: https://docs.stripe.com/webhooks#verify-manually

use crate::secret::from_hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How old a message may be, in seconds: what Stripe's own libraries allow. Also how far its clock may be ahead.
const TOLERANCE_S: i64 = 300;

/// Whether the header `Stripe-Signature` says that whoever has the secret signed this very body a moment ago. `now` is in milliseconds.
pub(super) fn is_genuine(header: &str, body: &[u8], secret: &str, now: i64) -> bool {
    let value = |name: &str| {
        let name = name.to_owned();
        header.split(',').filter_map(|part| part.trim().split_once('=')).filter(move |(key, _)| *key == name)
    };
    let Some((_, signed_at)) = value("t").next() else { return false };
    let is_recent =
        signed_at.parse::<i64>().is_ok_and(|at| (now / 1000).abs_diff(at) <= TOLERANCE_S.unsigned_abs());
    // While a secret is being replaced there is a signature with each of the two. The comparison takes the same time for all.
    let is_signed = value("v1").filter_map(|(_, digits)| from_hex(digits)).any(|signature| {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) else { return false };
        mac.update(signed_at.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&signature).is_ok()
    });
    is_recent && is_signed && !secret.is_empty()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use crate::secret::hex;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_790_000_000_000;

    fn header(at: i64, secret: &str) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at}.").as_bytes());
        mac.update(BODY);
        format!("t={at},v1={}", hex(&mac.finalize().into_bytes()))
    }

    #[test]
    fn only_what_was_signed_a_moment_ago_is_genuine() {
        let at = NOW / 1000;
        assert!(is_genuine(&header(at, "whsec"), BODY, "whsec", NOW));
        assert!(is_genuine(&header(at - 300, "whsec"), BODY, "whsec", NOW));
        assert!(is_genuine(&format!("{},v1=00,v0=ff", header(at, "whsec")), BODY, "whsec", NOW));
        for (bad, body, secret) in [
            (header(at - 301, "whsec"), BODY, "whsec"),
            (header(at + 301, "whsec"), BODY, "whsec"),
            (header(at, "other"), BODY, "whsec"),
            (header(at, "whsec"), b"{}".as_slice(), "whsec"),
            (header(at, "whsec").replace(&format!("t={at}"), &format!("t={}", at + 1)), BODY, "whsec"),
            (header(at, ""), BODY, ""),
            (String::new(), BODY, "whsec"),
            (format!("t={at}"), BODY, "whsec"),
            (format!("t={at},v1="), BODY, "whsec"),
        ] {
            assert!(!is_genuine(&bad, body, secret, NOW), "{bad}");
        }
    }
}
