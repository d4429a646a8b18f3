//! What an ID token says, and whether it says it to us, now, about this sign-in (OpenID Connect Core 1.0, 3.1.3.7).

use crate::base64url;
use crate::signature::Algorithm;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha512};

/// How far the clocks of both sides may be apart, in seconds.
const SKEW: i64 = 60;
/// Largest token, in bytes.
const TOKEN_MAX: usize = 16 * 1024;

/// A token whose signature nobody has looked at yet.
pub(super) struct Token<'a> {
    pub(super) algorithm: Algorithm,
    /// Which key it says that it was signed with.
    pub(super) kid: Option<String>,
    /// What was signed.
    pub(super) signed: &'a [u8],
    pub(super) signature: Vec<u8>,
    payload: Vec<u8>,
}

/// Why a token, or what it says, is not accepted: for the log.
pub(super) type Fault = &'static str;

impl<'a> Token<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Fault> {
        const WRONG: Fault = "the ID token is no signed token";
        if text.len() > TOKEN_MAX {
            return Err("the ID token is too long");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(WRONG)?;
        let (header, payload) = signed.split_once('.').ok_or(WRONG)?;
        let header = object(&base64url::decode(header).ok_or(WRONG)?).ok_or(WRONG)?;
        // An extension that has to be understood, and is not.
        if header.contains_key("crit") {
            return Err("the ID token has an extension that is not known here");
        }
        // Each of these is verified with a public key. `none` and those with a shared secret are not among them, so that no public key is taken for one.
        let name = header.get("alg").and_then(Value::as_str);
        let algorithm = Algorithm::ALL.into_iter().find(|known| Some(known.jose()) == name);
        let kid = header.get("kid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            algorithm: algorithm.ok_or("the ID token is signed in a way that is not accepted")?,
            kid,
            signed: signed.as_bytes(),
            signature: base64url::decode(signature).ok_or(WRONG)?,
            payload: base64url::decode(payload).ok_or(WRONG)?,
        })
    }

    /// What it says. Only once the signature was found right.
    pub(super) fn claims(&self) -> Result<Claims, Fault> {
        object(&self.payload).map(Claims).ok_or("the ID token says nothing that can be read")
    }
}

fn object(json: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(json) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// What is said of somebody, by an ID token or by the userinfo endpoint.
pub(super) struct Claims(pub(super) Map<String, Value>);

/// What a token has to fit.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// What came with the token.
    pub(super) access_token: &'a str,
    pub(super) algorithm: Algorithm,
    /// Milliseconds since 1970.
    pub(super) now: i64,
}

impl Claims {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Only the JSON value: the word "true" is none.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// Who it is there.
    pub(super) fn subject(&self) -> Result<&str, Fault> {
        let fits =
            |subject: &&str| (1..=255).contains(&subject.len()) && !subject.chars().any(char::is_control);
        self.text("sub").filter(fits).ok_or("the ID token names nobody")
    }

    /// A time in seconds since 1970.
    fn time(&self, name: &str) -> Option<i64> {
        let time = self.0.get(name)?.as_f64()?;
        (0.0..1e12).contains(&time).then_some(time as i64)
    }

    /// Everything but the signature.
    pub(super) fn check(&self, expected: &Expected) -> Result<(), Fault> {
        let now = expected.now / 1000;
        let audiences: Vec<&str> = match self.0.get("aud") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let is_for_us = audiences.contains(&expected.client_id);
        // Where others may read it as well, it says for whom it was made; and whenever it says so, it is for us.
        let made_for = match self.0.get("azp") {
            Some(named) => named.as_str() == Some(expected.client_id),
            None => audiences.len() < 2,
        };
        let (expires, issued) = (self.time("exp"), self.time("iat"));
        let not_before =
            self.0.get("nbf").is_none_or(|_| self.time("nbf").is_some_and(|time| time <= now + SKEW));
        let checks = [
            (self.text("iss") == Some(expected.issuer), "the ID token is of another issuer"),
            (is_for_us, "the ID token is for somebody else"),
            (made_for, "the ID token was made for somebody else"),
            (expires.is_some_and(|time| time + SKEW > now), "the ID token has expired"),
            (issued.is_some_and(|time| time <= now + SKEW), "the ID token is of the future"),
            (not_before, "the ID token is of the future"),
            (self.text("nonce") == Some(expected.nonce), "the ID token is of another sign-in"),
            (self.fits_access_token(expected), "the ID token came with another access token"),
        ];
        self.subject()?;
        checks.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// `at_hash`, where there is one: half of the hash that the algorithm uses.
    fn fits_access_token(&self, expected: &Expected) -> bool {
        let Some(said) = self.0.get("at_hash") else { return true };
        let token = expected.access_token.as_bytes();
        let hash = match expected.algorithm {
            Algorithm::EdDsa => Sha512::digest(token).to_vec(),
            Algorithm::Rs256 | Algorithm::Es256 => Sha256::digest(token).to_vec(),
        };
        let half = hash.get(..hash.len() / 2).unwrap_or_default();
        said.as_str() == Some(base64url::encode(half).as_str())
    }
}
