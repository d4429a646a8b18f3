//! How often each environment was read, on its way from the memory of an instance to the database. No read waits for it; what an instance has not
//! written when it ends is lost.

use super::Memory;
use super::slice::Reads;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::{Clock, Meter, Random};
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
pub async fn look_after<D: Db, C: Clock, R: Random, X>(
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
pub async fn flush<D: Db, C: Clock, R: Random, X>(service: &Service<D, C, R, X>) -> Result<(), DbError> {
    let now = service.clock.now();
    let mut parts = service.memory.slice.take(now);
    if let Some(meter) = &service.meter {
        let one_of = service.config.analytics.as_ref().map_or(1, |analytics| analytics.one_of);
        parts = note(&**meter, &service.memory, parts, one_of, &service.random);
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
fn note(meter: &dyn Meter, memory: &Memory, parts: Vec<Sums>, one_of: i64, random: &dyn Random) -> Vec<Sums> {
    let (mut rest, mut refused) = (Sums::new(), Sums::new());
    for (at, (environment, reads)) in parts.into_iter().flatten().enumerate() {
        if at >= NOTES {
            rest.insert(environment, reads);
            continue;
        }
        let is_news = memory.noted.get(&environment).is_some_and(|version| version != reads.version);
        let Some(weight) = weigh(&reads, one_of, is_news, || draw(random)) else { continue };
        if meter.note(&environment, &Reads { reads: weight, ..reads }).is_err() {
            refused.insert(environment, reads);
        } else {
            memory.noted.set(&environment, reads.version);
        }
    }
    if !rest.is_empty() {
        memory.slice.put_back(rest);
    }
    if refused.is_empty() { Vec::new() } else { vec![refused] }
}

/// How many reads a data point stands for; `None`: these are left to others that stand for more. What is noted comes to as many as there were, in
/// the long run. A version that was not read before is noted in any case: somebody may wait to see it arrive.
fn weigh(reads: &Reads, one_of: i64, is_news: bool, draw: impl FnOnce() -> u32) -> Option<i64> {
    if is_news || reads.reads >= one_of {
        return Some(reads.reads);
    }
    (i64::from(draw()) % one_of < reads.reads).then_some(one_of)
}

fn draw(random: &dyn Random) -> u32 {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    u32::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_reads_are_noted_as_often_as_they_are_a_part_of_what_one_stands_for() {
        let sum = |reads: i64, one_of: i64| -> i64 {
            let reads = Reads { reads, version: 1, at: 0 };
            (0..1_000).filter_map(|number| weigh(&reads, one_of, false, || number)).sum()
        };
        assert_eq!(
            [sum(1, 1), sum(1, 10), sum(3, 10), sum(9, 10), sum(10, 10), sum(25, 10)],
            [1_000, 1_000, 3_000, 9_000, 10_000, 25_000]
        );
        let one = Reads { reads: 1, version: 2, at: 0 };
        assert_eq!((weigh(&one, 10, true, || 9), weigh(&one, 10, false, || 9)), (Some(1), None));
    }
}
