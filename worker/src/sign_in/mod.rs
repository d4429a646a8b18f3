//! Signing in with a code by e-mail, and signing out.

mod begin;
mod browsers;
mod devices;
mod limits;
mod store;

pub(crate) use begin::{Before, NewSession};

use crate::budgets;
use crate::config::MailTransport;
use crate::context::Context;
use crate::db::{Db, DbError};
use crate::error::Error;
use crate::http::{Answer, Cookie};
use crate::mail;
use crate::secret;
use devices::Device;
use portico_api::Empty;
use portico_api::sign_in::{CODE_LIFE_MS, CODE_TRIES, CodeAnswer, CodeRequest, CodeSent};
use store::Attempt;

/// Sends a code, to the address as it is stored where somebody has it. Known and unknown addresses take the same statements,
/// so neither answer nor time can tell. One that asked for no more mail gets codes all the same, though few: only this mail lets its owner in.
pub(crate) async fn request_code<D: Db>(
    db: &D,
    cx: &Context<'_>,
    _: (),
    asked: CodeRequest,
) -> Result<Answer, Error> {
    if cx.config.mail == MailTransport::None {
        return Err(Error::MailNotSetUp);
    }
    let browser = secret::new_token(cx.random);
    let code = secret::new_code(cx.random);
    let mut mail = mail::code(asked.email.as_str(), &code, &cx.config.origin).with_stop(cx.config);
    // Locally the mail is in the mailbox before the answer arrives; elsewhere it leaves afterwards and is kept nowhere.
    let is_local = cx.config.mail == MailTransport::Local;
    let device = Device::of(cx);
    let is_known = match &device {
        Some(device) => device.knows(db, cx, &asked.email).await?,
        None => false,
    };
    let charges = limits::of_request(cx, &asked.email, device.as_ref().filter(|_| is_known));
    let mut batch = budgets::take(charges.clone(), cx.now);
    batch.push(store::keep_code(cx, &asked.email, is_known, &browser, &code));
    batch.extend(is_local.then(|| mail::keep_for_user(cx, &mail, &asked.email)));
    batch.push(store::stored_address(&asked.email));
    match db.batch(batch).await {
        Ok(_) if is_local => {}
        Ok(mut results) => {
            let stored = results.pop().and_then(|rows| rows.into_iter().next()?.take_text(0));
            mail.recipient = stored.unwrap_or(mail.recipient);
            cx.mail_afterwards(mail);
        }
        Err(DbError::Guard(name)) if name == budgets::GUARD => {
            return Err(budgets::refusal(db, cx.now, &charges).await?);
        }
        Err(other) => return Err(other.into()),
    }
    let sent = CodeSent { expires_at: cx.now + CODE_LIFE_MS };
    let kept = browsers::with_earlier(&browser, cx.request.cookie.as_deref());
    Ok(Answer::json(200, &sent).with_header("Set-Cookie", Cookie::SignIn.set(&kept, CODE_LIFE_MS)))
}

/// Trades a code for a session.
pub(crate) async fn sign_in<D: Db>(
    db: &D,
    cx: &Context<'_>,
    _: (),
    given: CodeAnswer,
) -> Result<Answer, Error> {
    let mut browsers = browsers::read(cx.request.cookie.as_deref());
    let Some(browser) = browsers.next() else {
        return Err(Error::CodeEnded("This browser has no code to enter. Request a new one."));
    };
    let session = NewSession::begin(cx);
    match store::try_code(db, cx, (browser, &given.code), browsers, &session).await? {
        Attempt::SignedIn { is_new_device, may_be_linked } => {
            if is_new_device || may_be_linked {
                cx.tell_afterwards();
            }
            Ok(session.answer(is_new_device).with_header("Set-Cookie", Cookie::SignIn.clear()))
        }
        Attempt::Barred { until } => Err(budgets::WRONG_CODE.spent(until, cx.now)),
        Attempt::Unknown => Err(Error::CodeEnded("This browser has no code to enter. Request a new one.")),
        Attempt::Used => Err(Error::CodeEnded("This code was already used. Request a new one.")),
        Attempt::Expired => Err(Error::CodeEnded("This code has expired. Request a new one.")),
        Attempt::Exhausted => Err(Error::CodeEnded("Too many wrong attempts. Request a new code.")),
        Attempt::Wrong { tries, is_older } => Err(Error::field("code", &wrong(CODE_TRIES - tries, is_older))),
    }
}

/// What is said of a code that a newer one has replaced.
pub(crate) const CAME_FIRST: &str =
    "That code came first; only the newest one counts. Enter the code of the latest e-mail.";

/// Says of a code that is not the one how often one may try again.
pub(crate) fn wrong(left: i64, is_older: bool) -> String {
    let what = match is_older {
        true => CAME_FIRST,
        false => "That is not the code.",
    };
    format!("{what} You have {left} {} left.", if left == 1 { "try" } else { "tries" })
}

/// Ends this browser's session. Without one there is nothing to end, which is what was wanted.
pub(crate) async fn sign_out<D: Db>(db: &D, cx: &Context<'_>, _: (), _: Empty) -> Result<Answer, Error> {
    if let Ok(hash) = cx.session_hash() {
        db.batch(store::end_session(cx, hash)).await?;
    }
    Ok(Answer::json(200, &Empty {})
        .with_header("Set-Cookie", Cookie::Session.clear())
        .with_header("Clear-Site-Data", "\"cache\"".to_owned()))
}
