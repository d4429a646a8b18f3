//! What a code to a new address is counted against: by whom it goes to, who may not have asked for it, and by who had it sent.

use crate::budgets::{ADDRESS_BY_PERSON, ADDRESS_CODE, Budget, Charge, WRONG_ADDRESS_CODE};
use crate::context::Context;
use crate::mail::{self, address_hash};
use portico_api::UserId;
use portico_api::sign_in::CODES_PER_STOPPED_ADDRESS;
use portico_api::text::EmailAddress;

/// Wrong codes for an address, over all ways to try them.
pub(super) const WRONG_CODES: Budget = WRONG_ADDRESS_CODE;

pub(super) fn of(cx: &Context, person: &UserId, email: &EmailAddress) -> Vec<Charge> {
    let address = email.key();
    let to_address = ADDRESS_CODE.charge(cx, &address);
    let mut charges = vec![
        to_address.where_stopped(address_hash(&address), CODES_PER_STOPPED_ADDRESS),
        ADDRESS_BY_PERSON.charge(cx, &format!("{person} {address}")),
        WRONG_CODES.left(cx, &address),
    ];
    charges.extend(mail::sent_by(cx, person, 1));
    charges
}
