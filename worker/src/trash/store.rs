//! The trash in the database.

use super::room::{self, LEAVING_MAX, Room};
use crate::access::{OrganizationProof, ProjectProof, Select};
use crate::args;
use crate::billing::{Standing, keep_room_for_project, standing_json};
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::offers::{self, moved_json};
use crate::organizations::organization_json;
use crate::secret::new_suffix;
use portico_api::access::Admin;
use portico_api::text::key;
use portico_api::trash::{ListTrashParams, TRASH_KEPT_MS, TrashParams};
use portico_api::{EnvironmentId, ProjectId};
use serde::Deserialize;

/// The SQL expression for the environments of a project `p` that have something published: what the edge has to forget, or to learn again.
macro_rules! published_json {
    () => {
        "json((SELECT json_group_array(e.id) FROM environments e \
           WHERE e.organization_id = p.organization_id AND e.project_id = p.id AND e.published_version > 0))"
    };
}

/// The SQL expression for a project in the trash, from a table `p`; 2,592,000,000 ms are 30 days.
macro_rules! trashed_json {
    () => {
        "json_object('id', p.id, 'name', p.name, 'deleted_at', p.deleted_at, \
           'deleted_by', (SELECT u.email FROM users u WHERE u.id = p.deleted_by), \
           'deleted_by_name', (SELECT nullif(u.name, '') FROM users u WHERE u.id = p.deleted_by), 'kept_until', p.deleted_at + 2592000000)"
    };
}

/// The SQL expression for the projects of an organization that can be restored, from its id and the time before which they could be no more.
macro_rules! in_trash {
    ($organization:literal, $since:literal) => {
        concat!(
            "(SELECT count(*) FROM projects y WHERE y.organization_id = ",
            $organization,
            " AND y.deleted_at IS NOT NULL AND y.purged_at IS NULL AND y.for_good_at IS NULL AND y.deleted_at > ",
            $since,
            ")"
        )
    };
}

pub(super) use in_trash;

/// What a deletion has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Deletable {
    pub(super) name: String,
    pub(super) room: Room,
    pub(super) published: Vec<EnvironmentId>,
}

/// In the scope `project`: [`Deletable`].
pub(super) const DELETABLE: &str = concat!(
    "SELECT json_object('name', p.name, 'room', json_object('plan', (SELECT y.plan FROM subscriptions y WHERE y.organization_id = p.organization_id), 'used', ",
    in_trash!("p.organization_id", "?2 - 2592000000"),
    "), 'published', ",
    published_json!(),
    ") FROM project p"
);

/// What a deletion for good has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Doomed {
    pub(super) name: String,
    /// Others that were deleted for good, and are not removed yet.
    pub(super) leaving: i64,
}

/// In the scope `organization`: [`Doomed`], of a project that is in its trash.
pub(super) fn doomed(params: &TrashParams) -> Select {
    let body = "\
        SELECT json_object('name', p.name, 'leaving', (SELECT count(*) FROM projects y WHERE y.organization_id = o.id \
          AND y.deleted_at IS NOT NULL AND y.purged_at IS NULL AND y.for_good_at IS NOT NULL)) \
        FROM organization o JOIN projects p ON p.organization_id = o.id AND p.id = ?4 AND p.deleted_at > ?2 - 2592000000 \
           AND p.purged_at IS NULL AND p.for_good_at IS NULL";
    Select { with: "", body, args: args![&params.project] }
}

/// Hides the project from then on, if it is in the trash still. It goes when nobody who brings its documents to the edge can be on the way any more.
pub(super) fn delete_for_good(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    id: &ProjectId,
) -> Vec<Statement> {
    let set = "UPDATE projects SET for_good_at = ?3, version = version + 1, updated_at = ?3 WHERE organization_id = ?1 AND id = ?2";
    let few = "\
        (SELECT count(*) FROM projects WHERE organization_id = ?1 AND deleted_at IS NOT NULL AND purged_at IS NULL AND for_good_at IS NOT NULL) < ?2";
    vec![
        guard::holds("target", IN_TRASH, args![proof.id(), id, cx.now - TRASH_KEPT_MS]),
        guard::holds("plan_limit", few, args![proof.id(), LEAVING_MAX]),
        Statement::new(set, args![proof.id(), id, cx.now]),
    ]
}

const IN_TRASH: &str = "\
    EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND deleted_at > ?3 AND purged_at IS NULL AND for_good_at IS NULL)";

/// What a restoration has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Restorable {
    pub(super) standing: Standing,
    pub(super) name: String,
    pub(super) version: i64,
    pub(super) published: Vec<EnvironmentId>,
}

/// In the scope `organization`: [`Restorable`], of a project that is in its trash.
pub(super) fn restorable(params: &TrashParams) -> Select {
    let body = concat!(
        "SELECT json_object('standing', json(",
        standing_json!(),
        "), 'name', p.name, 'version', p.version, 'published', ",
        published_json!(),
        ") FROM organization o JOIN projects p ON p.organization_id = o.id AND p.id = ?4 AND p.deleted_at > ?2 - 2592000000 \
           AND p.purged_at IS NULL AND p.for_good_at IS NULL"
    );
    Select { with: "", body, args: args![&params.project] }
}

/// In the scope `organization`: one page of what can be restored, the last one first.
pub(super) fn list(params: &ListTrashParams) -> Select {
    // What is no cursor of ours begins at the beginning.
    let after = params.after.as_ref().and_then(|after| {
        let (at, id) = after.as_str().split_once(' ')?;
        Some((at.parse::<i64>().ok()?, id.to_owned()))
    });
    let (at, id) = after.unwrap_or((1 << 53, String::new()));
    Select {
        with: ", page AS (SELECT p.* FROM organization o \
               JOIN projects p ON p.organization_id = o.id AND p.deleted_at > ?2 - 2592000000 AND p.purged_at IS NULL AND p.for_good_at IS NULL \
                 AND (p.deleted_at, p.id) < (?4, ?5) ORDER BY p.deleted_at DESC, p.id DESC LIMIT 51)",
        body: concat!(
            "SELECT json_object('organization', json(",
            organization_json!(),
            "), 'projects', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            trashed_json!(),
            " AS item FROM page p ORDER BY p.deleted_at DESC, p.id DESC LIMIT 50))), \
             'next', (SELECT deleted_at || ' ' || id FROM page WHERE (SELECT count(*) FROM page) > 50 \
               ORDER BY deleted_at DESC, id DESC LIMIT 1 OFFSET 49), 'total', ",
            in_trash!("o.id", "?2 - 2592000000"),
            ", 'moved', json(",
            moved_json!(),
            ")) FROM organization o"
        ),
        args: args![at, id],
    }
}

/// Takes the project from where it can be seen, if its version is still the one that was looked at. Name and slug are free again: no name
/// begins with a control character, and no slug looks like an ID.
pub(super) fn delete(cx: &Context, proof: &ProjectProof<Admin>, version: i64) -> Vec<Statement> {
    let organization = proof.organization().id();
    let caller = proof.organization().caller().user_id();
    let unchanged = "EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND version = ?3)";
    let set = "\
        UPDATE projects SET deleted_at = ?3, deleted_by = ?4, trashed_slug = slug, slug = id, name_key = char(1) || id, \
          version = version + 1, updated_at = ?3 \
        WHERE organization_id = ?1 AND id = ?2";
    vec![
        guard::holds("stale", unchanged, args![organization, proof.id(), version]),
        room::keep(organization, cx.now),
        Statement::new(set, args![organization, proof.id(), cx.now, caller]),
        // Nobody accepts what is in the trash.
        offers::close_open(organization.as_str(), proof.id(), caller, cx.now),
        queue(organization.as_str(), proof.id(), cx.now),
    ]
}

/// The statement that answers a project that its batch has moved to the trash.
pub(super) fn trashed(proof: &ProjectProof<Admin>) -> Statement {
    let sql =
        concat!("SELECT ", trashed_json!(), " FROM projects p WHERE p.organization_id = ?1 AND p.id = ?2");
    Statement::new(sql, args![proof.organization().id(), proof.id()])
}

/// Puts the project back, if it is in the trash still, as it was looked at, and there is room for it.
pub(super) fn restore(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    id: &ProjectId,
    version: i64,
    name: &str,
) -> Vec<Statement> {
    let in_trash = "\
        EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND deleted_at > ?3 AND purged_at IS NULL AND for_good_at IS NULL \
          AND version = ?4)";
    let set = "\
        UPDATE projects SET name = ?3, name_key = ?4, deleted_at = NULL, deleted_by = NULL, trashed_slug = NULL, \
          slug = iif(EXISTS (SELECT 1 FROM projects x WHERE x.organization_id = ?1 AND x.slug = projects.trashed_slug), \
            rtrim(substr(trashed_slug, 1, 43), '-') || '-' || ?5, trashed_slug), \
          version = version + 1, updated_at = ?6 \
        WHERE organization_id = ?1 AND id = ?2";
    vec![
        guard::holds("target", in_trash, args![proof.id(), id, cx.now - TRASH_KEPT_MS, version]),
        keep_room_for_project(proof.id(), cx.now),
        Statement::new(set, args![proof.id(), id, name, key(name), new_suffix(cx.random), cx.now]),
        queue(proof.id().as_str(), id, cx.now),
    ]
}

/// What the edge answers of the project's environments changes: it is to be told.
pub(crate) fn queue(organization: &str, project: &ProjectId, now: i64) -> Statement {
    let sql = "\
        INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
        SELECT e.id, e.organization_id, e.project_id, e.published_version, ?3 FROM environments e \
        WHERE e.organization_id = ?1 AND e.project_id = ?2 AND e.published_version > 0 \
        ON CONFLICT (environment_id) DO UPDATE SET version = excluded.version, queued_at = excluded.queued_at";
    Statement::new(sql, args![organization, project, now])
}
