//! The database as D1 offers it: single statements and atomic batches, nothing else. The host tests use the same
//! trait over SQLite, so they can't lean on what D1 lacks.

mod error;
pub mod guard;
mod share;
mod value;

use crate::budgets::Charge;
pub use error::DbError;
pub(crate) use share::Share;
pub use value::{Row, Value};

/// One SQL statement with the values of its parameters `?1`, `?2`, …
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: String,
    pub args: Vec<Value>,
    /// What it is for in the batch of a change.
    pub(crate) purpose: Purpose,
}

/// What a statement is for in the batch of a change.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    Effect,
    /// It undoes the batch, or does nothing.
    Guard,
    /// The same, about a right of the caller's beyond the one that the endpoint demands.
    Right(Right),
    /// The same, about how often something may be done.
    Budget(Vec<Charge>),
    /// The same, about what passes by itself.
    Passing(Passing),
}

/// What stands in the way for a time: the guard of this name, and the SELECT that answers when it is over, in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Passing {
    pub(crate) guard: &'static str,
    pub(crate) select: &'static str,
    pub(crate) args: Vec<Value>,
}

/// A right beyond the role that an endpoint demands. It is kept with the answer, which is given again only to whoever has it then.
#[derive(Clone, Debug)]
pub(crate) enum Right {
    /// To publish to live and to manage keys.
    Release,
    /// The rank that a SELECT answers before anything is changed.
    Rank { select: &'static str, args: Vec<Value> },
}

impl Statement {
    pub fn new(sql: impl Into<String>, args: Vec<Value>) -> Self {
        Self { sql: sql.into(), args, purpose: Purpose::Effect }
    }

    pub(crate) fn is_effect(&self) -> bool {
        matches!(self.purpose, Purpose::Effect)
    }
}

/// The rows that one statement of a batch answered.
pub type Rows = Vec<Row>;

/// What Portico asks of its database.
#[allow(async_fn_in_trait, reason = "one thread: futures need not be Send")]
pub trait Db {
    /// Runs one statement.
    async fn query(&self, statement: Statement) -> Result<Rows, DbError>;

    /// Runs all statements in order as one transaction: all of them count, or none. The columns of each need names of
    /// their own, because D1 answers objects here.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError>;

    /// How many statements more may be run, where that is known. What goes on and on looks here before it begins with more.
    fn left(&self) -> usize {
        usize::MAX
    }
}

/// `DELETE` of at most `?2` rows of one table, told by their key, that meet a condition.
macro_rules! delete_some {
    ($table:literal, $key:literal, $($condition:literal),+) => {
        concat!("DELETE FROM ", $table, " WHERE (", $key, ") IN (SELECT ", $key, " FROM ", $table, " WHERE ", $($condition,)+ " LIMIT ?2)")
    };
}
pub(crate) use delete_some;

/// The values of a statement: `args![id, name, now]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
