//! Every address of the console, and what follows from it: a new page is written here, once.
//!
//! [`Place::path`] writes an address and [`Place::parse`] reads it back: a link and the page behind it cannot drift apart,
//! and whatever is not written here is the page "not found". [`Chunk::of`] says which code the page is in, [`first`] what
//! `app/index.html` paints and asks for before any code has arrived. The table in that script and `public/_redirects` are
//! written from here, and so are the words of [`sign_in_page`] and the [`rows`] there: `UPDATE_SNAPSHOTS=1 cargo test -p portico-paths`.
//!
//! It needs no browser, so all of it is tested on the host.

mod chunk;
mod encoding;
pub mod first;
mod links;
mod place;
pub mod rows;
mod section;
pub mod sign_in_page;

pub use chunk::Chunk;
pub use links::{
    INVITING, audit, invite_members, members_search, organizations_search, overview, project_at,
    projects_search, promote, setting, setting_history, sign_in, sign_in_again, usage, versions,
};
pub use place::Place;
pub use section::{InProject, Section};
