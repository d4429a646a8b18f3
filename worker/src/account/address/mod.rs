//! Changing the address that somebody signs in with.

mod limits;
mod mails;
mod store;

use crate::access::{Caller, ProvenCaller, Select};
use crate::action::Action;
use crate::audit;
use crate::budgets;
use crate::config::MailTransport;
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::schema::read_json;
use crate::secret;
use crate::sign_in::{CAME_FIRST, wrong};
use portico_api::Empty;
use portico_api::account::{AddressChange, NewAddress};
use portico_api::sign_in::{CODE_LIFE_MS, CODE_TRIES, CodeAnswer, CodeSent};
use store::Attempt;

/// Mails a code to the new address. Where somebody else has it the answer is the same, and the mail tells them instead.
pub(crate) async fn request<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    _: (),
    asked: NewAddress,
) -> Result<Answer, Error> {
    if cx.config.mail == MailTransport::None {
        return Err(Error::MailNotSetUp);
    }
    let code = secret::new_code(cx.random);
    let charges = limits::of(cx, proof.caller().user_id(), &asked.email);
    let mut batch = budgets::take(charges.clone(), cx.now);
    batch.extend(store::ask(cx, proof.caller(), &asked.email, &code)?);
    let mut results = match db.batch(batch).await {
        Err(DbError::Guard(name)) if name == budgets::GUARD => {
            return Err(budgets::refusal(db, cx.now, &charges).await?);
        }
        results => results?,
    };
    if let Some(mail) = mails::of_request(cx, &asked.email, &code, store::taken_by(results.pop())) {
        cx.mail_afterwards(mail);
    }
    Ok(Answer::json(200, &CodeSent { expires_at: cx.now + CODE_LIFE_MS }))
}

pub(crate) fn pending(_: &()) -> Select {
    store::pending()
}

/// Gives up what waits for its code.
pub(crate) fn cancel(cx: &Context, caller: Caller, _: (), _: Empty, found: String) -> Result<Action, Error> {
    let AddressChange { pending } = read_json(&found)?;
    let action = Action {
        statements: vec![store::cancel(&caller, cx.now)],
        audit: audit::Entry {
            organization_id: None,
            target_kind: "user",
            target_id: caller.user_id().to_string(),
            details: audit::Details::none(),
        },
        reply: Statement::new("SELECT '{}'", Vec::new()),
        conflicts: &[],
    };
    Ok(action.unless(pending.is_none()))
}

/// Changes the address, if the code is right.
pub(crate) async fn change<D: Db>(
    db: &D,
    cx: &Context<'_>,
    caller: Caller,
    _: (),
    given: CodeAnswer,
) -> Result<Answer, Error> {
    match store::try_code(db, cx, &caller, &given.code).await? {
        Attempt::Changed { user, old } => {
            if old.is_some() {
                cx.tell_afterwards();
            }
            Ok(Answer::new(200, user))
        }
        Attempt::Barred { until } => Err(limits::WRONG_CODES.spent(until, cx.now)),
        Attempt::Ended(detail) => Err(Error::CodeEnded(detail)),
        Attempt::Older => Err(Error::field("code", CAME_FIRST)),
        Attempt::Wrong { tries } => Err(Error::field("code", &wrong(CODE_TRIES - tries, false))),
    }
}
