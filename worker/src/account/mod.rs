//! The account of the signed-in person.

use crate::access::{Caller, Select, select_only};
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::SignedIn;
use portico_api::account::AccountChange;
use portico_api::text::key;

/// Changes what the person is called.
pub(crate) fn update(cx: &Context, caller: Caller, _: (), change: AccountChange) -> Result<Action, Error> {
    let set = "UPDATE users SET name = ?2, name_key = ?3 WHERE id = ?1";
    let name = change.name.as_ref().map(|name| name.as_str());
    let show = Select::of(
        "SELECT json_object('id', u.id, 'email', u.email, 'name', u.name) FROM caller c JOIN users u ON u.id = c.user_id",
    );
    Ok(Action {
        statements: vec![Statement::new(
            set,
            args![caller.user_id(), name, name.map(key).unwrap_or_default()],
        )],
        audit: audit::Entry {
            organization_id: None,
            target_kind: "user",
            target_id: caller.user_id().to_string(),
            details: serde_json::to_string(&change).unwrap_or_default(),
        },
        reply: select_only::<SignedIn, _>(cx, &(), show)?,
        conflicts: &[],
    })
}
