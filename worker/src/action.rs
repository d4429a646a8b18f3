//! A change, as a value: what to write, what the audit log says, what to answer.
//!
//! Handlers of changes don't touch the database. They return an [`Action`]; the dispatcher puts the guards, the
//! effects, the audit entry and the idempotency record into ONE batch, so that none of them can be forgotten.

use crate::audit;
use crate::db::Statement;
use crate::error::Error;

/// Everything that one change needs. One that has nothing but guards changes nothing: nothing is written down about it.
#[derive(Debug)]
pub struct Action {
    /// Guards and effects, in order.
    pub statements: Vec<Statement>,
    pub audit: audit::Entry,
    /// A SELECT whose first column is the JSON to answer; it runs after the effects.
    pub reply: Statement,
    /// Which unique index, by its columns as SQLite names them, stands for which refusal.
    pub conflicts: &'static [(&'static str, Taken)],
}

/// The field whose value is taken, and the sentence about it.
pub type Taken = (&'static str, &'static str);

impl Action {
    /// Everything is as it is wanted already: what is left are the guards and the answer.
    pub(crate) fn unchanged(mut self) -> Self {
        self.statements.retain(|statement| !statement.is_effect());
        self
    }

    /// As [`Action::unchanged`], if `is_same`.
    pub(crate) fn unless(self, is_same: bool) -> Self {
        if is_same { self.unchanged() } else { self }
    }

    /// Whether anything is changed.
    pub(crate) fn has_effect(&self) -> bool {
        self.statements.iter().any(Statement::is_effect)
    }

    /// The refusal that a broken unique index stands for, if the action foresaw it.
    pub(crate) fn conflict(conflicts: &[(&'static str, Taken)], columns: &str) -> Option<Error> {
        let (_, (field, detail)) = conflicts.iter().find(|(index, _)| *index == columns)?;
        Some(Error::Taken(field, detail))
    }
}
