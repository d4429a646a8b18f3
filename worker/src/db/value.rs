//! Values that go into and come out of the database. Whole numbers travel as JavaScript numbers: up to 2^53.

use portico_api::{
    EnvironmentId, ExportId, InviteId, InvoiceId, KeyId, OfferId, OrganizationId, ProjectId, Role, UserId,
};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Role> for Value {
    fn from(role: Role) -> Self {
        Value::Integer(role.rank())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, T::into)
    }
}

macro_rules! from_ids {
    ($($id:ty),*) => {$(
        impl From<&$id> for Value {
            fn from(id: &$id) -> Self {
                Value::Text(id.as_str().to_owned())
            }
        }
    )*};
}
from_ids!(UserId, OrganizationId, ProjectId, EnvironmentId, InviteId, InvoiceId, KeyId, OfferId, ExportId);

/// One row, its columns in the order of the SELECT.
#[derive(Clone, Debug, Default)]
pub struct Row(Vec<Value>);

impl Row {
    pub fn new(columns: Vec<Value>) -> Self {
        Self(columns)
    }

    /// The text in a column; `None` for NULL, another type or no such column.
    pub fn text(&self, column: usize) -> Option<&str> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The whole number in a column; `None` for NULL, another type or no such column.
    pub fn integer(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// As [`Row::text`], without a copy.
    pub fn take_text(&mut self, column: usize) -> Option<String> {
        match self.0.get_mut(column).map(|value| std::mem::replace(value, Value::Null)) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}
