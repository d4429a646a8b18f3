//! Every refusal, as `application/problem+json` (RFC 9457).

use crate::plans::PlanId;
use crate::security::AskedSignIn;
use serde::{Deserialize, Serialize};

/// The media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was refused, in words for the person who sent it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Problem {
    /// What kind of problem, for programs: `urn:portico:problem:` and one of the constants of [`kind`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words; the same for every problem of the kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and what to do about it.
    pub detail: String,
    /// The field at fault, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// One entry for each field at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What the plan allows no more of, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Box<ReachedLimit>>,
    /// What the organization asks of how one signs in, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<Box<AskedSignIn>>,
    /// The organizations that would be left without an Owner, where that keeps an account from being deleted: by name, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<OwnedAlone>,
    /// Names the request in the log; say it when asking for help.
    pub request_id: String,
}

/// A limit of an organization's plan that has been reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReachedLimit {
    /// `projects`, `members`, `trash`, `organizations`, `storage` or `storage_of_creator`: what organizations on the Free plan that one person created store together.
    pub of: String,
    pub plan: PlanId,
    pub allowed: i64,
    /// Of `storage_of_creator`, whoever did not create the organization gets `allowed` here: how much others store is not told.
    pub used: i64,
}

/// An organization with a single Owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OwnedAlone {
    pub name: String,
    pub slug: String,
    /// How many members there are, the Owner among them: with one there is nobody to hand it on to. 0 to a session that does not fulfil what the organization
    /// asks of sign-ins.
    pub members: u32,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FieldError {
    pub field: String,
    /// A sentence that says what to do.
    pub detail: String,
}

impl FieldError {
    pub fn new(field: &str, detail: &str) -> Self {
        Self { field: field.to_owned(), detail: detail.to_owned() }
    }
}

/// The kinds of problem.
pub mod kind {
    pub const PREFIX: &str = "urn:portico:problem:";
    pub const INVALID: &str = "invalid";
    pub const MALFORMED: &str = "malformed";
    pub const SIGNED_OUT: &str = "signed_out";
    pub const FORBIDDEN: &str = "forbidden";
    /// It takes a proof of the last 10 minutes: sign in again, with a code or a passkey, then send it once more.
    pub const PROOF_NEEDED: &str = "proof_needed";
    pub const CROSS_SITE: &str = "cross_site";
    pub const NOT_FOUND: &str = "not_found";
    pub const METHOD_NOT_ALLOWED: &str = "method_not_allowed";
    pub const TAKEN: &str = "taken";
    pub const STALE: &str = "stale";
    /// It was written by a newer version of Portico, and this one does not know what it means.
    pub const NEWER: &str = "newer_version";
    /// The sign-in code expired, was used or was tried too often: ask for a new one.
    pub const CODE_ENDED: &str = "code_ended";
    /// The passkey, or what came of making one, can't be accepted: why is in the detail.
    pub const PASSKEY_REFUSED: &str = "passkey_refused";
    /// The invite can't be accepted or declined any more.
    pub const INVITE_CLOSED: &str = "invite_closed";
    /// The offer can't be accepted, declined, withdrawn or taken back (any more).
    pub const OFFER_CLOSED: &str = "offer_closed";
    /// The organization would be left without an Owner.
    pub const LAST_OWNER: &str = "last_owner";
    /// The plan allows no more of it.
    pub const LIMIT_REACHED: &str = "limit_reached";
    /// The organization asks for another sign-in than this session's.
    pub const SIGN_IN_ASKED: &str = "sign_in_asked";
    /// The card was declined.
    pub const PAYMENT_REFUSED: &str = "payment_refused";
    /// Of an old version, everything but its values is kept.
    pub const NOT_KEPT: &str = "not_kept";
    /// No server key of this environment that works.
    pub const KEY_REFUSED: &str = "key_refused";
    pub const KEY_REUSED: &str = "idempotency_key_reused";
    pub const KEY_REQUIRED: &str = "idempotency_key_required";
    pub const TOO_LARGE: &str = "too_large";
    pub const NOT_JSON: &str = "not_json";
    pub const TOO_MANY: &str = "too_many_requests";
    /// It was made with a key that the installation no longer has: only a new one helps.
    pub const MADE_BEFORE: &str = "made_with_another_key";
    /// Trying again helps.
    pub const UNAVAILABLE: &str = "unavailable";
    /// Trying again does not help: whoever runs the installation has to do something.
    pub const NOT_SET_UP: &str = "not_set_up";
    pub const INTERNAL: &str = "internal";
}

impl Problem {
    /// Whether this is of the kind named by one of the constants of [`kind`].
    pub fn is(&self, name: &str) -> bool {
        self.kind.strip_prefix(kind::PREFIX) == Some(name)
    }

    /// What is said about `field`, if anything.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.detail.as_str())
    }
}
