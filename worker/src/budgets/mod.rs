//! Budgets: how often something may be done by somebody, or to somebody. They are counted in the batch that does it, so that no two requests
//! at once can use the same one; what is refused uses nothing.

mod scopes;

pub(crate) use scopes::*;

use crate::args;
use crate::config::Config;
use crate::context::Context;
use crate::db::{Db, DbError, Purpose, Statement, guard};
use crate::error::Error;
use crate::secret;
use serde::Serialize;

/// The guard that fails where one is used up.
pub(crate) const GUARD: &str = "budget";

/// A kind of budget. Its window begins with the first use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) scope: &'static str,
    pub(crate) limit: i64,
    /// How long the window is, in milliseconds.
    pub(crate) life: i64,
    /// What is said when it is used up; `{wait}` is how long to wait, in words.
    pub(crate) why: &'static str,
}

impl Budget {
    /// One use of it by, or for, whoever `who` names.
    pub(crate) fn charge(self, cx: &Context, who: &str) -> Charge {
        self.charges(cx, who, 1)
    }

    /// As many uses at once.
    pub(crate) fn charges(self, cx: &Context, who: &str, cost: i64) -> Charge {
        let Self { scope, limit, life, why } = self;
        Charge { scope, key: key(cx, who), limit, life, cost, stopped: None, why }
    }

    /// It is used up, and not over before `until`.
    pub(crate) fn spent(self, until: i64, now: i64) -> Error {
        Error::Spent(seconds(until, now), self.why)
    }

    /// No use of it: there must be one left.
    pub(crate) fn left(self, cx: &Context, who: &str) -> Charge {
        Charge { cost: 0, ..self.charge(cx, who) }
    }
}

/// What is to be used of one budget.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Charge {
    scope: &'static str,
    key: String,
    limit: i64,
    life: i64,
    cost: i64,
    /// An address, as a hash, and the limit where it asked for no more mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<(String, i64)>,
    #[serde(skip)]
    why: &'static str,
}

impl Charge {
    /// Has another limit where the address asked for no more mail.
    pub(crate) fn where_stopped(self, address_hash: String, limit: i64) -> Self {
        Self { stopped: Some((address_hash, limit)), ..self }
    }
}

/// Whom a budget belongs to, as it is kept: nobody finds addresses by trying them all.
pub(crate) fn key(cx: &Context, who: &str) -> String {
    key_of(cx.config, who)
}

/// The same outside a request.
pub(crate) fn key_of(config: &Config, who: &str) -> String {
    match secret::derive(config, "budget", who, "") {
        Some(bytes) => secret::hex(&bytes),
        None => secret::sha256(&[b"budget:", who.as_bytes()]),
    }
}

// What stands in the way: `?1` are the charges, `?2` the time.
macro_rules! spent {
    () => {
        "FROM json_each(?1) j JOIN budgets b ON b.scope = j.value ->> 'scope' AND b.key = j.value ->> 'key' \
         WHERE b.ends_at > ?2 AND b.used + max(j.value ->> 'cost', 1) > iif(EXISTS (\
           SELECT 1 FROM stopped_addresses n WHERE n.address_hash = j.value ->> '$.stopped[0]'), \
           j.value ->> '$.stopped[1]', j.value ->> 'limit')"
    };
}

/// The end of a statement that inserts rows `(scope, key, used, ends_at)` into `budgets`: it counts on, or begins a new window.
macro_rules! count_on {
    ($now:literal) => {
        concat!(
            "ON CONFLICT (scope, key) DO UPDATE SET used = iif(ends_at > ",
            $now,
            ", used, 0) + excluded.used, ends_at = iif(ends_at > ",
            $now,
            ", ends_at, excluded.ends_at)"
        )
    };
}
pub(crate) use count_on;

/// A budget, and the field of a JSON object that holds the [`key`] of whom it is counted for.
pub(crate) type Counted = (Budget, &'static str);

/// The same as JSON, for SQL that goes through many such objects: `scope`, `limit`, `life`, `of`.
pub(crate) fn as_json(counted: &[Counted]) -> String {
    let fields = |(budget, of): &Counted| serde_json::json!({ "scope": budget.scope, "limit": budget.limit, "life": budget.life, "of": of });
    counted.iter().map(fields).collect::<serde_json::Value>().to_string()
}

/// The statement that undoes its batch where one of them is used up.
pub(crate) fn room(charges: &[Charge], now: i64) -> Vec<Statement> {
    if charges.is_empty() {
        return Vec::new();
    }
    let list = serde_json::to_string(charges).unwrap_or_default();
    let room = guard::holds(GUARD, concat!("NOT EXISTS (SELECT 1 ", spent!(), ")"), args![list, now]);
    vec![Statement { purpose: Purpose::Budget(charges.to_vec()), ..room }]
}

/// The statements that use them all, or undo their batch.
pub(crate) fn take(charges: Vec<Charge>, now: i64) -> Vec<Statement> {
    let mut statements = room(&charges, now);
    if statements.is_empty() {
        return statements;
    }
    let list = serde_json::to_string(&charges).unwrap_or_default();
    let count = concat!(
        "INSERT INTO budgets (scope, key, used, ends_at) \
         SELECT j.value ->> 'scope', j.value ->> 'key', j.value ->> 'cost', ?2 + (j.value ->> 'life') FROM json_each(?1) j \
         WHERE j.value ->> 'cost' > 0 ",
        count_on!("?2")
    );
    statements.push(Statement::new(count, args![list, now]));
    statements
}

/// What a batch was to use.
pub(crate) fn of(statements: &[Statement]) -> Vec<Charge> {
    let charges = statements.iter().filter_map(|statement| match &statement.purpose {
        Purpose::Budget(charges) => Some(charges.clone()),
        _ => None,
    });
    charges.flatten().collect()
}

/// Says which of them is used up, and until when: of several, the one that lasts longest.
pub(crate) async fn refusal<D: Db>(db: &D, now: i64, charges: &[Charge]) -> Result<Error, DbError> {
    let list = serde_json::to_string(charges).unwrap_or_default();
    let sql = concat!("SELECT b.scope, b.ends_at ", spent!(), " ORDER BY b.ends_at DESC LIMIT 1");
    let rows = db.query(Statement::new(sql, args![list, now])).await?;
    let found = rows.first().and_then(|row| row.text(0).zip(row.integer(1)));
    // Its window has ended at this very moment.
    let Some((scope, ends_at)) = found else { return Ok(Error::TooMany(1)) };
    let why = charges.iter().find(|charge| charge.scope == scope).map_or(TOO_OFTEN, |charge| charge.why);
    Ok(Error::Spent(seconds(ends_at, now), why))
}

/// How many seconds it is until then, at least one.
pub(crate) fn seconds(until: i64, now: i64) -> i64 {
    ((until - now + 999) / 1000).max(1)
}
