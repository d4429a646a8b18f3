//! What pages and layouts share: pieces of pages that know the API and the addresses, but no page.

pub(crate) mod by_use;
mod changed;
mod chosen;
mod code_field;
mod count;
mod elsewhere;
pub(crate) mod file;
mod heading;
pub mod here;
mod key_row;
pub mod limits;
pub(crate) mod list_end;
pub(crate) mod loaded;
mod matches;
mod may_create;
pub mod missing;
mod picker;
mod resend;
pub(crate) mod restored;
pub mod shortcuts;
pub(crate) mod url_search;
pub(crate) mod webauthn;
mod words;

pub(crate) use changed::{membership_changed, projects_changed};
pub(crate) use chosen::{open_while, words_of};
pub(crate) use code_field::CodeField;
pub(crate) use count::{Count, Counted};
pub(crate) use elsewhere::Elsewhere;
pub(crate) use heading::Heading;
pub(crate) use key_row::key_row;
pub(crate) use loaded::loaded;
pub(crate) use matches::{matches, repeats};
pub(crate) use may_create::may_create;
pub(crate) use picker::{Said, picker};
pub(crate) use resend::Resend;
pub(crate) use words::{ahead, counted, counted_to, found_of};
