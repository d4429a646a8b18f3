//! What a mail is counted against that its recipient did not ask for: by whom it goes to, and by who had it sent.

use super::address_hash;
use crate::budgets::{
    Charge, MAIL_BY_CLIENT, MAIL_BY_NETWORK, MAIL_BY_ORGANIZATION, MAIL_BY_PERSON, MAIL_TO_ADDRESS,
};
use crate::context::Context;
use portico_api::{OrganizationId, UserId};

/// No limit: what is not sent need not be counted.
const ANY: i64 = 1 << 50;

/// Whom one organization's mails to an address count for.
pub(crate) fn pair(organization: &OrganizationId, email_key: &str) -> String {
    format!("{organization} {email_key}")
}

/// One mail to an address, for an organization.
pub(crate) fn sent_to(cx: &Context, organization: &OrganizationId, email_key: &str) -> Vec<Charge> {
    let charges = [
        MAIL_TO_ADDRESS.charge(cx, email_key),
        MAIL_BY_ORGANIZATION.charge(cx, &pair(organization, email_key)),
    ];
    charges.into_iter().map(|charge| charge.where_stopped(address_hash(email_key), ANY)).collect()
}

/// So many mails that this person has sent from here, whichever organizations they are for.
pub(crate) fn sent_by(cx: &Context, person: &UserId, mails: usize) -> Vec<Charge> {
    let mails = i64::try_from(mails).unwrap_or(i64::MAX);
    let mut charges = vec![MAIL_BY_PERSON.charges(cx, person.as_str(), mails)];
    if let Some(client) = cx.request.client() {
        charges.push(MAIL_BY_CLIENT.charges(cx, &client.host, mails));
        charges.extend(client.network.map(|network| MAIL_BY_NETWORK.charges(cx, &network, mails)));
    }
    charges
}
