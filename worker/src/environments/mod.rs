//! Environments: a project's sandbox and live mode.

use crate::access::Select;
use portico_api::environments::EnvironmentParams;

/// The SQL expression for an environment, from a table `e`.
macro_rules! environment_json {
    () => {
        "json_object('id', e.id, 'mode', e.mode, 'created_at', e.created_at, 'published_version', e.published_version, \
           'published_at', (SELECT v.created_at FROM versions v WHERE v.environment_id = e.id AND v.number = e.published_version), \
           'last_read_version', e.last_read_version, 'last_read_at', e.last_read_at, \
           'draft_changes', coalesce((SELECT (SELECT count(*) FROM json_each(d.changes)) + (SELECT count(*) FROM json_each(d.secrets)) \
             FROM drafts d WHERE d.environment_id = e.id), 0))"
    };
}
pub(crate) use environment_json;

/// The SQL expression for whether the caller may publish, roll back and edit drafts: from tables `o` with the caller's role, `p`
/// and a mode.
macro_rules! may_publish_json {
    ($mode:literal) => {
        concat!(
            "json(iif(o.role >= 3 OR (o.role >= 2 AND (",
            $mode,
            " = 'sandbox' OR p.developers_publish_live = 1)), 'true', 'false'))"
        )
    };
}
pub(crate) use may_publish_json;

/// In the scope `environment`.
pub(crate) fn show(_: &EnvironmentParams) -> Select {
    Select::of(concat!("SELECT ", environment_json!(), " FROM environment e"))
}
