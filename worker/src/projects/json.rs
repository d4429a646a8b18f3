//! Projects as JSON.

/// The SQL expression for one row of a list, from a table `p`.
macro_rules! project_row_json {
    () => {
        "json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'drift', p.drift, 'live', json((\
           SELECT json_object('number', v.number, 'author', y.email, 'author_name', nullif(y.name, ''), 'published_at', v.created_at) \
           FROM environments e JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version \
             JOIN users y ON y.id = v.author_id \
           WHERE e.project_id = p.id AND e.mode = 'live')), 'created_at', p.created_at, 'changed_at', p.updated_at)"
    };
}
pub(super) use project_row_json;

/// The SQL expression for a project with its environments and organization, from tables `p` and `o`; `?2` is the time.
macro_rules! project_json {
    () => {
        concat!(
            "json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'version', p.version, 'drift', p.drift, \
               'developers_publish_live', json(iif(p.developers_publish_live = 1, 'true', 'false')), \
               'created_at', p.created_at, 'sandbox', json((SELECT ",
            $crate::environments::environment_json!(),
            " FROM environments e WHERE e.project_id = p.id AND e.mode = 'sandbox')), 'live', json((SELECT ",
            $crate::environments::environment_json!(),
            " FROM environments e WHERE e.project_id = p.id AND e.mode = 'live')), 'organization', json(",
            $crate::organizations::organization_json!(),
            "), 'offer', json(",
            $crate::offers::open_offer_json!(),
            "), 'returnable', json(",
            $crate::offers::returnable_json!(),
            "))"
        )
    };
}
pub(crate) use project_json;
