//! Conditions that a batch depends on, checked by the database in the same transaction as the change.

use super::{Statement, Value};

/// A statement that undoes its whole batch unless `condition` (SQL, with `args` as `?1`, …) is true. It fails as
/// [`super::DbError::Guard`] with `name`, which is a column of the table `guards`.
pub fn holds(name: &str, condition: &str, args: Vec<Value>) -> Statement {
    Statement::new(format!("INSERT INTO guards ({name}) SELECT 0 WHERE NOT ({condition})"), args)
}
