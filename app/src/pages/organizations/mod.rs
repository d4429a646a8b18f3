//! Organizations: the list, the form for a new one, and the settings of one.

pub mod list;
pub mod new;
pub mod settings;
pub mod website;
