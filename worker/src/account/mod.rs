//! The account of the signed-in person.

pub(crate) mod address;
pub(crate) mod deletion;

use crate::access::{Caller, Select, select_only};
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::SignedIn;
use portico_api::account::AccountChange;
use portico_api::session::User;
use portico_api::text::key;

/// In the scope `caller`: the account.
const SHOW: &str = "SELECT json_object('id', u.id, 'email', u.email, 'name', u.name) FROM caller c JOIN users u ON u.id = c.user_id";

/// What a change is held against.
pub(crate) fn current(_: &()) -> Select {
    Select::of(SHOW)
}

/// Changes what the person is called.
pub(crate) fn update(
    cx: &Context,
    caller: Caller,
    _: (),
    change: AccountChange,
    found: String,
) -> Result<Action, Error> {
    let found: User = read_json(&found)?;
    let name = change.name.as_ref().map(|name| name.as_str());
    let is_same = found.name.as_deref() == name;
    // Two at the same moment are one change.
    let unchanged = "EXISTS (SELECT 1 FROM users WHERE id = ?1 AND name IS ?2)";
    let set = "UPDATE users SET name = ?2, name_key = ?3 WHERE id = ?1";
    // Members are listed by it.
    let listed = "UPDATE memberships SET name_key = ?2 WHERE user_id = ?1";
    let name_key = name.map(key).unwrap_or_default();
    let action = Action {
        statements: vec![
            guard::holds("again", unchanged, args![caller.user_id(), found.name]),
            Statement::new(set, args![caller.user_id(), name, &name_key]),
            Statement::new(listed, args![caller.user_id(), &name_key]),
        ],
        audit: audit::Entry {
            organization_id: None,
            target_kind: "user",
            target_id: caller.user_id().to_string(),
            details: audit::Details::of(&change),
        },
        reply: select_only::<SignedIn, _>(cx, &(), Select::of(SHOW))?,
        conflicts: &[],
    };
    Ok(action.unless(is_same))
}
