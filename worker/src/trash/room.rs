//! How many projects an organization may keep in its trash: as many as its plan allows, and never more than 50. So whoever creates and deletes projects in
//! turn has no more of them than twice what they pay for.

use super::store::in_trash;
use crate::args;
use crate::db::{Statement, guard};
use crate::error::Error;
use portico_api::OrganizationId;
use portico_api::plans::{PLANS, PlanId, TRASH_MAX};
use portico_api::problem::ReachedLimit;
use portico_api::trash::TRASH_KEPT_MS;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Projects of an organization that were deleted for good and are not removed yet: they go within hours.
pub(super) const LEAVING_MAX: i64 = 50;

/// How full the trash is.
#[derive(Debug, Deserialize)]
pub(super) struct Room {
    plan: PlanId,
    used: i64,
}

impl Room {
    /// Refuses where nothing more fits in.
    pub(super) fn for_one_more(&self) -> Result<(), Error> {
        // Whoever has a plan that is not known here may at least have less.
        let allowed = if self.plan == PlanId::Unknown { TRASH_MAX } else { self.plan.plan().limits.trash() };
        if self.used < allowed {
            return Ok(());
        }
        let detail = format!(
            "The trash is full: on the {} plan it keeps {allowed} projects, and it has {}. Restore one, or delete one for good, under Trash.",
            self.plan.title(),
            self.used
        );
        let (plan, used) = (self.plan, self.used);
        Err(Error::LimitReached(Box::new((
            detail,
            ReachedLimit { of: "trash".to_owned(), plan, allowed, used },
        ))))
    }
}

/// Refuses where too many of them are on their way out.
pub(super) fn for_one_more_leaving(leaving: i64) -> Result<(), Error> {
    const HOUR_S: i64 = 60 * 60;
    if leaving < LEAVING_MAX { Ok(()) } else { Err(Error::TooMany(HOUR_S)) }
}

/// Undoes the batch unless the trash has room for one more project in this very transaction.
pub(super) fn keep(organization: &OrganizationId, now: i64) -> Statement {
    const ROOM: &str = concat!(
        in_trash!("?1", "?2"),
        " < coalesce((SELECT l.value FROM subscriptions s JOIN json_each(?3) l ON l.key = s.plan WHERE s.organization_id = ?1), ?4)"
    );
    let limits = PLANS.iter().map(|plan| (plan.id.as_str().to_owned(), plan.limits.trash().into()));
    let limits = Value::Object(limits.collect::<Map<_, _>>()).to_string();
    guard::holds("plan_limit", ROOM, args![organization, now - TRASH_KEPT_MS, limits, TRASH_MAX])
}
