//! The SQL of the scopes. Sessions end after 7 days without use (604,800,000 ms) and at their expiry; for 10 minutes (600,000 ms) they prove who it is,
//! unless a provider let them in: it may have asked nobody anything.

use super::Select;

/// The pieces of a statement that proves something, and answers.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The common tables that [`Scope::found`] is made of, as a `WITH` clause. `?1` and `?2` are the session's hash and the time; what
    /// [`Prove::place`](super::Prove::place) says follows.
    pub(super) tables: &'static str,
    /// The columns of [`AccessRow`](super::AccessRow), in its order, of what was found.
    pub(super) columns: &'static str,
    /// What was found, as one row.
    pub(super) found: &'static str,
    /// The common tables of an answer, as a `WITH` clause: of what was found, and of nothing else.
    pub(super) within: &'static str,
    /// The expression for the place that was found, as [`Actor::place`](super::Actor::place) writes it; NULL where none was.
    pub(super) place: &'static str,
}

impl Scope {
    /// The expression that answers `select` in the row of what was found.
    pub(super) fn answer(&self, select: &Select) -> String {
        format!("({}{} SELECT ({}))", self.within, select.with, select.body)
    }

    /// A statement that has `columns` of what was found.
    pub(super) fn select(&self, columns: &str) -> String {
        format!("{} SELECT {columns} FROM {}", self.tables, self.found)
    }
}

/// Whether a session fulfils what an organization asks, from the organization's table and the expression for its ways, as `caller.sign_ins` has them: one
/// of them does, by itself.
macro_rules! is_met {
    ($organization:literal, $sign_ins:expr) => {
        concat!(
            "(",
            $organization,
            ".sign_in_ways IS NULL AND ",
            $organization,
            ".session_ms IS NULL OR EXISTS (SELECT 1 FROM json_each(",
            $sign_ins,
            ") w WHERE coalesce(instr(",
            $organization,
            ".sign_in_ways, ' ' || w.key || ' ') > 0, 1) AND coalesce(",
            $organization,
            ".session_ms > w.value, 1)))"
        )
    };
    // Of the table `caller`.
    ($organization:literal) => {
        $crate::access::is_met!($organization, "(SELECT sign_ins FROM caller)")
    };
}
pub(crate) use is_met;

/// The JSON list of the ways in a column such as `organizations.sign_in_ways`.
macro_rules! ways_json {
    ($column:literal) => {
        concat!("json(coalesce('[\"' || replace(trim(", $column, "), ' ', '\",\"') || '\"]', '[]'))")
    };
}
pub(crate) use ways_json;

// `sign_ins` says how long ago somebody signed in, by the way. What came before the newest counts as long as a session lives (2,592,000,000 ms are 30 days).
macro_rules! caller {
    () => {
        "WITH caller AS (\
           SELECT s.id AS session_id, s.user_id, s.last_seen_at, s.created_at, s.signed_in_by, \
             iif(s.earlier_ways = '{}', json_object(s.signed_in_by, CAST(?2 - s.created_at AS INTEGER)), \
               (SELECT json_group_object(w.key, CAST(?2 - w.value AS INTEGER)) \
                FROM json_each(json_patch(s.earlier_ways, json_object(s.signed_in_by, s.created_at))) w \
                WHERE w.value > ?2 - 2592000000)) AS sign_ins FROM sessions s \
           WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND s.last_seen_at > ?2 - 604800000)"
    };
}

// A slug never looks like an ID, so what is no slug of anything can be tried as an ID.
macro_rules! organization_named {
    () => {
        "o.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?3), ?3)"
    };
}

// A role that this version does not know opens nothing.
macro_rules! membership {
    () => {
        concat!(
            ", membership AS (\
               SELECT o.id, o.name, o.slug, o.website, o.version, o.created_at, \
                 o.projects, o.trashed, o.members, o.invites, o.sign_in_ways, o.session_ms, o.security_version, \
                 m.role, m.user_id, m.used_at, ",
            is_met!("o", "c.sign_ins"),
            " AS is_met FROM caller c JOIN organizations o ON ",
            organization_named!(),
            " AND o.deleted_at IS NULL \
               JOIN memberships m ON m.organization_id = o.id AND m.user_id = c.user_id AND m.role BETWEEN 1 AND 4)"
        )
    };
}

// As `membership`, of one that is in the trash and can be restored (2,592,000,000 ms are 30 days): there is one for its Owners alone.
macro_rules! deleted_membership {
    () => {
        concat!(
            ", membership AS (\
               SELECT o.id, o.name, o.slug, o.version, o.deleted_at, o.deleted_by, o.sign_in_ways, o.session_ms, m.role, m.user_id, m.used_at, ",
            is_met!("o", "c.sign_ins"),
            " AS is_met FROM caller c JOIN organizations o ON ",
            organization_named!(),
            " AND o.deleted_at > ?2 - 2592000000 \
               JOIN memberships m ON m.organization_id = o.id AND m.user_id = c.user_id AND m.role = 4)"
        )
    };
}

macro_rules! caller_columns {
    () => {
        "found_caller.user_id, found_caller.session_id, found_caller.last_seen_at, \
         found_caller.created_at > ?2 - 600000 AND found_caller.signed_in_by NOT LIKE 'provider:%', found_caller.sign_ins"
    };
}

macro_rules! membership_columns {
    () => {
        concat!(caller_columns!(), ", found_membership.id, found_membership.role, found_membership.used_at")
    };
}

macro_rules! organization_columns {
    () => {
        concat!(
            membership_columns!(),
            ", iif(NOT found_membership.is_met, json_object('organization', found_membership.name, \
                 'is_owner', json(iif(found_membership.role = 4, 'true', 'false')), 'ways', ",
            ways_json!("found_membership.sign_in_ways"),
            ", 'sign_in_hours', found_membership.session_ms / 3600000, 'is_way_met', json(iif(EXISTS (\
                 SELECT 1 FROM json_each(found_caller.sign_ins) w WHERE coalesce(instr(found_membership.sign_in_ways, ' ' || w.key || ' ') > 0, 1)), 'true', 'false'))), NULL)"
        )
    };
}

/// The condition that a session proves who it is, for a guard: `?1` is its ID, `?2` the time.
pub(crate) const PROVEN: &str = "\
    EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND created_at > ?2 - 600000 AND signed_in_by NOT LIKE 'provider:%')";

// What was found, side by side in one row, and NULL where there is nothing. Each table is joined to the one before it, so that none has a row unless the whole
// chain holds. (A common table is expanded wherever it is named: a chain of them, named for each column and in each part of an answer, took three times as long
// to prepare.) No answer has a table of these names: a common table is resolved where it is named, and would find that one instead.
macro_rules! found {
    () => {
        "(SELECT 1) LEFT JOIN caller found_caller ON 1"
    };
    (membership) => {
        concat!(found!(), " LEFT JOIN membership found_membership ON 1")
    };
    // Whoever does not fulfil what the organization asks of sign-ins finds nothing of it.
    (project) => {
        concat!(
            found!(membership),
            " LEFT JOIN projects found_project ON found_membership.is_met AND found_project.organization_id = found_membership.id \
               AND found_project.id = coalesce((SELECT s.id FROM projects s WHERE s.organization_id = found_membership.id AND s.slug = ?4), ?4) AND found_project.deleted_at IS NULL"
        )
    };
    (environment) => {
        concat!(
            found!(project),
            " LEFT JOIN environments found_environment ON found_environment.organization_id = found_project.organization_id \
               AND found_environment.project_id = found_project.id AND found_environment.mode = ?5"
        )
    };
}

// The common tables of an answer: each is the row that was found, and has none where nothing was. Found by its key once more, so that SQLite knows that there is
// one at most, and begins with it.
macro_rules! caller_within {
    () => {
        "WITH caller AS (\
           SELECT y.id AS session_id, y.user_id, y.last_seen_at, y.created_at, y.signed_in_by, found_caller.sign_ins \
           FROM sessions y WHERE y.id = found_caller.session_id)"
    };
}

macro_rules! membership_within {
    () => {
        concat!(
            caller_within!(),
            ", membership AS (\
               SELECT y.id, y.name, y.slug, y.website, y.version, y.created_at, y.projects, y.trashed, y.members, y.invites, y.sign_in_ways, y.session_ms, \
                 y.security_version, found_membership.role, found_membership.user_id, found_membership.used_at, found_membership.is_met \
               FROM organizations y WHERE y.id = found_membership.id)"
        )
    };
}

macro_rules! deleted_membership_within {
    () => {
        concat!(
            caller_within!(),
            ", membership AS (\
               SELECT y.id, y.name, y.slug, y.version, y.deleted_at, y.deleted_by, y.sign_in_ways, y.session_ms, \
                 found_membership.role, found_membership.user_id, found_membership.used_at, found_membership.is_met \
               FROM organizations y WHERE y.id = found_membership.id)"
        )
    };
}

// Whoever does not fulfil what it asks of sign-ins finds nothing of it.
macro_rules! organization_within {
    ($membership:expr) => {
        concat!($membership, ", organization AS (SELECT * FROM membership WHERE is_met)")
    };
}

macro_rules! project_within {
    () => {
        concat!(
            organization_within!(membership_within!()),
            ", project AS (SELECT y.* FROM projects y WHERE y.id = found_project.id)"
        )
    };
}

pub(super) const SIGNED_IN: Scope = Scope {
    tables: caller!(),
    columns: concat!(caller_columns!(), ", NULL, NULL, NULL, NULL, NULL, NULL"),
    found: found!(),
    within: caller_within!(),
    place: "''",
};

pub(super) const ORGANIZATION: Scope = Scope {
    tables: concat!(caller!(), membership!()),
    columns: concat!(organization_columns!(), ", NULL, NULL"),
    found: found!(membership),
    within: organization_within!(membership_within!()),
    place: "iif(found_membership.is_met, found_membership.id, NULL)",
};

/// For whoever it lets in to change what it asks.
pub(super) const MEMBERSHIP: Scope = Scope {
    columns: concat!(membership_columns!(), ", NULL, NULL, NULL"),
    within: concat!(membership_within!(), ", organization AS (SELECT * FROM membership)"),
    place: "found_membership.id",
    ..ORGANIZATION
};

pub(super) const DELETED_ORGANIZATION: Scope = Scope {
    tables: concat!(caller!(), deleted_membership!()),
    within: organization_within!(deleted_membership_within!()),
    ..ORGANIZATION
};

pub(super) const PROJECT: Scope = Scope {
    columns: concat!(organization_columns!(), ", found_project.id, NULL"),
    found: found!(project),
    within: project_within!(),
    place: "found_project.organization_id || '/' || found_project.id",
    ..ORGANIZATION
};

pub(super) const ENVIRONMENT: Scope = Scope {
    columns: concat!(organization_columns!(), ", found_project.id, found_environment.id"),
    found: found!(environment),
    within: concat!(
        project_within!(),
        ", environment AS (SELECT y.* FROM environments y WHERE y.id = found_environment.id)"
    ),
    place: "found_environment.organization_id || '/' || found_environment.project_id || '/' || found_environment.id",
    ..ORGANIZATION
};
