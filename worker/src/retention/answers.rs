//! Answers kept for a retry, for a day. A walk through all of them finds those that had theirs: an index of their age would be one row more to write for
//! each change.

use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::idempotency::KEY_LIFE_MS;
use crate::ports::Clock;

/// Rows that one step looks at, and steps of one run: 17 million rows a day.
const AT_ONCE: usize = 2_000;
const STEPS: usize = 6;
/// The place before the first row.
const BEGINNING: &str = r#"["","","",""]"#;

/// The key of the last row that a step looks at, if it is a whole one; else the walk has come to the end.
const LOOK: &str = "\
    SELECT w.place AS place, (SELECT json_array(a.user_id, a.endpoint, a.key, a.place) FROM answers a \
      WHERE (a.user_id, a.endpoint, a.key, a.place) > (w.place ->> 0, w.place ->> 1, w.place ->> 2, w.place ->> 3) \
      ORDER BY a.user_id, a.endpoint, a.key, a.place LIMIT 1 OFFSET ?1 - 1) AS last \
    FROM walks w WHERE w.name = 'answers'";
/// Those of a step that had their day: behind `?2`, and up to `?3` where there is more.
const REMOVE: &str = "\
    DELETE FROM answers WHERE created_at < ?1 \
      AND (user_id, endpoint, key, place) > (?2 ->> 0, ?2 ->> 1, ?2 ->> 2, ?2 ->> 3) \
      AND (?3 IS NULL OR (user_id, endpoint, key, place) <= (?3 ->> 0, ?3 ->> 1, ?3 ->> 2, ?3 ->> 3))";
const ADVANCE: &str = "UPDATE walks SET place = ?2 WHERE name = 'answers' AND place = ?1";

/// Goes on where the last run ended.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock, until: i64) -> Result<(), DbError> {
    for _ in 0..STEPS {
        if clock.now() >= until || db.left() < 3 {
            break;
        }
        let rows = db.query(Statement::new(LOOK, args![AT_ONCE])).await?;
        let Some(row) = rows.first() else { break };
        let place = row.text(0).unwrap_or(BEGINNING);
        let last = row.text(1);
        let remove = Statement::new(REMOVE, args![clock.now() - KEY_LIFE_MS, place, last]);
        let advance = Statement::new(ADVANCE, args![place, last.unwrap_or(BEGINNING)]);
        db.batch(vec![remove, advance]).await?;
        if last.is_none() {
            break;
        }
    }
    Ok(())
}
