//! The keys that secrets are encrypted with, as the installation is told them.

use crate::base64url;
use crate::ports::CipherKey;
use sha2::{Digest, Sha256};

/// Keys by their ids: the first encrypts, all decrypt. A new key goes to the front; the old one goes when nothing that it
/// encrypted is published any more.
#[derive(Clone, Default)]
pub struct KeyRing(Vec<(String, CipherKey)>);

impl KeyRing {
    /// Reads `id:base64,id:base64`, each key of 32 bytes. What can't be read as a whole is no ring: encrypting with another
    /// key than the one that was meant would be worse than not encrypting.
    pub fn parse(text: &str) -> Self {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        Self(entries.map(parse_entry).collect::<Option<_>>().unwrap_or_default())
    }

    /// The ring of a laptop, whose key is public.
    pub fn of_this_machine(seed: &str) -> Self {
        Self(vec![("local".to_owned(), Sha256::digest(seed.as_bytes()).into())])
    }

    /// What encrypts from now on.
    pub fn first(&self) -> Option<(&str, &CipherKey)> {
        self.0.first().map(|(id, key)| (id.as_str(), key))
    }

    /// What was encrypted with under this id.
    pub fn get(&self, id: &str) -> Option<&CipherKey> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

/// The ids alone.
impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}

fn parse_entry(entry: &str) -> Option<(String, CipherKey)> {
    let (id, key) = entry.split_once(':')?;
    let is_id =
        (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let key = from_base64(key)?.try_into().ok()?;
    is_id.then(|| (id.to_owned(), key))
}

/// Standard alphabet, with or without padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    base64url::read(text.trim_end_matches('='), *b"+/").map(|(bytes, _)| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_read_whole_or_not_at_all() {
        let zeros = "A".repeat(43);
        let ring = KeyRing::parse(&format!("new:{zeros}=, old:{zeros}"));
        assert_eq!(ring.first(), Some(("new", &[0; 32])));
        assert_eq!(ring.get("old"), Some(&[0; 32]));
        assert_eq!(ring.get("other"), None);
        assert_eq!(format!("{ring:?}"), "[\"new\", \"old\"]");
        for broken in
            [format!("new:{zeros},old"), "new:AAAA".to_owned(), format!("a b:{zeros}"), format!("a:{zeros}!")]
        {
            assert_eq!(KeyRing::parse(&broken).first(), None, "{broken}");
        }
        assert_eq!(KeyRing::parse("").first(), None);
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, expected) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")]
        {
            assert_eq!(from_base64(text).as_deref(), Some(expected.as_bytes()));
        }
    }
}
