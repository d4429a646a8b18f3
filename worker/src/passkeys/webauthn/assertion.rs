//! What a passkey signed (section 7.2).

use super::authenticator::AuthenticatorData;
use super::{ClientData, Refusal, Site};
use crate::signature::{Form, PublicKey};

/// What is known of the passkey that is said to have signed.
#[derive(Debug)]
pub(in crate::passkeys) struct Known<'a> {
    /// In COSE.
    pub(in crate::passkeys) public_key: &'a [u8],
    pub(in crate::passkeys) counter: i64,
    pub(in crate::passkeys) is_synced: bool,
}

/// What changes of a passkey with each use.
#[derive(Debug, PartialEq)]
pub(in crate::passkeys) struct Used {
    pub(in crate::passkeys) counter: i64,
    pub(in crate::passkeys) is_backed_up: bool,
}

/// Verifies that the passkey has signed this, for us, just now. What can be told without the key is looked at first, and what only its owner can
/// cause last.
pub(in crate::passkeys) fn verify(
    client_data: &ClientData,
    authenticator_data: &[u8],
    signature: &[u8],
    known: &Known<'_>,
    site: Site<'_>,
) -> Result<Used, Refusal> {
    let data = AuthenticatorData::read(authenticator_data)?;
    data.check(site)?;
    let (key, rest) = PublicKey::from_cose(known.public_key).ok_or(Refusal::Key)?;
    let signed = [authenticator_data, &client_data.hash].concat();
    if !rest.is_empty() || !key.verifies(&signed, signature, Form::Der) {
        return Err(Refusal::Signature);
    }
    data.check_verified()?;
    if data.is_synced() != known.is_synced {
        return Err(Refusal::Backup);
    }
    let counter = i64::from(data.counter);
    // A device that does not count says zero every time.
    if (counter > 0 || known.counter > 0) && counter <= known.counter {
        return Err(Refusal::Counter);
    }
    Ok(Used { counter, is_backed_up: data.is_backed_up() })
}
