//! Projects in the database.

use super::json::{project_json, project_row_json};
use crate::access::{OrganizationProof, ProjectProof, Select};
use crate::action::Taken;
use crate::args;
use crate::billing::{Standing, keep_room_for_bytes, keep_room_for_project, length};
use crate::context::Context;
use crate::db::{Right, Statement, guard};
use crate::error::Error;
use crate::organizations::organization_json;
use crate::schema;
use crate::secret::new_suffix;
use crate::versions::{NewVersion, Place, Texts, begin_with};
use portico_api::access::Developer;
use portico_api::projects::{ListProjectsParams, NewProject, ProjectChange, ProjectSort};
use portico_api::raw::RawValues;
use portico_api::schema::document_of;
use portico_api::text::{ProjectName, Slug, key};
use portico_api::values::Values;
use portico_api::versions::VersionKind;
use portico_api::{EnvironmentId, OrganizationId, ProjectId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) const CONFLICTS: &[(&str, Taken)] = &[
    (
        "projects.organization_id, projects.name_key",
        ("name", "This organization already has a project with that name. Choose another name."),
    ),
    (
        "projects.organization_id, projects.slug",
        ("slug", "This organization already has a project with that slug."),
    ),
];

/// In the scope `project`.
pub(super) const SHOW: &str = concat!("SELECT ", project_json!(), " FROM project p, organization o");

/// In the scope `project`: [`Current`].
pub(super) const CURRENT: &str = "SELECT json_object('name', p.name, 'slug', p.slug, 'developers_publish_live', json(iif(p.developers_publish_live, 'true', 'false'))) FROM project p";

/// What can be changed, as it is.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Current {
    name: String,
    slug: String,
    developers_publish_live: bool,
}

impl Current {
    /// Whether nothing would be another than it is.
    pub(super) fn is_already(&self, change: &ProjectChange) -> bool {
        change.name.as_ref().is_none_or(|name| name.as_str() == self.name)
            && change.slug.as_ref().is_none_or(|slug| slug.as_str() == self.slug)
            && change.developers_publish_live.is_none_or(|may| may == self.developers_publish_live)
    }
}

/// Whether a project is what is searched for: `?4`.
macro_rules! is_found {
    () => {
        "(instr(p.name_key, ?4) > 0 OR instr(p.slug, ?4) > 0)"
    };
}

// `?5` is where the page before ended. The order is that of an index, so no page sorts.
macro_rules! page {
    ($place:literal, $after:literal, $by:literal, $order:literal) => {
        concat!(
            ", page AS (SELECT p.*, ",
            $place,
            " AS place FROM organization o JOIN projects p ON p.organization_id = o.id AND p.deleted_at IS NULL \
               WHERE ",
            $after,
            " AND ",
            is_found!(),
            " ORDER BY ",
            $by,
            $order,
            " LIMIT 51)"
        )
    };
}

// A place among those of the same moment; its digits are as many as any time's, so that it is compared as text.
const PAGE_BY_CHANGE: &str = page!(
    "printf('%016d.%s', p.updated_at, p.id)",
    "(p.updated_at, p.id) < (CAST(?5 AS INTEGER), substr(?5, 18))",
    "p.updated_at DESC, p.id",
    " DESC"
);
const PAGE_BY_NAME: &str = page!("p.name_key", "p.name_key > ?5", "p.name_key", "");
const PAGE_BY_AGE: &str = page!("p.id", "(?5 = '' OR p.id < ?5)", "p.id", " DESC");

macro_rules! list_json {
    ($order:literal) => {
        concat!(
            "SELECT json_object('organization', json(",
            organization_json!(),
            "), 'projects', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            project_row_json!(),
            " AS item FROM page p ORDER BY p.place",
            $order,
            " LIMIT 50))), 'next', (SELECT place FROM page WHERE (SELECT count(*) FROM page) > 50 ORDER BY place",
            $order,
            " LIMIT 1 OFFSET 49), 'found', CASE WHEN ?4 <> '' THEN (SELECT count(*) FROM projects p \
               WHERE p.organization_id = o.id AND p.deleted_at IS NULL AND ",
            is_found!(),
            ") END) FROM organization o"
        )
    };
}

/// Whether it is a place of [`PAGE_BY_CHANGE`].
fn is_place_of_change(after: &str) -> bool {
    after
        .split_once('.')
        .is_some_and(|(time, _)| time.len() == 16 && time.bytes().all(|digit| digit.is_ascii_digit()))
}

/// In the scope `organization`: one page of its projects.
pub(super) fn list(params: &ListProjectsParams) -> Select {
    let search = params.search.as_ref().map_or("", |search| search.as_str());
    // What is in the trash, or was, comes before all names (worker/src/trash/store.rs): the first page begins behind it.
    let (with, body, first) = match params.sort {
        ProjectSort::Changed => (PAGE_BY_CHANGE, list_json!(" DESC"), "9999999999999999."),
        ProjectSort::Name => (PAGE_BY_NAME, list_json!(""), "\u{2}"),
        ProjectSort::Newest => (PAGE_BY_AGE, list_json!(" DESC"), ""),
    };
    // A page that was opened before lists began with the last change goes on from its beginning, and does not end at once.
    let fits = |after: &&str| params.sort != ProjectSort::Changed || is_place_of_change(after);
    let after = params.after.as_ref().map(|after| after.as_str()).filter(fits).unwrap_or(first);
    Select { with, body, args: args![search, after] }
}

/// The IDs of a new project and of its environments.
pub(crate) struct NewIds {
    pub(crate) project: ProjectId,
    pub(crate) sandbox: EnvironmentId,
    pub(crate) live: EnvironmentId,
}

impl NewIds {
    pub(crate) fn new(cx: &Context) -> Self {
        Self {
            project: ProjectId::new(cx.new_id()),
            sandbox: EnvironmentId::new(cx.new_id()),
            live: EnvironmentId::new(cx.new_id()),
        }
    }
}

/// What a new project's own row says.
pub(crate) struct NewProjectRow<'a> {
    pub(crate) name: &'a ProjectName,
    pub(crate) slug: Option<&'a Slug>,
    /// Whether it is that slug or none; otherwise it gets a suffix where it is taken, as one does that is made from the name.
    pub(crate) is_slug_asked_for: bool,
    pub(crate) developers_publish_live: bool,
    /// How many values the sandbox begins with, as its version 1, where it does: live has none of them, so that they are the drift.
    pub(crate) begins_with: Option<usize>,
}

/// The slug that is tried first; `None`: nothing of the name can be kept.
pub(crate) fn suggested_slug(name: &ProjectName, slug: Option<&Slug>) -> Option<Slug> {
    slug.cloned().or_else(|| Slug::from_name(name.as_str()))
}

/// The row of the new project, and those of its two environments.
pub(crate) fn insert(
    cx: &Context,
    organization: &OrganizationId,
    ids: &NewIds,
    new: &NewProjectRow,
) -> [Statement; 2] {
    let insert = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at, developers_publish_live, drift) \
        SELECT ?1, ?2, ?3, ?4, CASE WHEN ?6 IS NOT NULL \
          AND EXISTS (SELECT 1 FROM projects WHERE organization_id = ?2 AND slug = ?5) THEN ?6 ELSE ?5 END, ?7, ?7, ?8, ?9";
    let suffix = new_suffix(cx.random);
    let (slug, otherwise) = match suggested_slug(new.name, new.slug) {
        Some(slug) if new.is_slug_asked_for && new.slug.is_some() => (slug.to_string(), None),
        Some(slug) => (slug.to_string(), Some(slug.with_suffix(&suffix))),
        None => (format!("project-{suffix}"), None),
    };
    let name = new.name.as_str();
    let may = i64::from(new.developers_publish_live);
    // Of a first version only own values and secrets are changes (worker/src/history/changed.rs), and it begins with none.
    let environments = Statement::new(
        "INSERT INTO environments (id, organization_id, project_id, mode, created_at, published_version, changed_to, changed_in) \
         VALUES (?1, ?3, ?4, 'sandbox', ?5, ?6, iif(?6 = 1, 1, NULL), iif(?6 = 1, '{}', NULL)), (?2, ?3, ?4, 'live', ?5, 0, NULL, NULL)",
        args![
            &ids.sandbox,
            &ids.live,
            organization,
            &ids.project,
            cx.now,
            i64::from(new.begins_with.is_some())
        ],
    );
    let drift = new.begins_with.map_or(0, |values| i64::try_from(values).unwrap_or(i64::MAX));
    let values = args![&ids.project, organization, name, key(name), slug, otherwise, cx.now, may, drift];
    [Statement::new(insert, values), environments]
}

/// The new project with its schema and its two environments. Sandbox begins with the template's defaults as version 1, so
/// that it can be read at once; live waits for whoever publishes to it.
pub(super) fn create(
    cx: &Context,
    proof: &OrganizationProof<Developer>,
    ids: &NewIds,
    new: &NewProject,
    standing: &Standing,
) -> Result<Vec<Statement>, Error> {
    let author = proof.caller().user_id();
    let settings = new.template.settings();
    let values = document_of(&settings, &Values::new());
    let document = RawValues::from(&values);
    let texts = Texts::of(&document, &[], &BTreeMap::new());
    let message = format!("Created from the template “{}”", new.template.title());
    let more = texts.bytes(false) + length(&schema::json(&settings)) + length(&message);
    standing.storage.room_for(more)?;
    let row = NewProjectRow {
        name: &new.name,
        slug: new.slug.as_ref(),
        is_slug_asked_for: true,
        developers_publish_live: false,
        begins_with: Some(values.len()),
    };
    let mut statements = vec![keep_room_for_project(proof.id(), cx.now)];
    statements.extend(keep_room_for_bytes(proof.id(), more, cx.now));
    statements.extend(insert(cx, proof.id(), ids, &row));
    statements.push(schema::insert(cx, proof.id(), &ids.project, author, &settings));
    let place = Place { organization: proof.id(), project: &ids.project, environment: &ids.sandbox, author };
    let first =
        NewVersion { base: 0, texts: &texts, message: &message, kind: VersionKind::Publish, source: None };
    statements.extend(begin_with(cx, &place, &first));
    Ok(statements)
}

/// Sets what is given, if the version is still the one the change was based on.
pub(super) fn update(
    cx: &Context,
    proof: &ProjectProof<Developer>,
    change: &ProjectChange,
) -> Vec<Statement> {
    let organization = proof.organization().id();
    let current = guard::holds(
        "stale",
        "EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND version = ?3)",
        args![organization, proof.id(), change.version],
    );
    let set = "\
        UPDATE projects SET name = coalesce(?3, name), name_key = coalesce(?4, name_key), slug = coalesce(?5, slug), \
          developers_publish_live = coalesce(?7, developers_publish_live), version = version + 1, updated_at = ?6 \
        WHERE organization_id = ?1 AND id = ?2";
    let name = change.name.as_ref().map(|name| name.as_str());
    let slug = change.slug.as_ref().map(|slug| slug.as_str());
    let flag = change.developers_publish_live.map(i64::from);
    let values = args![organization, proof.id(), name, name.map(key), slug, cx.now, flag];
    // What Developers may do, only Admins decide: in this very transaction.
    let by_admin = guard::right(
        Right::Rank { select: "SELECT 3", args: Vec::new() },
        "role",
        "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role >= 3)",
        args![organization, proof.organization().caller().user_id()],
    );
    let mut statements = vec![current];
    statements.extend(flag.map(|_| by_admin));
    statements.push(Statement::new(set, values));
    statements
}
