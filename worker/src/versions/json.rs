//! Versions as JSON.

/// The SQL expression for a row of a list, from a table `v` with the columns of `versions`.
macro_rules! version_row_json {
    () => {
        $crate::versions::version_row_json!("v.source")
    };
    // With another expression for where it came from.
    ($source:literal) => {
        concat!(
            "json_object('number', v.number, 'hash', v.hash, 'message', v.message, \
           'author', (SELECT y.email FROM users y WHERE y.id = v.author_id), 'author_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = v.author_id), 'created_at', v.created_at, 'kind', v.kind, \
               'source', json(iif(v.source ->> 'mode' IN ('sandbox', 'live'), ",
            $source,
            ", NULL)), 'whole', json(iif(v.document IS NULL, 'false', 'true')))"
        )
    };
}
pub(crate) use version_row_json;

/// The SQL expression for one of the texts that a version `v` names, in its column `document` or `marks`; NULL where there is no version, or it is
/// not kept whole any more.
macro_rules! version_text {
    ($column:literal) => {
        concat!(
            "(SELECT t.text FROM documents t WHERE t.project_id = v.project_id AND t.hash = v.",
            $column,
            ")"
        )
    };
}
pub(crate) use version_text;

/// The SQL expression for a version with its values, from a table `v` with the columns of `versions`; NULL where it is not kept whole.
macro_rules! version_json {
    () => {
        concat!(
            "(SELECT json_object('version', json(",
            $crate::versions::version_row_json!(),
            "), 'values', json(",
            $crate::versions::version_text!("document"),
            "), 'own', json(m.text -> '$.own'), \
             'secrets', json((SELECT json_group_object(j.key, json_object('set_at', x.created_at)) \
                FROM json_each(m.text, '$.secrets') j JOIN secrets x ON x.id = j.value))) \
             FROM documents m WHERE m.project_id = v.project_id AND m.hash = v.marks)"
        )
    };
}
pub(crate) use version_json;
