//! The edge function of Portico.
//!
//! A request goes `cloudflare::fetch` → [`service::Service::handle`] → the route of its endpoint → one D1 round
//! trip that proves access and reads, and for a change a second one that is a single batch. Only `cloudflare/`
//! knows the runtime: the rest compiles on the host, where `tests/api` runs the same service over SQLite.

pub mod access;
mod account;
pub mod action;
pub mod afterwards;
pub mod audit;
mod base64url;
mod billing;
mod budgets;
mod cbor;
pub mod cleanup;
pub mod config;
mod configuration;
pub mod context;
mod counts;
pub mod db;
mod deletions;
pub mod delivery;
mod environments;
pub mod error;
mod exports;
mod history;
pub mod http;
mod idempotency;
mod imports;
mod invites;
mod invoices;
mod keys;
pub mod mail;
mod mailbox;
mod members;
mod notices;
mod offers;
mod organizations;
mod passkeys;
pub mod patience;
pub mod ports;
mod projects;
mod promotion;
pub mod providers;
mod reencrypt;
pub mod refusals;
mod retention;
pub mod ring;
pub mod routes;
pub mod routing;
mod schema;
mod secret;
mod security;
pub mod service;
mod session;
mod sessions;
mod sign_in;
mod signature;
pub mod stripe;
mod trash;
mod usage;
mod vault;
mod versions;

#[cfg(target_arch = "wasm32")]
mod cloudflare;
