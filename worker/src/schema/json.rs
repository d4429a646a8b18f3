//! The schema as JSON.

use crate::error::Error;
use serde::de::DeserializeOwned;

/// The SQL expression for the schema of a project, from its row `s` in `schemas`, which may be missing.
macro_rules! schema_json {
    () => {
        "json_object('version', coalesce(s.version, 0), 'settings', json(coalesce(s.document, '[]')), \
           'updated_at', s.updated_at, 'updated_by', (SELECT y.email FROM users y WHERE y.id = s.updated_by), \
           'updated_by_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = s.updated_by))"
    };
}
pub(crate) use schema_json;

/// Decodes what SQL built for the edge itself.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("facts that can't be read: {error}")))
}
