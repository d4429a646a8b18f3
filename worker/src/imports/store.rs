//! Imported projects in the database.

use super::plan::{Environment, Plan};
use crate::access::OrganizationProof;
use crate::args;
use crate::billing::{keep_room_for_bytes, keep_room_for_project};
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::projects::{self, NewIds, NewProjectRow};
use crate::schema;
use crate::versions::{NewVersion, Place, publish_version};
use portico_api::access::Admin;
use portico_api::imports::{ArchivedProject, ImportOutcome};
use portico_api::text::key;
use portico_api::versions::VersionKind;
use portico_api::{EnvironmentId, OrganizationId};

/// The SQL expression for whether an environment's ID is taken: somebody has it, or another organization than `?1` had it.
macro_rules! is_taken {
    ($id:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM environments e WHERE e.id = ",
            $id,
            ") OR EXISTS (SELECT 1 FROM past_environments e WHERE e.id = ",
            $id,
            " AND e.organization_id <> ?1))"
        )
    };
}

/// The project, its schema, and of both environments the first version and the draft.
pub(super) fn make(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    ids: &NewIds,
    project: &ArchivedProject,
    plan: &Plan,
) -> Vec<Statement> {
    let organization = proof.id();
    let mut statements = Vec::new();
    if project.keep_ids {
        const FREE: &str = concat!("NOT ", is_taken!("?2"), " AND NOT ", is_taken!("?3"));
        statements.push(guard::holds("free_ids", FREE, args![organization, &ids.sandbox, &ids.live]));
    }
    statements.push(keep_room_for_project(organization, cx.now));
    let row = NewProjectRow {
        name: &project.name,
        slug: project.slug.as_ref(),
        is_slug_asked_for: false,
        developers_publish_live: project.developers_publish_live,
        begins_with: None,
    };
    statements.extend(projects::insert(cx, organization, ids, &row));
    let author = proof.caller().user_id();
    statements.push(schema::insert(cx, organization, &ids.project, author, &plan.settings));
    statements.extend(keep_room_for_bytes(organization, plan.bytes, cx.now));
    for (environment, written) in [(&ids.sandbox, &plan.sandbox), (&ids.live, &plan.live)] {
        let place = Place { organization, project: &ids.project, environment, author };
        statements.extend(of_environment(cx, &place, written));
    }
    statements
}

fn of_environment(cx: &Context, place: &Place, written: &Environment) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(side) = &written.published {
        let first = NewVersion {
            base: 0,
            texts: &side.texts,
            message: &side.message,
            kind: VersionKind::Publish,
            source: None,
        };
        statements.extend(publish_version(cx, place, &first));
    }
    if let Some(changes) = &written.draft {
        let insert = "\
            INSERT INTO drafts (environment_id, organization_id, project_id, revision, changes, secrets, base_version, updated_at, updated_by) \
            VALUES (?1, ?2, ?3, 1, ?4, '{}', ?5, ?6, ?7)";
        let base = i64::from(written.published.is_some());
        let values =
            args![place.environment, place.organization, place.project, changes, base, cx.now, place.author];
        statements.push(Statement::new(insert, values));
    }
    statements
}

/// The statement that answers what was made.
pub(super) fn made(ids: &NewIds, outcome: &ImportOutcome) -> Statement {
    let sql = "\
        SELECT json_set(?1, '$.project', json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'sandbox', ?3, 'live', ?4)) \
        FROM projects p WHERE p.id = ?2";
    Statement::new(sql, args![json(outcome), &ids.project, &ids.sandbox, &ids.live])
}

/// The statement that answers what would be made.
pub(super) fn would_be(
    organization: &OrganizationId,
    project: &ArchivedProject,
    outcome: &ImportOutcome,
) -> Statement {
    const SQL: &str = concat!(
        "SELECT json_set(?2, '$.taken', json((SELECT json_group_array(what) FROM (\
           SELECT 'name' AS what WHERE EXISTS (SELECT 1 FROM projects p WHERE p.organization_id = ?1 AND p.name_key = ?3) \
           UNION ALL SELECT 'slug' WHERE EXISTS (SELECT 1 FROM projects p WHERE p.organization_id = ?1 AND p.slug = ?4) \
           UNION ALL SELECT 'sandbox.id' WHERE ",
        is_taken!("?5"),
        " UNION ALL SELECT 'live.id' WHERE ",
        is_taken!("?6"),
        "))))"
    );
    let id = |id: &Option<EnvironmentId>| id.clone().filter(|_| project.keep_ids).map(|id| id.to_string());
    let slug = projects::suggested_slug(&project.name, project.slug.as_ref());
    let values = args![
        organization,
        json(outcome),
        key(project.name.as_str()),
        slug.map(|slug| slug.to_string()),
        id(&project.sandbox.id),
        id(&project.live.id)
    ];
    Statement::new(SQL, values)
}

fn json(outcome: &ImportOutcome) -> String {
    // Text and whole numbers alone: turning them into JSON does not fail.
    serde_json::to_string(outcome).unwrap_or_default()
}
