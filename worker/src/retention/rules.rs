//! What goes by its age alone.

use super::DAY_MS;
use crate::args;
use crate::db::{Statement, delete_some};
use crate::ports::Random;
use crate::secret::new_id;
use portico_api::session::SESSION_IDLE_MS;
use portico_api::sign_in::DEVICE_LIFE_MS;

/// Rows of one table that go when they are old enough. In `sql`, `?1` is the time before which they go and `?2` how many of them at most; each row that
/// goes is answered.
pub(super) struct Rule {
    sql: &'static str,
    kept: Kept,
}

/// How the age is told.
enum Kept {
    /// `?1` is a time, so many milliseconds ago.
    Milliseconds(i64),
    /// `?1` is a day since 1970, so many days ago.
    Days(i64),
    /// `?1` is an ID, of which those of so many milliseconds ago are smaller.
    ById(i64),
}

/// Removes them and answers each that went.
macro_rules! remove {
    ($table:literal, $key:literal, $condition:literal) => {
        concat!(delete_some!($table, $key, $condition), " RETURNING 1 AS gone")
    };
}

/// By an index of its own, because all of them have the same organization: none.
const ENTRIES_OF_ACCOUNTS: &str = "\
    DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries INDEXED BY audit_entries_of_accounts \
      WHERE organization_id IS NULL AND created_at < ?1 LIMIT ?2) RETURNING 1 AS gone";

pub(super) const ALL: &[Rule] = &[
    // A day, well past the window that counts against the limit.
    Rule { sql: remove!("sign_in_codes", "id", "created_at < ?1"), kept: Kept::Milliseconds(DAY_MS) },
    Rule {
        sql: remove!("provider_attempts", "state_hash", "created_at < ?1"),
        kept: Kept::Milliseconds(DAY_MS),
    },
    Rule { sql: remove!("address_changes", "user_id", "created_at < ?1"), kept: Kept::Milliseconds(DAY_MS) },
    Rule { sql: remove!("passkey_challenges", "hash", "expires_at <= ?1"), kept: Kept::Milliseconds(0) },
    Rule { sql: remove!("budgets", "scope, key", "ends_at <= ?1"), kept: Kept::Milliseconds(0) },
    Rule {
        sql: remove!("devices", "token_hash, user_id", "last_used_at < ?1"),
        kept: Kept::Milliseconds(DEVICE_LIFE_MS),
    },
    Rule { sql: remove!("sessions", "id", "expires_at < ?1"), kept: Kept::Milliseconds(0) },
    Rule { sql: remove!("sessions", "id", "last_seen_at < ?1"), kept: Kept::Milliseconds(SESSION_IDLE_MS) },
    // Well past the invite's own life.
    Rule { sql: remove!("outbox", "id", "created_at < ?1"), kept: Kept::Milliseconds(30 * DAY_MS) },
    Rule { sql: remove!("notices", "id", "created_at < ?1"), kept: Kept::Milliseconds(30 * DAY_MS) },
    Rule { sql: remove!("mailbox", "id", "id < ?1"), kept: Kept::ById(30 * DAY_MS) },
    // Ten times as long as Stripe repeats one.
    Rule { sql: remove!("stripe_events", "id", "received_at < ?1"), kept: Kept::Milliseconds(30 * DAY_MS) },
    // A closed invite tells nobody anything but why a link is dead; one that is declined was listed all the time.
    Rule {
        sql: remove!(
            "invites",
            "id",
            "state <> 'open' AND decided_at < ?1 \
             AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.organization_id = invites.organization_id AND x.invite_id = invites.id)"
        ),
        kept: Kept::Milliseconds(90 * DAY_MS),
    },
    Rule {
        sql: remove!(
            "invites",
            "id",
            "state = 'open' AND expires_at < ?1 \
             AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.organization_id = invites.organization_id AND x.invite_id = invites.id)"
        ),
        kept: Kept::Milliseconds(90 * DAY_MS),
    },
    Rule { sql: remove!("keys", "id", "revoked_at < ?1"), kept: Kept::Milliseconds(90 * DAY_MS) },
    Rule { sql: remove!("keys", "id", "expires_at < ?1"), kept: Kept::Milliseconds(90 * DAY_MS) },
    // Of accounts, who signed in and out. An organization's plan says how long its own are kept.
    Rule { sql: ENTRIES_OF_ACCOUNTS, kept: Kept::Milliseconds(365 * DAY_MS) },
    // usage_days knows of them.
    Rule {
        sql: remove!("config_reads", "environment_id, day, organization_id", "day < ?1 AND rolled_up = 1"),
        kept: Kept::Days(90),
    },
    // Months by project: two years and the one that is under way. usage_months goes on longer.
    Rule {
        sql: remove!("usage_days", "organization_id, day, project_id", "folded = 1 AND day < ?1"),
        kept: Kept::Days(MONTHS_OF_PROJECTS_DAYS),
    },
    // They say on whose bill a read belongs.
    Rule {
        sql: remove!("project_transfers", "id", "at < ?1"),
        kept: Kept::Milliseconds(MONTHS_OF_PROJECTS_DAYS * DAY_MS),
    },
    Rule { sql: remove!("project_offers", "id", "expires_at < ?1"), kept: Kept::Milliseconds(90 * DAY_MS) },
    // What they held has gone long before.
    Rule {
        sql: remove!("exports", "id", "created_at < ?1 AND parts = 0 AND state <> 'making'"),
        kept: Kept::Milliseconds(30 * DAY_MS),
    },
    // Software that still asks for one after so long asks in vain anyway.
    Rule {
        sql: remove!("past_environments", "id", "gone_at < ?1"),
        kept: Kept::Milliseconds(10 * 366 * DAY_MS),
    },
    // As long as books are kept. The newest stays, because the next number follows from it.
    Rule {
        sql: remove!(
            "invoices",
            "id",
            "issued_at < ?1 AND status <> 'open' \
             AND (sequence IS NULL OR EXISTS (SELECT 1 FROM invoices n WHERE n.sequence > invoices.sequence))"
        ),
        kept: Kept::Milliseconds(10 * 366 * DAY_MS),
    },
    // What is left of a project that went for good, once no usage, bill or offer names it.
    Rule {
        sql: remove!(
            "projects",
            "id",
            "purged_at < ?1 \
             AND NOT EXISTS (SELECT 1 FROM usage_days u WHERE u.project_id = projects.id) \
             AND NOT EXISTS (SELECT 1 FROM config_reads r WHERE r.organization_id = projects.organization_id AND r.project_id = projects.id) \
             AND NOT EXISTS (SELECT 1 FROM project_transfers t WHERE t.project_id = projects.id) \
             AND NOT EXISTS (SELECT 1 FROM project_offers f WHERE f.project_id = projects.id)"
        ),
        kept: Kept::Milliseconds(DAY_MS),
    },
];

/// How long the usage of each project is kept by month, in days.
pub(super) const MONTHS_OF_PROJECTS_DAYS: i64 = 25 * 31;

impl Rule {
    pub(super) fn statement(&self, (now, random): (i64, &dyn Random), slice: usize) -> Statement {
        match self.kept {
            Kept::Milliseconds(kept) => Statement::new(self.sql, args![now - kept, slice]),
            Kept::Days(days) => Statement::new(self.sql, args![now / DAY_MS - days, slice]),
            Kept::ById(kept) => Statement::new(self.sql, args![new_id(now - kept, random), slice]),
        }
    }
}
