//! Public keys as authenticators and identity providers write them.

use super::{Algorithm, Kind, PublicKey};
use crate::base64url;
use crate::cbor::Reader;
use rsa::BoxedUint;
use serde::Deserialize;

/// The size of an RSA key, in bits. Above that each signature would cost too much to verify.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
/// The largest exponent, in bytes: each of its bits costs a multiplication.
const EXPONENT_BYTES: usize = 4;

/// A key of a JSON Web Key Set (RFC 7517). Members that are not read don't matter.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Jwk {
    pub(crate) kid: Option<String>,
    pub(crate) kty: String,
    #[serde(rename = "use")]
    pub(crate) usage: Option<String>,
    pub(crate) alg: Option<String>,
    pub(crate) crv: Option<String>,
    pub(crate) x: Option<String>,
    pub(crate) y: Option<String>,
    pub(crate) n: Option<String>,
    pub(crate) e: Option<String>,
}

impl PublicKey {
    /// `None`: it is for something else than signatures, or of an algorithm that is not known, or not what it says.
    pub(crate) fn from_jwk(jwk: &Jwk) -> Option<Self> {
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let bytes = |member: &Option<String>| base64url::decode(member.as_deref()?);
        let key = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("EC", Some("P-256")) => es256(&bytes(&jwk.x)?, &bytes(&jwk.y)?)?,
            ("OKP", Some("Ed25519")) => ed_dsa(&bytes(&jwk.x)?)?,
            ("RSA", None) => rs256(&bytes(&jwk.n)?, &bytes(&jwk.e)?)?,
            _ => return None,
        };
        let said = jwk.alg.as_deref();
        // RFC 9864 has another name for the only EdDSA there is here.
        let fits = said.is_none_or(|alg| {
            alg == key.algorithm().jose() || (alg == "Ed25519" && key.algorithm() == Algorithm::EdDsa)
        });
        fits.then_some(key)
    }

    /// The key that these bytes begin with (RFC 9052, section 7), and what follows it.
    pub(crate) fn from_cose(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut reader = Reader::new(bytes);
        let fields = CoseKey::read(&mut reader)?;
        Some((fields.key()?, reader.rest()))
    }
}

/// The fields of a COSE key, by their labels. -1 to -3 mean what the type says.
#[derive(Default)]
struct CoseKey<'a> {
    /// 1
    kty: Option<i64>,
    /// 3
    alg: Option<i64>,
    /// -1, where it is a number: the curve.
    curve: Option<i64>,
    /// -1, where it is bytes: the modulus of RSA.
    n: Option<&'a [u8]>,
    /// -2: a coordinate, or the exponent of RSA.
    x: Option<&'a [u8]>,
    /// -3: the other coordinate.
    y: Option<&'a [u8]>,
}

/// As many as any key has that is known here; further ones would mean something that is not.
const COSE_FIELDS_MAX: usize = 5;

impl<'a> CoseKey<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let count = reader.map()?;
        if count > COSE_FIELDS_MAX {
            return None;
        }
        let mut key = Self::default();
        for _ in 0..count {
            let is_first = match reader.integer()? {
                1 => key.kty.replace(reader.integer()?).is_none(),
                3 => key.alg.replace(reader.integer()?).is_none(),
                -1 if key.kty == Some(3) => key.n.replace(reader.bytes()?).is_none(),
                -1 => key.curve.replace(reader.integer()?).is_none(),
                -2 => key.x.replace(reader.bytes()?).is_none(),
                -3 => key.y.replace(reader.bytes()?).is_none(),
                _ => false,
            };
            if !is_first {
                return None;
            }
        }
        Some(key)
    }

    fn key(&self) -> Option<PublicKey> {
        match (self.kty?, self.alg?, self.curve) {
            (2, -7, Some(1)) => es256(self.x?, self.y?),
            (1, -8, Some(6)) if self.y.is_none() => ed_dsa(self.x?),
            (3, -257, None) if self.y.is_none() => rs256(self.n?, self.x?),
            _ => None,
        }
    }
}

/// From the two coordinates of a point, which must lie on the curve.
fn es256(x: &[u8], y: &[u8]) -> Option<PublicKey> {
    if x.len() != 32 || y.len() != 32 {
        return None;
    }
    let point = [&[4], x, y].concat();
    p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(|key| PublicKey(Kind::Es256(key)))
}

fn ed_dsa(x: &[u8]) -> Option<PublicKey> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(x.try_into().ok()?).ok()?;
    (!key.is_weak()).then_some(PublicKey(Kind::EdDsa(key)))
}

/// From modulus and exponent, the most significant byte first.
fn rs256(n: &[u8], e: &[u8]) -> Option<PublicKey> {
    let (n, e) = (without_zeros(n), without_zeros(e));
    if n.len() > RSA_BITS.end() / 8 || e.len() > EXPONENT_BYTES {
        return None;
    }
    let number = |bytes: &[u8]| {
        let bits = u32::try_from(bytes.len().next_multiple_of(8) * 8).ok()?;
        BoxedUint::from_be_slice(bytes, bits.max(64)).ok()
    };
    // An exponent of 1 signs nothing: whatever is sent is its own signature. The crate asks for an odd one above that.
    rsa::PublicKey::new_with_size_limits(number(n)?, number(e)?, RSA_BITS)
        .ok()
        .map(|key| PublicKey(Kind::Rs256(key)))
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
