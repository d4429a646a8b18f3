//! Signing in with a code that comes by e-mail, and signing out.

use crate::access::Public;
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::text::{EmailAddress, parse_code};
use serde::{Deserialize, Serialize};

/// How long a code works, in milliseconds: 10 minutes.
pub const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
/// How many wrong codes end the attempt.
pub const CODE_TRIES: i64 = 5;
/// How many codes one address may be sent in [`CODE_WINDOW_MS`].
pub const CODES_PER_WINDOW: i64 = 5;
/// How many codes one client, known by its network address, may ask for in [`CODE_WINDOW_MS`]: enough for an office.
pub const CODES_PER_CLIENT: i64 = 60;
/// One hour in milliseconds.
pub const CODE_WINDOW_MS: i64 = 60 * 60 * 1000;

/// `POST /api/sign-in/code`: sends a code. Answers the same for known and unknown addresses.
pub struct RequestCode;

impl Endpoint for RequestCode {
    const NAME: &'static str = "request_code";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/code";
    const SUMMARY: &'static str = "Send a 6-digit sign-in code to an e-mail address.";
    type Access = Public;
    type Params = ();
    type Body = CodeRequest;
    type Reply = CodeSent;
}

/// Where the code goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeRequest {
    pub email: EmailAddress,
}

impl Body for CodeRequest {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { email: fields.text("email", EmailAddress::parse)? })
    }
}

/// The code is on its way; it works in this browser only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// When the code stops working, in milliseconds since 1970.
    pub expires_at: i64,
}

/// `POST /api/sign-in`: trades the code for a session. The first sign-in of an address creates its user.
pub struct SignIn;

impl Endpoint for SignIn {
    const NAME: &'static str = "sign_in";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in";
    const SUMMARY: &'static str = "Sign in with the code, in the browser that asked for it.";
    type Access = Public;
    type Params = ();
    type Body = CodeAnswer;
    type Reply = Empty;
}

/// The code from the mail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeAnswer {
    /// Six digits of any script. What is no letter may stand between them, and words around them, as in the mail's subject.
    pub code: String,
}

impl Body for CodeAnswer {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { code: fields.text("code", parse_code)? })
    }
}

/// `POST /api/sign-out`: ends the session of this browser. Doing it twice is harmless.
pub struct SignOut;

impl Endpoint for SignOut {
    const NAME: &'static str = "sign_out";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-out";
    const SUMMARY: &'static str = "End the session of this browser.";
    type Access = Public;
    type Params = ();
    type Body = Empty;
    type Reply = Empty;
}
