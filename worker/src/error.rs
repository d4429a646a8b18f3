//! Every way a request can be refused, and the problem document it becomes.

mod described;

use crate::db::DbError;
use crate::http::{Answer, Unread};
use crate::invites::ALREADY_MEMBER;
use crate::offers::STILL_RETURNABLE;
use crate::providers::Provider;
use portico_api::members::MANY_MEMBERSHIPS;
use portico_api::problem::{FieldError, OwnedAlone, Problem, ReachedLimit, kind};
use portico_api::said;
use portico_api::security::AskedSignIn;

/// To a Developer where only Admins release.
pub(crate) const NOT_RELEASER: &str = "\
    Only Admins and Owners can publish to live and manage keys here. An Admin can let Developers do it in the project's settings.";
/// To whoever is no Admin.
pub(crate) const NOT_ADMIN: &str = "Only Admins and Owners may change this.";

const TOO_SLOW: &str =
    "The file came too slowly, at less than 16 KB a second. Try again on a faster connection.";

/// About a plan that this version does not know.
pub(crate) const UNKNOWN_PLAN: &str = "\
    The plan of this organization comes from a newer version of Portico. What there is goes on; to add or change anything, this installation has \
    to be updated. Tell whoever runs it.";

/// A refusal. What is said to the client is fixed here; what went wrong inside goes to the log alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    Invalid(Vec<FieldError>),
    /// A sign-in code that can't be tried any more: only a new one helps.
    CodeEnded(&'static str),
    /// Why a passkey does not count.
    PasskeyRefused(&'static str),
    Malformed(&'static str),
    SignedOut,
    Forbidden,
    /// It takes a sign-in of the last minutes.
    ProofNeeded,
    /// The organization asks for another sign-in than this session's, in words.
    SignInAsked(Box<(String, AskedSignIn)>),
    /// The role would do, but the place does not allow it: why.
    NotPermitted(&'static str),
    /// The caller's role is too low for the role in question.
    AboveRole(&'static str),
    /// The organization would be left without an Owner.
    LastOwner,
    /// These would be: so the account stays.
    OwnsAlone(Vec<OwnedAlone>),
    /// Why an invite can't be accepted or declined (any more).
    InviteClosed(&'static str),
    /// Why an offer of a project can't be answered or made (any more).
    OfferClosed(&'static str),
    /// What the plan allows no more of, with the way out in words.
    LimitReached(Box<(String, ReachedLimit)>),
    /// The card was declined: what Stripe says about it.
    PaymentRefused(String),
    /// Stripe could not be asked, or did not do it: why, for the log.
    PaymentsUnavailable(String),
    /// What Stripe says does not fit this installation, and will not by itself: why, for the log.
    PaymentsMisfit(String),
    /// Whoever is signed in with could not be asked. Why, is noted.
    ProviderUnavailable,
    CrossSite,
    NotFound,
    /// The methods that the path does know.
    MethodNotAllowed(String),
    /// The field whose value somebody else has.
    Taken(&'static str, &'static str),
    Stale,
    /// A newer version of Portico wrote what this one does not know: so it is not touched.
    Newer(&'static str),
    /// A version of which only number, author, time, message and hash are left.
    NotKept,
    KeyRequired,
    KeyReused,
    TooLarge(usize),
    NotJson,
    /// The body is compressed.
    Encoded,
    /// Seconds until it is worth trying again.
    TooMany(i64),
    /// The same, with a sentence in which `{wait}` is how long.
    Spent(i64, &'static str),
    MailNotSetUp,
    /// What this installation was not given, and what for. It stays so until somebody sets it up: trying again does not help.
    NotSetUp(&'static str),
    /// What followed from a key that the installation had before: what makes a new one.
    MadeBefore(&'static str),
    /// What it lost since, so that something which worked can't be done any more.
    SetUpWrong(&'static str),
    /// The server key is none, or not one that opens this.
    KeyRefused,
    Busy(String),
    Internal(String),
}

impl Error {
    /// One field at fault.
    pub fn field(name: &str, detail: &str) -> Self {
        Error::Invalid(vec![FieldError::new(name, detail)])
    }

    /// The same, with the providers in it by the names that people know them by.
    pub(crate) fn naming(mut self, providers: &[Provider]) -> Self {
        if let Error::SignInAsked(asked) = &mut self {
            let (said, asked) = &mut **asked;
            let is_asked = |provider: &&Provider| {
                asked.ways.iter().any(|way| way.strip_prefix("provider:") == Some(&provider.id))
            };
            asked.providers = providers.iter().filter(is_asked).map(Provider::shown).collect();
            *said = asked.said();
        }
        self
    }

    /// What the log should know and the client should not.
    pub fn log(&self) -> Option<&str> {
        match self {
            Error::Busy(cause)
            | Error::Internal(cause)
            | Error::PaymentsUnavailable(cause)
            | Error::PaymentsMisfit(cause) => Some(cause),
            Error::SetUpWrong(cause) => Some(cause),
            _ => None,
        }
    }

    /// The problem document.
    pub fn answer(&self, request_id: &str) -> Answer {
        let (status, name, title, detail) = self.describe();
        let reckoned = self.reckoned();
        let detail = reckoned.as_deref().unwrap_or(detail);
        let errors = match self {
            Error::Invalid(errors) => errors.clone(),
            Error::Taken(field, detail) => vec![FieldError::new(field, detail)],
            Error::AboveRole(detail) => vec![FieldError::new("role", detail)],
            Error::CodeEnded(detail) => vec![FieldError::new("code", detail)],
            Error::KeyRequired | Error::KeyReused => vec![FieldError::new("Idempotency-Key", detail)],
            _ => Vec::new(),
        };
        let field = match errors.as_slice() {
            [only] => Some(only.field.clone()),
            _ => None,
        };
        let problem = Problem {
            kind: format!("{}{name}", kind::PREFIX),
            title: title.to_owned(),
            status,
            detail: detail.to_owned(),
            field,
            errors,
            limit: match self {
                Error::LimitReached(reached) => Some(Box::new(reached.1.clone())),
                _ => None,
            },
            sign_in: match self {
                Error::SignInAsked(asked) => Some(Box::new(asked.1.clone())),
                _ => None,
            },
            organizations: match self {
                Error::OwnsAlone(organizations) => organizations.clone(),
                _ => Vec::new(),
            },
            request_id: request_id.to_owned(),
        };
        let answer = Answer::json(status, &problem);
        match self {
            Error::TooMany(seconds) | Error::Spent(seconds, _) => {
                answer.with_header("Retry-After", seconds.to_string())
            }
            // Whatever is not there for now says when to come again.
            _ if status == 503 => answer.with_header("Retry-After", self.passes_after().to_string()),
            Error::KeyRefused => {
                answer.with_header("WWW-Authenticate", "Bearer realm=\"portico\"".to_owned())
            }
            Error::MethodNotAllowed(allow) => answer.with_header("Allow", allow.clone()),
            _ => answer,
        }
    }

    /// What a guard stands for that holds again by itself, in so many seconds.
    pub(crate) fn passes(guard: &str, seconds: i64) -> Self {
        match guard {
            "exports_kept" => Error::Spent(seconds, EXPORTS_KEPT),
            _ => Error::TooMany(seconds),
        }
    }

    /// In how many seconds what is not there for now may be back.
    fn passes_after(&self) -> i64 {
        // Stripe was tried for some seconds already.
        if matches!(self, Error::PaymentsUnavailable(_)) { 10 } else { 2 }
    }

    /// The sentence with a number in it: how long to wait, where that is what helps, or how much may be sent.
    fn reckoned(&self) -> Option<String> {
        let (seconds, why) = match self {
            Error::TooLarge(bytes) => {
                return Some(format!("Send at most {} KB.", said::grouped(*bytes / 1024)));
            }
            Error::TooMany(seconds) => (*seconds, "Too many attempts. Try again in {wait}."),
            Error::Spent(seconds, why) => (*seconds, *why),
            _ => return None,
        };
        Some(why.replace("{wait}", &said::seconds(seconds)))
    }
}

const EXPORTS_UNDER_WAY: &str = "Three archives that you asked for are being made, in all your organizations together. Try again in {wait}.";
const EXPORTS_KEPT: &str = "The archives of organizations on the Free plan that you asked for have 200 MB already. Each is removed seven days after it was made, or when its organization has a newer one. Try again in {wait}.";

impl From<Unread> for Error {
    fn from(why: Unread) -> Self {
        /// How long until one of a client's large bodies is there, or was too slow, in seconds.
        const SOON_S: i64 = 30;
        match why {
            Unread::Crowded => Error::Busy("as many large bodies are here as an instance takes".to_owned()),
            Unread::TooMany => Error::TooMany(SOON_S),
            Unread::Slow => Error::Malformed(TOO_SLOW),
        }
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy(cause) => Error::Busy(cause),
            // A new proof says what is left of the one before.
            DbError::Guard(name) if name == "proof" => Error::Forbidden,
            DbError::Guard(name) if name == "stale" => Error::Stale,
            DbError::Guard(name) if name == "returnable" => Error::OfferClosed(STILL_RETURNABLE),
            DbError::Guard(name) if name == "exports_under_way" => Error::Spent(60, EXPORTS_UNDER_WAY),
            DbError::Guard(name) if name == "free_ids" => Error::Taken(
                "keep_ids",
                "The IDs of these environments are in use here, or were another organization's. Import the project with new IDs.",
            ),
            // 2,000 changes of one person in 24 hours (migrations/0018_retention.sql); each that becomes older makes room for another.
            DbError::Guard(name) if name == "change_limit" => Error::TooMany(60 * 60),
            DbError::Guard(name) if name == "target" => Error::NotFound,
            DbError::Guard(name) if name == "already_member" => Error::InviteClosed(ALREADY_MEMBER),
            DbError::Guard(name) if name == "membership_limit" => Error::NotPermitted(MANY_MEMBERSHIPS),
            DbError::Guard(name) if name == "rank" => {
                Error::AboveRole("Only an Owner can do this to an Owner.")
            }
            DbError::Guard(name) if name == "last_owner" => Error::LastOwner,
            DbError::Guard(name) if name == "release" => Error::NotPermitted(NOT_RELEASER),
            DbError::Guard(name) if name == "role" => Error::NotPermitted(NOT_ADMIN),
            DbError::Guard(name) if name == "key_limit" => Error::field(
                "name",
                "This environment has 50 working keys. Revoke one that is no longer used.",
            ),
            DbError::Guard(name) if name == "passkey_limit" => Error::PasskeyRefused(
                "You have 20 passkeys. Remove one that you no longer use, then add this one.",
            ),
            DbError::Guard(name) if name == "secret_size" => Error::field(
                "values",
                "All secrets together are larger than 512 KB. Make some of them smaller.",
            ),
            DbError::Guard(name) => Error::Internal(format!("unexpected guard {name}")),
            DbError::Unique(columns) => Error::Internal(format!("unexpected conflict on {columns}")),
            DbError::Other(cause) => Error::Internal(cause),
        }
    }
}
