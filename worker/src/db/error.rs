//! Why the database refused. D1 tells by text alone, so the reading of that text stands here, once, with a test.

/// A refusal of the database.
#[derive(Clone, Debug, PartialEq)]
pub enum DbError {
    /// A unique index would be broken; its columns as SQLite names them: `projects.organization_id, projects.slug`.
    Unique(String),
    /// A condition of the batch does not hold (see [`super::guard`]); its name: `stale`.
    Guard(String),
    /// Too busy, or just restarting: worth another try later.
    Busy(String),
    /// Anything else: a fault of ours.
    Other(String),
}

/// What D1 says when it could not run a statement for reasons that pass (D1's "debug" documentation page).
const PASSING: &[&str] = &[
    "reset because its code was updated",
    "caused object to be reset",
    "Network connection lost",
    "Cannot resolve D1 DB due to transient issue",
    "client disconnected",
    "overloaded",
    "timed out",
    "exceeded its CPU time limit",
    "exceeded its memory limit",
];

impl DbError {
    /// Reads what SQLite or D1 said.
    pub fn from_message(message: &str) -> Self {
        if let Some(columns) = after(message, "UNIQUE constraint failed: ") {
            return DbError::Unique(columns.to_owned());
        }
        if let Some(name) = after(message, "CHECK constraint failed: guard_") {
            return DbError::Guard(name.to_owned());
        }
        if PASSING.iter().any(|text| message.contains(text)) {
            return DbError::Busy(message.to_owned());
        }
        DbError::Other(message.to_owned())
    }
}

/// What stands behind `prefix`, up to the `: SQLITE_…` that D1 appends.
fn after<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    let (_, rest) = message.split_once(prefix)?;
    rest.split(": SQLITE_").next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_sqlite_and_d1_are_told_apart() {
        let unique = DbError::Unique("projects.organization_id, projects.slug".into());
        for (message, expected) in [
            ("UNIQUE constraint failed: projects.organization_id, projects.slug", unique.clone()),
            (
                "D1_ERROR: UNIQUE constraint failed: projects.organization_id, projects.slug: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
                unique,
            ),
            ("CHECK constraint failed: guard_stale: SQLITE_CONSTRAINT", DbError::Guard("stale".into())),
            (
                "D1 DB is overloaded. Requests queued for too long.",
                DbError::Busy("D1 DB is overloaded. Requests queued for too long.".into()),
            ),
            ("no such table: x", DbError::Other("no such table: x".into())),
        ] {
            assert_eq!(DbError::from_message(message), expected);
        }
    }
}
