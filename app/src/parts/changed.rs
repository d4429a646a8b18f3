//! What is to be asked for again after a change that several pages make.

use crate::query::invalidate;
use portico_api::billing::ShowBilling;
use portico_api::configuration::ShowConfiguration;
use portico_api::invites::ListInvites;
use portico_api::keys::ListKeys;
use portico_api::members::ListMembers;
use portico_api::organizations::{ListOrganizations, ShowOrganization};
use portico_api::projects::{ListProjects, ShowProject};
use portico_api::promotion::ShowPromotion;
use portico_api::session::ShowSession;
use portico_api::trash::ListTrash;
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

/// Asks again for all that depends on which projects there are.
pub(crate) fn projects_changed() {
    invalidate::<ListProjects>();
    invalidate::<ListTrash>();
    invalidate::<ListOrganizations>();
    invalidate::<ShowOrganization>();
    invalidate::<ShowBilling>();
    invalidate::<ShowSession>();
}
