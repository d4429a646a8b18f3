//! What the overview of an environment tells about its configuration.

mod quick_start;
mod version;

pub(crate) use quick_start::quick_start;
pub(crate) use version::current_version;
