//! What has been in the trash for 30 days goes for good.

use crate::args;
use crate::db::Statement;
use portico_api::trash::TRASH_KEPT_MS;

/// Projects that one run removes, the oldest first: each may have thousands of versions.
const AT_ONCE: i64 = 50;

/// A project's parts, each before what it refers to. What was read stays: bills are made of it.
const PARTS: &[&str] = &["keys", "config_outbox", "drafts", "versions", "secrets", "schemas", "environments"];

/// The statements, for one batch. The project's row stays, without its parts: bills name it.
pub(crate) fn purge(now: i64) -> Vec<Statement> {
    let due = "SELECT organization_id, id FROM projects WHERE deleted_at <= ?1 AND purged_at IS NULL ORDER BY deleted_at LIMIT ?2";
    let values = || args![now - TRASH_KEPT_MS, AT_ONCE];
    let parts = PARTS.iter().map(|table| {
        Statement::new(
            format!("DELETE FROM {table} WHERE (organization_id, project_id) IN ({due})"),
            values(),
        )
    });
    let mark = format!("UPDATE projects SET purged_at = ?3 WHERE (organization_id, id) IN ({due})");
    let mut marked = values();
    marked.extend(args![now]);
    parts.chain([Statement::new(mark, marked)]).collect()
}
