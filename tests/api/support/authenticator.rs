//! A device that keeps passkeys, in software: it makes one and signs with it as WebAuthn says, or in one thing otherwise, for what must be refused.

use super::ORIGIN;
use p256::ecdsa::signature::{SignatureEncoding, Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

static MADE: AtomicU64 = AtomicU64::new(1);

// Somebody was there; the device checked who; it may be in several places; it is; what follows is a new credential.
pub(crate) const PRESENT: u8 = 1;
pub(crate) const VERIFIED: u8 = 4;
pub(crate) const SYNCED: u8 = 8;
pub(crate) const BACKED_UP: u8 = 16;
const HAS_CREDENTIAL: u8 = 64;

/// The private key.
#[derive(Clone)]
enum Key {
    Es256(Box<p256::ecdsa::SigningKey>),
    EdDsa(Box<ed25519_dalek::SigningKey>),
    Rs256(Box<rsa::PrivateKey>),
}

/// One passkey on its device. What is public says how it answers.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: Key,
    pub(crate) credential_id: Vec<u8>,
    /// What it was told of its owner when it was made.
    pub(crate) user_handle: String,
    pub(crate) flags: u8,
    /// What it says that it has signed; zero: it does not count.
    pub(crate) counter: u32,
    /// Where the browser says that it is, and for whom the device signs.
    pub(crate) origin: String,
    pub(crate) rp_id: String,
    pub(crate) cross_origin: bool,
}

impl Authenticator {
    fn new(make: impl FnOnce([u8; 32]) -> Key) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let seed: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
        Self {
            key: make(seed),
            credential_id: seed.to_vec(),
            user_handle: String::new(),
            flags: PRESENT | VERIFIED,
            counter: 0,
            origin: ORIGIN.to_owned(),
            rp_id: "localhost".to_owned(),
            cross_origin: false,
        }
    }

    pub(crate) fn es256() -> Self {
        Self::new(|seed| Key::Es256(Box::new(p256::ecdsa::SigningKey::from_slice(&seed).unwrap())))
    }

    pub(crate) fn ed_dsa() -> Self {
        Self::new(|seed| Key::EdDsa(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed))))
    }

    /// All with the same key, because to make one takes long.
    pub(crate) fn rs256() -> Self {
        let number = |digits: &str| rsa::BoxedUint::from_be_slice(&from_hex(digits), 1024).unwrap();
        let exponent = rsa::BoxedUint::from(65_537_u64);
        let key = rsa::PrivateKey::from_p_q(number(RSA_P), number(RSA_Q), exponent).unwrap();
        Self::new(|_| Key::Rs256(Box::new(key)))
    }

    /// As if somebody had it whom nobody knows.
    pub(crate) fn of_nobody(self) -> Self {
        Self { user_handle: base64url(&[0; 32]), ..self }
    }

    /// Another device that says it is this one.
    pub(crate) fn with_key_of(&self, other: &Self) -> Self {
        Self { key: other.key.clone(), ..self.clone() }
    }

    /// Makes the passkey by these options; answers what the browser sends, but for the name.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        self.user_handle = options["user"]["id"].as_str().unwrap().to_owned();
        let client_data = self.client_data("webauthn.create", options["challenge"].as_str().unwrap());
        let length = u16::try_from(self.credential_id.len()).unwrap().to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.credential_id, &self.public_key()].concat();
        let data = [&self.data(HAS_CREDENTIAL)[..], &credential].concat();
        let attestation = [
            &[0xa3][..],
            &text("fmt"),
            &text("none"),
            &text("attStmt"),
            &[0xa0],
            &text("authData"),
            &bytes(&data),
        ]
        .concat();
        json!({ "client_data": base64url(client_data.as_bytes()), "attestation": base64url(&attestation) })
    }

    /// Signs by these options; answers what the browser sends.
    pub(crate) fn sign(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options["challenge"].as_str().unwrap());
        let data = self.data(0);
        let signed = [&data[..], &Sha256::digest(client_data.as_bytes())].concat();
        json!({
            "id": base64url(&self.credential_id),
            "client_data": base64url(client_data.as_bytes()),
            "authenticator_data": base64url(&data),
            "signature": base64url(&self.signature(&signed)),
            "user_handle": self.user_handle,
        })
    }

    fn client_data(&self, kind: &str, challenge: &str) -> String {
        let (origin, cross_origin) = (&self.origin, self.cross_origin);
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": cross_origin })
            .to_string()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let site: [u8; 32] = Sha256::digest(&self.rp_id).into();
        [&site[..], &[self.flags | more], &self.counter.to_be_bytes()].concat()
    }

    /// In COSE.
    fn public_key(&self) -> Vec<u8> {
        match &self.key {
            Key::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes()[1..].split_at(32);
                let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
                [&head[..], &[0x21], &bytes(x), &[0x22], &bytes(y)].concat()
            }
            Key::EdDsa(key) => {
                let head = [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06];
                [&head[..], &[0x21], &bytes(key.verifying_key().as_bytes())].concat()
            }
            Key::Rs256(key) => {
                use rsa::traits::PublicKeyParts;
                let n = key.n().to_be_bytes();
                let head = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00];
                [&head[..], &[0x20], &bytes(&n), &[0x21], &bytes(&[1, 0, 1])].concat()
            }
        }
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Key::EdDsa(key) => key.sign(message).to_bytes().to_vec(),
            Key::Rs256(key) => {
                rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone()).sign(message).to_vec()
            }
        }
    }
}

/// A byte string in CBOR.
fn bytes(value: &[u8]) -> Vec<u8> {
    [&head(0x40, value.len())[..], value].concat()
}

fn text(value: &str) -> Vec<u8> {
    [&head(0x60, value.len())[..], value.as_bytes()].concat()
}

fn head(kind: u8, length: usize) -> Vec<u8> {
    match u16::try_from(length).unwrap() {
        short @ 0..24 => vec![kind | short as u8],
        short @ 24..256 => vec![kind | 24, short as u8],
        long => [&[kind | 25][..], &long.to_be_bytes()].concat(),
    }
}

/// Without padding.
pub(crate) fn base64url(value: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = |chunk: &[u8]| {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = (at(0) << 16) | (at(1) << 8) | at(2);
        (0..=chunk.len())
            .map(|place| char::from(ALPHABET[(group >> (18 - 6 * place)) as usize & 63]))
            .collect::<String>()
    };
    value.chunks(3).map(digits).collect()
}

fn from_hex(digits: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}

// Two primes of 1,024 bits, for tests alone.
const RSA_P: &str = "ddcd0c967b8b7da0fb24efdb4c716f58dba6f478c40e94988842f8bcae9b41ba824b46c5a941c30ca53c9521b8d92d95b9d3fbd21086a15edce937e4692e0865d09fe2930ddf3e1d94ed1f6837e221464dd75f6766618c34bb6de8f8d79d81c58325ae95460cee065e1736fd32e03cee775371c6c1453dbcd625fe9740fc7f1b";
const RSA_Q: &str = "cad0f391afd77cc36d0ddec3b2d73bb327ea1ebec2a087ad8507933cedbc0607d3c2419a79522f469330230ed4860790f2b792c04c43bd93a1b860ae2a2129def4a6b43f0a768cae0ab76cb55a858a7251761981f7aad1b15450c4690aa910cc51a3a0f7af53fab16377e41c48b7240f5f20d0db1b77bf6a03a1f799c2da881d";
