//! The pages, one folder per feature.

pub mod account;
pub mod archive;
pub mod audit;
pub mod billing;
pub mod billing_address;
pub mod closed;
pub mod configuration;
pub mod home;
pub mod invites;
pub mod mail_choice;
pub mod mailbox;
pub mod members;
pub mod offers;
pub mod organizations;
pub mod palette;
pub mod projects;
pub mod sign_in;
pub mod trash;
