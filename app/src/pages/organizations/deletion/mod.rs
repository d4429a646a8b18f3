//! Deleting an organization, in its settings, and restoring it, below the list of those that there are.

mod consequences;
pub(in super::super) mod delete;
mod restore;
pub(super) mod section;
