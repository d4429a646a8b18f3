//! What the authenticator says of itself (section 6.1).

use super::{Refusal, Site};
use crate::cbor::Reader;
use crate::signature::PublicKey;

/// Longest ID of a credential, in bytes.
const CREDENTIAL_ID_MAX: usize = 1_023;

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const SYNCED: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8],
    flags: u8,
    pub(super) counter: u32,
    /// Only where one is made.
    pub(super) credential: Option<Credential<'a>>,
}

/// A credential that was made.
#[derive(Debug)]
pub(super) struct Credential<'a> {
    pub(super) id: &'a [u8],
    /// As it was written, in COSE.
    pub(super) public_key: &'a [u8],
}

/// Takes so many bytes off the front.
fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Refusal> {
    let (taken, left) = rest.split_at_checked(length).ok_or(Refusal::Malformed)?;
    *rest = left;
    Ok(taken)
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut rest = bytes;
        let rp_id_hash = take(&mut rest, 32)?;
        let flags = take(&mut rest, 1)?.first().copied().ok_or(Refusal::Malformed)?;
        let counter = take(&mut rest, 4)?.try_into().map_err(|_| Refusal::Malformed)?;
        let credential = match flags & HAS_CREDENTIAL {
            0 => None,
            _ => Some(Credential::read(&mut rest)?),
        };
        if flags & HAS_EXTENSIONS != 0 {
            let mut reader = Reader::new(rest);
            // A map, whatever it says: nothing was asked for.
            Reader::new(rest).map().and_then(|_| reader.skip()).ok_or(Refusal::Malformed)?;
            rest = reader.rest();
        }
        match rest {
            [] => Ok(Self { rp_id_hash, flags, counter: u32::from_be_bytes(counter), credential }),
            _ => Err(Refusal::Malformed),
        }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether the passkey may be in several places at once.
    pub(super) fn is_synced(&self) -> bool {
        self.has(SYNCED)
    }

    pub(super) fn is_backed_up(&self) -> bool {
        self.has(BACKED_UP)
    }

    /// Whether it was made for us, with somebody there, and contradicts itself in nothing.
    pub(super) fn check(&self, site: Site<'_>) -> Result<(), Refusal> {
        if self.rp_id_hash != super::sha256(site.rp_id.as_bytes()) {
            return Err(Refusal::Misplaced);
        }
        if !self.has(PRESENT) {
            return Err(Refusal::NotPresent);
        }
        if self.is_backed_up() && !self.is_synced() {
            return Err(Refusal::Backup);
        }
        Ok(())
    }

    /// Whether the device has checked who it is.
    pub(super) fn check_verified(&self) -> Result<(), Refusal> {
        if self.has(VERIFIED) { Ok(()) } else { Err(Refusal::NotVerified) }
    }
}

impl<'a> Credential<'a> {
    fn read(rest: &mut &'a [u8]) -> Result<Self, Refusal> {
        // The model of the device, which is not asked for.
        take(rest, 16)?;
        let length: [u8; 2] = take(rest, 2)?.try_into().map_err(|_| Refusal::Malformed)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 || length > CREDENTIAL_ID_MAX {
            return Err(Refusal::Malformed);
        }
        let id = take(rest, length)?;
        let (_, after) = PublicKey::from_cose(rest).ok_or(Refusal::Key)?;
        let public_key = take(rest, rest.len() - after.len())?;
        Ok(Self { id, public_key })
    }
}
