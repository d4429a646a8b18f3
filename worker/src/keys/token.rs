//! The token of a server key: `sk_live_`, 160 random bits, and a checksum that lets a typo be refused, and a leaked token be
//! recognized, without asking anybody.

use crate::config::Config;
use crate::secret;
use portico_api::KeyId;
use portico_api::environments::Mode;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// What 160 bits take in base 62, and what 32 bits take.
const RANDOM: usize = 27;
const CHECKSUM: usize = 6;

/// The token that follows from a key's id, a nonce of 256 random bits and the installation's secret key. `None` when there is
/// no secret key.
pub(super) fn derive(config: &Config, mode: Mode, id: &KeyId, nonce: &str) -> Option<String> {
    let bits = secret::derive(config, "key", id.as_str(), nonce)?;
    let random = base62(bits.get(..20)?, RANDOM);
    let body = format!("sk_{}_{random}", mode.as_str());
    Some(format!("{body}{}", checksum(&body)))
}

/// Whether it can be a token of ours.
pub(crate) fn is_well_formed(token: &str) -> bool {
    let rest = Mode::ALL
        .into_iter()
        .find_map(|mode| token.strip_prefix("sk_")?.strip_prefix(mode.as_str())?.strip_prefix('_'));
    let has_form = rest.is_some_and(|rest| {
        rest.len() == RANDOM + CHECKSUM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    // All of it is ASCII by then, so that it can be cut anywhere.
    has_form
        && token.split_at_checked(token.len() - CHECKSUM).is_some_and(|(body, sum)| checksum(body) == sum)
}

fn checksum(body: &str) -> String {
    base62(&crc32(body.as_bytes()).to_be_bytes(), CHECKSUM)
}

/// The number that the bytes are, most significant first, in digits, letters and small letters, filled up with zeros.
fn base62(bytes: &[u8], length: usize) -> String {
    let mut number = bytes.to_vec();
    let mut digits = Vec::with_capacity(length);
    for _ in 0..length {
        let mut rest = 0_u32;
        for byte in &mut number {
            let part = rest * 256 + u32::from(*byte);
            *byte = (part / 62) as u8;
            rest = part % 62;
        }
        digits.push(DIGITS.get(rest as usize).copied().unwrap_or(b'0') as char);
    }
    digits.iter().rev().collect()
}

/// CRC-32 as in zip files (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> String {
        let config =
            Config::read(|name| if name == "SECRET_KEY" { "k".repeat(32) } else { String::new() }, "");
        derive(&config, Mode::Live, &KeyId::new("id".to_owned()), "nonce").unwrap_or_default()
    }

    #[test]
    fn tokens_are_well_formed_until_a_character_changes() {
        let token = token();
        assert!(token.starts_with("sk_live_") && token.len() == "sk_live_".len() + 33, "{token}");
        assert!(is_well_formed(&token));
        for at in 0..token.len() {
            let changed: String = token
                .char_indices()
                .map(|(here, c)| if here == at { if c == 'x' { 'y' } else { 'x' } } else { c })
                .collect();
            assert!(!is_well_formed(&changed), "{changed}");
        }
        for bad in
            ["", "sk_live_", "sk_test_", &token.replace("live", "sandbox"), &format!("{token}0"), "sk_live_ä"]
        {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn checksums_and_digits_are_those_of_others() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(base62(&[0, 62], 3), "010");
        assert_eq!(base62(&[255; 20], RANDOM).len(), RANDOM);
        assert_eq!(base62(&[1, 0], 2), "48");
    }
}
