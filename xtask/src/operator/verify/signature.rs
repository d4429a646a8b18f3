//! Whether the installation has signed a checkpoint: as worker/src/secret.rs derives it.

use sha2::{Digest, Sha256};

/// What a laptop signs with, as worker/src/config/mod.rs has it.
const LOCAL_KEY: &str = "local development only";
/// The block of SHA-256, in bytes.
const BLOCK: usize = 64;

/// `SECRET_KEY`.
pub(super) struct Key(Vec<u8>);

impl Key {
    /// From the environment; on this machine, where there is none, that of a laptop.
    pub(super) fn of(remote: bool) -> Option<Self> {
        let set = std::env::var("SECRET_KEY").ok().filter(|key| !key.is_empty());
        let key = set.or_else(|| (!remote).then(|| LOCAL_KEY.to_owned()))?;
        Some(Self(key.into_bytes()))
    }

    /// The signature of a checkpoint.
    pub(super) fn sign(&self, organization: &str, number: i64, hash: &str, at: i64) -> String {
        let text = format!("audit_checkpoint:{organization}:{number}:{hash}:{at}");
        self.hmac(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 2104.
    fn hmac(&self, text: &[u8]) -> Vec<u8> {
        let mut key = match self.0.len() > BLOCK {
            true => Sha256::digest(&self.0).to_vec(),
            false => self.0.clone(),
        };
        key.resize(BLOCK, 0);
        let padded = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
        let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
        Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_that_of_the_standard() {
        // RFC 4231, test cases 2 and 6.
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(
            hex(Key(b"Jefe".to_vec()).hmac(b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(Key(vec![0xaa; 131]).hmac(b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
