//! A deleted account in the database.

use super::keys;
use crate::access::{Caller, PROVEN, is_met};
use crate::args;
use crate::audit::{entry_id, insert_entry};
use crate::context::Context;
use crate::db::{Db, Statement, guard};
use crate::error::Error;
use crate::notices::{ACCOUNT_DELETED, insert_notice};
use crate::schema::read_json;
use portico_api::Endpoint;
use portico_api::account::DeleteAccount;
use portico_api::problem::OwnedAlone;

/// Entries of the account that are looked at whether they are its own, the newest: as many as a person makes in a day. Cron goes on with those before
/// (`worker/src/retention/accounts.rs`).
const LOOKED_AT: i64 = 2_000;

/// The memberships `m` of a person, by whom their organization `o` would be left without an Owner. One that waits in the trash needs none.
macro_rules! owned_alone {
    ($user:literal) => {
        concat!(
            "memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL WHERE m.user_id = ",
            $user,
            " AND m.role = 4 AND NOT EXISTS (SELECT 1 FROM memberships x WHERE x.organization_id = m.organization_id AND x.role = 4 AND x.user_id <> m.user_id)"
        )
    };
}

/// What is looked at before an account is deleted.
pub(super) struct Found {
    pub(super) email_key: String,
    pub(super) owned_alone: Vec<OwnedAlone>,
}

pub(super) async fn find<D: Db>(db: &D, caller: &Caller) -> Result<Found, Error> {
    let sql = concat!(
        "SELECT u.email_key, (SELECT json_group_array(json(item)) FROM (\
           SELECT json_object('name', o.name, 'slug', o.slug, 'members', iif(",
        is_met!("o", "?2"),
        ", o.members, 0)) AS item FROM ",
        owned_alone!("?1"),
        " ORDER BY o.name_key, o.id LIMIT 100)) AS owned_alone FROM users u WHERE u.id = ?1"
    );
    let rows = db.query(Statement::new(sql, args![caller.user_id(), caller.sign_ins().json()])).await?;
    let mut row = rows.into_iter().next().ok_or(Error::SignedOut)?;
    let email_key = row.take_text(0).unwrap_or_default();
    let owned_alone = read_json(row.text(1).unwrap_or("[]"))?;
    Ok(Found { email_key, owned_alone })
}

/// The address is told, in a mail that is kept until it has left.
const TELL: &str =
    concat!(insert_notice!(), "SELECT ?2, u.email, NULL, ?3, '{}', ?4, ?4 FROM users u WHERE u.id = ?1");
/// What somebody chose to be told goes; warnings about who gets in still leave.
const FORGET_NOTICES: &str = "\
    DELETE FROM notices WHERE recipient = (SELECT u.email FROM users u WHERE u.id = ?1) AND user_id = ?1 AND kind <> 'devices'";
/// A code that is on its way would open an account of its own now.
const FORGET_CODES: &str =
    "DELETE FROM sign_in_codes WHERE email_key = (SELECT u.email_key FROM users u WHERE u.id = ?1)";
/// From here on everything that names the person says the pseudonym.
const FORGET_WHO: &str = "\
    UPDATE users SET email = 'Deleted account ' || substr(id, -4), email_key = id, name = NULL, name_key = '', notices = NULL, unlinked_at = NULL, deleted_at = ?2, forget_before = '~' \
    WHERE id = ?1";
/// Each organization's log says that this member has gone.
const AUDIT: &str = concat!(
    insert_entry!("country"),
    "SELECT ",
    entry_id!("?2"),
    ", m.organization_id, ?1, ?3, 'member', ?1, ?8, ?4, ?5, ?6, ?7 \
     FROM memberships m WHERE m.user_id = ?1"
);
/// What the log has about the account alone, with its names and addresses, is nobody else's to read.
const FORGET_ENTRIES: &str = "\
    DELETE FROM audit_entries WHERE id IN (SELECT x.id FROM (\
      SELECT a.id, a.organization_id FROM audit_entries a INDEXED BY audit_entries_by_actor WHERE a.actor_id = ?1 ORDER BY a.id DESC LIMIT ?2) x \
      WHERE x.organization_id IS NULL)";
/// That there was one, and when it went: by nobody, from nowhere.
const NOTE: &str = concat!(insert_entry!(), "VALUES (?2, NULL, NULL, ?3, 'user', ?1, '{}', ?4, '', ?5)");
/// What is the person's own, by the index of each table.
const OWN: [&str; 7] = [
    "DELETE FROM memberships WHERE user_id = ?1",
    "DELETE FROM sessions WHERE user_id = ?1",
    "DELETE FROM passkeys WHERE user_id = ?1",
    "DELETE FROM linked_providers WHERE user_id = ?1",
    "DELETE FROM devices WHERE user_id = ?1",
    "DELETE FROM address_changes WHERE user_id = ?1",
    "DELETE FROM answers WHERE user_id = ?1",
];

/// The batch that deletes the account, as long as every organization has another Owner.
pub(super) fn delete(cx: &Context, caller: &Caller, revoke_keys: bool) -> Vec<Statement> {
    let (user, action, agent) = (caller.user_id(), DeleteAccount::NAME, cx.request.user_agent());
    let others = concat!("NOT EXISTS (SELECT 1 FROM ", owned_alone!("?1"), ")");
    let mut entries = args![user, cx.new_id(), action, &cx.request_id, agent, cx.now, cx.request.country()];
    entries.extend(args![if revoke_keys { r#"{"revoke_keys":true}"# } else { "{}" }]);
    let mut batch = vec![
        // The session may have ended since the proof.
        guard::holds("proof", PROVEN, args![caller.session_id(), cx.now]),
        guard::holds("last_owner", others, args![user]),
        Statement::new(FORGET_NOTICES, args![user]),
        Statement::new(TELL, args![user, &cx.request_id, ACCOUNT_DELETED, cx.now]),
        Statement::new(FORGET_CODES, args![user]),
        Statement::new(FORGET_WHO, args![user, cx.now]),
        Statement::new(AUDIT, entries),
        Statement::new(FORGET_ENTRIES, args![user, LOOKED_AT]),
        Statement::new(NOTE, args![user, cx.new_id(), action, &cx.request_id, cx.now]),
    ];
    // Which organizations they are in says whose keys may be revoked.
    if revoke_keys {
        batch.extend(keys::begin(cx, caller));
    }
    batch.extend(OWN.iter().map(|sql| Statement::new(*sql, args![user])));
    guard::together(batch)
}
