//! What has been in the trash for 30 days goes for good.

use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::audit::insert_entry;
use crate::db::{Db, Statement, Value};
use crate::ports::{Clock, Random};
use crate::secret::new_id;
use portico_api::trash::TRASH_KEPT_MS;

/// Versions, secrets, and keys, that one run removes: D1 gives a batch 30 seconds, a version may be half a megabyte, and a project may have thousands
/// of them. The next run goes on.
const SLICE: i64 = 200;

/// How long it stays beyond that, in milliseconds: ten minutes, because a restoration that began in time may still be on its way.
const GRACE_MS: i64 = 10 * 60 * 1000;

/// What else a project consists of, each before what it refers to. What was read stays: bills are made of it.
const PARTS: &[&str] = &["config_outbox", "drafts", "schemas", "environments"];

/// How long the edge is told over and over to forget what was deleted, in milliseconds: two hours.
const FORGETTING_MS: i64 = 2 * 60 * 60 * 1000;

// Those whose time has come, the one that has been there longest first.
//
// What somebody has deleted for good waits only as long as a writer may still be on its way, and until the edge has heard of it, and nobody can take it back:
// 2,584,800,000 ms are 30 days less two hours, and 2,592,600,000 ms lie between `?1` and now.
macro_rules! for_good {
    () => {
        "p.for_good_at IS NOT NULL AND p.purged_at IS NULL AND p.deleted_at <= ?1 + 2584800000 \
         AND NOT EXISTS (SELECT 1 FROM config_outbox x WHERE x.organization_id = p.organization_id AND x.project_id = p.id) \
         AND NOT EXISTS (SELECT 1 FROM project_offers f WHERE f.project_id = p.id AND f.state = 'accepted' AND f.take_back_until > ?1 + 2592600000)"
    };
}
const _: () = assert!(TRASH_KEPT_MS + GRACE_MS == 2_592_600_000);
const DUE: &str = concat!(
    "SELECT organization_id, id FROM (\
       SELECT * FROM (SELECT organization_id, id, deleted_at FROM projects WHERE deleted_at <= ?1 AND purged_at IS NULL ORDER BY deleted_at LIMIT ?2) \
       UNION ALL SELECT * FROM (SELECT p.organization_id, p.id, p.deleted_at FROM projects p WHERE ",
    for_good!(),
    " ORDER BY p.deleted_at LIMIT ?2)) GROUP BY organization_id, id ORDER BY min(deleted_at), id LIMIT ?2"
);
/// The one that a batch is about, if its time has come in this very transaction as well. Begins with the parameters `?1` to `?3`. CROSS keeps SQLite from beginning
/// with the other table.
const THIS: &str = concat!(
    "WITH due AS (SELECT p.organization_id, p.id FROM projects p WHERE p.organization_id = ?2 AND p.id = ?3 AND p.purged_at IS NULL AND (p.deleted_at <= ?1 OR ",
    for_good!(),
    ")) "
);
const NOTHING_LEFT: &str = "\
    NOT EXISTS (SELECT 1 FROM due d CROSS JOIN versions v ON v.organization_id = d.organization_id AND v.project_id = d.id) \
    AND NOT EXISTS (SELECT 1 FROM due d CROSS JOIN secrets s ON s.organization_id = d.organization_id AND s.project_id = d.id) \
    AND NOT EXISTS (SELECT 1 FROM due d CROSS JOIN keys k ON k.organization_id = d.organization_id AND k.project_id = d.id)";

/// Batches of one run, of which D1 allows a thousand statements for everything, and how long it begins new ones, in milliseconds.
const BATCHES: usize = 20;
const BEGIN_MS: i64 = 5_000;

/// Removes what has been there for long enough, slice by slice, as far as the time reaches. Each batch is another project's, as long as several wait, and each run begins
/// with others: so one with ten thousand versions, or one that can't be removed, keeps none of the others waiting. Answers what should be in the log.
pub(crate) async fn empty<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random) -> Vec<String> {
    let began = clock.now();
    let mut log = Vec::new();
    let rows = match db.query(Statement::new(DUE, args![until(began), LOOKED_AT])).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("trash: {error:?}")],
    };
    let mut due = in_turn(rows.iter().filter_map(|row| row.text(0).zip(row.text(1))), began);
    for _ in 0..BATCHES {
        let Some((organization, project)) = due.pop_front() else { break };
        let now = clock.now();
        let statements = purge(&new_id(now, random), now, (organization, project));
        if statements.len() > db.left() || now - began >= BEGIN_MS {
            break;
        }
        match db.batch(statements).await {
            Err(error) => log.push(format!("trash: {error:?}")),
            Ok(mut results) => {
                let rows = results.pop().unwrap_or_default();
                if rows.first().and_then(|row| row.integer(0)) == Some(1) {
                    due.push_back((organization, project));
                }
            }
        }
    }
    log
}

/// What was deleted until then has had its time.
fn until(now: i64) -> i64 {
    now - TRASH_KEPT_MS - GRACE_MS
}

/// The statements, for one batch: of one project, a slice of what there may be much of, and once that is gone all the rest. The project's row
/// stays, because bills name it. The last one answers whether there is more of it. `id` is that of the audit entry.
fn purge(id: &str, now: i64, (organization, project): (&str, &str)) -> Vec<Statement> {
    let with = |more: Vec<Value>| [args![until(now), organization, project], more].concat();
    let versions = "\
        DELETE FROM versions WHERE (environment_id, number) IN (SELECT v.environment_id, v.number FROM due d \
          CROSS JOIN versions v ON v.organization_id = d.organization_id AND v.project_id = d.id LIMIT ?4)";
    let secrets = "\
        DELETE FROM secrets WHERE id IN (SELECT s.id FROM due d \
          CROSS JOIN secrets s ON s.organization_id = d.organization_id AND s.project_id = d.id LIMIT ?4)";
    let keys = "\
        DELETE FROM keys WHERE id IN (SELECT k.id FROM due d \
          CROSS JOIN keys k ON k.organization_id = d.organization_id AND k.project_id = d.id LIMIT ?4)";
    let slices =
        [versions, secrets, keys].map(|sql| Statement::new(format!("{THIS}{sql}"), with(args![SLICE])));
    let parts = PARTS.iter().map(|table| {
        let sql = format!(
            "{THIS}DELETE FROM {table} WHERE (organization_id, project_id) IN (SELECT organization_id, id FROM due) AND {NOTHING_LEFT}"
        );
        Statement::new(sql, with(Vec::new()))
    });
    let entry = format!(
        "{THIS}{}SELECT ?4, p.organization_id, NULL, 'purge_project', 'project', p.id, json_object('name', p.name), 'cron', 'cron', ?5 \
         FROM due d JOIN projects p ON p.organization_id = d.organization_id AND p.id = d.id WHERE {NOTHING_LEFT}",
        insert_entry!()
    );
    let mark = format!(
        "{THIS}UPDATE projects SET purged_at = ?4 WHERE (organization_id, id) IN (SELECT organization_id, id FROM due) AND {NOTHING_LEFT}"
    );
    let last = [Statement::new(entry, with(args![id, now])), Statement::new(mark, with(args![now]))];
    let more = Statement::new(format!("{THIS}SELECT EXISTS (SELECT 1 FROM due) AS more"), with(Vec::new()));
    slices.into_iter().chain(parts).chain(last).chain([more]).collect()
}

/// The statements that have the edge told once more to forget what was deleted, shortly after it was and before it goes for good: a writer that
/// was slow, and then died, may have brought a document back that nobody would ever publish over.
pub(crate) fn forget_again(now: i64) -> [Statement; 2] {
    let queue = "\
        INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
        SELECT e.id, e.organization_id, e.project_id, e.published_version, ?3 FROM projects p \
        JOIN environments e ON e.organization_id = p.organization_id AND e.project_id = p.id AND e.published_version > 0 \
        WHERE p.deleted_at > ?1 AND p.deleted_at <= ?2 AND p.purged_at IS NULL ON CONFLICT (environment_id) DO NOTHING";
    [now - FORGETTING_MS, now - TRASH_KEPT_MS]
        .map(|from| Statement::new(queue, args![from, from + FORGETTING_MS, now]))
}
