//! The whole API on the host: the real service, over SQLite with the real migrations.

mod authorization;
mod database;
mod endpoints;
mod environments;
mod idempotency;
mod input;
mod openapi;
mod organizations;
mod plans;
mod projects;
mod requests;
mod sign_in;
mod support;
