//! Organizations: the list, the form for a new one, the settings of one, and its deletion.

pub(super) mod deletion;
pub mod list;
pub mod new;
mod security;
pub mod settings;
pub mod table;
pub mod website;
