//! Challenges. One is not kept until it is answered: it says itself until when it works, and carries a code, made with the installation's secret
//! key, of that and of what it is tied to. So whoever opens the sign-in page writes nothing, and nobody can fill a table by asking for more.

use crate::base64url;
use crate::config::Config;
use crate::context::Context;
use crate::error::Error;
use crate::secret::{derive, hex, sha256};
use portico_api::passkeys::CHALLENGE_LIFE_MS;

const NO_SECRET_KEY: &str =
    "This installation can't use passkeys yet: it has no SECRET_KEY. Tell whoever runs it.";
pub(super) const ENDED: &str = "That took longer than 5 minutes. Try again.";

/// What a challenge is for, and what it is tied to: whoever else brings it back has none.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tie<'a> {
    /// Signing in, in the browser that has this cookie.
    SignIn(&'a str),
    /// Adding a passkey, in this session.
    Add(&'a str),
}

impl Tie<'_> {
    fn code(self, config: &Config, head: &[u8]) -> Result<[u8; 32], Error> {
        let (purpose, to) = match self {
            Tie::SignIn(token) => ("passkey_sign_in", token),
            Tie::Add(session) => ("passkey_add", session),
        };
        derive(config, purpose, to, &hex(head)).ok_or(Error::NotSetUp(NO_SECRET_KEY))
    }
}

/// A challenge of ours: eight bytes of when it ends, sixteen random ones, and the code of these.
#[derive(Clone, Debug)]
pub(super) struct Challenge {
    bytes: Vec<u8>,
    pub(super) expires_at: i64,
}

const HEAD: usize = 8 + 16;

impl Challenge {
    pub(super) fn new(cx: &Context, tie: Tie<'_>) -> Result<Self, Error> {
        let expires_at = cx.now + CHALLENGE_LIFE_MS;
        let mut random = [0; 16];
        cx.random.fill(&mut random);
        let head = [&expires_at.to_be_bytes()[..], &random].concat();
        let code = tie.code(cx.config, &head)?;
        Ok(Self { bytes: [&head[..], &code].concat(), expires_at })
    }

    /// The challenge that was answered, if it is one of ours, tied to this, and has not ended.
    pub(super) fn answered(cx: &Context, tie: Tie<'_>, bytes: &[u8]) -> Result<Self, Error> {
        let foreign = || Error::PasskeyRefused(ENDED);
        let (head, code) = bytes.split_at_checked(HEAD).ok_or_else(foreign)?;
        let (end, _) = head.split_first_chunk::<8>().ok_or_else(foreign)?;
        let expires_at = i64::from_be_bytes(*end);
        let expected = tie.code(cx.config, head)?;
        // Takes the same time wherever they differ.
        let differs = code.iter().zip(&expected).fold(0, |differs, (one, other)| differs | (one ^ other));
        if code.len() != expected.len() || differs != 0 || expires_at <= cx.now {
            return Err(foreign());
        }
        Ok(Self { bytes: bytes.to_vec(), expires_at })
    }

    pub(super) fn text(&self) -> String {
        base64url::encode(&self.bytes)
    }

    /// By which it is kept that it was answered.
    pub(super) fn hash(&self) -> String {
        sha256(&[&self.bytes])
    }
}
