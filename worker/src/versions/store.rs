//! Versions in the database.

use super::Texts;
use super::json::{version_json, version_row_json, version_text};
use crate::access::{EnvironmentProof, Select};
use crate::args;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::environments::may_publish_json;
use crate::history;
use portico_api::versions::{ListVersionsParams, Restoration, Source, VersionKind, VersionParams};
use portico_api::{EnvironmentId, OrganizationId, ProjectId, UserId};
use serde::Deserialize;

/// Where something is published, and by whom. Made of proofs, or of what a batch creates itself.
pub(crate) struct Place<'a> {
    pub(crate) organization: &'a OrganizationId,
    pub(crate) project: &'a ProjectId,
    pub(crate) environment: &'a EnvironmentId,
    pub(crate) author: &'a UserId,
}

impl<'a> Place<'a> {
    pub(crate) fn of<R>(proof: &'a EnvironmentProof<R>) -> Self {
        Self {
            organization: proof.project().organization().id(),
            project: proof.project().id(),
            environment: proof.id(),
            author: proof.project().organization().caller().user_id(),
        }
    }
}

/// The next version of an environment.
pub(crate) struct NewVersion<'a> {
    /// The version that is published until then: the guard of the batch sees to it.
    pub(crate) base: i64,
    pub(crate) texts: &'a Texts,
    pub(crate) message: &'a str,
    pub(crate) kind: VersionKind,
    pub(crate) source: Option<Source>,
}

/// The longest ciphertext of all secrets of a version together, in hexadecimal digits: one read answers all of them.
const CIPHERTEXT_MAX: usize = 1024 * 1024;

/// Writes a version, publishes it, and queues it for the store; afterwards it is brought there.
pub(crate) fn publish_version(cx: &Context, place: &Place, new: &NewVersion) -> Vec<Statement> {
    let fits = guard::holds(
        "secret_size",
        "coalesce((SELECT sum(length(s.ciphertext)) FROM json_each(?1) j JOIN secrets s ON s.id = j.value), 0) <= ?2",
        args![&new.texts.secrets, CIPHERTEXT_MAX],
    );
    let mut statements = Vec::new();
    statements.extend(new.texts.has_secrets().then_some(fits));
    statements.extend(insert(cx, place, new));
    statements.extend(announce(cx, place, new.base + 1));
    statements
}

/// The first version of an environment that is made with it, in a row that says already that it is published: nothing is compared with anything.
pub(crate) fn begin_with(cx: &Context, place: &Place, first: &NewVersion) -> Vec<Statement> {
    let mut statements = Vec::from(insert(cx, place, first));
    statements.push(queue(cx, place, first.base + 1));
    statements
}

/// The version and its texts.
fn insert(cx: &Context, place: &Place, new: &NewVersion) -> [Statement; 2] {
    let insert = "\
        INSERT INTO versions (environment_id, number, organization_id, project_id, document, marks, hash, message, kind, \
          source, author_id, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?7, ?8, ?9, ?10, ?11)";
    let values = args![
        place.environment,
        new.base + 1,
        place.organization,
        place.project,
        &new.texts.document.hash,
        &new.texts.marks.hash,
        new.message,
        kind(new.kind),
        new.source.as_ref().map(json),
        place.author,
        cx.now
    ];
    [new.texts.insert(place), Statement::new(insert, values)]
}

/// What goes with every new version: it is the published one, waits for the store, and changes the project and its drift.
fn announce(cx: &Context, place: &Place, number: i64) -> [Statement; 3] {
    // A setting with the same value on both sides is twice in the list; what is there once differs or is missing on one side.
    let drift = "\
        UPDATE projects SET updated_at = ?3, drift = (SELECT count(DISTINCT key) FROM (\
          SELECT key FROM (\
            SELECT j.key, j.type, j.value FROM environments e \
            JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version \
            JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document, json_each(d.text) j \
            WHERE e.organization_id = ?1 AND e.project_id = ?2) \
          GROUP BY key, type, value HAVING count(*) = 1)) \
        WHERE organization_id = ?1 AND id = ?2";
    [
        Statement::new(history::PUBLISH, args![place.environment, number]),
        queue(cx, place, number),
        Statement::new(drift, args![place.organization, place.project, cx.now]),
    ]
}

/// It waits for the store.
fn queue(cx: &Context, place: &Place, number: i64) -> Statement {
    cx.deliver_afterwards(place.environment);
    let sql = "\
        INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (environment_id) DO UPDATE SET version = excluded.version, queued_at = excluded.queued_at";
    Statement::new(sql, args![place.environment, place.organization, place.project, number, cx.now])
}

/// What the draft held is published now.
pub(super) fn empty_draft(cx: &Context, place: &Place) -> Statement {
    let sql = "\
        UPDATE drafts SET revision = revision + 1, changes = '{}', secrets = '{}', updated_at = ?2, updated_by = ?3 \
        WHERE environment_id = ?1";
    Statement::new(sql, args![place.environment, cx.now, place.author])
}

/// The older version once more, if the published one is still the one that was looked at, and the older one is kept whole. It adds no text.
pub(super) fn roll_back(
    cx: &Context,
    place: &Place,
    params: &VersionParams,
    restoration: &Restoration,
) -> Vec<Statement> {
    let current = guard::holds(
        "stale",
        "EXISTS (SELECT 1 FROM environments e JOIN versions v ON v.environment_id = e.id AND v.number = ?3 AND v.document IS NOT NULL \
           WHERE e.id = ?1 AND e.published_version = ?2)",
        args![place.environment, restoration.version, params.number],
    );
    let copy = "\
        INSERT INTO versions (environment_id, number, organization_id, project_id, document, marks, hash, message, kind, \
          source, author_id, created_at) \
        SELECT v.environment_id, ?3, v.organization_id, v.project_id, v.document, v.marks, v.hash, ?4, 'roll_back', ?5, ?6, ?7 \
        FROM versions v WHERE v.environment_id = ?1 AND v.number = ?2";
    let source = Source { mode: params.mode, version: params.number, keys: Vec::new() };
    let number = restoration.version + 1;
    let values = args![
        place.environment,
        params.number,
        number,
        &restoration.message,
        json(&source),
        place.author,
        cx.now
    ];
    let mut statements = vec![current, Statement::new(copy, values)];
    statements.extend(announce(cx, place, number));
    statements
}

/// The statement that answers a version that its batch has written.
pub(crate) fn row_reply(place: &Place, number: i64) -> Statement {
    let sql = concat!(
        "SELECT ",
        version_row_json!(),
        " FROM versions v WHERE v.environment_id = ?1 AND v.number = ?2"
    );
    Statement::new(sql, args![place.environment, number])
}

/// In the scope `environment`: one page, newest first.
pub(super) fn list(params: &ListVersionsParams) -> Select {
    let after = params.after.as_ref().and_then(|after| after.as_str().parse::<i64>().ok());
    Select {
        with: ", page AS (SELECT v.* FROM environment e JOIN versions v ON v.environment_id = e.id AND v.number < ?6 \
               ORDER BY v.number DESC LIMIT 51)",
        body: concat!(
            "SELECT json_object('versions', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            version_row_json!(),
            " AS item FROM page v ORDER BY v.number DESC LIMIT 50))), \
             'next', (SELECT CAST(number AS TEXT) FROM page WHERE (SELECT count(*) FROM page) > 50 \
                ORDER BY number DESC LIMIT 1 OFFSET 49), \
             'published_version', e.published_version, 'may_publish', ",
            may_publish_json!("e.mode"),
            ") FROM organization o, project p, environment e"
        ),
        args: args![after.unwrap_or(i64::from(i32::MAX))],
    }
}

/// In the scope `environment`: one version with its values; [`super::GONE`], if they are not kept any more.
pub(super) fn show(params: &VersionParams) -> Select {
    let body = concat!(
        "SELECT coalesce(",
        version_json!(),
        ", 'gone') FROM environment e JOIN versions v ON v.environment_id = e.id AND v.number = ?6"
    );
    Select { with: "", body, args: args![params.number] }
}

/// What a roll back has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Restorable {
    /// The project's name.
    pub(super) project: String,
    pub(super) may_publish: bool,
    pub(super) published_version: i64,
    /// Whether the version is kept whole.
    pub(super) is_whole: bool,
    /// Whether the version holds what is published now.
    pub(super) is_published: bool,
}

/// In the scope `environment`: [`Restorable`], of a version that exists.
pub(super) fn restoration(params: &VersionParams) -> Select {
    let body = concat!(
        "SELECT json_object('project', p.name, 'may_publish', ",
        may_publish_json!("e.mode"),
        ", 'published_version', e.published_version, 'is_whole', json(iif(v.document IS NULL, 'false', 'true')), 'is_published', \
           json(iif(v.hash = n.hash AND ",
        version_text!("marks"),
        " = (SELECT t.text FROM documents t WHERE t.project_id = n.project_id AND t.hash = n.marks), 'true', 'false'))) \
         FROM organization o, project p, environment e JOIN versions v ON v.environment_id = e.id AND v.number = ?6 \
         JOIN versions n ON n.environment_id = e.id AND n.number = e.published_version"
    );
    Select { with: "", body, args: args![params.number] }
}

fn kind(kind: VersionKind) -> &'static str {
    match kind {
        VersionKind::Publish => "publish",
        VersionKind::RollBack => "roll_back",
        VersionKind::Promote => "promote",
        VersionKind::Unknown => "unknown",
    }
}

fn json(value: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
