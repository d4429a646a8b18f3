//! What a plan allows, held against what there is. The limits travel to SQL as one JSON parameter made of the plans, so that a
//! guard and a refusal can't know different ones.

use super::Storage;
use crate::access::Select;
use crate::args;
use crate::counts::open_invites;
use crate::db::{Statement, guard};
use crate::error::{Error, UNKNOWN_PLAN};
use crate::offers::reserved;
use crate::schema::read_json;
use portico_api::OrganizationId;
use portico_api::plans::{PLANS, PlanId};
use portico_api::problem::ReachedLimit;
use portico_api::said::{count, grouped};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The SQL expression for the seats that the plan of an organization has, from its id and the JSON of [`as_json`]; a real number that no
/// count reaches where there is no limit. A plan that is not known has none.
macro_rules! seats {
    ($organization:literal, $limits:literal) => {
        concat!(
            "(SELECT iif(json_type(",
            $limits,
            ", '$.' || y.plan) IS NULL, 0, coalesce(json_extract(",
            $limits,
            ", '$.' || y.plan || '.members'), 9e15)) FROM subscriptions y WHERE y.organization_id = ",
            $organization,
            ")"
        )
    };
}
pub(crate) use seats;

/// The SQL expression for the configuration reads of the calendar month, from an organization's id and the time.
macro_rules! month_reads {
    ($organization:literal, $now:literal) => {
        concat!(
            "coalesce((SELECT y.reads FROM usage_months y WHERE y.organization_id = ",
            $organization,
            " AND y.first_day = unixepoch(",
            $now,
            " / 1000, 'unixepoch', 'start of month') / 86400), 0)"
        )
    };
}
pub(crate) use month_reads;

/// The SQL expression for a [`Standing`], from the table `o` of an organization's columns; `?2` is the time.
macro_rules! standing_json {
    () => {
        concat!(
            "json_object('plan', (SELECT y.plan FROM subscriptions y WHERE y.organization_id = o.id), \
               'projects', o.projects, 'reserved', ",
            $crate::offers::reserved!("o.id", "?2"),
            ", 'members', o.members, 'invites', ",
            $crate::counts::open_invites!("?2"),
            ", 'storage', ",
            $crate::billing::storage_json!("o.id"),
            ")"
        )
    };
}
pub(crate) use standing_json;

/// How an organization stands against its plan.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Standing {
    plan: PlanId,
    projects: i64,
    /// Projects that went to another organization and can still be taken back: each keeps its place.
    reserved: i64,
    members: i64,
    /// Open ones that have not expired: each keeps a seat.
    invites: i64,
    pub(crate) storage: Storage,
}

/// In the scope `organization`: how it stands, for a change that needs room.
pub(crate) fn standing<P>(_: &P) -> Select {
    Select::of(concat!("SELECT ", standing_json!(), " FROM organization o"))
}

impl Standing {
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        read_json(json)
    }

    pub(crate) fn plan(&self) -> PlanId {
        self.plan
    }

    /// The places for projects that are taken.
    pub(crate) fn places(&self) -> i64 {
        self.projects + self.reserved
    }

    /// How many projects more the plan allows; `None`: any number.
    pub(crate) fn projects_left(&self) -> Option<i64> {
        self.plan.plan().limits.projects.map(|allowed| (allowed - self.places()).max(0))
    }

    /// Refuses where nobody knows what the plan allows.
    fn known(&self) -> Result<(), Error> {
        if self.plan == PlanId::Unknown { Err(Error::Newer(UNKNOWN_PLAN)) } else { Ok(()) }
    }

    /// Refuses where there is no room for one more project. Reads refuse nothing: whoever knows an environment's ID can read it, so strangers
    /// could stop an organization by them.
    pub(crate) fn room_for_project(&self) -> Result<(), Error> {
        self.known()?;
        let limits = &self.plan.plan().limits;
        let title = self.plan.title();
        if let Some(allowed) = limits.projects.filter(|allowed| self.places() >= *allowed) {
            let kept = match self.reserved {
                0 => String::new(),
                reserved => format!(", {} of them for what it can still take back", grouped(reserved)),
            };
            let detail = format!(
                "The {title} plan allows {}, and this organization has {}{kept}. {WAY_OUT}",
                count(allowed, "project", "projects"),
                grouped(self.places())
            );
            return Err(self.reached("projects", allowed, self.places(), detail));
        }
        Ok(())
    }

    /// Refuses where every seat is taken.
    pub(crate) fn room_for_invite(&self) -> Result<(), Error> {
        self.known()?;
        match self.plan.plan().limits.members {
            Some(allowed) if self.members + self.invites >= allowed => Err(self.no_seat()),
            _ => Ok(()),
        }
    }

    /// No seat is left.
    pub(crate) fn no_seat(&self) -> Error {
        if let Err(unknown) = self.known() {
            return unknown;
        }
        let allowed = self.plan.plan().limits.members.unwrap_or(i64::MAX);
        let taken = self.members + self.invites;
        let detail = format!(
            "The {} plan has {allowed} seats, and {taken} are taken by members and open invites. {WAY_OUT}",
            self.plan.title()
        );
        self.reached("members", allowed, taken, detail)
    }

    fn reached(&self, of: &str, allowed: i64, used: i64, detail: String) -> Error {
        Error::LimitReached(Box::new((
            detail,
            ReachedLimit { of: of.to_owned(), plan: self.plan, allowed, used },
        )))
    }
}

pub(super) const WAY_OUT: &str = "An Admin or Owner can change to a larger plan under Billing.";

/// The limits of all plans: `{"free":{"projects":3,…},…}`.
pub(crate) fn as_json() -> String {
    let limits = PLANS.iter().map(|plan| {
        let limits = &plan.limits;
        let of_plan =
            json!({ "projects": limits.projects, "members": limits.members, "stored_bytes": limits.stored_bytes });
        (plan.id.as_str().to_owned(), of_plan)
    });
    Value::Object(limits.collect::<Map<_, _>>()).to_string()
}

/// Undoes the batch unless there is room for one more project in this very transaction.
pub(crate) fn keep_room_for_project(organization: &OrganizationId, now: i64) -> Statement {
    const ROOM: &str = concat!(
        "EXISTS (SELECT 1 FROM subscriptions s, json_each(?2) l WHERE s.organization_id = ?1 AND l.key = s.plan \
           AND (l.value ->> 'projects' IS NULL OR l.value ->> 'projects' > \
             (SELECT o.projects FROM organizations o WHERE o.id = ?1) + ",
        reserved!("?1", "?3"),
        "))"
    );
    guard::holds("plan_limit", ROOM, args![organization, as_json(), now])
}

/// Undoes the batch unless there is a seat for an invite that does not keep one yet.
pub(crate) fn keep_room_for_invite(organization: &OrganizationId, invite: &str, now: i64) -> Statement {
    const ROOM: &str = concat!(
        "EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = ?1 AND i.id = ?2 AND i.state = 'open' AND i.expires_at > ?4) OR ",
        seats!("?1", "?3"),
        " > (SELECT o.members + ",
        open_invites!("?4"),
        " FROM organizations o WHERE o.id = ?1)"
    );
    guard::holds("plan_limit", ROOM, args![organization, invite, as_json(), now])
}
