//! Published versions on their way to the store: whoever looks first, after an answer, when a new instance begins or by cron, brings them over.

use super::Memory;
use super::memory::Moment;
use super::outbox::{self, AT_ONCE, Waiting};
use crate::db::Db;
use crate::patience::{together, within};
use crate::ports::{Clock, ConfigStore, Local, Random};
use crate::secret::new_id;

/// Rounds of one run; what is left then waits for the next one.
const ROUNDS: usize = 10;
/// Most statements of one round: to take some, and of each what became of it.
const OF_A_ROUND: usize = 6 + 5 * AT_ONCE;
/// How long the store may take with one document, in milliseconds.
const PATIENCE_MS: u64 = 5000;
/// How long to wait after the first try that failed, in milliseconds; twice as long after each one more. KV takes one write a second of a key.
const RETRY_MS: i64 = 1500;
const RETRY_MAX_MS: i64 = 60 * 1000;
/// A request waits that often, and up to that many milliseconds each time, for another try of what it has published.
const NAPS: usize = 2;
const NAP_MAX_MS: i64 = 4000;

/// Own environments that are brought over at once.
const OWN_MAX: usize = 50;

/// What versions are brought over with.
pub struct Drain<'a, D, S> {
    pub db: &'a D,
    pub store: &'a S,
    pub memory: &'a Memory,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
}

/// What became of one.
enum Outcome {
    Delivered(String),
    /// Something newer came meanwhile.
    Overtaken,
    /// Why, and when it is tried again.
    Failed(String, i64),
}

impl<D: Db, S: ConfigStore> Drain<'_, D, S> {
    /// Brings over what is due: all of it, or only what this instance has published. Answers what should be in the log.
    pub async fn run(&self, mut all: bool) -> Vec<String> {
        let Some(_turn) = self.memory.begin_drain(all, self.clock.now()) else { return Vec::new() };
        let (mut log, mut naps) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            if self.db.left() < OF_A_ROUND {
                break;
            }
            let asked = self.memory.moment();
            let lease = new_id(self.clock.now(), self.random);
            let rows = match self.take(&lease, all, asked).await {
                Ok(rows) => rows,
                Err(why) => {
                    log.push(why);
                    return log;
                }
            };
            let is_full = rows.len() == AT_ONCE;
            let work = rows.iter().map(|row| Box::pin(self.bring(row, &lease, asked)) as Local<'_, _>);
            let (mut again, mut retry_at) = (is_full, None::<i64>);
            for outcome in together(work.collect()).await {
                match outcome {
                    Outcome::Delivered(environment) => self.memory.delivered(&environment, asked),
                    Outcome::Overtaken => again = true,
                    Outcome::Failed(why, at) => {
                        log.push(why);
                        retry_at = Some(retry_at.map_or(at, |before| before.min(at)));
                    }
                }
            }
            if again || self.memory.has_news_since(asked) {
                continue;
            }
            // Whoever published waits a little for a store that was asked too fast.
            let nap = retry_at.map(|at| at - self.clock.now()).filter(|nap| (0..=NAP_MAX_MS).contains(nap));
            if let Some(nap) = nap.filter(|_| !all && naps < NAPS) {
                naps += 1;
                self.clock.wait(nap.unsigned_abs()).await;
            } else if self.memory.wants_all() {
                all = true;
            } else {
                break;
            }
        }
        log
    }

    async fn take(&self, lease: &str, all: bool, asked: Moment) -> Result<Vec<Waiting>, String> {
        let own = self.memory.own(OWN_MAX);
        let batch = outbox::take(lease, (!all).then_some(own.as_slice()), self.clock.now());
        let mut results = self.db.batch(batch).await.map_err(|error| format!("delivery: {error:?}"))?;
        self.memory.learn(outbox::waiting(results.pop().unwrap_or_default()), asked);
        let rows = results.pop().unwrap_or_default();
        let rows: Vec<_> = rows.into_iter().filter_map(Waiting::read).collect();
        for row in &rows {
            self.memory.is_told(&row.environment, row.version(), asked);
        }
        Ok(rows)
    }

    async fn bring(&self, row: &Waiting, lease: &str, asked: Moment) -> Outcome {
        let id = &row.environment;
        if self.memory.is_overtaken(id, row.version(), asked) {
            // The database has told this instance of a newer one since: it never writes over that.
            let released = self.db.query(outbox::release(row, lease, 0)).await;
            return released
                .map_or_else(|error| self.failed(row, &format!("{error:?}"), 0), |_| Outcome::Overtaken);
        }
        let write = async {
            match &row.published {
                Some((stamp, document)) => self.store.put(id, stamp, document).await,
                None => self.store.bury(id).await,
            }
        };
        let written = within(self.clock, PATIENCE_MS, write).await;
        let now = self.clock.now();
        if let Err(why) = written.unwrap_or_else(|| Err("the store did not answer in time".to_owned())) {
            let at = now + self.backoff(row.tries);
            let noted = self.db.query(outbox::release(row, lease, at)).await;
            let noted = noted.err().map(|error| format!("; {error:?}")).unwrap_or_default();
            return self.failed(row, &format!("{why}{noted}"), at);
        }
        match self.db.batch(outbox::delivered(row, lease, row.version(), now)).await {
            Err(error) => self.failed(row, &format!("{error:?}"), 0),
            Ok(mut results) => {
                let rows = results.pop().unwrap_or_default();
                let waits = rows.first().and_then(|row| row.integer(0)) == Some(1);
                if waits { Outcome::Overtaken } else { Outcome::Delivered(id.clone()) }
            }
        }
    }

    fn failed(&self, row: &Waiting, why: &str, at: i64) -> Outcome {
        Outcome::Failed(format!("delivery of {}: {why}", row.environment), at)
    }

    /// Longer with each try, and never the same for all that failed together.
    fn backoff(&self, tries: i64) -> i64 {
        let mut byte = [0];
        self.random.fill(&mut byte);
        let doublings = u32::try_from(tries - 1).unwrap_or_default().min(10);
        let wait = (RETRY_MS << doublings).min(RETRY_MAX_MS);
        wait + wait / 4 * i64::from(byte[0]) / 256
    }
}
