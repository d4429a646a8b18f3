//! What an authenticator answers, verified as WebAuthn level 3 (sections 7.1 and 7.2) asks for it. Nothing here knows of time, challenges or the
//! database: who calls sees to it that the challenge is one of ours.

mod assertion;
mod authenticator;
mod client_data;
mod registration;

pub(super) use assertion::{Known, Used, verify as verify_assertion};
pub(super) use client_data::{Ceremony, ClientData};
pub(super) use registration::{Registration, verify as verify_registration};

use crate::config::Config;
use sha2::{Digest, Sha256};

/// Where the console stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// Scheme, host and port.
    pub(super) origin: &'a str,
    /// Its host: what passkeys belong to.
    pub(super) rp_id: &'a str,
}

impl<'a> Site<'a> {
    pub(super) fn of(config: &'a Config) -> Self {
        let origin = config.origin.as_str();
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        // What has a colon in its name is an address, for which there are no passkeys.
        Self { origin, rp_id: host.split(':').next().unwrap_or_default() }
    }
}

/// Why what was answered does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not written as the standard says.
    Malformed,
    /// It was made for something else: another step, another site, or for us in somebody's frame.
    Misplaced,
    /// Nobody touched the device, or it did not say so.
    NotPresent,
    /// The device did not check who it is.
    NotVerified,
    /// It is kept elsewhere as well although it can't be, or has learned to.
    Backup,
    /// An algorithm that is not known, or a key that is none.
    Key,
    Signature,
    /// It has signed less often than before: there is a copy of it.
    Counter,
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests;
