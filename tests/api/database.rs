//! The database trait on SQLite, with D1's limits: https://developers.cloudflare.com/d1/platform/limits/

use crate::support::Pace;
use portico_edge::db::{Db, DbError, Row, Rows, Statement, Value};
use rusqlite::backup::Backup;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, StatementStatus};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

/// What D1 sets SQLite's own limits to: arguments of a function, bytes of a string or a row, bytes of a statement, its parameters, bytes
/// of a LIKE pattern, and what is written nowhere but in the runtime: parts of a UNION, and columns.
const LIMITS: &[(Limit, i32)] = &[
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
];
/// Statements of one invocation: a request with what is done after it, or a run of cron.
pub(crate) const STATEMENTS: usize = 1000;

/// SQLite in memory, migrated.
pub(crate) struct Sqlite {
    connection: RefCell<Connection>,
    /// Every statement that ran, for the plan test.
    pub(crate) seen: RefCell<BTreeSet<String>>,
    /// How often the database was asked: what a request costs.
    pub(crate) round_trips: Cell<usize>,
    /// Statements since the invocation began.
    pub(crate) statements: Cell<usize>,
    /// All statements that ever ran.
    pub(crate) all_statements: Cell<usize>,
    /// Steps of SQLite's machine since somebody set this to 0: what grows with the rows that are read or written.
    pub(crate) steps: Cell<i64>,
    /// What the next call fails with, as D1 would say it.
    pub(crate) next_failure: RefCell<Option<&'static str>>,
    /// What somebody else does just before the next batch.
    pub(crate) before_batch: RefCell<Option<&'static str>>,
    /// The same, just before the next batch with a statement that contains the first text.
    pub(crate) before_batch_with: RefCell<Option<(&'static str, &'static str)>>,
    /// How long it takes to answer.
    pub(crate) pace: Pace,
}

/// A database in memory, with D1's limits and without a table.
fn open() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for (limit, value) in LIMITS {
        connection.set_limit(*limit, *value).unwrap();
    }
    connection
}

/// The same with every migration, and with that done just before the one of this number.
fn migrate((number, before): (&str, &str)) -> Connection {
    let connection = open();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)) {
            connection.execute_batch(before).unwrap();
        }
        connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    connection
}

impl Sqlite {
    pub(crate) fn migrated() -> Self {
        Self::paced(Pace::default())
    }

    /// One that takes its time.
    pub(crate) fn paced(pace: Pace) -> Self {
        // Migrating takes longer than most tests: it is done once, and copied.
        static MIGRATED: LazyLock<Mutex<Connection>> = LazyLock::new(|| Mutex::new(migrate(("none", ""))));
        let mut copy = open();
        let migrated = MIGRATED.lock().unwrap();
        Backup::new(&migrated, &mut copy).unwrap().run_to_completion(i32::MAX, Duration::ZERO, None).unwrap();
        Self::over(copy, pace)
    }

    /// One in which that was done just before the migration of this number.
    pub(crate) fn migrated_around(number: &str, before: &str) -> Self {
        Self::over(migrate((number, before)), Pace::default())
    }

    fn over(connection: Connection, pace: Pace) -> Self {
        Self {
            connection: RefCell::new(connection),
            seen: RefCell::default(),
            round_trips: Cell::default(),
            statements: Cell::default(),
            all_statements: Cell::default(),
            steps: Cell::default(),
            next_failure: RefCell::default(),
            before_batch: RefCell::default(),
            before_batch_with: RefCell::default(),
            pace,
        }
    }

    /// Runs SQL for a test's own purposes.
    pub(crate) fn execute(&self, sql: &str) {
        self.connection.borrow().execute_batch(sql).unwrap();
    }

    /// Runs SQL that may be refused.
    pub(crate) fn try_execute(&self, sql: &str) -> Result<(), String> {
        self.connection.borrow().execute_batch(sql).map_err(|error| error.to_string())
    }

    /// The first column of the first row, as text.
    pub(crate) fn text(&self, sql: &str) -> String {
        self.connection.borrow().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The first column of the first row, as a number.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.connection.borrow().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Everything a table holds, as one text.
    pub(crate) fn dump(&self, table: &str) -> String {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut all = String::new();
        while let Some(row) = rows.next().unwrap() {
            // Text as text: its debug form is a list of bytes, in which nothing is ever found.
            all.extend((0..columns).map(|column| match row.get_ref(column).unwrap() {
                ValueRef::Text(text) => format!("{} ", String::from_utf8_lossy(text)),
                other => format!("{other:?} "),
            }));
        }
        all
    }

    /// The rows of SQL without parameters that need values, all columns as text.
    pub(crate) fn explain(&self, sql: &str) -> Vec<Vec<String>> {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare(&format!("EXPLAIN {sql}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let text = |column| match row.get_ref(column).unwrap() {
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                _ => String::new(),
            };
            all.push((0..columns).map(text).collect());
        }
        all
    }

    async fn arrive(&self) -> Result<(), DbError> {
        self.round_trips.set(self.round_trips.get() + 1);
        self.pace.pass().await;
        match self.next_failure.take() {
            Some(message) => Err(DbError::from_message(message)),
            None => Ok(()),
        }
    }

    /// D1 answers the statements of a batch as objects, in which of two columns of one name only one is left.
    fn refuse_equal_names(&self, statement: &Statement) {
        let connection = self.connection.borrow();
        // What can't be prepared is refused when it runs.
        let Ok(prepared) = connection.prepare(&statement.sql) else { return };
        let names: Vec<_> = prepared.column_names().collect();
        let distinct: BTreeSet<_> = names.iter().collect();
        assert_eq!(
            distinct.len(),
            names.len(),
            "columns of one name in a batch: {names:?} of {}",
            statement.sql
        );
    }

    fn run(&self, connection: &Connection, statement: Statement) -> Result<Rows, DbError> {
        self.statements.set(self.statements.get() + 1);
        self.all_statements.set(self.all_statements.get() + 1);
        assert!(
            self.statements.get() <= STATEMENTS,
            "D1 refuses more than 1,000 statements of one invocation"
        );
        assert!(statement.sql.len() <= 100_000, "D1 refuses statements of more than 100 KB");
        assert!(statement.args.len() <= 100, "D1 refuses more than 100 parameters");
        let fail = |error: rusqlite::Error| DbError::from_message(&error.to_string());
        let mut prepared = connection.prepare_cached(&statement.sql).map_err(fail)?;
        self.seen.borrow_mut().insert(statement.sql.clone());
        let columns = prepared.column_count();
        let args = statement.args.into_iter().map(|value| match value {
            Value::Null => rusqlite::types::Value::Null,
            // D1 gets every number from JavaScript, and so as a real one.
            Value::Integer(number) => rusqlite::types::Value::Real(number as f64),
            Value::Text(text) => rusqlite::types::Value::Text(text),
        });
        prepared.reset_status(StatementStatus::VmStep);
        let mut rows = prepared.query(rusqlite::params_from_iter(args)).map_err(fail)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(fail)? {
            let value = |column| match row.get_ref(column).unwrap() {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                other => panic!("the schema holds no {other:?}"),
            };
            all.push(Row::new((0..columns).map(value).collect()));
        }
        drop(rows);
        self.steps.set(self.steps.get() + i64::from(prepared.get_status(StatementStatus::VmStep)));
        Ok(all)
    }
}

impl Db for Sqlite {
    async fn query(&self, statement: Statement) -> Result<Rows, DbError> {
        self.arrive().await?;
        self.run(&self.connection.borrow(), statement)
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.arrive().await?;
        if let Some(sql) = self.before_batch.take() {
            self.execute(sql);
        }
        let sql = self.before_batch_with.take();
        match sql {
            Some((part, sql)) if statements.iter().any(|statement| statement.sql.contains(part)) => {
                self.execute(sql)
            }
            waiting => drop(self.before_batch_with.replace(waiting)),
        }
        statements.iter().for_each(|statement| self.refuse_equal_names(statement));
        let mut connection = self.connection.borrow_mut();
        let transaction = connection.transaction().unwrap();
        let results: Result<Vec<_>, _> =
            statements.into_iter().map(|statement| self.run(&transaction, statement)).collect();
        if results.is_ok() {
            transaction.commit().unwrap();
        }
        results
    }
}

/// Runs one statement on a database of its own.
fn outcome(sql: &str, args: Vec<Value>) -> Result<Rows, DbError> {
    pollster::block_on(Sqlite::migrated().query(Statement::new(sql, args)))
}

#[test]
fn what_d1_refuses_is_refused_here_as_well() {
    let list = |n: usize| vec!["1"; n].join(", ");
    let text = |n: usize| vec![Value::Text("a".repeat(n))];
    let union = |n: usize| vec!["SELECT 1"; n].join(" UNION ALL ");
    let named = |n: usize| (0..n).map(|at| format!("1 AS c{at}")).collect::<Vec<_>>().join(", ");
    for (fits, is_too_much) in [
        ((format!("SELECT max({})", list(32)), vec![]), (format!("SELECT max({})", list(33)), vec![])),
        (("SELECT length(?1 || 'a')".into(), text(1_999_000)), ("SELECT ?1 || ?1".into(), text(1_000_001))),
        (("SELECT 1".into(), vec![]), (format!("SELECT '{}'", "a".repeat(99_999)), vec![])),
        (("SELECT ?100".into(), vec![Value::Null; 100]), ("SELECT ?101".into(), vec![])),
        ((union(5), vec![]), (union(6), vec![])),
        ((format!("SELECT {}", named(100)), vec![]), (format!("SELECT {}", named(101)), vec![])),
        (("SELECT 'a' LIKE ?1".into(), text(50)), ("SELECT 'a' LIKE ?1".into(), text(51))),
    ] {
        assert!(outcome(&fits.0, fits.1).is_ok(), "{}", fits.0);
        let refused = std::panic::catch_unwind(|| outcome(&is_too_much.0, is_too_much.1));
        assert!(refused.is_err() || refused.is_ok_and(|outcome| outcome.is_err()), "{}", is_too_much.0);
    }
}

#[test]
#[should_panic(expected = "more than 1,000 statements")]
fn invocation_of_more_than_a_thousand_statements_is_refused() {
    let database = Sqlite::migrated();
    let one = || Statement::new("SELECT 1", Vec::new());
    pollster::block_on(database.batch((0..STATEMENTS).map(|_| one()).collect())).unwrap();
    drop(pollster::block_on(database.query(one())));
}
