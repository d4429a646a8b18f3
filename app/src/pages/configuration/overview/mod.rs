//! `/o/{organization}/p/{project}/{mode}`: a project, seen from one of its environments.

mod guide;
mod ids;
mod next_step;
mod page;
mod quick_start;
mod try_it;
mod values;
mod version;

pub(crate) use page::page;
