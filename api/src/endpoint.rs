//! The shape every endpoint has.

use crate::access::Access;
use crate::body::Body;
use crate::params::{Pairs, Params};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether a request of this method changes something, and so must prove its origin.
    pub fn mutates(self) -> bool {
        self != Method::Get
    }
}

/// Largest body of nearly all requests, in bytes.
pub const BODY_MAX: usize = 256 * 1024;

/// What becomes of a request that arrives a second time, without a key that says it is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Twice {
    /// Nothing more than the first time.
    #[default]
    Nothing,
    /// Another code is mailed, and only that one works.
    AnotherCode,
    /// It is refused: what it brings works once.
    Refused,
}

/// One operation of the API.
pub trait Endpoint: 'static {
    /// Verb and noun, as in the audit log: `create_project`.
    const NAME: &'static str;
    const METHOD: Method;
    /// The path with its parameters in braces: `/api/organizations/{organization}`.
    const PATH: &'static str;
    /// The status of success.
    const STATUS: u16 = 200;
    /// Whether the request must carry an `Idempotency-Key`: every POST that creates something of a tenant does. Any other change may.
    const IDEMPOTENT: bool = false;
    /// Whether the answer of a change is kept under the key of its request: not where it opens a door, and doing it again harms nobody.
    const KEEPS_REPLY: bool = true;
    /// What it does where no key is sent and it arrives twice, because its answer was lost.
    const TWICE: Twice = Twice::Nothing;
    /// Its largest body, in bytes.
    const BODY_MAX: usize = BODY_MAX;
    /// One sentence for the OpenAPI document.
    const SUMMARY: &'static str;
    type Access: Access;
    /// What stands in the path and in the query.
    type Params: Params;
    /// The JSON of the request; [`crate::Empty`] where there is none.
    type Body: Body + Wire;
    /// The JSON of the answer.
    type Reply: Serialize + DeserializeOwned + Wire + 'static;
}

/// What travels as JSON. Where the OpenAPI document is made, it can tell its schema.
#[cfg(feature = "openapi")]
pub trait Wire: schemars::JsonSchema {}
#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> Wire for T {}

/// What travels as JSON.
#[cfg(not(feature = "openapi"))]
pub trait Wire {}
#[cfg(not(feature = "openapi"))]
impl<T> Wire for T {}

/// Everything but the characters that RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path and query that call `E` with these parameters.
pub fn url<E: Endpoint>(params: &E::Params) -> String {
    let mut pairs = Pairs::default();
    params.write(&mut pairs);
    fill(E::PATH, &pairs)
}

fn fill(path: &str, pairs: &Pairs) -> String {
    let mut url = String::with_capacity(path.len() + 32);
    for segment in path.split('/').skip(1) {
        url.push('/');
        match name_in_braces(segment) {
            Some(name) => url.extend(utf8_percent_encode(pairs.get(name).unwrap_or_default(), ENCODED)),
            None => url.push_str(segment),
        }
    }
    let mut separator = '?';
    for (name, value) in pairs.iter() {
        if path.contains(&format!("{{{name}}}")) {
            continue;
        }
        url.push(separator);
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(value, ENCODED));
        separator = '&';
    }
    url
}

fn name_in_braces(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
