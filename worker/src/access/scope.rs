//! The SQL of the scopes. Sessions end after 7 days without use (604,800,000 ms) and at their expiry; for 10 minutes (600,000 ms) they prove who it is,
//! unless a provider let them in: it may have asked nobody anything.

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

// A slug never looks like an ID, so what is no slug of anything can be tried as an ID. A role that this version does not know opens nothing.
macro_rules! membership {
    () => {
        concat!(
            ", membership AS (\
               SELECT o.id, o.name, o.slug, o.website, o.version, o.created_at, \
                 o.projects, o.trashed, o.members, o.invites, o.sign_in_ways, o.session_ms, o.security_version, \
                 m.role, m.user_id, m.used_at, ",
            is_met!("o", "c.sign_ins"),
            " AS is_met FROM caller c \
               JOIN organizations o ON o.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?3), ?3) AND o.deleted_at IS NULL \
               JOIN memberships m ON m.organization_id = o.id AND m.user_id = c.user_id AND m.role BETWEEN 1 AND 4)"
        )
    };
}

// Whoever does not fulfil what it asks of sign-ins finds nothing of it.
macro_rules! organization {
    () => {
        concat!(membership!(), ", organization AS (SELECT * FROM membership WHERE is_met)")
    };
}

// As `organization`, of one that is in the trash and can be restored (2,592,000,000 ms are 30 days): there is one for its Owners alone.
macro_rules! deleted_organization {
    () => {
        concat!(
            ", membership AS (\
               SELECT o.id, o.name, o.slug, o.version, o.deleted_at, o.deleted_by, o.sign_in_ways, o.session_ms, m.role, m.user_id, m.used_at, ",
            is_met!("o", "c.sign_ins"),
            " AS is_met FROM caller c \
               JOIN organizations o ON o.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?3), ?3) \
                 AND o.deleted_at > ?2 - 2592000000 \
               JOIN memberships m ON m.organization_id = o.id AND m.user_id = c.user_id AND m.role = 4), \
             organization AS (SELECT * FROM membership WHERE is_met)"
        )
    };
}

macro_rules! project {
    () => {
        ", project AS (\
           SELECT p.* FROM organization o \
           JOIN projects p ON p.organization_id = o.id AND p.id = coalesce(\
             (SELECT s.id FROM projects s WHERE s.organization_id = o.id AND s.slug = ?4), ?4) AND p.deleted_at IS NULL)"
    };
}

macro_rules! environment {
    () => {
        ", environment AS (\
           SELECT e.* FROM project p \
           JOIN environments e ON e.organization_id = p.organization_id AND e.project_id = p.id AND e.mode = ?5)"
    };
}

macro_rules! caller_columns {
    () => {
        "(SELECT user_id FROM caller), (SELECT session_id FROM caller), (SELECT last_seen_at FROM caller), \
         (SELECT created_at > ?2 - 600000 AND signed_in_by NOT LIKE 'provider:%' FROM caller), (SELECT sign_ins FROM caller)"
    };
}

macro_rules! membership_columns {
    () => {
        concat!(
            caller_columns!(),
            ", (SELECT id FROM membership), (SELECT role FROM membership), (SELECT used_at FROM membership)"
        )
    };
}

macro_rules! organization_columns {
    () => {
        concat!(
            membership_columns!(),
            ", (SELECT json_object('organization', name, 'is_owner', json(iif(role = 4, 'true', 'false')), 'ways', ",
            ways_json!("sign_in_ways"),
            ", 'sign_in_hours', session_ms / 3600000, 'is_way_met', json(iif(EXISTS (SELECT 1 FROM json_each((SELECT sign_ins FROM caller)) w \
                 WHERE coalesce(instr(sign_in_ways, ' ' || w.key || ' ') > 0, 1)), 'true', 'false'))) FROM membership WHERE NOT is_met)"
        )
    };
}

/// The condition that a session proves who it is, for a guard: `?1` is its ID, `?2` the time.
pub(crate) const PROVEN: &str = "\
    EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND created_at > ?2 - 600000 AND signed_in_by NOT LIKE 'provider:%')";

pub(super) const SIGNED_IN: &str = caller!();
pub(super) const ORGANIZATION: &str = concat!(caller!(), organization!());
/// For whoever it lets in to change what it asks.
pub(super) const MEMBERSHIP: &str =
    concat!(caller!(), membership!(), ", organization AS (SELECT * FROM membership)");
pub(super) const DELETED_ORGANIZATION: &str = concat!(caller!(), deleted_organization!());
pub(super) const PROJECT: &str = concat!(caller!(), organization!(), project!());
pub(super) const ENVIRONMENT: &str = concat!(caller!(), organization!(), project!(), environment!());

pub(super) const SIGNED_IN_COLUMNS: &str = concat!(caller_columns!(), ", NULL, NULL, NULL, NULL, NULL, NULL");
pub(super) const MEMBERSHIP_COLUMNS: &str = concat!(membership_columns!(), ", NULL, NULL, NULL");
pub(super) const ORGANIZATION_COLUMNS: &str = concat!(organization_columns!(), ", NULL, NULL");
pub(super) const PROJECT_COLUMNS: &str = concat!(organization_columns!(), ", (SELECT id FROM project), NULL");
pub(super) const ENVIRONMENT_COLUMNS: &str =
    concat!(organization_columns!(), ", (SELECT id FROM project), (SELECT id FROM environment)");

pub(super) const SIGNED_IN_PLACE: &str = "''";
pub(super) const ORGANIZATION_PLACE: &str = "(SELECT id FROM organization)";
pub(super) const PROJECT_PLACE: &str = "(SELECT organization_id || '/' || id FROM project)";
pub(super) const ENVIRONMENT_PLACE: &str =
    "(SELECT organization_id || '/' || project_id || '/' || id FROM environment)";
