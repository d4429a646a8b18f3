//! The history of a setting, out of the documents of the versions.

use crate::access::Select;
use crate::args;
use crate::history::changed_in;
use crate::versions::version_row_json;
use portico_api::history::{HISTORY_VALUE_MAX, SettingHistoryParams};

/// So many bytes of documents, and of what goes with them, are looked through at once; a version more, so that each page comes further.
const WALK_BYTES: i64 = 4 * 1024 * 1024;

// Beside the place: ?6 is the key, ?7 where the page before ended, ?8 and ?9 the bounds of bytes. A hundred versions are compared, each with the one
// before it: the hundred-and-first is only compared with. The first page begins at the version that changed the setting last, where that is known.
// Of the oldest version that is whole, nobody knows what was before: own values and secrets count as its changes, as in the first version of all.
const WITH: &str = concat!(
    ", page AS MATERIALIZED (\
       SELECT v.number, v.project_id, v.document, v.marks, e.whole_from FROM environment e \
       JOIN versions v ON v.environment_id = e.id AND v.document IS NOT NULL AND v.number >= e.whole_from \
         AND v.number < coalesce(?7, 1 + (",
    changed_in!("e"),
    " ->> ('$.\"' || ?6 || '\"')), 9e15) \
       ORDER BY v.number DESC LIMIT 101), \
     walk AS MATERIALIZED (\
       SELECT g.*, coalesce(sum(d.bytes + m.bytes) OVER (ORDER BY g.number DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before \
       FROM page g JOIN documents d ON d.project_id = g.project_id AND d.hash = g.document \
       JOIN documents m ON m.project_id = g.project_id AND m.hash = g.marks), \
     part AS MATERIALIZED (\
       SELECT w.number, w.whole_from, d.text -> ('$.\"' || ?6 || '\"') AS value, \
         m.text ->> ('$.secrets.\"' || ?6 || '\"') AS secret, \
         EXISTS (SELECT 1 FROM json_each(m.text, '$.own') j WHERE j.value = ?6) AS own \
       FROM walk w JOIN documents d ON d.project_id = w.project_id AND d.hash = w.document \
       JOIN documents m ON m.project_id = w.project_id AND m.hash = w.marks WHERE w.before < ?8), \
     stated AS MATERIALIZED (\
       SELECT number, whole_from, value, \
         CASE WHEN secret IS NOT NULL THEN 'secret' WHEN value IS NULL THEN 'empty' WHEN own THEN 'set' ELSE 'default' END AS state, \
         coalesce(secret, value, '') AS mark FROM part), \
     compared AS (\
       SELECT s.*, lag(state) OVER (ORDER BY number) AS state_before, lag(mark) OVER (ORDER BY number) AS mark_before FROM stated s), \
     changed AS (\
       SELECT * FROM compared WHERE CASE WHEN number = whole_from THEN state IN ('set', 'secret') \
         ELSE state_before IS NOT NULL AND (state <> state_before OR mark <> mark_before) END), \
     ends AS (SELECT min(number) AS last, min(number) > min(whole_from) AS more, min(whole_from) AS whole_from FROM stated), \
     hidden AS (\
       SELECT 1 FROM project p JOIN schemas s ON s.organization_id = p.organization_id AND s.project_id = p.id, json_each(s.document) j \
       WHERE j.value ->> 'key' = ?6 AND j.value ->> 'secret')"
);

const BODY: &str = concat!(
    "SELECT json_object('changes', json((SELECT json_group_array(json(item)) FROM (SELECT json_object('version', json(",
    // What else was promoted then is not asked for: a hundred lists of keys would be longer than a string of D1 may be.
    version_row_json!("json_set(v.source, '$.keys', json('[]'))"),
    "), 'state', c.state, 'value', json(iif(c.state IN ('set', 'default') AND length(CAST(c.value AS BLOB)) <= ?9 \
           AND NOT EXISTS (SELECT 1 FROM hidden), c.value, NULL)), \
         'left_out', iif(c.state IN ('set', 'default') AND length(CAST(c.value AS BLOB)) > ?9 \
           AND NOT EXISTS (SELECT 1 FROM hidden), length(CAST(c.value AS BLOB)), NULL), \
         'or_before', json(iif(c.number = c.whole_from AND c.number > 1, 'true', 'false'))) AS item \
       FROM changed c JOIN versions v ON v.environment_id = e.id AND v.number = c.number ORDER BY c.number DESC))), \
     'looked_to', CASE WHEN n.more THEN n.last + 1 ELSE n.last END, \
     'next', CASE WHEN n.more THEN CAST(n.last + 1 AS TEXT) END, \
     'kept_from', CASE WHEN NOT n.more AND n.whole_from > 1 THEN n.whole_from END) FROM environment e, ends n"
);

/// In the scope `environment`: one page.
pub(super) fn show(params: &SettingHistoryParams) -> Select {
    let after = params.after.as_ref().and_then(|after| after.as_str().parse::<i64>().ok());
    Select {
        with: WITH,
        body: BODY,
        args: args![params.setting.as_str(), after, WALK_BYTES, HISTORY_VALUE_MAX],
    }
}
