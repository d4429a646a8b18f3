//! Signatures that others made: of passkeys (WebAuthn) and of identity providers (JSON Web Tokens). Verified here, never made, so nothing is secret
//! and nothing needs to take the same time.

mod keys;

pub(crate) use keys::Jwk;

use p256::ecdsa::signature::Verifier;
use rsa::pkcs1v15;
use sha2::Sha256;

/// A way to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// All, the one to prefer first.
    pub(crate) const ALL: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256];

    /// Its number in COSE: <https://www.iana.org/assignments/cose>.
    pub(crate) fn cose(self) -> i64 {
        match self {
            Algorithm::Es256 => -7,
            Algorithm::EdDsa => -8,
            Algorithm::Rs256 => -257,
        }
    }

    /// Its name in JSON Web Tokens: <https://www.iana.org/assignments/jose>.
    pub(crate) fn jose(self) -> &'static str {
        match self {
            Algorithm::Es256 => "ES256",
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Rs256 => "RS256",
        }
    }
}

/// How the two numbers of an ES256 signature are written. The other algorithms have one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As an ASN.1 sequence: WebAuthn.
    Der,
    /// One after the other, in 64 bytes: JSON Web Tokens.
    Fixed,
}

/// A key that signatures are held against. It belongs to one algorithm, which the signature can't choose.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Es256(p256::ecdsa::VerifyingKey),
    EdDsa(ed25519_dalek::VerifyingKey),
    Rs256(rsa::PublicKey),
}

impl PublicKey {
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self.0 {
            Kind::Es256(_) => Algorithm::Es256,
            Kind::EdDsa(_) => Algorithm::EdDsa,
            Kind::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// Whether whoever has the private key signed this very message.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8], form: Form) -> bool {
        match &self.0 {
            Kind::Es256(key) => {
                // Both numbers lie between zero and the order of the curve. Of the two values that `s` may have, WebAuthn allows both.
                let signature = match form {
                    Form::Der => p256::ecdsa::Signature::from_der(signature),
                    Form::Fixed => p256::ecdsa::Signature::from_slice(signature),
                };
                signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            // The strict way: no points of small order, for which one signature would fit nearly any message.
            Kind::EdDsa(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Kind::Rs256(key) => pkcs1v15::Signature::try_from(signature).is_ok_and(|signature| {
                pkcs1v15::VerifyingKey::<Sha256>::new(key.clone()).verify(message, &signature).is_ok()
            }),
        }
    }
}

#[cfg(test)]
mod tests;
