//! What is counted, how often it may be done, and what is said when that is used up.

use super::Budget;
use portico_api::invites::{
    INVITES_PER_CLIENT, INVITES_PER_HOUR, INVITES_PER_NETWORK, MAILS_PER_ADDRESS,
    MAILS_PER_ADDRESS_AND_SENDER,
};
use portico_api::notices::{ACCOUNT_NOTICES_PER_ADDRESS, NOTICES_PER_ADDRESS, OWNER_NOTICES_PER_ADDRESS};
use portico_api::organizations::{ORGANIZATIONS_PER_CLIENT, ORGANIZATIONS_PER_NETWORK};
use portico_api::passkeys::{REFUSED_PER_CLIENT, REFUSED_PER_NETWORK, SIGN_INS_A_DAY};
use portico_api::providers::{ATTEMPTS_PER_CLIENT, ATTEMPTS_PER_NETWORK};
use portico_api::security::LIFTS_A_DAY;
use portico_api::sign_in::{
    CODES_PER_ADDRESS, CODES_PER_CLIENT, CODES_PER_DEVICE, CODES_PER_DEVICE_AND_DAY, CODES_PER_NETWORK,
    CODES_PER_PAIR_AND_DAY, CODES_PER_WINDOW, WRONG_CODES, WRONG_CODES_OF_STRANGERS,
};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

pub(super) const TOO_OFTEN: &str = "Too many attempts. Try again in {wait}.";
const ADDRESS_SPENT: &str = "\
    Too many codes were requested for this address today. A browser in which you signed in with it before still gets one. \
    In this one, try again in {wait}.";
const TRIES_SPENT: &str = "\
    Too many wrong codes were entered for this address today. A browser in which you signed in with it before may still be let in. \
    In this one, try again in {wait}.";
const MAILED_TOO_OFTEN: &str = "\
    This address was sent too many e-mails today, so this one was not sent. Try again in {wait}. You can share the link of an invite \
    another way in the meantime.";
const WRONG_TOO_OFTEN: &str =
    "Too many wrong codes were entered for this address today. Try again in {wait}.";
const TO_NEW_ADDRESS_TOO_OFTEN: &str =
    "This address was sent too many e-mails today, so this one was not sent. Try again in {wait}.";
const SENT_TOO_OFTEN: &str = "Too many e-mails were sent from here. Try again in {wait}.";

const CREATED_TOO_OFTEN: &str =
    "Too many organizations were created from your network today. Try again in {wait}.";

const fn budget(scope: &'static str, limit: i64, life: i64, why: &'static str) -> Budget {
    Budget { scope, limit, life, why }
}

/// Codes to an address, asked for by one client: who is at the same place as somebody else locks out nobody elsewhere.
pub(crate) const CODE_OF_PAIR: Budget = budget("code_pair", CODES_PER_WINDOW, HOUR, TOO_OFTEN);
pub(crate) const CODE_OF_PAIR_A_DAY: Budget = budget("code_pair_day", CODES_PER_PAIR_AND_DAY, DAY, TOO_OFTEN);
/// Codes to any address, asked for by one client, and by the network around it.
pub(crate) const CODE_OF_CLIENT: Budget = budget("code_client", CODES_PER_CLIENT, HOUR, TOO_OFTEN);
pub(crate) const CODE_OF_NETWORK: Budget = budget("code_network", CODES_PER_NETWORK, HOUR, TOO_OFTEN);
/// Codes in a browser that signed in with the address before.
pub(crate) const CODE_OF_DEVICE: Budget = budget("code_device", CODES_PER_DEVICE, HOUR, TOO_OFTEN);
pub(crate) const CODE_OF_DEVICE_A_DAY: Budget =
    budget("code_device_day", CODES_PER_DEVICE_AND_DAY, DAY, TOO_OFTEN);

/// Sign-ins at providers that one client begins, and the network around it.
pub(crate) const PROVIDER_OF_CLIENT: Budget = budget("provider_client", ATTEMPTS_PER_CLIENT, HOUR, TOO_OFTEN);
pub(crate) const PROVIDER_OF_NETWORK: Budget =
    budget("provider_network", ATTEMPTS_PER_NETWORK, HOUR, TOO_OFTEN);

/// Wrong codes for an address over all clients. A part is left to browsers that signed in with it before.
pub(crate) const WRONG_CODE: Budget = budget("wrong_code", WRONG_CODES, DAY, TRIES_SPENT);
pub(crate) const WRONG_CODE_OF_STRANGERS: Budget =
    budget("wrong_code", WRONG_CODES_OF_STRANGERS, DAY, TRIES_SPENT);

/// Wrong codes for an address that somebody wants to have, however they try.
pub(crate) const WRONG_ADDRESS_CODE: Budget =
    budget("wrong_code", WRONG_CODES_OF_STRANGERS, DAY, WRONG_TOO_OFTEN);

/// Passkeys that were refused, of one client and of the network around it: a signature can't be guessed, but looking at one costs something.
pub(crate) const REFUSED_PASSKEY_OF_CLIENT: Budget =
    budget("passkey_client", REFUSED_PER_CLIENT, HOUR, TOO_OFTEN);
pub(crate) const REFUSED_PASSKEY_OF_NETWORK: Budget =
    budget("passkey_network", REFUSED_PER_NETWORK, HOUR, TOO_OFTEN);
/// Sign-ins of one person with passkeys, whichever of them: nothing else slows them down, and each is written down.
pub(crate) const SIGN_IN_WITH_PASSKEY: Budget = budget("passkey_person", SIGN_INS_A_DAY, DAY, TOO_OFTEN);
/// How often one organization lifts what it asks of sign-ins: each time all of its Owners are mailed, whatever they chose.
pub(crate) const LIFT_SECURITY: Budget = budget("lift_security", LIFTS_A_DAY, DAY, TOO_OFTEN);

/// Everything that is mailed to an address at the wish of somebody who may be a stranger: one count with two limits, so that no number of invites
/// keeps a code from its owner.
pub(crate) const CODE_TO_ADDRESS: Budget = budget("mail", CODES_PER_ADDRESS, DAY, ADDRESS_SPENT);
pub(crate) const MAIL_TO_ADDRESS: Budget = budget("mail", MAILS_PER_ADDRESS, DAY, MAILED_TOO_OFTEN);
/// The same for codes to an address that somebody wants to have, and what one person has sent to one.
pub(crate) const ADDRESS_CODE: Budget = budget("mail", MAILS_PER_ADDRESS, DAY, TO_NEW_ADDRESS_TOO_OFTEN);
pub(crate) const ADDRESS_BY_PERSON: Budget =
    budget("mail_address", MAILS_PER_ADDRESS_AND_SENDER, DAY, TO_NEW_ADDRESS_TOO_OFTEN);
/// The same by one organization.
pub(crate) const MAIL_BY_ORGANIZATION: Budget =
    budget("mail_organization", MAILS_PER_ADDRESS_AND_SENDER, DAY, MAILED_TOO_OFTEN);
/// What one person, one client or the network around it has mailed, whichever organizations that was for.
pub(crate) const MAIL_BY_PERSON: Budget = budget("mail_person", INVITES_PER_HOUR, HOUR, SENT_TOO_OFTEN);
pub(crate) const MAIL_BY_CLIENT: Budget = budget("mail_client", INVITES_PER_CLIENT, HOUR, SENT_TOO_OFTEN);
pub(crate) const MAIL_BY_NETWORK: Budget = budget("mail_network", INVITES_PER_NETWORK, HOUR, SENT_TOO_OFTEN);

/// What an address is told without having asked at that moment, whoever made it happen: counted when it leaves, and what is beyond it waits. Apart from what is
/// mailed at somebody's wish, so that neither keeps the other back.
pub(crate) const NOTICE_TO_ADDRESS: Budget = budget("notice", NOTICES_PER_ADDRESS, DAY, TOO_OFTEN);
/// The same of what is about the account and how one signs in.
pub(crate) const ACCOUNT_NOTICE_TO_ADDRESS: Budget =
    budget("notice_account", ACCOUNT_NOTICES_PER_ADDRESS, DAY, TOO_OFTEN);
/// The same of what an Owner has to hear in time to undo it.
pub(crate) const OWNER_NOTICE_TO_ADDRESS: Budget =
    budget("notice_owner", OWNER_NOTICES_PER_ADDRESS, DAY, TOO_OFTEN);

/// Organizations that one client creates beyond the first of somebody, and the network around it: whoever has a mailbox for every address of a domain has as many accounts as they like.
pub(crate) const ORGANIZATION_OF_CLIENT: Budget =
    budget("organization_client", ORGANIZATIONS_PER_CLIENT, DAY, CREATED_TOO_OFTEN);
pub(crate) const ORGANIZATION_OF_NETWORK: Budget =
    budget("organization_network", ORGANIZATIONS_PER_NETWORK, DAY, CREATED_TOO_OFTEN);
/// The same count with another limit for whoever is a member of no organization yet, so that a few accounts that create all they may keep nobody from their first.
pub(crate) const FIRST_ORGANIZATION_OF_CLIENT: Budget =
    budget("organization_client", 2 * ORGANIZATIONS_PER_CLIENT, DAY, CREATED_TOO_OFTEN);
pub(crate) const FIRST_ORGANIZATION_OF_NETWORK: Budget =
    budget("organization_network", 2 * ORGANIZATIONS_PER_NETWORK, DAY, CREATED_TOO_OFTEN);
