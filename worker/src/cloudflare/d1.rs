//! The database trait on D1.

use crate::db::{Db, DbError, Row, Rows, Statement, Value};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use worker::{D1Database, D1PreparedStatement, D1Result};

/// The bound database.
pub(super) struct D1(pub(super) D1Database);

impl D1 {
    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, DbError> {
        let args: Vec<JsValue> = statement.args.iter().map(to_js).collect();
        self.0.prepare(statement.sql).bind(&args).map_err(failure)
    }
}

impl Db for D1 {
    async fn query(&self, statement: Statement) -> Result<Rows, DbError> {
        let rows = self.prepare(statement)?.raw_js_value().await.map_err(failure)?;
        Ok(rows.iter().map(|row| to_row(row.unchecked_ref::<Array>().iter())).collect())
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        let prepared: Result<Vec<_>, _> =
            statements.into_iter().map(|statement| self.prepare(statement)).collect();
        let results = self.0.batch(prepared?).await.map_err(failure)?;
        results.iter().map(rows_of).collect()
    }
}

/// A batch answers objects; their values come in the order of the columns.
fn rows_of(result: &D1Result) -> Result<Rows, DbError> {
    let rows: Vec<Columns> = result.results().map_err(failure)?;
    Ok(rows.into_iter().map(|columns| Row::new(columns.0)).collect())
}

/// The values of an object, whatever its keys are.
struct Columns(Vec<Value>);

impl<'de> serde::Deserialize<'de> for Columns {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Columns;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Columns, A::Error> {
                let mut columns = Vec::new();
                while let Some((_, value)) = map.next_entry::<serde::de::IgnoredAny, Cell>()? {
                    columns.push(value.into());
                }
                Ok(Columns(columns))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// Numbers come as JavaScript's: whole ones below 2^53, which is all that the schema holds.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Cell {
    Integer(i64),
    Real(f64),
    Text(String),
    Null,
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Integer(number) => Value::Integer(number),
            Cell::Real(number) => Value::Integer(number as i64),
            Cell::Text(text) => Value::Text(text),
            Cell::Null => Value::Null,
        }
    }
}

fn to_row(columns: impl Iterator<Item = JsValue>) -> Row {
    Row::new(columns.map(|column| from_js(&column)).collect())
}

fn from_js(value: &JsValue) -> Value {
    if let Some(text) = value.as_string() {
        return Value::Text(text);
    }
    value.as_f64().map_or(Value::Null, |number| Value::Integer(number as i64))
}

fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(number) => JsValue::from_f64(*number as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}

/// D1 tells what happened in the message of the error or of its cause; see [`DbError::from_message`].
fn failure(error: worker::Error) -> DbError {
    let message = match &error {
        worker::Error::D1(cause) => cause.cause(),
        other => other.to_string(),
    };
    DbError::from_message(&message)
}
