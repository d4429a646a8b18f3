//! Where somebody is signed in: list, sign out one, sign out all others.

mod store;

pub(crate) use store::end_oldest;

use crate::access::{Caller, Select};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::Empty;
use portico_api::sessions::SessionParams;
use serde::Deserialize;

pub(crate) fn list(_: &()) -> Select {
    store::list()
}

/// Ends a session of the caller's own; its next request is refused.
pub(crate) fn end(_: &Context, caller: Caller, params: SessionParams, _: Empty) -> Result<Action, Error> {
    Ok(Action {
        statements: store::end(&caller, &params.session),
        audit: entry(&params.session, Details::none()),
        reply: nothing(),
        conflicts: &[],
    })
}

/// How many there are besides the one that asks.
#[derive(Deserialize)]
struct Others {
    sessions: i64,
}

pub(crate) fn others(_: &()) -> Select {
    store::others()
}

/// Ends all sessions but the one that asks.
pub(crate) fn end_others(
    cx: &Context,
    caller: Caller,
    _: (),
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let Others { sessions } = read_json(&found)?;
    let action = Action {
        statements: store::end_others(&caller, sessions, cx.now),
        audit: entry(caller.session_id(), Details::of(&serde_json::json!({ "sessions": sessions }))),
        reply: nothing(),
        conflicts: &[],
    };
    Ok(action.unless(sessions == 0))
}

fn entry(session: &str, details: Details) -> audit::Entry {
    audit::Entry { organization_id: None, target_kind: "session", target_id: session.to_owned(), details }
}

/// The answer of a change after which there is nothing to show.
fn nothing() -> Statement {
    Statement::new("SELECT '{}'", Vec::new())
}
