//! What comes in.

use super::{Client, Unread};

/// A request. The headers are the few that are read, because each costs a crossing from JavaScript.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Upper case.
    pub method: String,
    /// Still percent-encoded, without the query.
    pub path: String,
    /// Still percent-encoded, without the question mark.
    pub query: String,
    pub cookie: Option<String>,
    pub content_type: Option<String>,
    pub content_encoding: Option<String>,
    pub origin: Option<String>,
    pub fetch_site: Option<String>,
    pub idempotency_key: Option<String>,
    pub user_agent: Option<String>,
    /// Only Stripe's messages have it.
    pub stripe_signature: Option<String>,
    /// The address of the client as the platform saw it, never as the client says.
    pub client_address: Option<String>,
    /// The country of the client (ISO 3166-1), as the platform saw it.
    pub country: Option<String>,
    /// At most one byte more than there may be of it: enough to know that it is too large.
    pub body: Vec<u8>,
    /// Why the body was not read, if it was not ([`super::LargeBodies`]).
    pub unread: Option<Unread>,
}

impl Request {
    /// What stands for the client when requests are counted; `None` for one on this very machine, which is nobody to guard against.
    pub fn client(&self) -> Option<Client> {
        Client::parse(self.client_address.as_deref()?)
    }

    /// Whether the body is something else than its bytes. What a few bytes unfold to has no bound.
    pub fn is_encoded(&self) -> bool {
        let coding = self.content_encoding.as_deref().unwrap_or_default().trim();
        !coding.is_empty() && !coding.eq_ignore_ascii_case("identity")
    }

    /// The country of the client, where it is one: the platform also has words for an anonymizing network and for not knowing.
    pub fn country(&self) -> Option<&str> {
        let known = |code: &&str| {
            code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && *code != "XX"
        };
        self.country.as_deref().filter(known)
    }

    /// The browser's name for the audit log and the list of sessions, at most 200 characters.
    pub fn user_agent(&self) -> String {
        self.user_agent.as_deref().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
    }
}
