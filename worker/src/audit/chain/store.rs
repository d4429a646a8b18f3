//! The chain in the database.

use crate::access::Select;
use crate::args;
use crate::db::Statement;
use portico_api::audit::ShowAuditChainParams;

/// Entries of one slice: 9 KB each at most, because JSON within JSON is twice as long.
const SHOWN: i64 = 150;
/// Seals of one slice, 4.3 KB each at most: with its entries they fit into the 2 MB that a string of D1 holds, from whatever places are asked for.
const SEALS: i64 = 120;

/// The columns of an entry that are hashed, from a table `a`: all but `times`, which counts on. Their order is part of every hash.
macro_rules! columns {
    () => {
        "a.id, a.actor_id, a.action, a.target_kind, a.target_id, a.details, a.request_id, a.user_agent, CAST(a.created_at AS TEXT), \
         CAST(a.refused AS TEXT), CAST(a.refused_hour AS TEXT), a.country, a.way, a.project_id, a.mode, a.target_name"
    };
}

/// In the scope `organization`: a slice of the chain.
pub(super) fn show(params: &ShowAuditChainParams) -> Select {
    let with = ", page AS (SELECT a.* FROM organization o CROSS JOIN audit_entries a INDEXED BY audit_entries_by_organization \
          WHERE a.organization_id = o.id AND a.id > ?4 ORDER BY a.id LIMIT ?6), \
        sealed AS (SELECT s.* FROM organization o CROSS JOIN audit_seals s WHERE s.organization_id = o.id AND s.last > ?5 \
          AND ((SELECT count(*) FROM page) < ?6 OR s.newest_id <= (SELECT max(id) FROM page)) ORDER BY s.last LIMIT ?7)";
    let body = concat!(
        "SELECT json_object('organization', o.id, 'last', coalesce(c.last, 0), 'began_at', c.began_at, \
           'checkpoint', json_object('number', coalesce(c.removed, 0), 'hash', coalesce(c.removed_hash, ''), 'at', c.removed_at, 'signature', c.signature), \
           'entries', json((SELECT json_group_array(json(item)) FROM (SELECT \
             json_object('number', a.number, 'at', a.created_at, 'columns', json_array(",
        columns!(),
        ")) AS item FROM page a ORDER BY a.id))), \
           'seals', json((SELECT json_group_array(json(item)) FROM (SELECT \
             json_object('first', s.first, 'last', s.last, 'hash', s.hash, 'marks', s.marks) AS item FROM sealed s ORDER BY s.last))), \
           'more', json(iif((SELECT count(*) FROM page) = ?6 OR (SELECT count(*) FROM sealed) = ?7, 'true', 'false'))) \
         FROM organization o LEFT JOIN audit_chains c ON c.organization_id = o.id"
    );
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select { with, body, args: args![after, params.sealed.unwrap_or_default(), SHOWN, SEALS] }
}

/// Entries that have been written since the place of the walk, and before `?1`.
macro_rules! seen {
    () => {
        "seen AS MATERIALIZED (SELECT a.id, a.organization_id FROM audit_entries a \
           WHERE a.id > (SELECT w.place FROM walks w WHERE w.name = 'seal') AND a.id < ?1 ORDER BY a.id LIMIT ?2)"
    };
}

/// The ID of the last entry that a step of the walk sees, and how many it sees.
pub(super) fn seen(until: &str, entries: usize) -> Statement {
    let sql = concat!(
        "WITH ",
        seen!(),
        " SELECT (SELECT max(id) FROM seen) AS id, (SELECT count(*) FROM seen) AS seen"
    );
    Statement::new(sql, args![until, entries])
}

/// Of the organizations of these entries those that have something to seal: organization, up to which number it is sealed, with which hash, newest ID and
/// time; the number given last; when it was tried by itself; then number, time, ID and columns of an entry, or a row without them where none is found. An ID is as old as its request:
/// so what is not sealed is looked for from shortly before the newest that is, and among so many entries, however many wait to be sealed. The organizations in the JSON array
/// `without` are left out, and take no other's place. Those that were tried by themselves come last, the latest of them at the end.
pub(super) fn unsealed(
    (until, seen): (&str, usize),
    (organizations, rows): (usize, usize),
    without: &str,
) -> Statement {
    let sql = concat!(
        "WITH ",
        seen!(),
        ", chains AS MATERIALIZED (SELECT c.organization_id, c.last, c.seal_tried_at AS tried, coalesce(s.last, c.removed) AS sealed, coalesce(s.hash, c.removed_hash) AS hash, \
             coalesce(s.newest_id, '') AS newest_id, coalesce(s.newest_at, 0) AS newest_at, \
             printf('%012x', max(coalesce(s.newest_at, c.began_at) - 600000, 0)) AS since \
           FROM (SELECT DISTINCT organization_id FROM seen WHERE organization_id IS NOT NULL \
               AND organization_id NOT IN (SELECT x.value FROM json_each(?7) x)) d \
           CROSS JOIN audit_chains c ON c.organization_id = d.organization_id \
           LEFT JOIN audit_seals s ON s.organization_id = c.organization_id \
             AND s.last = (SELECT max(x.last) FROM audit_seals x WHERE x.organization_id = c.organization_id) \
           WHERE c.last > coalesce(s.last, c.removed) ORDER BY c.seal_tried_at, c.organization_id LIMIT ?3), \
         ranges AS MATERIALIZED (SELECT c.*, substr(c.since, 1, 8) || '-' || substr(c.since, 9, 4) AS low, \
           (SELECT x.id FROM audit_entries x INDEXED BY audit_entries_by_organization WHERE x.organization_id = c.organization_id \
             AND x.id >= substr(c.since, 1, 8) || '-' || substr(c.since, 9, 4) ORDER BY x.id LIMIT 1 OFFSET ?6) AS high FROM chains c) \
         SELECT c.organization_id AS o, c.sealed AS s, c.hash AS h, c.newest_id AS i, c.newest_at AS t, c.last AS l, c.tried AS tried, \
           a.number AS n, a.created_at AS at, a.id AS id, json_array(",
        columns!(),
        ") AS columns FROM ranges c LEFT JOIN audit_entries a INDEXED BY audit_entries_by_organization ON a.organization_id = c.organization_id \
           AND a.id >= c.low AND a.id < coalesce(c.high, 'g') AND a.number > c.sealed AND a.number <= min(c.last, c.sealed + ?5) \
         ORDER BY c.tried, c.organization_id, a.number LIMIT ?4"
    );
    Statement::new(sql, args![until, seen, organizations, rows, AT_ONCE, NEAR, without])
}

/// Entries that one seal holds.
pub(super) const AT_ONCE: i64 = 250;
/// Entries among which those of one seal are looked for: what an organization writes in ten minutes, and one seal more.
const NEAR: i64 = 2_000;

/// Number, time, ID and columns of an organization's entries behind a number and up to another, wherever they are.
pub(super) fn between(organization: &str, first: i64, last: i64) -> Statement {
    let sql = concat!(
        "SELECT a.number AS n, a.created_at AS at, a.id AS id, json_array(",
        columns!(),
        ") AS columns FROM audit_entries a INDEXED BY audit_entries_by_organization \
         WHERE a.organization_id = ?1 AND a.number BETWEEN ?2 AND ?3 ORDER BY a.number"
    );
    Statement::new(sql, args![organization, first, last])
}

/// Keeps seals, unless another run came first.
pub(super) fn keep(seals: &str, now: i64) -> Statement {
    const SQL: &str = "\
        INSERT INTO audit_seals (organization_id, first, last, hash, marks, newest_id, newest_at, sealed_at) \
        SELECT r.value ->> 'organization', r.value ->> 'first', r.value ->> 'last', r.value ->> 'hash', r.value ->> 'marks', \
          r.value ->> 'newest_id', r.value ->> 'newest_at', CAST(?2 AS INTEGER) FROM json_each(?1) r \
        WHERE (r.value ->> 'first') - 1 = coalesce((SELECT max(s.last) FROM audit_seals s WHERE s.organization_id = r.value ->> 'organization'), \
          (SELECT c.removed FROM audit_chains c WHERE c.organization_id = r.value ->> 'organization'))";
    Statement::new(SQL, args![seals, now])
}

/// These organizations, as a JSON array, are tried by themselves now; or, without a time, could be sealed again.
pub(super) fn tried(organizations: &str, at: Option<i64>) -> Statement {
    let sql = "UPDATE audit_chains SET seal_tried_at = CAST(?2 AS INTEGER) WHERE organization_id IN (SELECT x.value FROM json_each(?1) x)";
    Statement::new(sql, args![organizations, at])
}

/// The walk has come to this entry.
pub(super) fn advance(id: &str) -> Statement {
    Statement::new("UPDATE walks SET place = ?1 WHERE name = 'seal' AND place < ?1", args![id])
}
