//! Digits as people type them, in any script: an input method writes them as it writes the rest.

use super::trim_unseen;

/// The zeros of all decimal digits (Unicode's category Nd, version 16); the nine others follow each of them.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da,
    0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0,
    0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0,
    0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The ASCII digit that stands for the same as `c`.
pub(super) fn digit(c: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// A number as it is typed or pasted, in the characters that say one in JSON: digits of any script, and the minus of typesetters. What cannot be seen
/// around it does not count; anything else stays as it is.
pub fn typed_number(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{2212}' | '\u{FF0D}' => '-',
        '\u{FF0E}' => '.',
        c => digit(c).unwrap_or(c),
    };
    trim_unseen(text).chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read_and_what_stands_before_and_after_them_is_none() {
        for zero in ZEROS {
            let value = |at: u32| char::from_u32(at).and_then(digit);
            let read: String = (zero..zero + 10).filter_map(value).collect();
            assert_eq!(read, "0123456789", "{zero:x}");
        }
        let all = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| digit(*c).is_some()).count();
        assert_eq!(all, ZEROS.len() * 10);
    }

    #[test]
    fn numbers_are_read_as_they_are_typed_anywhere() {
        for (typed, number) in [
            (" 30 ", "30"),
            ("\u{200B}30\u{A0}", "30"),
            ("\u{2212}5", "-5"),
            ("\u{FF11}\u{FF12}\u{FF0E}\u{FF15}", "12.5"),
            ("\u{663}\u{660}", "30"),
            ("1,5", "1,5"),
            ("ten", "ten"),
            ("", ""),
        ] {
            assert_eq!(typed_number(typed), number, "{typed:?}");
        }
    }
}
