//! Conditions that a batch depends on, checked by the database in the same transaction as the change.

use super::{Db, DbError, Passing, Purpose, Right, Statement, Value};

// How a guard is written, and read again by `together`.
const BEGIN: &str = "INSERT INTO guards (";
const MIDDLE: &str = ") SELECT 0 WHERE NOT (";
const END: &str = ")";

/// How many parameters D1 takes in a statement.
const ARGS_MAX: usize = 100;

/// A statement that undoes its whole batch unless `condition` (SQL, with `args` as `?1`, …) is true. It fails as
/// [`super::DbError::Guard`] with `name`, which is a column of the table `guards`.
pub fn holds(name: &str, condition: &str, args: Vec<Value>) -> Statement {
    let sql = format!("{BEGIN}{name}{MIDDLE}{condition}{END}");
    Statement { purpose: Purpose::Guard, ..Statement::new(sql, args) }
}

/// As [`holds`], for a right of the caller's that the endpoint does not demand of everybody.
pub(crate) fn right(right: Right, name: &str, condition: &str, args: Vec<Value>) -> Statement {
    Statement { purpose: Purpose::Right(right), ..holds(name, condition, args) }
}

/// As [`holds`], for what passes by itself: where it does not hold, the other SELECT answers when it will, in milliseconds.
pub(crate) fn passing(
    name: &'static str,
    (condition, args): (&str, Vec<Value>),
    (select, more): (&'static str, Vec<Value>),
) -> Statement {
    let passing = Passing { guard: name, select, args: more };
    Statement { purpose: Purpose::Passing(passing), ..holds(name, condition, args) }
}

/// What of a batch passes by itself.
pub(crate) fn passing_of(statements: &[Statement]) -> Vec<Passing> {
    let passing = statements.iter().filter_map(|statement| match &statement.purpose {
        Purpose::Passing(passing) => Some(passing.clone()),
        _ => None,
    });
    passing.collect()
}

/// When it is over. A moment ago it was not: by now it may be, and then the time is long past.
pub(crate) async fn passes_at<D: Db>(db: &D, passing: &Passing) -> Result<i64, DbError> {
    let rows = db.query(Statement::new(passing.select, passing.args.clone())).await?;
    Ok(rows.first().and_then(|row| row.integer(0)).unwrap_or_default())
}

/// The same batch, with each run of guards as one statement: D1 prepares and answers every statement of a batch for itself. The first guard of a
/// run that does not hold gives its name to the failure, as if they stood one after the other.
pub(crate) fn together(batch: Vec<Statement>) -> Vec<Statement> {
    let mut merged = Vec::with_capacity(batch.len());
    let mut run = Run::default();
    for statement in batch {
        match run.add(statement) {
            Ok(()) => {}
            Err(other) => {
                merged.extend(run.end());
                if let Err(other) = run.add(other) {
                    merged.push(other);
                }
            }
        }
    }
    merged.extend(run.end());
    merged
}

/// Guards that stand next to each other.
#[derive(Default)]
struct Run {
    /// Name and condition, with the parameters of the whole run.
    guards: Vec<(String, String)>,
    args: Vec<Value>,
    /// The first of them as it was: one guard alone stays so.
    first: Option<Statement>,
}

impl Run {
    /// `Err`: it is no guard, or there is no room for it.
    fn add(&mut self, statement: Statement) -> Result<(), Statement> {
        let parts = statement.sql.strip_prefix(BEGIN).and_then(|rest| rest.split_once(MIDDLE));
        let Some((name, condition)) = parts.and_then(|(name, rest)| Some((name, rest.strip_suffix(END)?)))
        else {
            return Err(statement);
        };
        let mut args = self.args.clone();
        let places: Vec<usize> = statement
            .args
            .iter()
            .map(|arg| {
                args.iter().position(|known| known == arg).unwrap_or_else(|| {
                    args.push(arg.clone());
                    args.len() - 1
                })
            })
            .collect();
        if args.len() > ARGS_MAX {
            return Err(statement);
        }
        self.guards.push((name.to_owned(), renumbered(condition, &places)));
        self.args = args;
        self.first.get_or_insert(statement);
        Ok(())
    }

    fn end(&mut self) -> Option<Statement> {
        let Self { guards, args, first } = std::mem::take(self);
        if guards.len() < 2 {
            return first;
        }
        let mut names: Vec<&str> = guards.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let numbers = |wanted: &&str| {
            let numbered = (1..).zip(&guards).filter(|(_, (name, _))| name == wanted);
            numbered.map(|(number, _): (usize, _)| number.to_string()).collect::<Vec<_>>().join(", ")
        };
        let columns: Vec<String> =
            names.iter().map(|name| format!("CASE WHEN broken IN ({}) THEN 0 END", numbers(name))).collect();
        let conditions: Vec<String> = (1..)
            .zip(&guards)
            .map(|(number, (_, condition)): (usize, _)| format!("WHEN NOT ({condition}) THEN {number}"))
            .collect();
        // With the limit, the inner query stays one: its conditions are looked at once.
        let sql = format!(
            "{BEGIN}{}) SELECT {} FROM (SELECT CASE {} END AS broken LIMIT 1) WHERE broken IS NOT NULL",
            names.join(", "),
            columns.join(", "),
            conditions.join(" ")
        );
        Some(Statement { purpose: Purpose::Guard, ..Statement::new(sql, args) })
    }
}

/// The condition with its parameter `?1` at the first of the places, counted from 0, and so on.
fn renumbered(condition: &str, places: &[usize]) -> String {
    let mut parts = condition.split('?');
    let mut sql = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let place = number.parse::<usize>().ok().and_then(|number| places.get(number.checked_sub(1)?));
        sql.push('?');
        sql.push_str(&place.map_or_else(|| number.to_owned(), |place| (place + 1).to_string()));
        sql.push_str(rest);
    }
    sql
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn guards_next_to_each_other_become_one_statement_with_each_value_once() {
        let batch = vec![
            Statement::new("DELETE FROM answers WHERE user_id = ?1", args!["u"]),
            holds(
                "member",
                "EXISTS (SELECT 1 FROM memberships WHERE user_id = ?2 AND role >= ?1)",
                args![2_i64, "u"],
            ),
            holds("target", "?1 = ?2 AND ?1 > 0", args![5_i64, 2_i64]),
            holds("member", "?1 < 3", args![2_i64]),
            Statement::new("UPDATE projects SET name = ?1", args!["n"]),
            holds("last_owner", "?1 = 1", args![1_i64]),
        ];
        let [delete, guards, update, last] = together(batch).try_into().unwrap();
        assert!(delete.sql.starts_with("DELETE") && update.sql.starts_with("UPDATE"));
        assert_eq!(
            guards.sql,
            "INSERT INTO guards (member, target) \
             SELECT CASE WHEN broken IN (1, 3) THEN 0 END, CASE WHEN broken IN (2) THEN 0 END FROM (SELECT CASE \
             WHEN NOT (EXISTS (SELECT 1 FROM memberships WHERE user_id = ?2 AND role >= ?1)) THEN 1 \
             WHEN NOT (?3 = ?1 AND ?3 > 0) THEN 2 WHEN NOT (?1 < 3) THEN 3 END AS broken LIMIT 1) WHERE broken IS NOT NULL"
        );
        assert_eq!(guards.args, args![2_i64, "u", 5_i64]);
        assert_eq!(last.sql, "INSERT INTO guards (last_owner) SELECT 0 WHERE NOT (?1 = 1)");
    }

    #[test]
    fn as_many_guards_become_one_as_there_is_room_for_their_values() {
        let batch = (0..150_i64).map(|number| holds("target", "?1 >= 0", args![number])).collect();
        let merged = together(batch);
        assert_eq!(merged.iter().map(|statement| statement.args.len()).collect::<Vec<_>>(), [100, 50]);
    }
}
