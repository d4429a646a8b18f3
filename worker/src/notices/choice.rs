//! What somebody chose to be told.

use crate::access::{Caller, Select, select_only};
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::SignedIn;
use portico_api::notices::{Notices, NoticesChange};

/// In the scope `caller`.
const SHOW: &str = "\
    SELECT json_object('publishing', json(iif(coalesce(u.notices ->> 'publishing', 0), 'true', 'false')), \
      'invites', json(iif(coalesce(u.notices ->> 'invites', 1), 'true', 'false')), \
      'devices', json(iif(coalesce(u.notices ->> 'devices', 1), 'true', 'false')), \
      'limits', json(iif(coalesce(u.notices ->> 'limits', 1), 'true', 'false'))) \
    FROM caller c JOIN users u ON u.id = c.user_id";

pub(crate) fn show(_: &()) -> Select {
    Select::of(SHOW)
}

/// Sets what is given; what another tab sets at the same moment stays.
pub(crate) fn update(
    cx: &Context,
    caller: Caller,
    _: (),
    change: NoticesChange,
    found: String,
) -> Result<Action, Error> {
    let found: Notices = read_json(&found)?;
    let wanted = Notices {
        publishing: change.publishing.unwrap_or(found.publishing),
        invites: change.invites.unwrap_or(found.invites),
        devices: change.devices.unwrap_or(found.devices),
        limits: change.limits.unwrap_or(found.limits),
    };
    let set = "UPDATE users SET notices = json_patch(coalesce(notices, '{}'), ?2) WHERE id = ?1";
    let given = serde_json::to_string(&change).unwrap_or_default();
    let action = Action {
        statements: vec![Statement::new(set, args![caller.user_id(), given])],
        audit: audit::Entry {
            organization_id: None,
            target_kind: "user",
            target_id: caller.user_id().to_string(),
            details: audit::Details::changed(&found, &change),
        },
        reply: select_only::<SignedIn, _>(cx, &(), show(&()))?,
        conflicts: &[],
    };
    Ok(action.unless(wanted == found))
}
