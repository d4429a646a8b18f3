//! Both environments of a project in the database.

use super::merge::Sides;
use crate::access::ProjectProof;
use crate::args;
use crate::billing::storage_json;
use crate::configuration::published_facts_json;
use crate::db::{Statement, guard};
use crate::environments::may_publish_json;
use crate::projects::project_json;
use crate::schema::schema_json;
use crate::versions::version_json;
use portico_api::access::Developer;

macro_rules! version_of {
    ($mode:literal) => {
        concat!(
            "json((SELECT ",
            version_json!(),
            " FROM environments e JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version \
              WHERE e.project_id = p.id AND e.mode = '",
            $mode,
            "'))"
        )
    };
}

macro_rules! facts_of {
    ($mode:literal) => {
        concat!(
            "json((SELECT json_object('environment', e.id, 'published', json(",
            published_facts_json!(),
            ")) FROM environments e LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version \
              WHERE e.project_id = p.id AND e.mode = '",
            $mode,
            "'))"
        )
    };
}

macro_rules! tables {
    () => {
        " FROM organization o, project p \
          LEFT JOIN schemas s ON s.organization_id = p.organization_id AND s.project_id = p.id"
    };
}

/// In the scope `project`: all that the promote page shows.
pub(super) const SHOW: &str = concat!(
    "SELECT json_object('project', json(",
    project_json!(),
    "), 'schema', json(",
    schema_json!(),
    "), 'sandbox', ",
    version_of!("sandbox"),
    ", 'live', ",
    version_of!("live"),
    ", 'may_promote', ",
    may_publish_json!("'live'"),
    ", 'may_back_port', ",
    may_publish_json!("'sandbox'"),
    ")",
    tables!()
);

/// In the scope `project`: [`Sides`].
pub(super) const SIDES: &str = concat!(
    "SELECT json_object('project', p.name, 'may_release', ",
    may_publish_json!("'live'"),
    ", 'schema', json(",
    schema_json!(),
    "), 'sandbox', ",
    facts_of!("sandbox"),
    ", 'live', ",
    facts_of!("live"),
    ", 'storage', ",
    storage_json!("o.id"),
    ")",
    tables!()
);

/// Undoes the batch when either version or the schema has changed by then.
pub(super) fn still_hold(proof: &ProjectProof<Developer>, sides: &Sides) -> Statement {
    let condition = "\
        EXISTS (SELECT 1 FROM environments WHERE id = ?1 AND published_version = ?2) \
        AND EXISTS (SELECT 1 FROM environments WHERE id = ?3 AND published_version = ?4) \
        AND coalesce((SELECT version FROM schemas WHERE project_id = ?5), 0) = ?6";
    let values = args![
        &sides.sandbox.environment,
        sides.sandbox.published.number,
        &sides.live.environment,
        sides.live.published.number,
        proof.id(),
        sides.schema.version
    ];
    guard::holds("stale", condition, values)
}
