//! Base64 of the alphabet for addresses and without padding (RFC 4648, section 5), as WebAuthn and JSON Web Tokens write bytes.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |group: u32, place: u32| {
        let index = (group >> (18 - 6 * place)) & 63;
        char::from(usize::try_from(index).ok().and_then(|index| ALPHABET.get(index)).copied().unwrap_or(b'A'))
    };
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = (at(0) << 16) | (at(1) << 8) | at(2);
        text.extend((0..=3).take(chunk.len() + 1).map(|place| digit(group, place)));
    }
    text
}

/// Undoes [`encode`]. Each value has one spelling: bits that stand for nothing must be zero.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (bytes, is_exact) = read(text, *b"-_")?;
    is_exact.then_some(bytes)
}

/// The bytes of a text without padding, whose alphabet ends with `last`; and whether nothing is left over.
pub(crate) fn read(text: &str, last: [u8; 2]) -> Option<(Vec<u8>, bool)> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0);
    let [next_to_last, last] = last;
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            _ if byte == next_to_last => 62,
            _ if byte == last => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some((bytes, count < 6 && bits == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_standard() {
        // RFC 4648, section 10, without padding; and the two digits that differ.
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (b"fooba", "Zm9vYmE"),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff, 0xbf], "-_-_"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["Z", "Zh", "Zm9", "Zg==", "Zm9v ", "Zm9+", "Zm9/", "Zm9v\n", "Zmé"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
