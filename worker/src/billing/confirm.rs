//! The billing address is asked before any invoice is mailed to it, unless it is a member's. Whether somebody else has an account with it makes no
//! difference: nobody could be told apart by it.

use super::details;
use crate::access::{OrganizationProof, select_only};
use crate::action::Action;
use crate::args;
use crate::audit::{self, insert_entry};
use crate::budgets;
use crate::context::Context;
use crate::db::{Db, Row, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::mail::{self, address_hash, mask};
use crate::schema::read_json;
use crate::secret::{billing_address_token, sha256};
use portico_api::access::{Admin, InOrganization};
use portico_api::billing::{BillingAddress, BillingAddressParams, BillingDetails, EmailState};
use portico_api::organizations::OrganizationParams;
use portico_api::text::EmailAddress;
use portico_api::{Empty, OrganizationId};

/// The statements that ask an address which was just set: what that is counted as comes first. None where the address stays what it was.
pub(super) fn ask_anew(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    found: &BillingDetails,
    email: Option<&EmailAddress>,
) -> Result<(Vec<Statement>, Vec<Statement>), Error> {
    let key = email.map(EmailAddress::key).unwrap_or_default();
    if key == found.email.to_ascii_lowercase() {
        return Ok(Default::default());
    }
    let mut charges = Vec::new();
    if !key.is_empty() {
        charges = mail::sent_to(cx, proof.id(), &key);
        charges.extend(mail::sent_by(cx, proof.caller().user_id(), 1));
    }
    cx.bill_afterwards();
    Ok((budgets::take(charges, cx.now), vec![ask(cx, proof.id(), &key)?]))
}

/// A new link, and the mail with it, unless the address is a member's, wants no mail, or is none.
fn ask(cx: &Context, organization: &OrganizationId, key: &str) -> Result<Statement, Error> {
    let nonce = cx.new_id();
    let token = billing_address_token(cx.config, organization.as_str(), &nonce).ok_or(Error::MailNotSetUp)?;
    let set = "\
        UPDATE billing_details SET address_hash = ?3, confirm_nonce = ?4, confirm_hash = ?5, confirm_tries = 0, \
          is_confirmed = w.is_ours, confirm_due_at = iif(w.is_ours OR w.is_stopped, NULL, ?6) \
        FROM (SELECT ?2 = '' OR EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = ?1 AND m.email_key = ?2) AS is_ours, \
          EXISTS (SELECT 1 FROM stopped_addresses n WHERE n.address_hash = ?3) AS is_stopped) w \
        WHERE organization_id = ?1";
    let hash = sha256(&[token.as_bytes()]);
    Ok(Statement::new(set, args![organization, key, address_hash(key), nonce, hash, cx.now]))
}

/// Asks once more.
pub(crate) fn resend_confirmation(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: BillingDetails = read_json(&found)?;
    let key = found.email.to_ascii_lowercase();
    let mut charges = mail::sent_to(cx, proof.id(), &key);
    charges.extend(mail::sent_by(cx, proof.caller().user_id(), 1));
    let is_waiting = found.email_state == EmailState::Waiting;
    let mut statements = vec![details::still(proof.id(), found.version)];
    if is_waiting {
        cx.bill_afterwards();
        statements.extend(budgets::take(charges, cx.now));
    }
    statements.push(ask(cx, proof.id(), &key)?);
    let params = OrganizationParams { organization: proof.id().to_string() };
    let action = Action {
        statements,
        audit: audit::Entry {
            organization_id: Some(proof.id().clone()),
            target_kind: "organization",
            target_id: proof.id().to_string(),
            details: audit::Details::none(),
        },
        reply: select_only::<InOrganization<Admin>, _>(cx, &params, details::current(&params))?,
        conflicts: &[],
    };
    Ok(action.unless(!is_waiting))
}

/// What a link was found to stand for.
struct Found {
    organization: OrganizationId,
    email: String,
    reply: BillingAddress,
}

async fn find<D: Db>(db: &D, params: &BillingAddressParams) -> Result<Found, Error> {
    let sql = "\
        SELECT d.organization_id, d.email, o.name, d.is_confirmed FROM billing_details d \
        JOIN organizations o ON o.id = d.organization_id AND o.deleted_at IS NULL WHERE d.confirm_hash = ?1 AND d.email <> ''";
    let rows = db.query(Statement::new(sql, args![sha256(&[params.token.as_bytes()])])).await?;
    rows.first().and_then(read).ok_or(Error::NotFound)
}

fn read(row: &Row) -> Option<Found> {
    let email = row.text(1)?.to_owned();
    Some(Found {
        organization: OrganizationId::new(row.text(0)?.to_owned()),
        reply: BillingAddress {
            organization: row.text(2)?.to_owned(),
            address: mask(&email),
            is_confirmed: row.integer(3) == Some(1),
        },
        email,
    })
}

/// Shows whose invoices an address is to get.
pub(crate) async fn show_address<D: Db>(
    db: &D,
    _: &Context<'_>,
    params: BillingAddressParams,
    _: Empty,
) -> Result<Answer, Error> {
    Ok(Answer::json(200, &find(db, &params).await?.reply))
}

/// Invoices may go there; those that wait to be paid go at once, and Stripe is told the address.
pub(crate) async fn confirm_address<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: BillingAddressParams,
    _: Empty,
) -> Result<Answer, Error> {
    let found = find(db, &params).await?;
    if !found.reply.is_confirmed {
        db.batch(confirmation(cx, &found, &params)).await?;
        cx.bill_afterwards();
        cx.sync_billing(found.organization.as_str());
    }
    Ok(Answer::json(200, &BillingAddress { is_confirmed: true, ..found.reply }))
}

/// Each statement goes on only where the first one did: a newer link may have taken the place of this one meanwhile.
fn confirmation(cx: &Context, found: &Found, params: &BillingAddressParams) -> Vec<Statement> {
    let hash = sha256(&[params.token.as_bytes()]);
    let set = "\
        UPDATE billing_details SET is_confirmed = 1, confirm_due_at = NULL, version = version + 1 \
        WHERE confirm_hash = ?1 AND is_confirmed = 0";
    let send = "\
        UPDATE invoices SET mail_due_at = ?4 WHERE organization_id = ?1 AND status = 'open' AND provider = 'manual' \
          AND mail_due_at IS NULL AND mail_tries = 0 AND bill_to ->> 'email' = ?2 \
          AND EXISTS (SELECT 1 FROM billing_details d WHERE d.confirm_hash = ?3 AND d.is_confirmed = 1)";
    let tell = "\
        UPDATE subscriptions SET sync_due_at = ?2 WHERE organization_id = ?1 AND stripe_customer IS NOT NULL";
    let entry = concat!(
        insert_entry!(),
        "VALUES (?1, ?2, NULL, 'confirm_billing_address', 'organization', ?2, '{}', ?3, ?4, ?5)"
    );
    let organization = &found.organization;
    vec![
        Statement::new(set, args![&hash]),
        Statement::new(send, args![organization, &found.email, hash, cx.now]),
        Statement::new(tell, args![organization, cx.now]),
        Statement::new(
            entry,
            args![cx.new_id(), organization, &cx.request_id, cx.request.user_agent(), cx.now],
        ),
    ]
}
