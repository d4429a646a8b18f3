//! The contract of Portico: every endpoint with its path, access, parameters, body and reply, declared once.
//!
//! The client calls these types, the edge mounts them, the OpenAPI document is generated from them and the
//! tests enumerate them ([`registry`]). No URL, method or JSON shape is written anywhere else.

pub mod access;
pub mod account;
pub mod audit;
pub mod billing;
pub mod body;
pub mod configuration;
pub mod deletions;
#[cfg(feature = "openapi")]
pub mod described;
pub mod endpoint;
pub mod environments;
pub mod exports;
pub mod history;
pub mod ids;
pub mod imports;
pub mod invites;
pub mod invoices;
pub mod json;
pub mod keys;
pub mod mail_choice;
pub mod mailbox;
pub mod members;
pub mod notices;
pub mod offers;
pub mod organizations;
pub mod page;
pub mod params;
pub mod passkeys;
pub mod plans;
pub mod problem;
pub mod projects;
pub mod promotion;
pub mod providers;
pub mod raw;
pub mod registry;
pub mod role;
pub mod said;
pub mod schema;
pub mod security;
pub mod session;
pub mod sessions;
pub mod sign_in;
pub mod text;
pub mod trash;
pub mod usage;
pub mod values;
pub mod versions;

pub use body::{Body, Empty, Fields};
pub use endpoint::{Endpoint, Method, Twice, url};
pub use ids::{
    EnvironmentId, ExportId, InviteId, InvoiceId, KeyId, OfferId, OrganizationId, PasskeyId, ProjectId,
    SessionId, UserId,
};
pub use problem::{FieldError, Problem};
pub use role::Role;
