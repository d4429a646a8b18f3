//! What is said of each refusal.

use super::Error;
use portico_api::problem::kind;

impl Error {
    /// Status, kind, title and detail.
    pub(super) fn describe(&self) -> (u16, &'static str, &'static str, &str) {
        match self {
            Error::Invalid(errors) => {
                let detail = match errors.as_slice() {
                    [only] => only.detail.as_str(),
                    _ => "Correct the fields that are named.",
                };
                (422, kind::INVALID, "Some values can't be accepted", detail)
            }
            Error::CodeEnded(detail) => (422, kind::CODE_ENDED, "The code no longer works", detail),
            Error::PasskeyRefused(detail) => {
                (422, kind::PASSKEY_REFUSED, "The passkey was not accepted", detail)
            }
            Error::Malformed(detail) => (400, kind::MALFORMED, "The request can't be read", detail),
            Error::SignedOut => (401, kind::SIGNED_OUT, "Signed out", "Sign in to continue."),
            Error::Forbidden => {
                (403, kind::FORBIDDEN, "Not allowed", "Your role in this organization does not allow this.")
            }
            Error::ProofNeeded => (
                403,
                kind::PROOF_NEEDED,
                "Confirm it's you",
                "This takes a recent sign-in. Sign in again with a code or a passkey, then retry within 10 minutes.",
            ),
            Error::SignInAsked(asked) => {
                let title = match asked.1.is_only_old() {
                    true => "Sign in again",
                    false => "A different sign-in is required",
                };
                (403, kind::SIGN_IN_ASKED, title, &asked.0)
            }
            Error::NotPermitted(detail) => (403, kind::FORBIDDEN, "Not allowed", detail),
            Error::AboveRole(detail) => (403, kind::FORBIDDEN, "Not allowed", detail),
            Error::LastOwner => (
                409,
                kind::LAST_OWNER,
                "The last Owner",
                "An organization needs at least one Owner. Make someone else Owner first.",
            ),
            Error::OwnsAlone(_) => (
                409,
                kind::LAST_OWNER,
                "The last Owner",
                "You are the only Owner of some organizations. Make someone else Owner of each, or delete it. Then delete your account.",
            ),
            Error::InviteClosed(detail) => (409, kind::INVITE_CLOSED, "The invite is closed", detail),
            Error::OfferClosed(detail) => (409, kind::OFFER_CLOSED, "The offer is closed", detail),
            Error::Newer(detail) => (409, kind::NEWER, "Newer than this installation", detail),
            Error::LimitReached(reached) => (402, kind::LIMIT_REACHED, "Limit reached", &reached.0),
            Error::PaymentRefused(detail) => (402, kind::PAYMENT_REFUSED, "The payment was declined", detail),
            Error::PaymentsUnavailable(_) => (
                503,
                kind::UNAVAILABLE,
                "Stripe is not responding",
                "Stripe did not answer in time. Check here in a moment for what it completed, then try again.",
            ),
            Error::PaymentsMisfit(_) => (
                409,
                kind::NOT_SET_UP,
                "Stripe is misconfigured",
                "What Stripe says does not fit this installation. Tell whoever runs it: its log says what is wrong. Nothing was changed here.",
            ),
            Error::ProviderUnavailable => (
                503,
                kind::UNAVAILABLE,
                "The provider is not responding",
                "The provider did not answer as it should. Try again in a moment, or sign in with a code.",
            ),
            Error::CrossSite => (
                403,
                kind::CROSS_SITE,
                "Cross-site request",
                "Changes are accepted only from the console's own pages.",
            ),
            Error::NotFound => {
                (404, kind::NOT_FOUND, "Not found", "There is nothing here, or nothing that you may see.")
            }
            Error::MethodNotAllowed(_) => {
                (405, kind::METHOD_NOT_ALLOWED, "Method not allowed", "Use one of the methods in `Allow`.")
            }
            Error::Taken(_, detail) => (409, kind::TAKEN, "Already taken", detail),
            Error::Stale => (
                409,
                kind::STALE,
                "Changed in the meantime",
                "Someone changed this since you opened it. Load the current values, then change them again.",
            ),
            Error::NotKept => (
                410,
                kind::NOT_KEPT,
                "No longer kept",
                "The values of this version are no longer kept: only the newest 1,000 versions of an environment keep theirs. It can't be shown, \
                 compared or rolled back to.",
            ),
            Error::KeyRequired => (
                400,
                kind::KEY_REQUIRED,
                "A key is missing",
                "Send an Idempotency-Key of 8 to 200 printable characters, the same one for every retry.",
            ),
            Error::KeyReused => (
                409,
                kind::KEY_REUSED,
                "The key was used before",
                "This Idempotency-Key belongs to a different request. Use a new one.",
            ),
            Error::TooLarge(_) => (413, kind::TOO_LARGE, "Too large", ""),
            Error::NotJson => {
                (415, kind::NOT_JSON, "Not JSON", "Send JSON, with Content-Type application/json.")
            }
            Error::Encoded => {
                (415, kind::NOT_JSON, "Encoded", "Send the body as it is, without Content-Encoding.")
            }
            Error::TooMany(_) | Error::Spent(..) => (429, kind::TOO_MANY, "Too many requests", ""),
            Error::MailNotSetUp => (
                409,
                kind::NOT_SET_UP,
                "Mail is not set up",
                "This installation can't send mail yet. Tell whoever runs it.",
            ),
            Error::NotSetUp(detail) => (409, kind::NOT_SET_UP, "Not set up", detail),
            Error::MadeBefore(detail) => (409, kind::MADE_BEFORE, "Made with another key", detail),
            Error::SetUpWrong(detail) => (500, kind::INTERNAL, "Misconfigured", detail),
            Error::KeyRefused => (
                401,
                kind::KEY_REFUSED,
                "The key is refused",
                "Send a server key of this environment that is neither revoked nor expired.",
            ),
            Error::Busy(_) => (503, kind::UNAVAILABLE, "Busy", "Try again in a moment."),
            Error::Internal(_) => (
                500,
                kind::INTERNAL,
                "Something went wrong",
                "This is an error on our side. Try again; if it persists, report the request ID.",
            ),
        }
    }
}
