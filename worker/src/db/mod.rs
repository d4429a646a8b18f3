//! The database as D1 offers it: single statements and atomic batches, nothing else. The host tests use the same
//! trait over SQLite, so they can't lean on what D1 lacks.

mod error;
pub mod guard;
mod value;

pub use error::DbError;
pub use value::{Row, Value};

/// One SQL statement with the values of its parameters `?1`, `?2`, …
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: String,
    pub args: Vec<Value>,
}

impl Statement {
    pub fn new(sql: impl Into<String>, args: Vec<Value>) -> Self {
        Self { sql: sql.into(), args }
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
}

/// The values of a statement: `args![id, name, now]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
