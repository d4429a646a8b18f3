//! Organizations: the list, the form for a new one, and the settings of one.

pub mod list;
pub mod new;
mod security;
pub mod settings;
mod table;
pub mod website;
