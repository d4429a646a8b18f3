//! Projects in the database.

use super::json::project_row_json;
use crate::access::{OrganizationProof, ProjectProof, Select};
use crate::action::Taken;
use crate::args;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::environments::environment_json;
use crate::organizations::organization_json;
use crate::secret::new_suffix;
use portico_api::ProjectId;
use portico_api::access::Developer;
use portico_api::environments::Mode;
use portico_api::projects::{ListProjectsParams, NewProject, ProjectChange, ProjectSort};
use portico_api::text::{Slug, key};

pub(super) const CONFLICTS: &[(&str, Taken)] = &[
    (
        "projects.organization_id, projects.name_key",
        ("name", "This organization has a project of that name. Choose another name."),
    ),
    ("projects.organization_id, projects.slug", ("slug", "This organization has a project with that slug.")),
];

/// In the scope `project`.
pub(super) const SHOW: &str = concat!(
    "SELECT json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'version', p.version, 'created_at', p.created_at, \
       'sandbox', json((SELECT ",
    environment_json!(),
    " FROM environments e WHERE e.project_id = p.id AND e.mode = 'sandbox')), 'live', json((SELECT ",
    environment_json!(),
    " FROM environments e WHERE e.project_id = p.id AND e.mode = 'live')), 'organization', json(",
    organization_json!(),
    ")) FROM project p, organization o"
);

// `?4` is the search and `?5` where the page before ended. The order is that of an index, so no page sorts.
macro_rules! page {
    ($place:literal, $after:literal, $order:literal) => {
        concat!(
            ", page AS (SELECT p.*, ",
            $place,
            " AS place FROM organization o JOIN projects p ON p.organization_id = o.id \
               WHERE ",
            $after,
            " AND (instr(p.name_key, ?4) > 0 OR instr(p.slug, ?4) > 0) \
               ORDER BY ",
            $place,
            $order,
            " LIMIT 51)"
        )
    };
}

const PAGE_BY_NAME: &str = page!("p.name_key", "p.name_key > ?5", "");
const PAGE_BY_AGE: &str = page!("p.id", "(?5 = '' OR p.id < ?5)", " DESC");

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
            " LIMIT 1 OFFSET 49)) FROM organization o"
        )
    };
}

/// In the scope `organization`: one page of its projects.
pub(super) fn list(params: &ListProjectsParams) -> Select {
    let search = params.search.as_ref().map_or("", |search| search.as_str());
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    let (with, body) = match params.sort {
        ProjectSort::Name => (PAGE_BY_NAME, list_json!("")),
        ProjectSort::Newest => (PAGE_BY_AGE, list_json!(" DESC")),
    };
    Select { with, body, args: args![search, after] }
}

/// The new project and its two environments.
pub(super) fn create(
    cx: &Context,
    proof: &OrganizationProof<Developer>,
    id: &ProjectId,
    new: &NewProject,
) -> Vec<Statement> {
    let insert = "\
        INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
        SELECT ?1, ?2, ?3, ?4, CASE WHEN ?6 IS NOT NULL \
          AND EXISTS (SELECT 1 FROM projects WHERE organization_id = ?2 AND slug = ?5) THEN ?6 ELSE ?5 END, ?7, ?7";
    let suffix = new_suffix(cx.random);
    let suggested = Slug::from_name(new.name.as_str());
    let (slug, otherwise) = match (&new.slug, &suggested) {
        (Some(chosen), _) => (chosen.to_string(), None),
        (None, Some(slug)) => (slug.to_string(), Some(slug.with_suffix(&suffix))),
        (None, None) => (format!("project-{suffix}"), None),
    };
    let name = new.name.as_str();
    let project = Statement::new(insert, args![id, proof.id(), name, key(name), slug, otherwise, cx.now]);
    let environments = Mode::ALL.map(|mode| {
        Statement::new(
            "INSERT INTO environments (id, organization_id, project_id, mode, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            args![cx.new_id(), proof.id(), id, mode.as_str(), cx.now],
        )
    });
    std::iter::once(project).chain(environments).collect()
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
          version = version + 1, updated_at = ?6 \
        WHERE organization_id = ?1 AND id = ?2";
    let name = change.name.as_ref().map(|name| name.as_str());
    let slug = change.slug.as_ref().map(|slug| slug.as_str());
    vec![current, Statement::new(set, args![organization, proof.id(), name, name.map(key), slug, cx.now])]
}
