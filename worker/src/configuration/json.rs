//! Drafts as JSON, and what changes have to know.

/// The SQL expression for a draft, from its row `d` in `drafts`, which may be missing; NULL when nothing is changed.
macro_rules! draft_json {
    () => {
        "json(CASE WHEN d.changes <> '{}' OR d.secrets <> '{}' THEN json_object('values', json(d.changes), \
           'secrets', json((SELECT json_group_object(j.key, json(iif(x.id IS NULL, 'null', json_object('set_at', x.created_at)))) \
              FROM json_each(d.secrets) j LEFT JOIN secrets x ON x.id = j.value)), \
           'base_version', d.base_version, 'author', (SELECT y.email FROM users y WHERE y.id = d.updated_by), 'author_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = d.updated_by), \
           'updated_at', d.updated_at) END)"
    };
}
pub(super) use draft_json;

/// The SQL expression for what an environment has published, for the edge itself: from its row `v` in `versions`, which may be
/// missing.
macro_rules! published_facts_json {
    () => {
        concat!(
            "json_object('number', coalesce(v.number, 0), 'document', json(coalesce(",
            $crate::versions::version_text!("document"),
            ", '{}')), 'own', json(coalesce(",
            $crate::versions::version_text!("marks"),
            " -> '$.own', '[]')), 'secrets', json(coalesce(",
            $crate::versions::version_text!("marks"),
            " -> '$.secrets', '{}')))"
        )
    };
}
pub(crate) use published_facts_json;
