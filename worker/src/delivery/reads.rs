//! How often each environment was read, on its way from the memory of an instance to the database. No read waits for it; what an instance has not
//! written when it ends is lost.

use super::Memory;
use super::slice::Reads;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::{Clock, Meter};
use crate::service::Service;
use crate::usage::{self, DAY_MS};
use std::collections::BTreeMap;

type Sums = BTreeMap<String, Reads>;

const COUNT: &str = "\
    INSERT INTO config_reads (environment_id, day, organization_id, project_id, reads) \
    SELECT e.id, ?2, e.organization_id, e.project_id, j.value ->> 'reads' \
    FROM json_each(?1) j JOIN environments e ON e.id = j.key WHERE true \
    ON CONFLICT (environment_id, day, organization_id) \
      DO UPDATE SET reads = config_reads.reads + excluded.reads, rolled_up = 0";
const NOTE: &str = "\
    UPDATE environments SET last_read_version = j.value ->> 'version', last_read_at = j.value ->> 'at' \
    FROM json_each(?1) j WHERE environments.id = j.key AND coalesce(environments.last_read_at, 0) <= j.value ->> 'at'";

/// Notes of one invocation: Analytics Engine takes 250.
const NOTES: usize = 240;

/// What one does who has promised to look after the sums in so many milliseconds.
pub async fn look_after<D: Db, C: Clock, R, X>(
    service: &Service<D, C, R, X>,
    wait_ms: u64,
) -> Result<(), DbError> {
    service.clock.wait(wait_ms).await;
    if service.memory.slice.is_handed_on(service.clock.now(), service.config.slice_ms) {
        return Ok(());
    }
    flush(service).await
}

/// Writes what was counted since the last time: to whoever counts, or into the database, where cron adds it up; but on this machine, where
/// somebody looks at it, that is done at once.
pub async fn flush<D: Db, C: Clock, R, X>(service: &Service<D, C, R, X>) -> Result<(), DbError> {
    let now = service.clock.now();
    let mut parts = service.memory.slice.take(now);
    if let Some(meter) = &service.meter {
        parts = note(&**meter, &service.memory, parts);
    }
    for reads in parts {
        let json = serde_json::to_string(&reads).unwrap_or_default();
        let mut statements =
            vec![Statement::new(COUNT, args![&json, now / DAY_MS]), Statement::new(NOTE, args![&json])];
        if service.config.adds_up_at_once() {
            statements.extend(usage::roll_up(now));
        }
        service.db.batch(statements).await?;
    }
    Ok(())
}

/// Notes as many as one invocation may; the rest goes back. Answers what was not taken.
fn note(meter: &dyn Meter, memory: &Memory, parts: Vec<Sums>) -> Vec<Sums> {
    let (mut rest, mut refused) = (Sums::new(), Sums::new());
    for (at, (environment, reads)) in parts.into_iter().flatten().enumerate() {
        if at >= NOTES {
            rest.insert(environment, reads);
        } else if meter.note(&environment, &reads).is_err() {
            refused.insert(environment, reads);
        }
    }
    if !rest.is_empty() {
        memory.slice.put_back(rest);
    }
    if refused.is_empty() { Vec::new() } else { vec![refused] }
}
