//! Versions as JSON.

/// The SQL expression for a row of a list, from a table `v` with the columns of `versions`.
macro_rules! version_row_json {
    () => {
        "json_object('number', v.number, 'hash', v.hash, 'message', v.message, \
           'author', (SELECT y.email FROM users y WHERE y.id = v.author_id), 'created_at', v.created_at, 'kind', v.kind, \
           'source', json(iif(v.source ->> 'mode' IN ('sandbox', 'live'), v.source, NULL)))"
    };
}
pub(crate) use version_row_json;

/// The SQL expression for a version with its values, from a table `v` with the columns of `versions`.
macro_rules! version_json {
    () => {
        concat!(
            "json_object('version', json(",
            $crate::versions::version_row_json!(),
            "), 'values', json(v.document), 'own', json(v.own), \
             'secrets', json((SELECT json_group_object(j.key, json_object('set_at', x.created_at)) \
                FROM json_each(v.secrets) j JOIN secrets x ON x.id = j.value)))"
        )
    };
}
pub(crate) use version_json;
