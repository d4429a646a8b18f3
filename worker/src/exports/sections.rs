//! What stands in an archive, section by section. SQLite writes each part from table to table: none of it passes through the memory of the edge.

use crate::args;
use crate::audit::entry_json;
use crate::db::Statement;
use crate::organizations::role_json;
use portico_api::exports::EXPORT_LIFE_MS;
use portico_api::plans::{ARCHIVE_BYTES_MAX, PLANS};
use serde_json::Value;

/// Most parts of an archive. Its bytes are what the plan allows; what comes later is left out, and the end says so.
pub(super) const PARTS_MAX: i64 = 3_000;

/// For each plan how many bytes an archive may have, as JSON. A plan that is not known here allows as many as any.
fn archive_bytes() -> String {
    let of_plan =
        PLANS.iter().map(|plan| (plan.id.as_str().to_owned(), Value::from(plan.limits.archive_bytes())));
    Value::Object(of_plan.collect()).to_string()
}

/// A section: rows of `page` are found first, with their place and about how long their lines become, so that only so many are written as fit.
/// `x` is the export.
struct Section {
    page: &'static str,
    /// What a row `c` of the page is joined with, for its line.
    join: &'static str,
    /// The JSON of one record; `?3` is the time.
    line: &'static str,
}

/// The last one, whose record says that all came before it.
pub(super) const LAST: usize = SECTIONS.len() - 1;

/// The SQL expression for an environment of the project `p`.
macro_rules! environment {
    ($mode:literal) => {
        concat!(
            "json((SELECT json_object('id', e.id, 'version', e.published_version, 'draft', json((SELECT json_object(\
               'changes', json(d.changes), 'secrets', json((SELECT json_group_array(j.key) FROM json_each(d.secrets) j)), \
               'base_version', d.base_version, 'updated_at', d.updated_at) \
               FROM drafts d WHERE d.environment_id = e.id AND (d.changes <> '{}' OR d.secrets <> '{}')))) \
             FROM environments e WHERE e.organization_id = p.organization_id AND e.project_id = p.id AND e.mode = '",
            $mode,
            "'))"
        )
    };
}

const SECTIONS: [Section; 9] = [
    Section {
        page: "SELECT 'organization' AS place, 1000 AS size, x.organization_id, x.asked_by FROM x WHERE x.place = ''",
        join: "JOIN organizations o ON o.id = c.organization_id",
        line: "json_object('kind', 'organization', 'format', 1, 'at', CAST(?3 AS INTEGER), 'id', o.id, 'name', o.name, 'slug', o.slug, \
                 'website', o.website, 'created_at', o.created_at, \
                 'plan', (SELECT y.plan FROM subscriptions y WHERE y.organization_id = o.id), \
                 'exported_by', (SELECT u.email FROM users u WHERE u.id = c.asked_by), 'secrets', 'not exported', \
                 'reads', json((SELECT json_group_array(json_object('month', strftime('%Y-%m', u.first_day * 86400, 'unixepoch'), 'reads', u.reads)) \
                   FROM usage_months u WHERE u.organization_id = o.id)))",
    },
    Section {
        page: "SELECT m.user_id AS place, 600 AS size, m.role, m.created_at FROM x \
               CROSS JOIN memberships m ON m.organization_id = x.organization_id AND m.user_id > x.place ORDER BY m.user_id LIMIT 1000",
        join: "JOIN users u ON u.id = c.place",
        line: concat!(
            "json_object('kind', 'member', 'at', CAST(?3 AS INTEGER), 'id', u.id, 'email', u.email, 'name', coalesce(u.name, ''), 'role', ",
            role_json!("c.role"),
            ", 'created_at', c.created_at)"
        ),
    },
    Section {
        page: "SELECT p.id AS place, 1500 + coalesce((SELECT length(CAST(s.document AS BLOB)) FROM schemas s WHERE s.project_id = p.id), 0) \
                 + coalesce((SELECT sum(length(CAST(d.changes AS BLOB)) + length(CAST(d.secrets AS BLOB))) FROM drafts d \
                     WHERE d.organization_id = p.organization_id AND d.project_id = p.id), 0) AS size \
               FROM x CROSS JOIN projects p ON p.organization_id = x.organization_id AND p.id > x.place \
               WHERE p.deleted_at IS NULL ORDER BY p.id LIMIT 200",
        join: "JOIN projects p ON p.id = c.place LEFT JOIN schemas s ON s.project_id = p.id",
        line: concat!(
            "json_object('kind', 'project', 'at', CAST(?3 AS INTEGER), 'id', p.id, 'name', p.name, 'slug', p.slug, 'created_at', p.created_at, \
               'developers_publish_live', json(iif(p.developers_publish_live = 1, 'true', 'false')), \
               'settings', json(coalesce(s.document, '[]')), 'sandbox', ",
            environment!("sandbox"),
            ", 'live', ",
            environment!("live"),
            ")"
        ),
    },
    Section {
        page: "SELECT d.project_id || '/' || d.hash AS place, d.bytes + 250 AS size, d.project_id, d.hash \
               FROM x CROSS JOIN projects p ON p.organization_id = x.organization_id AND p.id >= substr(x.place, 1, 36) AND p.deleted_at IS NULL \
               CROSS JOIN documents d ON d.project_id = p.id AND d.hash > iif(p.id = substr(x.place, 1, 36), substr(x.place, 38), '') \
               ORDER BY p.id, d.hash LIMIT 1000",
        join: "JOIN documents d ON d.project_id = c.project_id AND d.hash = c.hash",
        line: "json_object('kind', 'document', 'at', CAST(?3 AS INTEGER), 'project', d.project_id, 'hash', d.hash, 'value', json(d.text))",
    },
    Section {
        page: "SELECT p.id || '/' || e.id || '/' || printf('%010d', v.number) AS place, \
                 700 + length(CAST(v.message AS BLOB)) + length(CAST(coalesce(v.source, '') AS BLOB)) AS size, e.id AS environment, e.mode, v.number \
               FROM x CROSS JOIN projects p ON p.organization_id = x.organization_id AND p.id >= substr(x.place, 1, 36) AND p.deleted_at IS NULL \
               CROSS JOIN environments e ON e.organization_id = p.organization_id AND e.project_id = p.id \
                 AND e.id >= iif(p.id = substr(x.place, 1, 36), substr(x.place, 38, 36), '') \
               CROSS JOIN versions v ON v.environment_id = e.id \
                 AND v.number > iif(e.id = substr(x.place, 38, 36), CAST(substr(x.place, 75) AS INTEGER), 0) \
               ORDER BY p.id, e.id, v.number LIMIT 1000",
        join: "JOIN versions v ON v.environment_id = c.environment AND v.number = c.number",
        line: "json_object('kind', 'version', 'at', CAST(?3 AS INTEGER), 'project', v.project_id, 'environment', v.environment_id, 'mode', c.mode, \
                 'number', v.number, 'hash', v.hash, 'message', v.message, 'how', v.kind, 'source', json(v.source), \
                 'author', (SELECT u.email FROM users u WHERE u.id = v.author_id), 'created_at', v.created_at, \
                 'document', v.document, 'marks', v.marks)",
    },
    Section {
        page: "SELECT printf('%08d/', u.day) || u.project_id AS place, 150 AS size, u.day, u.project_id, u.reads, u.folded FROM x \
               CROSS JOIN usage_days u ON u.organization_id = x.organization_id \
                 AND (u.day, u.project_id) > (CAST(substr(x.place, 1, 8) AS INTEGER), substr(x.place, 10)) \
               ORDER BY u.day, u.project_id LIMIT 5000",
        join: "",
        line: "json_object('kind', 'usage', 'project', c.project_id, 'day', date(c.day * 86400, 'unixepoch'), \
                 'span', iif(c.folded = 1, 'month', 'day'), 'reads', c.reads)",
    },
    Section {
        page: "SELECT printf('%016d/', i.issued_at) || i.number AS place, 1000 + length(CAST(i.lines AS BLOB)) + length(CAST(i.bill_to AS BLOB)) \
                 + length(CAST(i.seller AS BLOB)) + length(CAST(i.instructions AS BLOB)) AS size, i.id FROM x \
               CROSS JOIN invoices i ON i.organization_id = x.organization_id \
                 AND (i.issued_at, i.number) > (CAST(substr(x.place, 1, 16) AS INTEGER), substr(x.place, 18)) \
               ORDER BY i.issued_at, i.number LIMIT 500",
        join: "JOIN invoices i ON i.id = c.id",
        line: "json_object('kind', 'invoice', 'id', i.id, 'number', i.number, 'status', i.status, 'currency', i.currency, 'total', i.total, \
                 'issued_at', i.issued_at, 'due_at', i.due_at, 'paid_at', i.paid_at, 'period_start', i.period_start, 'period_end', i.period_end, \
                 'bill_to', json(i.bill_to), 'lines', json(i.lines), 'seller', i.seller, 'instructions', i.instructions)",
    },
    // As it was when the archive was asked for: entries of that very millisecond, that of the question among them, and later ones are not in it. An ID begins with its time.
    Section {
        page: "SELECT a.id AS place, 1200 + length(CAST(a.details AS BLOB)) AS size FROM x \
               CROSS JOIN audit_entries a ON a.organization_id = x.organization_id AND a.id > x.place AND a.id < substr(x.id, 1, 13) ORDER BY a.id LIMIT 1000",
        join: "JOIN audit_entries a ON a.id = c.place",
        line: concat!("json_set(", entry_json!(), ", '$.kind', 'audit')"),
    },
    Section {
        page: "SELECT 'end' AS place, 200 AS size, x.records, x.is_cut FROM x WHERE x.place = ''",
        join: "",
        line: "json_object('kind', 'end', 'at', CAST(?3 AS INTEGER), 'records', c.records, 'is_cut', json(iif(c.is_cut = 1, 'true', 'false')))",
    },
];

/// Whose turn it is: the export `?1` under the lease `?2`, at the section `?4`.
const OWN: &str = "id = ?1 AND lease = ?2 AND state = 'making' AND section = ?4";

/// The next part, and how far the export has come by it. Where a section has nothing more, the next one begins. Both go into one batch: whoever is
/// stopped in between has written nothing.
pub(super) fn step(export: &str, lease: &str, section: usize, now: i64) -> Option<Vec<Statement>> {
    let Section { page, join, line } = SECTIONS.get(section)?;
    let values = args![export, lease, now, section];
    // The first row comes whatever its length is, so a part is at most as long as the longest of all lines.
    let write = format!(
        "WITH x AS (SELECT * FROM exports WHERE {OWN}), page AS ({page}), \
         chosen AS (SELECT * FROM (SELECT *, sum(size) OVER (ORDER BY place) AS total FROM page) WHERE total <= 800000 OR total = size) \
         INSERT INTO export_parts (export_id, number, records, bytes, last, text) \
         SELECT x.id, x.parts, w.records, length(CAST(w.text AS BLOB)), w.last, w.text FROM x, (\
           SELECT count(*) AS records, max(place) AS last, group_concat(line, char(10)) || char(10) AS text \
           FROM (SELECT c.place, {line} AS line FROM chosen c {join} ORDER BY c.place)) w WHERE w.records > 0"
    );
    let advance = format!(
        "UPDATE exports SET parts = parts + w.came, records = exports.records + w.records, bytes = exports.bytes + w.bytes, \
           place = iif(w.is_cut, '', w.last), section = CASE WHEN w.is_cut THEN {LAST} WHEN w.came = 0 THEN section + 1 ELSE section END, \
           is_cut = max(exports.is_cut, w.is_cut), \
           state = iif(w.came = 0 AND section = {LAST}, 'ready', state), ready_at = iif(w.came = 0 AND section = {LAST}, ?3, NULL), \
           expires_at = iif(w.came = 0 AND section = {LAST}, ?3 + ?5, NULL), mail_due_at = iif(w.came = 0 AND section = {LAST}, ?3, NULL) \
         FROM (SELECT count(p.number) AS came, coalesce(sum(p.records), 0) AS records, coalesce(sum(p.bytes), 0) AS bytes, \
             coalesce(max(p.last), '') AS last, \
             count(p.number) = 1 AND e.section < {LAST} AND (e.parts + 1 >= ?6 OR e.bytes + coalesce(sum(p.bytes), 0) >= coalesce(\
               (SELECT ?7 ->> s.plan FROM subscriptions s WHERE s.organization_id = e.organization_id), ?8)) AS is_cut \
           FROM exports e LEFT JOIN export_parts p ON p.export_id = e.id AND p.number = e.parts WHERE e.id = ?1) w \
         WHERE {OWN} RETURNING section, state"
    );
    let mut more = values.clone();
    more.extend(args![EXPORT_LIFE_MS, PARTS_MAX, archive_bytes(), ARCHIVE_BYTES_MAX]);
    let mut statements = vec![Statement::new(write, values)];
    if section == LAST {
        statements.push(replace(export));
    }
    statements.push(Statement::new(advance, more));
    Some(statements)
}

/// The archives before go once there is a newer one. It stands before the step that makes this one ready, so `ready` is never this one.
fn replace(export: &str) -> Statement {
    const SQL: &str = "\
        UPDATE exports SET state = 'gone' WHERE state = 'ready' \
          AND organization_id = (SELECT n.organization_id FROM exports n WHERE n.id = ?1) AND id < ?1 \
          AND NOT EXISTS (SELECT 1 FROM exports n JOIN export_parts p ON p.export_id = n.id AND p.number = n.parts WHERE n.id = ?1)";
    Statement::new(SQL, args![export])
}
