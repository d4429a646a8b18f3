//! Conditions that a batch depends on, checked by the database in the same transaction as the change.

use super::{Purpose, Right, Statement, Value};

/// A statement that undoes its whole batch unless `condition` (SQL, with `args` as `?1`, …) is true. It fails as
/// [`super::DbError::Guard`] with `name`, which is a column of the table `guards`.
pub fn holds(name: &str, condition: &str, args: Vec<Value>) -> Statement {
    let sql = format!("INSERT INTO guards ({name}) SELECT 0 WHERE NOT ({condition})");
    Statement { purpose: Purpose::Guard, ..Statement::new(sql, args) }
}

/// As [`holds`], for a right of the caller's that the endpoint does not demand of everybody.
pub(crate) fn right(right: Right, name: &str, condition: &str, args: Vec<Value>) -> Statement {
    Statement { purpose: Purpose::Right(right), ..holds(name, condition, args) }
}
