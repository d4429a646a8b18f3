//! Random ids, tokens and codes, and the hashes under which they are kept.

use crate::config::Config;
use crate::ports::Random;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A new UUID v7: sorts by the time of its making.
pub(crate) fn new_id(now: i64, random: &dyn Random) -> String {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(now).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

/// 256 random bits in hexadecimal digits.
pub(crate) fn new_token(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    hex(&bytes)
}

/// Six digits, each code as likely as any other.
pub(crate) fn new_code(random: &dyn Random) -> String {
    /// The largest multiple of a million that fits 32 bits: numbers past it would favour small codes.
    const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        let number = u32::from_le_bytes(bytes);
        if number < FAIR {
            return format!("{:06}", number % 1_000_000);
        }
    }
}

/// The token of an invite's link: 256 bits that follow from id, nonce and the installation's secret key, so that the link
/// can be shown again without being kept. `None` when there is no key.
pub(crate) fn invite_token(config: &Config, invite: &str, nonce: &str) -> Option<String> {
    derive(config, "invite", invite, nonce).map(|bytes| hex(&bytes))
}

/// The token of the link in the mail that asks a billing address, made in the same way.
pub(crate) fn billing_address_token(config: &Config, organization: &str, nonce: &str) -> Option<String> {
    derive(config, "billing_address", organization, nonce).map(|bytes| hex(&bytes))
}

/// 256 bits that follow from a purpose, an id, a nonce and the installation's secret key. `None` when there is no key.
pub(crate) fn derive(config: &Config, purpose: &str, id: &str, nonce: &str) -> Option<[u8; 32]> {
    let key = config.secret_key.as_ref()?;
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_bytes()).ok()?;
    for part in [purpose, ":", id, ":", nonce] {
        mac.update(part.as_bytes());
    }
    Some(mac.finalize().into_bytes().into())
}

/// The address of the page of an invite.
pub(crate) fn invite_link(config: &Config, invite: &str, nonce: &str) -> Option<String> {
    invite_token(config, invite, nonce).map(|token| format!("{}/invites/{token}", config.origin))
}

/// Whether a link is the one of which only the hash was kept. It is not where `SECRET_KEY` has changed since: what was sent before goes on
/// to work, but can't be made once more.
pub(crate) fn is_link_of(link: &str, hash: &str) -> bool {
    let token = link.rsplit('/').next().unwrap_or_default();
    sha256(&[token.as_bytes()]) == hash
}

pub(crate) const LINK_MADE_BEFORE: &str = "\
    This link was made with a key that the installation no longer has. To make a new one, send the invite again.";

/// Four characters of `a-z0-9` to tell a slug from one that is taken.
pub(crate) fn new_suffix(random: &dyn Random) -> String {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    bytes.iter().map(|byte| char::from_digit(u32::from(byte % 36), 36).unwrap_or('0')).collect()
}

/// SHA-256 of the parts one after the other, in hexadecimal digits. Parts of fixed length can't run together.
pub(crate) fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Undoes [`hex`].
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    struct Counting(Cell<u8>);
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0.get();
                self.0.set(self.0.get().wrapping_add(1));
            }
        }
    }

    #[test]
    fn ids_carry_their_time_and_are_version_7() {
        let id = new_id(1_700_000_000_000, &Counting(Cell::new(0)));
        assert!(id.starts_with("018bcfe5-6800-7"), "{id}");
    }

    #[test]
    fn codes_have_six_digits() {
        let random = Counting(Cell::new(0));
        for _ in 0..100 {
            let code = new_code(&random);
            assert!(code.len() == 6 && code.chars().all(|c| c.is_ascii_digit()), "{code}");
        }
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        // FIPS 180-4, example of "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&[b"a", b"bc"]), expected);
    }
}
