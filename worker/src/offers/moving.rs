//! A project's rows in another organization. What was read and what was written down stays where it happened.

use crate::args;
use crate::context::Context;
use crate::db::Statement;
use crate::secret::new_suffix;
use portico_api::text::key;
use portico_api::{OrganizationId, ProjectId, UserId};

/// The tables whose rows are parts of a project.
const PARTS: &[&str] = &["environments", "schemas", "secrets", "drafts", "versions", "config_outbox", "keys"];

/// Which project goes where, under which name.
pub(super) struct Move<'a> {
    pub(super) project: &'a ProjectId,
    pub(super) from: &'a OrganizationId,
    pub(super) to: &'a OrganizationId,
    pub(super) name: &'a str,
    pub(super) by: &'a UserId,
}

impl Move<'_> {
    /// The statements, without guards. A project in the trash is out of it afterwards, also where it was to be removed for good. A slug that is taken there gets a suffix.
    pub(super) fn statements(&self, cx: &Context) -> Vec<Statement> {
        let Move { project, from, to, name, by } = self;
        let note = "\
            INSERT INTO project_transfers (id, project_id, name, from_organization_id, to_organization_id, at, by) \
            SELECT ?1, p.id, p.name, ?2, ?3, ?4, ?5 FROM projects p WHERE p.organization_id = ?2 AND p.id = ?6";
        let set = "\
            UPDATE projects SET organization_id = ?3, version = version + 1, updated_at = ?4, name = ?6, name_key = ?7, \
              deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL, for_good_at = NULL, \
              slug = iif(EXISTS (SELECT 1 FROM projects x WHERE x.organization_id = ?3 AND x.slug = coalesce(projects.trashed_slug, projects.slug)), \
                rtrim(substr(coalesce(trashed_slug, slug), 1, 43), '-') || '-' || ?5, coalesce(trashed_slug, slug)) \
            WHERE organization_id = ?1 AND id = ?2";
        // The parts follow their project within the transaction: until its end nothing checks that they fit.
        let mut statements = vec![
            Statement::new("PRAGMA defer_foreign_keys = ON", Vec::new()),
            Statement::new(note, args![cx.new_id(), *from, *to, cx.now, *by, *project]),
            Statement::new(set, args![*from, *project, *to, cx.now, new_suffix(cx.random), *name, key(name)]),
        ];
        statements.extend(PARTS.iter().map(|table| {
            let sql = format!(
                "UPDATE {table} SET organization_id = ?3 WHERE organization_id = ?1 AND project_id = ?2"
            );
            Statement::new(sql, args![*from, *project, *to])
        }));
        statements
    }
}
