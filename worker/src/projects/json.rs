//! Projects as JSON.

/// The SQL expression for one row of a list, from a table `p`.
macro_rules! project_row_json {
    () => {
        "json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'created_at', p.created_at)"
    };
}
pub(super) use project_row_json;
