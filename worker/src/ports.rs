//! What the edge needs from the world, as values, so that tests can set the clock and foresee the dice.

use crate::config::Analytics;
use crate::delivery::Reads;
use std::future::Future;
use std::pin::Pin;

/// A future that stays on its thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The time.
pub trait Clock {
    /// Milliseconds since 1970 (UTC).
    fn now(&self) -> i64;

    /// Lets time pass: see [`crate::patience`].
    fn wait(&self, milliseconds: u64) -> Local<'_, ()>;
}

/// Randomness fit for secrets.
pub trait Random {
    fn fill(&self, bytes: &mut [u8]);
}

/// AES-256-GCM, by whoever brings it: the runtime's Web Crypto, or a crate in the tests.
pub trait Cipher {
    /// The ciphertext with its tag behind it; `associated` is bound to it. No nonce is used twice with a key.
    fn encrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        associated: &'a [u8],
        plain: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>>;

    /// The plain text; `None` when key, nonce, associated data or ciphertext are not those of its encryption.
    fn decrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        associated: &'a [u8],
        ciphertext: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>>;
}

/// 256 bits.
pub type CipherKey = [u8; 32];
/// 96 bits.
pub type Nonce = [u8; 12];

/// The way to whoever collects the money.
pub trait Payments {
    /// Sends one request and reads the whole answer, of at most [`PAYMENT_REPLY_MAX`] bytes. `Err` says why there was none.
    fn send<'a>(&'a self, request: &'a PaymentRequest) -> Local<'a, Result<PaymentReply, String>>;

    /// Lets time pass before another try.
    fn wait(&self, milliseconds: u64) -> Local<'_, ()>;
}

/// Most bytes of an answer of the payment service: the longest one that is asked for lists 50 invoices, with ten lines of each.
pub const PAYMENT_REPLY_MAX: usize = 4 * 1024 * 1024;

/// A request to the payment service.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentRequest {
    pub method: &'static str,
    pub url: String,
    /// What stands behind `Bearer`.
    pub token: String,
    /// `application/x-www-form-urlencoded`; empty: no body.
    pub form: String,
    /// The same for every try of the same thing.
    pub idempotency_key: Option<String>,
}

/// What it answered.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentReply {
    pub status: u16,
    pub body: String,
}

/// The way to those whom people sign in with.
pub trait Web {
    /// Sends one request, follows no redirect, and reads no more than is asked for. `Err` says why there was no whole answer.
    fn send<'a>(&'a self, request: &'a WebRequest) -> Local<'a, Result<WebReply, String>>;
}

/// A request to somebody else's server, for JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct WebRequest {
    pub url: String,
    /// The whole value of the header.
    pub authorization: Option<String>,
    /// `application/x-www-form-urlencoded`, which is posted; `None`: it is a GET.
    pub form: Option<String>,
    /// Most bytes of the answer: a longer one is none.
    pub bytes_max: usize,
}

/// What it answered.
#[derive(Clone, Debug, PartialEq)]
pub struct WebReply {
    pub status: u16,
    pub body: String,
}

/// Where reads are counted that are too many for the database: Analytics Engine on Cloudflare.
pub trait Meter {
    /// Notes the reads of one environment. Nobody waits for it. `Err`: it was not taken.
    fn note(&self, environment: &str, reads: &Reads) -> Result<(), String>;

    /// Asks in SQL for what was noted; the whole answer, of at most [`METER_REPLY_MAX`] bytes.
    fn ask<'a>(&'a self, analytics: &'a Analytics, sql: &'a str) -> Local<'a, Result<String, String>>;
}

/// Most bytes of an answer about reads: of the 1,000 environments that are asked for at once, each takes some 150.
pub const METER_REPLY_MAX: usize = 1024 * 1024;

/// Where published documents lie, close to whoever reads them; up to a minute behind.
#[allow(async_fn_in_trait, reason = "one thread: futures need not be Send")]
pub trait ConfigStore {
    /// A document on its way through: the edge passes it on without looking at it.
    type Body;

    /// The document of an environment. `Err` says what should be in the log.
    async fn get(&self, environment: &str) -> Result<Option<(Stamp, Self::Body)>, String>;

    /// The same as text, for a document that is looked at, or that nobody may want to have.
    async fn text(&self, environment: &str) -> Result<Option<(Stamp, String)>, String>;

    /// Keeps a document in place of the one before.
    async fn put(&self, environment: &str, stamp: &Stamp, document: &str) -> Result<(), String>;

    /// Keeps, in place of a document, that there is none: [`Stamp::NOTHING`]. It goes by itself after [`BURIED_MS`].
    async fn bury(&self, environment: &str) -> Result<(), String>;

    /// Which version of an environment lies there, or that there is none.
    async fn stamp(&self, environment: &str) -> Result<Option<Stamp>, String>;
}

/// How long the store keeps that an environment has no document, in milliseconds: a day, so that none is kept of what is gone for good.
pub const BURIED_MS: u64 = 24 * 60 * 60 * 1000;

/// Which version a document is.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    pub version: i64,
    /// SHA-256 of the document.
    pub hash: String,
}

impl Stamp {
    /// Stands for that nothing is published.
    pub const NOTHING: Stamp = Stamp { version: 0, hash: String::new() };
}
