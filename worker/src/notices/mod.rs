//! Notices: mail that tells somebody of something that happened. It is queued in the batch in which that happens where it is one row, else by cron, from the
//! audit log (`walk.rs`) and from the organizations' rows (`limits.rs`), so that nothing that is done often costs a statement more. It is kept until it has left
//! (`queue.rs`): nobody waits for it, and a mail service that is away loses none.

mod choice;
mod deletions;
mod limits;
mod mails;
mod one_click;
mod queue;
mod walk;

pub(crate) use choice::{show, update};
pub(crate) use deletions::{
    organization_deleted, organization_going, organization_is_gone, organizations_ending,
};
pub(crate) use one_click::{ONE_CLICK, one_click, one_click_token};
pub(crate) use queue::drain;

use crate::access::OrganizationProof;
use crate::args;
use crate::context::Context;
use crate::db::{Db, Statement};
use crate::ports::Clock;
use portico_api::access::Owner;

/// What is told whatever somebody chose. About their own account, and who gets into it: whatever an address has said about mail.
pub(crate) const ADDRESS_CHANGED: &str = "address_changed";
pub(crate) const ACCOUNT_DELETED: &str = "account_deleted";
pub(crate) const PASSKEY_ADDED: &str = "passkey_added";
pub(crate) const PASSKEY_REMOVED: &str = "passkey_removed";
pub(crate) const PROVIDER_LINKED: &str = "provider_linked";
pub(crate) const PROVIDER_UNLINKED: &str = "provider_unlinked";
/// About an organization, to all of its Owners: not to an address that wants no mail.
const SECURITY_LIFTED: &str = "security_lifted";
const DELETED: &str = "organization_deleted";
const ENDING: &str = "organization_ending";
const GONE: &str = "organization_gone";
/// What can be chosen, by the names of the contract.
const PUBLISHING: &str = "publishing";
const INVITES: &str = "invites";
const DEVICES: &str = "devices";
const LIMITS: &str = "limits";

/// The beginning of each statement that queues some: what follows selects the values in this order.
macro_rules! insert_notice {
    () => {
        "INSERT INTO notices (id, recipient, user_id, kind, details, next_try_at, created_at) "
    };
}
pub(crate) use insert_notice;

/// Whether a user of the table `u` is to be told of this kind, and has no more waiting than anybody reads. Of sign-ins in a new browser only their own kind
/// counts: what others make happen, and waits until there is room, does not hide one.
macro_rules! wants {
    ("publishing") => {
        $crate::notices::wants!("publishing", "0", "")
    };
    ("devices") => {
        $crate::notices::wants!("devices", "1", " AND n.kind = 'devices'")
    };
    ($kind:literal) => {
        $crate::notices::wants!($kind, "1", "")
    };
    ($kind:literal, $otherwise:literal, $counted:literal) => {
        concat!(
            "coalesce(u.notices ->> '",
            $kind,
            "', ",
            $otherwise,
            ") AND (SELECT count(*) FROM notices n WHERE n.recipient = u.email",
            $counted,
            ") < 20"
        )
    };
}
pub(crate) use wants;

/// Tells all Owners that nothing is asked of sign-ins any more, and who did that. Each ID follows from the request's and from whom it is for.
pub(crate) fn security_lifted(cx: &Context, proof: &OrganizationProof<Owner>) -> Statement {
    let sql = concat!(
        insert_notice!(),
        "SELECT ?1 || '/' || u.id, u.email, NULL, ?2, \
           json_object('organization', o.name, 'slug', o.slug, 'by', (SELECT y.email FROM users y WHERE y.id = ?4), \
             'by_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = ?4)), ?5, ?5 \
         FROM organizations o JOIN memberships m ON m.organization_id = o.id AND m.role = 4 JOIN users u ON u.id = m.user_id WHERE o.id = ?3"
    );
    let by = proof.caller().user_id();
    Statement::new(sql, args![&cx.request_id, SECURITY_LIFTED, proof.id(), by, cx.now])
}

/// Tells whoever signed in that it was in a browser that is not known, if others are: `device` is the hash of what it is known by, `country` what the platform
/// says of where it is, also where that is no country. It goes before the statement that remembers it.
pub(crate) fn new_device(session: &str, device: &str, country: Option<&str>, now: i64) -> Statement {
    let sql = concat!(
        insert_notice!(),
        "SELECT 'device/' || s.id, u.email, u.id, ?3, json_object('device', s.user_agent, 'way', s.signed_in_by, 'country', ?5, 'at', CAST(?4 AS INTEGER)), ?4, ?4 \
         FROM sessions s JOIN users u ON u.id = s.user_id AND ",
        wants!("devices"),
        " WHERE s.id = ?1 AND EXISTS (SELECT 1 FROM devices d WHERE d.user_id = s.user_id) \
           AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = ?2 AND d.user_id = s.user_id)"
    );
    Statement::new(sql, args![session, device, DEVICES, now, country])
}

/// What cron does: queues what follows from the log and from the organizations. Answers what should be in the log.
pub(crate) async fn collect<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let outcomes = [walk::go_on(db, clock).await, limits::go_on(db, clock).await];
    let said = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|error| vec![format!("notices: {error:?}")]));
    said.flatten().collect()
}
