//! Requests and answers as the service sees them: only what it reads, whatever the runtime.

mod bounded;
mod client;
mod cookie;
mod headers;
mod large;
mod request;
mod response;
mod unready;

pub use bounded::{read_answer, read_body};
pub use client::Client;
pub use cookie::{Cookie, read_cookie, read_tokens};
pub use headers::SECURITY_HEADERS;
pub use large::{LargeBodies, Place, Unread};
pub use portico_api::endpoint::BODY_MAX;
pub use request::Request;
pub use response::{Answer, Response};
pub(crate) use unready::unready;
