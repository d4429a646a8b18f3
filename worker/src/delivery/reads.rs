//! How often each environment was read. Summed up in memory and written every few seconds, so that no read waits for it and a
//! busy environment costs one write; what an instance has not written when it ends is lost.

use super::Memory;
use super::memory::Reads;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::usage::{self, DAY_MS};

const COUNT: &str = "\
    INSERT INTO config_reads (environment_id, day, organization_id, project_id, reads) \
    SELECT e.id, ?2, e.organization_id, e.project_id, j.value ->> 'reads' \
    FROM json_each(?1) j JOIN environments e ON e.id = j.key WHERE true \
    ON CONFLICT (environment_id, day, organization_id) \
      DO UPDATE SET reads = config_reads.reads + excluded.reads, rolled_up = 0";
const NOTE: &str = "\
    UPDATE environments SET last_read_version = j.value ->> 'version', last_read_at = j.value ->> 'at' \
    FROM json_each(?1) j WHERE environments.id = j.key AND coalesce(environments.last_read_at, 0) <= j.value ->> 'at'";

/// Writes what was counted since the last time.
pub async fn flush<D: Db>(db: &D, memory: &Memory, now: i64) -> Result<(), DbError> {
    let reads = memory.take_reads();
    if reads.is_empty() {
        return Ok(());
    }
    let json = serde_json::to_string::<std::collections::BTreeMap<String, Reads>>(&reads).unwrap_or_default();
    let mut statements =
        vec![Statement::new(COUNT, args![&json, now / DAY_MS]), Statement::new(NOTE, args![&json])];
    statements.extend(usage::roll_up(now));
    db.batch(statements).await.map(drop)
}
