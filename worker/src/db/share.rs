//! A part's share of what D1 allows one invocation: 1,000 statements.

use super::{Db, DbError, Rows, Statement};
use std::cell::Cell;

/// The database, for at most so many statements more.
pub(crate) struct Share<'a, D> {
    db: &'a D,
    left: Cell<usize>,
}

impl<'a, D: Db> Share<'a, D> {
    pub(crate) fn of(db: &'a D, statements: usize) -> Self {
        Self { db, left: Cell::new(statements) }
    }

    /// A part that looks at [`Db::left`] before it begins something never gets here.
    fn spend(&self, statements: usize) -> Result<(), DbError> {
        match self.left.get().checked_sub(statements) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(DbError::Busy("the statements of this part are used up".to_owned())),
        }
    }
}

impl<D: Db> Db for Share<'_, D> {
    async fn query(&self, statement: Statement) -> Result<Rows, DbError> {
        self.spend(1)?;
        self.db.query(statement).await
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.spend(statements.len())?;
        self.db.batch(statements).await
    }

    fn left(&self) -> usize {
        self.left.get()
    }
}
