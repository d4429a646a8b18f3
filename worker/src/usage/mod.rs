//! Usage: what was read, by day and project.

mod store;

pub(crate) use store::{roll_up, sum_up};

use crate::access::Select;
use portico_api::usage::ShowUsageParams;

pub(crate) fn show(params: &ShowUsageParams) -> Select {
    store::show(params)
}
