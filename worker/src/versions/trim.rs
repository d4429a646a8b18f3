//! Only the newest versions of an environment are kept whole. Of older ones number, author, time, message and hash are left; documents and
//! secrets that nothing names any more go. What is much older still goes altogether, so that this table has a bound as well.

use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::db::{Db, Row, Statement};
use crate::ports::Clock;
use portico_api::versions::{LISTED_VERSIONS, WHOLE_VERSIONS};

/// Versions of one batch: each may let half a megabyte go.
const SLICE: i64 = 100;
/// Statements of a batch, and how long a run begins new ones, in milliseconds. The next run goes on.
const OF_A_BATCH: usize = 4;
const BEGIN_MS: i64 = 3_000;

// The condition is that of its index, word for word: all but 1,000 go. The other one says where in it to begin.
const DUE: &str = "\
    SELECT id, whole_from, published_version FROM environments WHERE published_version - whole_from >= 1000 AND id > '' ORDER BY id LIMIT ?1";

/// What only these versions name: their marks that no newer version has, without what another version or the draft names as well.
const FORGET_SECRETS: &str = "\
    DELETE FROM secrets WHERE environment_id = ?1 AND id IN (\
      SELECT j.value FROM (SELECT DISTINCT v.project_id, v.marks FROM versions v \
        WHERE v.environment_id = ?1 AND v.number >= ?2 AND v.number < ?3 AND v.marks IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM versions w \
          WHERE w.project_id = v.project_id AND w.marks = v.marks AND w.environment_id = ?1 AND w.number >= ?3)) g \
      JOIN documents m ON m.project_id = g.project_id AND m.hash = g.marks, json_each(m.text, '$.secrets') j) \
    AND id NOT IN (\
      SELECT j.value FROM (SELECT DISTINCT v.project_id, v.marks FROM versions v \
        WHERE v.environment_id = ?1 AND v.number >= ?3 AND v.marks IS NOT NULL) g \
      JOIN documents m ON m.project_id = g.project_id AND m.hash = g.marks, json_each(m.text, '$.secrets') j) \
    AND id NOT IN (SELECT j.value FROM drafts d, json_each(d.secrets) j WHERE d.environment_id = ?1 AND j.value IS NOT NULL)";
// The documents go by themselves: migrations/0017_documents.sql.
const LET_GO: &str = "\
    UPDATE versions SET document = NULL, marks = NULL, source = iif(source IS NULL, NULL, json_set(source, '$.keys', json('[]'))) \
    WHERE environment_id = ?1 AND number >= ?2 AND number < ?3 AND document IS NOT NULL";
const REMOVE: &str = "DELETE FROM versions WHERE environment_id = ?1 AND number >= ?2 AND number < ?3";
const NOTE: &str = "UPDATE environments SET whole_from = max(whole_from, ?2) WHERE id = ?1";

/// Lets go what is too old, slice by slice, each another environment's, as long as several wait. Answers what should be in the log. No lease: a batch is all that it does,
/// and one that another run has done as well does nothing.
pub(crate) async fn trim<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let began = clock.now();
    let rows = match db.query(Statement::new(DUE, args![LOOKED_AT])).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("versions: {error:?}")],
    };
    let (mut due, mut log) = (in_turn(rows.into_iter().filter_map(read), began), Vec::new());
    while db.left() >= OF_A_BATCH && clock.now() - began < BEGIN_MS {
        let Some((environment, from, end)) = due.pop_front() else { break };
        let until = end.min(from + SLICE);
        match db.batch(slice(&environment, from, until)).await {
            Err(error) => log.push(format!("versions of {environment}: {error:?}")),
            Ok(_) if until < end => due.push_back((environment, until, end)),
            Ok(_) => {}
        }
    }
    log
}

/// The environment, the first version that is whole, and the first that stays so.
fn read(mut row: Row) -> Option<(String, i64, i64)> {
    Some((row.take_text(0)?, row.integer(1)?, row.integer(2)? - WHOLE_VERSIONS + 1))
}

fn slice(environment: &str, from: i64, until: i64) -> Vec<Statement> {
    /// How many are listed and not whole.
    const OLD: i64 = LISTED_VERSIONS - WHOLE_VERSIONS;
    vec![
        Statement::new(FORGET_SECRETS, args![environment, from, until]),
        Statement::new(LET_GO, args![environment, from, until]),
        Statement::new(REMOVE, args![environment, from - OLD, until - OLD]),
        Statement::new(NOTE, args![environment, until]),
    ]
}
