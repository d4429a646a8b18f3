//! The SQL of the scopes. Sessions end after 7 days without use (604,800,000 ms) and at their expiry; for 10 minutes (600,000 ms) they prove who it is,
//! unless a provider let them in: it may have asked nobody anything.

macro_rules! caller {
    () => {
        "WITH caller AS (\
           SELECT s.id AS session_id, s.user_id, s.last_seen_at, s.created_at, s.signed_in_by FROM sessions s \
           WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND s.last_seen_at > ?2 - 604800000)"
    };
}

// A slug never looks like an ID, so what is no slug of anything can be tried as an ID. A role that this version does not know opens nothing.
macro_rules! organization {
    () => {
        ", organization AS (\
           SELECT o.id, o.name, o.slug, o.website, o.version, o.created_at, \
             o.projects, o.trashed, o.members, o.invites, m.role, m.user_id, m.used_at FROM caller c \
           JOIN organizations o ON o.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?3), ?3) AND o.deleted_at IS NULL \
           JOIN memberships m ON m.organization_id = o.id AND m.user_id = c.user_id AND m.role BETWEEN 1 AND 4)"
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
         (SELECT created_at > ?2 - 600000 AND signed_in_by NOT LIKE 'provider:%' FROM caller)"
    };
}

macro_rules! organization_columns {
    () => {
        concat!(caller_columns!(), ", (SELECT id FROM organization), (SELECT role FROM organization), (SELECT used_at FROM organization)")
    };
}

/// The condition that a session proves who it is, for a guard: `?1` is its ID, `?2` the time.
pub(crate) const PROVEN: &str = "\
    EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND created_at > ?2 - 600000 AND signed_in_by NOT LIKE 'provider:%')";

pub(super) const SIGNED_IN: &str = caller!();
pub(super) const ORGANIZATION: &str = concat!(caller!(), organization!());
pub(super) const PROJECT: &str = concat!(caller!(), organization!(), project!());
pub(super) const ENVIRONMENT: &str = concat!(caller!(), organization!(), project!(), environment!());

pub(super) const SIGNED_IN_COLUMNS: &str = concat!(caller_columns!(), ", NULL, NULL, NULL, NULL, NULL");
pub(super) const ORGANIZATION_COLUMNS: &str = concat!(organization_columns!(), ", NULL, NULL");
pub(super) const PROJECT_COLUMNS: &str = concat!(organization_columns!(), ", (SELECT id FROM project), NULL");
pub(super) const ENVIRONMENT_COLUMNS: &str =
    concat!(organization_columns!(), ", (SELECT id FROM project), (SELECT id FROM environment)");

pub(super) const SIGNED_IN_PLACE: &str = "''";
pub(super) const ORGANIZATION_PLACE: &str = "(SELECT id FROM organization)";
pub(super) const PROJECT_PLACE: &str = "(SELECT organization_id || '/' || id FROM project)";
pub(super) const ENVIRONMENT_PLACE: &str =
    "(SELECT organization_id || '/' || project_id || '/' || id FROM environment)";
