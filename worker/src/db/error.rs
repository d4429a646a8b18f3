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

/// What D1 and SQLite say, in lower case, when a statement could not run for reasons that pass:
/// https://developers.cloudflare.com/d1/observability/debug-d1/
const PASSING: &[&str] = &[
    "reset because its code was updated",
    "to be reset",
    "was reset",
    "network connection lost",
    "transient issue",
    "client disconnected",
    "overloaded",
    "too many requests queued",
    "timed out",
    "exceeded timeout",
    "exceeded its cpu time limit",
    "exceeded its memory limit",
    "memory limit would be exceeded",
    "internal error; reference",
    "is locked",
    "sqlite_busy",
    "sqlite_locked",
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
        let lower = message.to_ascii_lowercase();
        if PASSING.iter().any(|text| lower.contains(text)) {
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

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        for message in [
            "D1_ERROR: database is locked: SQLITE_BUSY",
            "database table is locked",
            "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
            "D1_ERROR: D1 DB reset because its code was updated.",
            "D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.",
            "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
            "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
            "D1_ERROR: Network connection lost.",
            "D1_ERROR: D1 DB exceeded its CPU time limit and was reset.",
            "D1_ERROR: Memory limit would be exceeded before EOF.",
            "D1_ERROR: internal error; reference = 0123456789abcdef",
        ] {
            assert_eq!(DbError::from_message(message), DbError::Busy(message.to_owned()));
        }
        for message in [
            "D1_ERROR: no such column: locked: SQLITE_ERROR",
            "too many SQL variables",
            "string or blob too big",
        ] {
            assert_eq!(DbError::from_message(message), DbError::Other(message.to_owned()));
        }
    }
}
