//! Environments: a project's sandbox and live mode.

use crate::access::Select;
use portico_api::environments::EnvironmentParams;

/// The SQL expression for an environment, from a table `e`.
macro_rules! environment_json {
    () => {
        "json_object('id', e.id, 'mode', e.mode, 'created_at', e.created_at)"
    };
}
pub(crate) use environment_json;

/// In the scope `environment`.
pub(crate) fn show(_: &EnvironmentParams) -> Select {
    Select::of(concat!("SELECT ", environment_json!(), " FROM environment e"))
}
