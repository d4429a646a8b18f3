//! Passkeys: keys that somebody's devices keep and sign in with, in place of a code (WebAuthn level 3).
//!
//! Each takes two requests. The first answers options for the browser, with a challenge in them; the second brings back what the browser made
//! of it. A challenge works once, for [`CHALLENGE_LIFE_MS`], in the browser that asked for it.

mod credential;
mod options;

pub use credential::{NewPasskey, PasskeyAnswer};
pub use options::{
    CreationOptions, CredentialParameters, ExcludedCredential, PasskeyCreation, PasskeyRequest, RelyingParty,
    RequestOptions, Selection, UserEntity,
};

use crate::access::{Proven, Public, SignedIn};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method, Twice};
use crate::ids::PasskeyId;
use crate::params::params;
use crate::text::title;
use serde::{Deserialize, Serialize};

/// How many passkeys one person has at most.
pub const PASSKEYS_MAX: i64 = 20;
/// How long a challenge works, in milliseconds: 5 minutes.
pub const CHALLENGE_LIFE_MS: i64 = 5 * 60 * 1000;
/// How often one person may sign in with passkeys in 24 hours: far more often than anybody does, because each is kept in the log for a year.
pub const SIGN_INS_A_DAY: i64 = 200;
/// How many passkeys one client may have refused in an hour, whomever they belong to.
pub const REFUSED_PER_CLIENT: i64 = 60;
/// The same for all clients of one IPv6 network of 48 bits.
pub const REFUSED_PER_NETWORK: i64 = 240;

/// A passkey, without what opens anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Passkey {
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When somebody last signed in with it, in milliseconds since 1970; absent: never.
    pub last_used_at: Option<i64>,
    /// Whether it is kept in more than one place, as of its last use: losing the device is then not losing the passkey.
    pub is_backed_up: bool,
}

params!(
    /// One passkey of the signed-in person.
    PasskeyParams {
        /// The passkey's ID.
        passkey: String,
    }
);

/// `GET /api/account/passkeys`
pub struct ListPasskeys;

impl Endpoint for ListPasskeys {
    const NAME: &'static str = "list_passkeys";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/passkeys";
    const SUMMARY: &'static str = "List the caller's passkeys, newest first.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = PasskeyList;
}

/// All passkeys of a person, at most 20.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyList {
    pub passkeys: Vec<Passkey>,
}

/// `POST /api/account/passkeys/challenge`: what the browser needs to make a passkey.
pub struct BeginPasskey;

impl Endpoint for BeginPasskey {
    const NAME: &'static str = "begin_passkey";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/passkeys/challenge";
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str = "Get the options with which a browser makes a passkey for the caller.";
    type Access = Proven;
    type Params = ();
    type Body = Empty;
    type Reply = PasskeyCreation;
}

/// `POST /api/account/passkeys`: keeps the passkey that the browser made. The person is told by mail.
pub struct AddPasskey;

impl Endpoint for AddPasskey {
    const NAME: &'static str = "add_passkey";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/passkeys";
    const STATUS: u16 = 201;
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str =
        "Add a passkey that the caller's browser made, in the same session, to sign in with.";
    type Access = Proven;
    type Params = ();
    type Body = NewPasskey;
    type Reply = Passkey;
}

/// `PATCH /api/account/passkeys/{passkey}`
pub struct RenamePasskey;

impl Endpoint for RenamePasskey {
    const NAME: &'static str = "rename_passkey";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/account/passkeys/{passkey}";
    const SUMMARY: &'static str = "Change what one of the caller's passkeys is called.";
    type Access = SignedIn;
    type Params = PasskeyParams;
    type Body = PasskeyName;
    type Reply = Passkey;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyName {
    /// 1 to 64 characters: on which device it is, or whose it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::text::Title"))]
    pub name: String,
}

impl Body for PasskeyName {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.text("name", title)? })
    }
}

/// `DELETE /api/account/passkeys/{passkey}`: it signs in no more. A code by mail always does. The person is told by mail.
pub struct RemovePasskey;

impl Endpoint for RemovePasskey {
    const NAME: &'static str = "remove_passkey";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account/passkeys/{passkey}";
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str = "Remove one of the caller's passkeys: it signs in no more.";
    type Access = Proven;
    type Params = PasskeyParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `POST /api/sign-in/passkey/challenge`: what the browser needs to ask for a passkey. It does not say whose, and nothing is kept.
pub struct BeginPasskeySignIn;

impl Endpoint for BeginPasskeySignIn {
    const NAME: &'static str = "begin_passkey_sign_in";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/passkey/challenge";
    const SUMMARY: &'static str = "Get the options with which a browser asks for a passkey to sign in with.";
    type Access = Public;
    type Params = ();
    type Body = Empty;
    type Reply = PasskeyRequest;
}

/// `POST /api/sign-in/passkey`: trades what a passkey signed for a session.
pub struct SignInWithPasskey;

impl Endpoint for SignInWithPasskey {
    const NAME: &'static str = "sign_in_with_passkey";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/passkey";
    const TWICE: Twice = Twice::Refused;
    const SUMMARY: &'static str =
        "Sign in with what a passkey signed, in the browser that asked for the challenge.";
    type Access = Public;
    type Params = ();
    type Body = PasskeyAnswer;
    type Reply = Empty;
}
