//! Signing in with a code that comes by e-mail, and signing out.

use crate::access::Public;
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method, Twice};
use crate::text::{EmailAddress, parse_code};
use serde::{Deserialize, Serialize};

/// How long a code works, in milliseconds: 10 minutes.
pub const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
/// How many wrong codes end the attempt.
pub const CODE_TRIES: i64 = 5;
/// How many codes one client, known by its network address, may have sent to one address in an hour.
pub const CODES_PER_WINDOW: i64 = 5;
/// The same in a day; not counted where the client is this machine.
pub const CODES_PER_PAIR_AND_DAY: i64 = 10;
/// How many codes all clients together may have sent to one address in a day. Above that only browsers that signed in with it before get one.
pub const CODES_PER_ADDRESS: i64 = 30;
/// The same where the address asked for no more mail.
pub const CODES_PER_STOPPED_ADDRESS: i64 = 3;
/// How many codes one client may ask for in an hour, for whatever addresses: enough for an office.
pub const CODES_PER_CLIENT: i64 = 60;
/// The same for all clients of one IPv6 network of 48 bits.
pub const CODES_PER_NETWORK: i64 = 240;
/// How many codes a browser may ask for in an hour that signed in with the address before: it is counted by nothing else.
pub const CODES_PER_DEVICE: i64 = 10;
/// The same in a day.
pub const CODES_PER_DEVICE_AND_DAY: i64 = 40;
/// How many wrong codes may be entered for one address in a day, over all clients and codes.
pub const WRONG_CODES: i64 = 100;
/// How many of these in browsers that never signed in with it: the rest is left to those that did.
pub const WRONG_CODES_OF_STRANGERS: i64 = 80;
/// How long a browser is known in which somebody signed in, in milliseconds: a year.
pub const DEVICE_LIFE_MS: i64 = 365 * 24 * 60 * 60 * 1000;
/// How many browsers of one person are known; the one that was used longest ago is forgotten.
pub const DEVICES_PER_PERSON: i64 = 20;

/// `POST /api/sign-in/code`: sends a code. Answers the same for known and unknown addresses.
pub struct RequestCode;

impl Endpoint for RequestCode {
    const NAME: &'static str = "request_code";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/code";
    const TWICE: Twice = Twice::AnotherCode;
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
    const TWICE: Twice = Twice::Refused;
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
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^[ -]*(?:[0-9][ -]*){6}$")))]
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
