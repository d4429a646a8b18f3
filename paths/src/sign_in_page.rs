//! What the sign-in page says and sends. It works before any code of the console is there: a script in `app/index.html` draws it from these
//! words and asks the edge itself, until the console takes over what is typed. Both say the same, because both read it here.

use portico_api::sign_in::{RequestCode, SignIn};
use portico_api::{Endpoint, Twice};

/// One of the two steps: a form with one field.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The field's name, in the request and in its problems.
    pub name: &'static str,
    pub label: &'static str,
    /// What the button says.
    pub action: &'static str,
    /// Where it is sent.
    pub url: &'static str,
    /// What is true of it where no answer comes.
    pub unsure: &'static str,
    /// What browsers may fill in.
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
}

/// Which address.
pub const ADDRESS: Step = Step {
    name: "email",
    label: "E-mail address",
    action: "Send code",
    url: RequestCode::PATH,
    unsure: unsure(RequestCode::TWICE),
    // Browsers offer passkeys where the second word stands.
    autocomplete: "username webauthn",
    inputmode: "email",
};

/// The six digits.
pub const CODE: Step = Step {
    name: "code",
    label: "Code",
    action: "Sign in",
    url: SignIn::PATH,
    unsure: unsure(SignIn::TWICE),
    autocomplete: "one-time-code",
    inputmode: "numeric",
};

pub const TITLE: &str = "Sign in to Portico";
pub const LEAD: &str = "Enter your e-mail address and we'll send you a code. No password needed.";
/// What stands before the address that a code was sent to, and behind it.
pub const SENT: [&str; 2] =
    ["We sent a 6-digit code to ", ". It works for 10 minutes, in this browser only."];
/// What stands before the seconds until another code can be asked for, and behind them.
pub const WAIT: [&str; 2] = ["Send a new code in ", " s"];
/// What stands before the address once a newer code was asked for, and the hint at the field then.
pub const SENT_NEWER: &str = "We sent a newer 6-digit code to ";
pub const ONLY_NEWEST: &str = "Only the newest code works: the one in the latest e-mail.";
pub const AGAIN: &str = "Send a new code";
pub const ANOTHER: &str = "Use another address";
/// No answer came to what was sent, or none has come yet: what is said first.
pub const NO_ANSWER: &str = "No answer came. ";
pub const STALLED: &str = "No answer yet. ";
/// The two ways on where none has come yet.
pub const TRY_AGAIN: &str = "Try again";
pub const STOP_WAITING: &str = "Stop waiting";
/// What stands in the answer to whoever asked for a code: without it, somebody else has answered.
pub const PROOF: &str = "expires_at";
/// How long to wait for a mail before asking for another, in milliseconds.
pub const RESEND_AFTER_MS: u32 = 30_000;
/// Where the tab keeps what was sent, as `{asked at} {expires at} {whether it is a newer one} {address}`.
pub const KEPT_AS: &str = "portico.sign_in";

/// What is said of a request without an answer, behind [`NO_ANSWER`] or [`STALLED`], in this form or any other. Nobody knows whether it arrived.
pub const fn unsure(twice: Twice) -> &'static str {
    match twice {
        Twice::Nothing => "It's safe to try again: nothing happens twice.",
        // The answer brings what binds the code to the browser: without it, the code that was sent is no use.
        Twice::AnotherCode => {
            "We may have sent a code already: if you try again, only the code in the newest e-mail works."
        }
        Twice::Refused => "A code works only once: if it is refused when you try again, ask for a new one.",
    }
}
