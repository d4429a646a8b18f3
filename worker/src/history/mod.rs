//! Settings over the versions of an environment: which one changed each of them last, and the history of one.

mod changed;
mod store;

pub(crate) use changed::{PUBLISH, changed_in, last_changes_json};

use crate::access::Select;
use portico_api::history::SettingHistoryParams;

pub(crate) fn show(params: &SettingHistoryParams) -> Select {
    store::show(params)
}
