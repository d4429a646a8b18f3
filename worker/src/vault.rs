//! Secrets at rest. Each is bound to its environment and setting: moved elsewhere in the database, it opens nothing.

use crate::config::Config;
use crate::error::Error;
use crate::ports::{Cipher, Nonce, Random};
use crate::secret::{from_hex, hex};

/// An encrypted secret, as the table `secrets` holds it.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Sealed {
    pub(crate) key_id: String,
    pub(crate) nonce: String,
    pub(crate) ciphertext: String,
}

/// Encrypts a secret with the first key of the ring.
pub(crate) async fn seal(
    (cipher, random): (&dyn Cipher, &dyn Random),
    config: &Config,
    (environment, setting): (&str, &str),
    plain: &str,
) -> Result<Sealed, Error> {
    let (key_id, key) = config.secrets_keys.first().ok_or(Error::NotSetUp(
        "This installation can't keep secrets yet: it has no SECRETS_KEYS. Tell whoever runs it.",
    ))?;
    let mut nonce: Nonce = [0; 12];
    random.fill(&mut nonce);
    let associated = associated(environment, setting);
    let ciphertext = cipher.encrypt(key, &nonce, &associated, plain.as_bytes()).await;
    let ciphertext =
        ciphertext.ok_or_else(|| Error::Internal("a secret could not be encrypted".to_owned()))?;
    Ok(Sealed { key_id: key_id.to_owned(), nonce: hex(&nonce), ciphertext: hex(&ciphertext) })
}

/// Decrypts a secret with the key that encrypted it.
pub(crate) async fn open(
    cipher: &dyn Cipher,
    config: &Config,
    environment: &str,
    setting: &str,
    sealed: &Sealed,
) -> Result<String, Error> {
    let key = config.secrets_keys.get(&sealed.key_id).ok_or(Error::SetUpWrong(
        "This installation can't read a secret: the key that it was encrypted with is not in SECRETS_KEYS. Tell whoever runs it.",
    ))?;
    let damaged = || Error::Internal(format!("the secret {setting} of {environment} can't be decrypted"));
    let nonce: Nonce = from_hex(&sealed.nonce).and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)?;
    let ciphertext = from_hex(&sealed.ciphertext).ok_or_else(damaged)?;
    let plain = cipher.decrypt(key, &nonce, &associated(environment, setting), &ciphertext).await;
    plain.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(damaged)
}

/// Neither an ID nor a key holds a line feed.
fn associated(environment: &str, setting: &str) -> Vec<u8> {
    format!("{environment}\n{setting}").into_bytes()
}
