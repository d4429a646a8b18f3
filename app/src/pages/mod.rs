//! The pages, one folder per feature.

mod heading;
pub mod home;
mod loaded;
pub mod mailbox;
pub mod missing;
pub mod organizations;
pub mod projects;
pub mod sign_in;
mod url_search;

pub(crate) use heading::Heading;
pub(crate) use loaded::loaded;

/// "1 project", "2 projects".
pub(crate) fn counted(number: u32, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
