//! Reads CBOR (RFC 8949) as authenticators write it: every length is known before, and every number is as short as it can be. Nothing is built of
//! what is read, so that it costs no more than its bytes.

/// How deep what is skipped may be nested: an attestation statement with certificates has four levels.
const DEPTH_MAX: usize = 8;

/// What is left to read. Every method answers `None` where the bytes are not what was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

/// The kinds of items, by the first three bits of each.
const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// The kind of the next item and the number that comes with it.
    fn head(&mut self) -> Option<(u8, u64)> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let (kind, short) = (first >> 5, first & 31);
        let (size, least) = match short {
            0..=23 => return Some((kind, u64::from(short))),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            // Without a length, or of no meaning.
            _ => return None,
        };
        let number = self.take(size)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte));
        // A float has the same size whatever it is.
        (number >= least || kind == SIMPLE).then_some((kind, number))
    }

    fn expect(&mut self, kind: u8) -> Option<usize> {
        match self.head()? {
            (found, number) if found == kind => usize::try_from(number).ok(),
            _ => None,
        }
    }

    pub(crate) fn integer(&mut self) -> Option<i64> {
        match self.head()? {
            (UNSIGNED, number) => i64::try_from(number).ok(),
            (NEGATIVE, number) => i64::try_from(number).ok().map(|number| -1 - number),
            _ => None,
        }
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.expect(BYTES)?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.expect(TEXT)?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// The number of pairs of a map, which follow.
    pub(crate) fn map(&mut self) -> Option<usize> {
        self.expect(MAP)
    }

    /// Passes over one item, whatever it is.
    pub(crate) fn skip(&mut self) -> Option<()> {
        self.skip_below(DEPTH_MAX)
    }

    fn skip_below(&mut self, depth: usize) -> Option<()> {
        let (kind, number) = self.head()?;
        let items = match kind {
            UNSIGNED | NEGATIVE | SIMPLE => return Some(()),
            BYTES | TEXT => return self.take(usize::try_from(number).ok()?).map(|_| ()),
            ARRAY => number,
            MAP => number.checked_mul(2)?,
            // Tags: no authenticator writes one.
            _ => return None,
        };
        let below = depth.checked_sub(1)?;
        // Each has a byte at least, so a number that is made up ends with the bytes.
        (0..items).try_for_each(|_| self.skip_below(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(bytes: &[u8]) -> Option<usize> {
        let mut reader = Reader::new(bytes);
        reader.skip().map(|()| reader.rest().len())
    }

    #[test]
    fn numbers_and_texts_are_those_of_the_standard() {
        // RFC 8949, appendix A.
        for (bytes, expected) in [
            (&[0x00][..], 0),
            (&[0x17], 23),
            (&[0x18, 0x18], 24),
            (&[0x19, 0x03, 0xe8], 1000),
            (&[0x1a, 0x00, 0x0f, 0x42, 0x40], 1_000_000),
            (&[0x20], -1),
            (&[0x38, 0x63], -100),
            (&[0x39, 0x01, 0x00], -257),
        ] {
            assert_eq!(Reader::new(bytes).integer(), Some(expected));
        }
        assert_eq!(Reader::new(&[0x64, b'I', b'E', b'T', b'F']).text(), Some("IETF"));
        assert_eq!(Reader::new(&[0x44, 1, 2, 3, 4]).bytes(), Some(&[1, 2, 3, 4][..]));
        assert_eq!(Reader::new(&[0xa2]).map(), Some(2));
    }

    #[test]
    fn what_can_be_written_shorter_or_without_a_length_is_refused() {
        for bytes in [
            &[0x18, 0x17][..],
            &[0x19, 0x00, 0xff],
            &[0x1a, 0x00, 0x00, 0xff, 0xff],
            &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            &[0x1c],
            &[0x1f],
            &[0x5f, 0x41, 1, 0xff],
            &[0x9f, 0xff],
            &[0xbf, 0xff],
            &[0xc0, 0x00],
        ] {
            assert_eq!(skipped(bytes), None, "{bytes:x?}");
        }
    }

    #[test]
    fn lengths_that_are_made_up_end_with_the_bytes() {
        for bytes in [
            &[][..],
            &[0x58],
            &[0x42, 1],
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0],
            &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0],
            &[0xa1, 0x00],
        ] {
            assert_eq!(skipped(bytes), None, "{bytes:x?}");
        }
        assert_eq!(Reader::new(&[0x61, 0xff]).text(), None);
        assert_eq!(Reader::new(&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).integer(), None);
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_and_costs_nothing() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
        assert_eq!(skipped(&nested(DEPTH_MAX)), Some(0));
        assert_eq!(skipped(&nested(DEPTH_MAX + 1)), None);
        assert_eq!(skipped(&nested(200_000)), None);
        // A map in an array, a float, a boolean; and a byte that belongs to what follows.
        assert_eq!(skipped(&[0x83, 0xa1, 0x01, 0xf5, 0xf9, 0x3c, 0x00, 0x20, 0x07]), Some(1));
    }
}
