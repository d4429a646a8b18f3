//! What a read is answered.

use super::request::{Method, Target};
use crate::afterwards::Afterwards;
use crate::error::Error;
use crate::http::Response;
use crate::http::SECURITY_HEADERS;
use crate::ports::{Random, Stamp};
use crate::secret;
use portico_api::problem;

/// An answer on its way out. `B` is a document that is passed on without being looked at.
#[derive(Debug)]
pub struct Delivered<B> {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body<B>,
    /// What is done once the answer has left.
    pub afterwards: Afterwards,
    /// In how many milliseconds the counted reads should be looked after: see [`super::look_after`].
    pub look_in: Option<u64>,
    /// What went wrong, for the log only.
    pub log: Option<String>,
    /// Whether it is one of those that stand for all in the log: see [`Delivered::line`].
    pub(super) is_sampled: bool,
}

#[derive(Debug)]
pub enum Body<B> {
    Empty,
    Text(String),
    PassedOn(B),
    /// Not needed: the client has it, or asked for the head alone.
    Dropped(B),
}

/// Where a document came from.
pub(super) enum Source<B> {
    Store(B),
    /// From the store, as text.
    Text(String),
    Database(String),
    /// From what this instance remembers of the database.
    Memory(String),
    /// From the database, with secrets in it.
    Secret(String),
}

/// Any page and any program may read it; browsers revalidate each time, so that only KV decides how old it can be. A key is for
/// servers: the preflight does not allow `Authorization`, so no page of another site can send one.
const OPEN: &[(&str, &str)] = &[
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Portico-Version, Portico-Hash, Portico-Source, X-Request-Id, Retry-After",
    ),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];
const PUBLIC: &str = "public, max-age=0, must-revalidate";
const SECRET: &str = "private, no-store";

impl<B> Delivered<B> {
    fn new(status: u16, cache: &str, body: Body<B>) -> Self {
        let own = |name: &str| name == "Cache-Control" || name == "Cross-Origin-Resource-Policy";
        let security = SECURITY_HEADERS.iter().filter(|(name, _)| !own(name));
        let mut headers: Vec<_> =
            security.chain(OPEN).map(|(name, value)| (*name, (*value).to_owned())).collect();
        headers.push(("Cache-Control", cache.to_owned()));
        headers.push(("Vary", "Authorization".to_owned()));
        Self {
            status,
            headers,
            body,
            afterwards: Afterwards::default(),
            look_in: None,
            log: None,
            is_sampled: false,
        }
    }

    /// The first header of that name, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What the API would answer, as it is.
impl<B> From<Response> for Delivered<B> {
    fn from(response: Response) -> Self {
        Self {
            status: response.status,
            headers: response.headers,
            body: Body::Text(response.body),
            afterwards: response.afterwards,
            look_in: None,
            log: response.log,
            is_sampled: false,
        }
    }
}

/// The document under the entity tag `tag`, or that the client has it already.
pub(super) fn respond<B>(target: &Target, stamp: &Stamp, tag: &str, source: Source<B>) -> Delivered<B> {
    let (cache, origin) = match &source {
        Source::Store(_) | Source::Text(_) => (PUBLIC, "kv"),
        Source::Database(_) => (PUBLIC, "d1"),
        Source::Memory(_) => (PUBLIC, "memory"),
        Source::Secret(_) => (SECRET, "d1"),
    };
    let status = if target.has(tag) { 304 } else { 200 };
    let is_wanted = status == 200 && target.method == Method::Get;
    let body = match source {
        Source::Store(body) if is_wanted => Body::PassedOn(body),
        Source::Store(body) => Body::Dropped(body),
        Source::Text(text) | Source::Database(text) | Source::Memory(text) | Source::Secret(text)
            if is_wanted =>
        {
            Body::Text(text)
        }
        Source::Text(_) | Source::Database(_) | Source::Memory(_) | Source::Secret(_) => Body::Empty,
    };
    let mut delivered = Delivered::new(status, cache, body);
    if status == 200 {
        delivered.headers.push(("Content-Type", "application/json".to_owned()));
    }
    delivered.headers.extend([
        ("ETag", format!("\"{tag}\"")),
        ("Portico-Version", stamp.version.to_string()),
        ("Portico-Hash", stamp.hash.clone()),
        ("Portico-Source", origin.to_owned()),
    ]);
    delivered
}

/// What a browser is told before it reads from another origin. It need not ask again for a day.
pub(super) fn preflight<B>(target: &Target) -> Delivered<B> {
    let mut delivered = Delivered::new(204, "no-store", Body::Empty);
    delivered.headers.retain(|(name, _)| *name != "Vary");
    delivered.headers.extend([
        ("Vary", "Authorization, Access-Control-Request-Headers".to_owned()),
        ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS".to_owned()),
        ("Access-Control-Allow-Headers", target.allowed_headers()),
        ("Access-Control-Max-Age", "86400".to_owned()),
        ("Allow", "GET, HEAD, OPTIONS".to_owned()),
    ]);
    delivered
}

/// The problem document of a refusal.
pub(super) fn refuse<B>(error: &Error, now: i64, random: &dyn Random) -> Delivered<B> {
    let request_id = secret::new_id(now, random);
    let answer = error.answer(&request_id);
    let mut delivered = Delivered::new(answer.status, "no-store", Body::Text(answer.body));
    delivered.headers.push(("Content-Type", problem::MEDIA_TYPE.to_owned()));
    delivered.headers.push(("X-Request-Id", request_id));
    delivered.headers.extend(answer.headers);
    delivered.log = error.log().map(str::to_owned);
    delivered
}
