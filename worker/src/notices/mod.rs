//! Notices: mail that tells somebody of something that happened. It is queued where it happens, or by cron from the audit log, and kept until it has
//! left (`queue.rs`): so nobody waits for it, and a mail service that is away loses none.

mod mails;
mod queue;

pub(crate) use queue::drain;

use crate::access::OrganizationProof;
use crate::args;
use crate::context::Context;
use crate::db::Statement;
use portico_api::access::Owner;

/// What is told whatever somebody chose: it is about who gets in.
pub(crate) const ADDRESS_CHANGED: &str = "address_changed";
const SECURITY_LIFTED: &str = "security_lifted";

/// The beginning of each statement that queues some: what follows selects the values in this order.
macro_rules! insert_notice {
    () => {
        "INSERT INTO notices (id, recipient, user_id, kind, details, next_try_at, created_at) "
    };
}
pub(crate) use insert_notice;

/// Tells all Owners that nothing is asked of sign-ins any more, and who did that. Each ID follows from the request's and from whom it is for.
pub(crate) fn security_lifted(cx: &Context, proof: &OrganizationProof<Owner>) -> Statement {
    let sql = concat!(
        insert_notice!(),
        "SELECT ?1 || '/' || u.id, u.email, NULL, ?2, \
           json_object('organization', o.name, 'slug', o.slug, 'by', (SELECT y.email FROM users y WHERE y.id = ?4)), ?5, ?5 \
         FROM organizations o JOIN memberships m ON m.organization_id = o.id AND m.role = 4 JOIN users u ON u.id = m.user_id WHERE o.id = ?3"
    );
    let by = proof.caller().user_id();
    Statement::new(sql, args![&cx.request_id, SECURITY_LIFTED, proof.id(), by, cx.now])
}
