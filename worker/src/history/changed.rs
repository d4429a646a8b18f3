//! In which version each setting was changed last: `environments.changed_in`, up to the version `changed_to`.

/// The SQL expression for what is known of that, of an environment `e`.
macro_rules! changed_in {
    ($e:literal) => {
        concat!("iif(", $e, ".changed_to = ", $e, ".published_version, ", $e, ".changed_in, '{}')")
    };
}
pub(crate) use changed_in;

/// The SQL expression for the versions of an environment `e` that changed a setting last, each with its settings. It looks into no document.
macro_rules! last_changes_json {
    () => {
        concat!(
            "json((SELECT json_group_array(json_object('number', w.number, \
               'author', (SELECT y.email FROM users y WHERE y.id = w.author_id), \
               'author_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = w.author_id), \
               'created_at', w.created_at, 'keys', json(g.keys))) \
             FROM (SELECT j.value AS number, json_group_array(j.key) AS keys FROM json_each(",
            $crate::history::changed_in!("e"),
            ") j GROUP BY j.value) g \
             JOIN versions w ON w.environment_id = e.id AND w.number = g.number))"
        )
    };
}
pub(crate) use last_changes_json;

/// The statement that publishes the version `?2` of the environment `?1`, which is written already, and notes which settings it changes. What stands
/// twice in the list of both versions' parts is the same in both. Of the first version only own values and secrets are changes.
pub(crate) const PUBLISH: &str = concat!(
    "UPDATE environments SET published_version = ?2, changed_to = ?2, changed_in = (\
       SELECT json_group_object(key, number) FROM (\
         SELECT key, max(number) AS number FROM (\
           SELECT j.key, j.value AS number FROM json_each(",
    changed_in!("environments"),
    ") j \
           UNION ALL \
           SELECT key, CAST(?2 AS INTEGER) FROM (\
             SELECT j.key, 'value' AS part, j.type, j.value FROM versions v \
             JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document, json_each(d.text) j \
             WHERE v.environment_id = ?1 AND v.number >= ?2 - 1 AND v.number <= ?2 AND ?2 > 1 \
             UNION ALL \
             SELECT j.value, 'own', '', '' FROM versions v \
             JOIN documents m ON m.project_id = v.project_id AND m.hash = v.marks, json_each(m.text, '$.own') j \
             WHERE v.environment_id = ?1 AND v.number >= ?2 - 1 AND v.number <= ?2 \
             UNION ALL \
             SELECT j.key, 'secret', '', j.value FROM versions v \
             JOIN documents m ON m.project_id = v.project_id AND m.hash = v.marks, json_each(m.text, '$.secrets') j \
             WHERE v.environment_id = ?1 AND v.number >= ?2 - 1 AND v.number <= ?2) \
           GROUP BY key, part, type, value HAVING count(*) = 1) \
         WHERE key IN (SELECT j.value ->> 'key' FROM schemas s, json_each(s.document) j WHERE s.project_id = environments.project_id) \
         GROUP BY key)) \
     WHERE id = ?1"
);
