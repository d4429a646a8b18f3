//! Usage: what was read, by day and project.

mod metered;
mod store;

pub(crate) use metered::bring_over;
pub(crate) use store::{add_up, roll_up};

use crate::access::Select;
use portico_api::usage::ShowUsageParams;

/// A day, in milliseconds.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub(crate) fn show(params: &ShowUsageParams) -> Select {
    store::show(params)
}
