//! The pages, one folder per feature.

pub mod account;
mod audit;
pub mod billing;
pub mod billing_address;
pub mod configuration;
mod count;
mod heading;
pub mod home;
pub mod invites;
mod lazy;
pub mod limits;
mod list_end;
mod loaded;
pub mod mail_choice;
pub mod mailbox;
pub mod members;
pub mod missing;
pub mod offers;
pub mod organizations;
pub mod palette;
pub mod projects;
mod restored;
pub mod sign_in;
pub mod trash;
mod url_search;

pub(crate) use count::{Count, Counted};
pub(crate) use heading::Heading;
pub(crate) use lazy::{Chunk, lazy, prefetch};
pub(crate) use loaded::loaded;

use crate::locale;
use crate::query::invalidate;
use portico_api::billing::ShowBilling;
use portico_api::configuration::ShowConfiguration;
use portico_api::invites::ListInvites;
use portico_api::keys::ListKeys;
use portico_api::members::ListMembers;
use portico_api::organizations::{ListOrganizations, ShowOrganization};
use portico_api::projects::{ListProjects, Project, ShowProject};
use portico_api::promotion::ShowPromotion;
use portico_api::session::ShowSession;
use portico_api::versions::ListVersions;

/// Asks again for all that depends on who is a member of what, with which role.
pub(crate) fn membership_changed() {
    invalidate::<ListMembers>();
    invalidate::<ListInvites>();
    invalidate::<ShowSession>();
    invalidate::<ListOrganizations>();
    invalidate::<ShowOrganization>();
    invalidate::<ListProjects>();
    invalidate::<ShowProject>();
    invalidate::<ShowConfiguration>();
    invalidate::<ShowPromotion>();
    invalidate::<ListVersions>();
    invalidate::<ListKeys>();
    invalidate::<ShowBilling>();
}

/// How far sandbox and live are apart, as a sentence without an end; `None` where they are not. What was never live is not
/// behind: it says that it is not live yet, and no more.
pub(crate) fn ahead(project: &Project) -> Option<String> {
    let ahead = project.ahead();
    (ahead > 0).then(|| format!("Sandbox is {} ahead of live", counted(ahead, "setting")))
}

/// "44 of 322 projects".
pub(crate) fn found_of((found, total): (u32, u32), noun: &str) -> String {
    format!("{found} of {}", counted(total, noun))
}

/// "1 project", "2 projects", "3 addresses".
pub(crate) fn counted(number: u32, noun: &str) -> String {
    let plural = match (number, noun.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{} {noun}{plural}", locale::number(number.into()))
}
