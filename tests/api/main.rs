//! The whole API on the host: the real service, over SQLite with the real migrations.

mod account;
mod authorization;
mod database;
mod endpoints;
mod environments;
mod idempotency;
mod input;
mod invites;
mod invites_accept;
mod invites_mail;
mod members;
mod openapi;
mod organizations;
mod plans;
mod projects;
mod requests;
mod sign_in;
mod support;
