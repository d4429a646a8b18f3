//! A passkey that was made (section 7.1). Who made the device is not asked, so what it says to prove that is passed over.

use super::authenticator::AuthenticatorData;
use super::{Refusal, Site};
use crate::cbor::Reader;

/// What is kept of a new passkey.
#[derive(Debug, PartialEq)]
pub(in crate::passkeys) struct Registration {
    pub(in crate::passkeys) credential_id: Vec<u8>,
    /// In COSE.
    pub(in crate::passkeys) public_key: Vec<u8>,
    pub(in crate::passkeys) counter: u32,
    pub(in crate::passkeys) is_synced: bool,
    pub(in crate::passkeys) is_backed_up: bool,
}

/// Verifies the attestation object. That the browser's part is about this very challenge was seen to before; no signature ties the two together,
/// because none is asked for.
pub(in crate::passkeys) fn verify(attestation: &[u8], site: Site<'_>) -> Result<Registration, Refusal> {
    let data = AuthenticatorData::read(authenticator_data(attestation).ok_or(Refusal::Malformed)?)?;
    data.check(site)?;
    let credential = data.credential.as_ref().ok_or(Refusal::Malformed)?;
    let registration = Registration {
        credential_id: credential.id.to_vec(),
        public_key: credential.public_key.to_vec(),
        counter: data.counter,
        is_synced: data.is_synced(),
        is_backed_up: data.is_backed_up(),
    };
    data.check_verified()?;
    Ok(registration)
}

/// The authenticator's part of an attestation object: a map of `fmt`, `attStmt` and `authData`, each once.
pub(super) fn authenticator_data(attestation: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(attestation);
    let count = reader.map().filter(|count| *count == 3)?;
    let (mut format, mut statement, mut data) = (None, None, None);
    for _ in 0..count {
        let is_first = match reader.text()? {
            "fmt" => format.replace(reader.text()?).is_none(),
            "attStmt" => statement.replace(reader.skip()?).is_none(),
            "authData" => data.replace(reader.bytes()?).is_none(),
            _ => false,
        };
        if !is_first {
            return None;
        }
    }
    data.filter(|_| reader.rest().is_empty())
}
