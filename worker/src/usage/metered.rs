//! Reads that Analytics Engine counts, brought over into usage window by window. Each window counts once: how far it has come stands in the
//! database, and moves on in the batch that adds the reads up, unless somebody else was faster.

use super::DAY_MS;
use crate::args;
use crate::config::Analytics;
use crate::db::{Db, DbError, Statement};
use crate::patience::within;
use crate::ports::{Clock, Meter};
use serde::Deserialize;
use serde_json::Value;

/// How long a read may take until it can be asked for, in milliseconds: what comes later is not counted.
const LAG_MS: i64 = 3 * 60 * 1000;
/// The window after which it is asked, in milliseconds. The longest one is a day.
const WINDOW_MS: i64 = 60 * 1000;
/// Environments that are brought over for each minute of a window, at most: each is eight rows of D1, so that these are 17 million a month. Where
/// more were read, the window grows.
const PACE: i64 = 50;
/// Environments of one answer.
const PAGE: usize = 1_000;
/// Answers of one run, how long it begins to ask for more, and how long each may take, in milliseconds.
const PAGES: usize = 20;
/// Most statements of one page.
const OF_A_PAGE: usize = 10;
const BEGIN_MS: i64 = 5_000;
const PATIENCE_MS: u64 = 8_000;

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    from: i64,
    /// 0: the window is not chosen yet.
    until: i64,
    environment: String,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Line>,
}

#[derive(Deserialize)]
struct Count {
    data: Vec<Counted>,
}

#[derive(Deserialize)]
struct Counted {
    environments: Value,
}

/// What one environment was read. Numbers of 64 bits may come as text.
#[derive(Deserialize)]
struct Line {
    environment: String,
    reads: Value,
    version: Value,
    at: Value,
}

/// Brings over what there is. Answers what should be in the log.
pub(crate) async fn bring_over<D: Db>(
    db: &D,
    (meter, analytics): (&dyn Meter, &Analytics),
    clock: &dyn Clock,
) -> Vec<String> {
    let began = clock.now();
    for _ in 0..PAGES {
        if db.left() < OF_A_PAGE {
            break;
        }
        match page(db, (meter, analytics), clock).await {
            Err(why) => return vec![format!("metering: {why}")],
            Ok(is_done) if is_done || clock.now() - began >= BEGIN_MS => break,
            Ok(_) => {}
        }
    }
    Vec::new()
}

/// One answer. Whether that was all.
async fn page<D: Db>(
    db: &D,
    (meter, analytics): (&dyn Meter, &Analytics),
    clock: &dyn Clock,
) -> Result<bool, String> {
    let now = clock.now();
    let Some(place) = place(db, now).await.map_err(|error| format!("{error:?}"))? else { return Ok(true) };
    let until = if place.until > 0 { place.until } else { next_window(place.from, now) };
    if until <= place.from {
        return Ok(true);
    }
    let answer: Answer = ask((meter, analytics), clock, &query(&analytics.dataset, &place, until)).await?;
    // What has been begun is brought to its end; so is a day.
    let may_grow = place.until == 0 && until < day_end(place.from);
    if may_grow {
        let there = if answer.data.len() < PAGE {
            i64::try_from(answer.data.len()).unwrap_or(i64::MAX)
        } else {
            let count: Count =
                ask((meter, analytics), clock, &how_many(&analytics.dataset, &place, until)).await?;
            count.data.first().map(|counted| whole(&counted.environments)).unwrap_or_default()
        };
        if there > PACE * ((until - place.from) / WINDOW_MS) {
            return Ok(true);
        }
    }
    let lines: Vec<_> = answer.data.iter().filter(|line| is_id(&line.environment)).collect();
    let last = lines.last().map(|line| line.environment.clone());
    let next = match last.filter(|_| answer.data.len() >= PAGE) {
        Some(environment) => Place { from: place.from, until, environment },
        None => Place { from: until, until: 0, environment: String::new() },
    };
    let is_done = next.until == 0 && next_window(next.from, now) <= next.from;
    db.batch(add(&lines, &place, &next)).await.map_err(|error| format!("{error:?}"))?;
    Ok(is_done)
}

async fn ask<T: serde::de::DeserializeOwned>(
    (meter, analytics): (&dyn Meter, &Analytics),
    clock: &dyn Clock,
    sql: &str,
) -> Result<T, String> {
    let said = within(clock, PATIENCE_MS, meter.ask(analytics, sql)).await;
    let said = said.unwrap_or_else(|| Err("there was no answer in time".to_owned()))?;
    serde_json::from_str(&said).map_err(|error| format!("the answer can't be read: {error}"))
}

/// Where it goes on; `None`: it has just begun, and there is nothing from before.
async fn place<D: Db>(db: &D, now: i64) -> Result<Option<Place>, DbError> {
    let rows = db
        .query(Statement::new("SELECT from_at, until_at, place FROM metering WHERE id = 1", Vec::new()))
        .await?;
    if let Some(mut row) = rows.into_iter().next() {
        let (from, until) = (row.integer(0).unwrap_or_default(), row.integer(1).unwrap_or_default());
        return Ok(Some(Place { from, until, environment: row.take_text(2).unwrap_or_default() }));
    }
    let begin = "INSERT INTO metering (id, from_at, until_at, place) VALUES (1, ?1, 0, '') ON CONFLICT (id) DO NOTHING";
    db.query(Statement::new(begin, args![now - now % WINDOW_MS])).await?;
    Ok(None)
}

/// The end of the window that begins then: whole minutes, and never of two days.
fn next_window(from: i64, now: i64) -> i64 {
    let seen = now - LAG_MS;
    (seen - seen % WINDOW_MS).min(day_end(from))
}

fn day_end(from: i64) -> i64 {
    from - from % DAY_MS + DAY_MS
}

/// See docs/operations.md, where the same is asked by hand.
fn query(dataset: &str, place: &Place, until: i64) -> String {
    format!(
        "SELECT index1 AS environment, sum(_sample_interval * double1) AS reads, max(double2) AS version, max(double3) AS at FROM {dataset} \
         WHERE timestamp >= toDateTime({}) AND timestamp < toDateTime({}) AND index1 > '{}' \
         GROUP BY environment ORDER BY environment LIMIT {PAGE} FORMAT JSON",
        place.from / 1000,
        until / 1000,
        place.environment
    )
}

/// How many environments were read in a window.
fn how_many(dataset: &str, place: &Place, until: i64) -> String {
    format!(
        "SELECT count(DISTINCT index1) AS environments FROM {dataset} \
         WHERE timestamp >= toDateTime({}) AND timestamp < toDateTime({}) FORMAT JSON",
        place.from / 1000,
        until / 1000
    )
}

/// The batch that adds these up and moves on, unless somebody else has.
fn add(lines: &[&Line], place: &Place, next: &Place) -> Vec<Statement> {
    const HERE: &str =
        "EXISTS (SELECT 1 FROM metering WHERE id = 1 AND from_at = ?2 AND until_at = ?3 AND place = ?4)";
    let sums: serde_json::Map<_, _> = lines
        .iter()
        .map(|line| {
            let sum = serde_json::json!({
                "reads": whole(&line.reads), "version": whole(&line.version), "at": whole(&line.at),
            });
            (line.environment.clone(), sum)
        })
        .collect();
    let json = Value::Object(sums).to_string();
    let here = || args![&json, place.from, place.until, &place.environment];
    let count = format!(
        "INSERT INTO config_reads (environment_id, day, organization_id, project_id, reads) \
         SELECT e.id, CAST(?2 AS INTEGER) / {DAY_MS}, e.organization_id, e.project_id, j.value ->> 'reads' \
         FROM json_each(?1) j JOIN environments e ON e.id = j.key WHERE {HERE} AND j.value ->> 'reads' > 0 \
         ON CONFLICT (environment_id, day, organization_id) \
           DO UPDATE SET reads = config_reads.reads + excluded.reads, rolled_up = 0"
    );
    let note = format!(
        "UPDATE environments SET last_read_version = j.value ->> 'version', last_read_at = j.value ->> 'at' \
         FROM json_each(?1) j WHERE environments.id = j.key AND coalesce(environments.last_read_at, 0) <= j.value ->> 'at' AND {HERE}"
    );
    let move_on = "\
        UPDATE metering SET from_at = ?4, until_at = ?5, place = ?6 WHERE id = 1 AND from_at = ?1 AND until_at = ?2 AND place = ?3";
    let moved = args![place.from, place.until, &place.environment, next.from, next.until, &next.environment];
    vec![Statement::new(count, here()), Statement::new(note, here()), Statement::new(move_on, moved)]
}

fn whole(value: &Value) -> i64 {
    let number = match value {
        Value::String(text) => text.parse::<f64>().ok(),
        other => other.as_f64(),
    };
    number.filter(|number| (0.0..9e15).contains(number)).unwrap_or_default().round() as i64
}

/// What goes into a question again has to be an ID.
fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
