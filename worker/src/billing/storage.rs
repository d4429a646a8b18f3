//! What an organization has stored, held against what its plan allows: documents of versions, drafts, schemas, secrets, messages. The database itself
//! counts it (migrations/0017_documents.sql), so that no door can forget to. Nothing is cut off: only storing more is refused.

use super::limits::{WAY_OUT, as_json};
use crate::args;
use crate::db::{Statement, guard};
use crate::error::Error;
use portico_api::plans::{FREE_STORED_BYTES, PLANS, PlanId};
use portico_api::problem::ReachedLimit;
use portico_api::{OrganizationId, ProjectId};
use serde::Deserialize;

/// The SQL condition that what an organization `$of`, the name of its table, stores still counts for whoever created it: they own it, or left it in the 30 days
/// before.
macro_rules! is_still_counted {
    ($of:literal, $now:literal) => {
        concat!("(", $of, ".creator_left_at IS NULL OR ", $of, ".creator_left_at > ", $now, " - 2592000000)")
    };
}

/// The SQL condition that what the organization `$of` stores counts for whoever created `$organization`: the same person created both, `$of` is on the Free plan,
/// and they own it or left it in the 30 days before.
macro_rules! counts_with {
    ($of:literal, $organization:literal, $now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organizations a CROSS JOIN organizations h ON h.created_by = a.created_by \
               JOIN subscriptions g ON g.organization_id = h.id AND g.plan = 'free' WHERE a.id = ",
            $organization,
            " AND h.id = ",
            $of,
            " AND ",
            $crate::billing::is_still_counted!("h", $now),
            ")"
        )
    };
}
pub(crate) use counts_with;

/// The SQL condition that the organization `$of` is held to what its creator stores: they own it. One that they left is not, so that nobody who was removed keeps
/// those who are left from storing anything; but for a fifth one and more within 30 days, so that nobody fills one after the other and gives each away.
macro_rules! is_held {
    ($of:literal, $now:literal) => {
        concat!(
            "(",
            $of,
            ".creator_left_at IS NULL OR (SELECT count(*) FROM organizations u WHERE u.created_by = ",
            $of,
            ".created_by AND u.creator_left_at > ",
            $now,
            " - 2592000000 AND (u.creator_left_at, u.id) < (",
            $of,
            ".creator_left_at, ",
            $of,
            ".id)) >= 4)"
        )
    };
}
// What those four may store is as much as their creator may.
const _: () = assert!(match PLANS[0].limits.stored_bytes {
    Some(bytes) => 4 * bytes <= FREE_STORED_BYTES,
    None => false,
});

/// The SQL expression for what is stored in all organizations on the Free plan that the creator of this one, by its id, created: those they still own, those
/// they gave away in the 30 days before, and projects that somebody else's organization has on probation and may have to give back, as long as they were when that
/// accepted them. 0 where its creator left: it is no longer theirs to fill, nor held to what they fill ([`is_held`]).
macro_rules! creators_bytes {
    ($organization:literal, $now:literal) => {
        concat!(
            "(SELECT coalesce(sum(x.stored_bytes + (SELECT coalesce(sum(min(q.stored_bytes, coalesce(w.bytes, q.stored_bytes))), 0) FROM project_offers w JOIN projects q ON q.id = w.project_id \
               JOIN organizations y ON y.id = q.organization_id AND y.created_by IS NOT x.created_by WHERE w.from_organization_id = x.id AND w.state = 'accepted' AND w.take_back_until > ",
            $now,
            ")), 0) FROM organizations v CROSS JOIN organizations x ON x.created_by = v.created_by AND ",
            $crate::billing::is_still_counted!("x", $now),
            " JOIN subscriptions z ON z.organization_id = x.id AND z.plan = 'free' WHERE v.id = ",
            $organization,
            " AND ",
            $crate::billing::is_still_counted!("v", $now),
            " AND ",
            $crate::billing::is_held!("v", $now),
            ")"
        )
    };
}
pub(crate) use {creators_bytes, is_held, is_still_counted};

/// The SQL expression for a [`Storage`], from an organization's id and the `user_id` of the table `caller`, which may have no row; `?2` is the time.
macro_rules! storage_json {
    ($organization:literal) => {
        concat!(
            "json_object('plan', (SELECT y.plan FROM subscriptions y WHERE y.organization_id = ",
            $organization,
            "), 'stored', (SELECT y.stored_bytes FROM organizations y WHERE y.id = ",
            $organization,
            "), 'of_creator', ",
            $crate::billing::creators_bytes!($organization, "?2"),
            ", 'is_creator', json(iif((SELECT y.created_by FROM organizations y WHERE y.id = ",
            $organization,
            ") = (SELECT y.user_id FROM caller y), 'true', 'false')))"
        )
    };
}
pub(crate) use storage_json;

/// How much is stored, and by what it is limited.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Storage {
    plan: PlanId,
    stored: i64,
    /// In all organizations on the Free plan that the creator of this one created.
    of_creator: i64,
    /// The caller created it: nobody else hears what its creator has stored in organizations that they may not see.
    is_creator: bool,
}

impl Storage {
    /// How many bytes more the plan allows; `None`: any number. What the creator may store is part of it for the creator alone.
    pub(crate) fn left(&self) -> Option<i64> {
        let allowed = self.plan.plan().limits.stored_bytes.filter(|_| self.plan != PlanId::Unknown);
        let left = allowed.map(|allowed| allowed.saturating_sub(self.stored));
        let of_creator = (self.plan == PlanId::Free && self.is_creator)
            .then(|| FREE_STORED_BYTES.saturating_sub(self.of_creator));
        left.into_iter().chain(of_creator).min().map(|left| left.max(0))
    }

    /// Refuses to store that many bytes more than there are, where the plan has no room for them. What makes nothing longer always has room.
    pub(crate) fn room_for(&self, more: i64) -> Result<(), Error> {
        self.room_for_moved(more, more)
    }

    /// The same of a project that comes from another organization: `of_creator` is how much of it is new to what the creator of this one has.
    pub(crate) fn room_for_moved(&self, more: i64, of_creator: i64) -> Result<(), Error> {
        let allowed = self.plan.plan().limits.stored_bytes;
        // Whoever has a plan that is not known here goes on: it is for projects and members to be refused.
        let is_over = |allowed: &i64| {
            more > 0 && self.plan != PlanId::Unknown && self.stored.saturating_add(more) > *allowed
        };
        let Some(allowed) = allowed.filter(is_over) else {
            return self.room_of_creator(of_creator);
        };
        let detail = format!(
            "The {} plan stores up to {}; this organization has stored {}, and this would add {}. What there is keeps working, \
             and you can still roll back. {WAY_OUT}",
            self.plan.title(),
            size(allowed),
            size(self.stored),
            size(more)
        );
        let limit = ReachedLimit { of: "storage".to_owned(), plan: self.plan, allowed, used: self.stored };
        Err(Error::LimitReached(Box::new((detail, limit))))
    }

    /// The same of all that the creator of the organization created on the Free plan.
    fn room_of_creator(&self, more: i64) -> Result<(), Error> {
        let is_free = self.plan == PlanId::Free && more > 0;
        if !is_free || self.of_creator.saturating_add(more) <= FREE_STORED_BYTES {
            return Ok(());
        }
        let (plan, allowed) = (self.plan, FREE_STORED_BYTES);
        let (used, said) = match self.is_creator {
            true => (
                self.of_creator,
                format!(
                    "Those that you created have stored {}, and this would add {}.",
                    size(self.of_creator),
                    size(more)
                ),
            ),
            false => (allowed, "Those of whoever created this one have no room for this.".to_owned()),
        };
        let detail = format!(
            "Organizations on the Free plan that one person created store up to {} together. {said} What there is keeps working, and you can still roll \
             back. {WAY_OUT}",
            size(allowed)
        );
        let limit = ReachedLimit { of: "storage_of_creator".to_owned(), plan, allowed, used };
        Err(Error::LimitReached(Box::new((detail, limit))))
    }
}

/// The guard that undoes the batch unless there is room for that many bytes more in this very transaction. It comes before what stores them.
pub(crate) fn keep_room_for_bytes(organization: &OrganizationId, more: i64, now: i64) -> Option<Statement> {
    const ROOM: &str = concat!(
        "NOT EXISTS (SELECT 1 FROM organizations o JOIN subscriptions s ON s.organization_id = o.id, json_each(?2) l \
           WHERE o.id = ?1 AND l.key = s.plan AND (l.value ->> 'stored_bytes' < o.stored_bytes + ?3 OR (s.plan = 'free' AND ?5 < ?3 + ",
        creators_bytes!("?1", "?4"),
        ")))"
    );
    let values = || args![organization, as_json(), more, now, FREE_STORED_BYTES];
    (more > 0).then(|| guard::holds("plan_limit", ROOM, values()))
}

/// The same of a project that comes from another organization, with what it holds by then, as in [`Storage::room_for_moved`].
pub(crate) fn keep_room_for_moved(organization: &OrganizationId, project: &ProjectId, now: i64) -> Statement {
    const ROOM: &str = concat!(
        "NOT EXISTS (SELECT 1 FROM projects p CROSS JOIN organizations o ON o.id = ?1 JOIN subscriptions s ON s.organization_id = o.id, json_each(?2) l \
           WHERE p.id = ?3 AND p.stored_bytes > 0 AND l.key = s.plan AND (l.value ->> 'stored_bytes' < o.stored_bytes + p.stored_bytes \
             OR (s.plan = 'free' AND ?5 < p.stored_bytes + ",
        creators_bytes!("?1", "?4"),
        " AND NOT ",
        counts_with!("p.organization_id", "?1", "?4"),
        ")))"
    );
    guard::holds("plan_limit", ROOM, args![organization, as_json(), project, now, FREE_STORED_BYTES])
}

/// How long a text is, in bytes, as the database counts it.
pub(crate) fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

/// `24.9 MB`: a thousand bytes are a kilobyte, as in the plans.
fn size(bytes: i64) -> String {
    let (unit, name) = match bytes {
        ..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (1_000, "KB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let (whole, tenth) = (bytes / unit, bytes % unit / (unit / 10));
    if tenth == 0 { format!("{whole} {name}") } else { format!("{whole}.{tenth} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_largest_unit_that_fits() {
        for (bytes, said) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (380_949, "380.9 KB"),
            (24_990_000, "24.9 MB"),
            (25_000_000, "25 MB"),
            (2_000_000_000, "2 GB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }

    #[test]
    fn what_makes_nothing_longer_has_room_even_above_the_limit() {
        let full = Storage { plan: PlanId::Free, stored: 26_000_000, of_creator: 0, is_creator: true };
        assert_eq!((full.room_for(0), full.room_for(-5)), (Ok(()), Ok(())));
        assert!(matches!(full.room_for(1), Err(Error::LimitReached(_))));
        let exact = Storage { plan: PlanId::Free, stored: 24_999_999, of_creator: 0, is_creator: true };
        assert_eq!(exact.room_for(1), Ok(()));
        assert!(exact.room_for(2).is_err());
        let unknown =
            Storage { plan: PlanId::Unknown, stored: 26_000_000, of_creator: 200_000_000, is_creator: true };
        assert_eq!(unknown.room_for(1), Ok(()));
        let others = Storage { plan: PlanId::Free, stored: 1_000, of_creator: 99_999_999, is_creator: true };
        assert_eq!((others.room_for(1), others.left()), (Ok(()), Some(1)));
        assert!(others.room_for(2).is_err());
        assert_eq!((others.room_for(0), others.room_for(-5)), (Ok(()), Ok(())));
        // What was theirs before moves among what is theirs.
        assert_eq!(others.room_for_moved(2, 0), Ok(()));
        // Who is not the creator hears of what the organization itself has stored alone.
        let of_stranger = Storage { is_creator: false, ..others.clone() };
        assert_eq!(of_stranger.left(), Some(24_999_000));
        let said = format!("{:?}", of_stranger.room_for(2));
        assert!(said.contains("storage_of_creator") && !said.contains("99.9 MB"), "{said}");
        let paid = Storage { plan: PlanId::Pro, ..others };
        assert_eq!(paid.room_for(1_000_000), Ok(()));
    }
}
