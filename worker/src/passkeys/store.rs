//! The passkeys of somebody who is signed in, in the database.

use super::challenge::{Challenge, ENDED};
use super::webauthn::Registration;
use crate::access::{Caller, PROVEN, Select};
use crate::args;
use crate::audit::insert_entry;
use crate::base64url;
use crate::context::Context;
use crate::db::{Db, DbError, Statement, guard};
use crate::error::Error;
use crate::notices::{PASSKEY_ADDED, PASSKEY_REMOVED, insert_notice};
use crate::secret::derive;
use portico_api::passkeys::{PASSKEYS_MAX, PasskeyParams};
use serde::{Deserialize, Serialize};

/// The SQL expression for a passkey, from a table `p`.
macro_rules! passkey_json {
    () => {
        "json_object('id', p.id, 'name', p.name, 'created_at', p.created_at, 'last_used_at', p.last_used_at, \
           'is_backed_up', json(iif(p.is_backed_up, 'true', 'false')))"
    };
}

/// In the scope `caller`: all of them, newest first.
pub(super) fn list() -> Select {
    Select::of(concat!(
        "SELECT json_object('passkeys', json((SELECT json_group_array(json(item)) FROM (SELECT ",
        passkey_json!(),
        " AS item FROM caller c JOIN passkeys p ON p.user_id = c.user_id ORDER BY p.id DESC)))) FROM caller"
    ))
}

/// Whose passkey it becomes, and which they have.
#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) email: String,
    pub(super) name: Option<String>,
    pub(super) handle: String,
    pub(super) credentials: Vec<String>,
}

pub(super) async fn owner<D: Db>(db: &D, cx: &Context<'_>, caller: &Caller) -> Result<Owner, Error> {
    let sql = "\
        SELECT json_object('email', u.email, 'name', nullif(u.name, ''), \
          'handle', coalesce((SELECT p.user_handle FROM passkeys p WHERE p.user_id = u.id LIMIT 1), ?2), \
          'credentials', json((SELECT json_group_array(p.credential_id) FROM passkeys p WHERE p.user_id = u.id))) AS owner \
        FROM users u WHERE u.id = ?1";
    let rows = db.query(Statement::new(sql, args![caller.user_id(), handle(cx, caller)])).await?;
    let owner = rows.first().and_then(|row| row.text(0)).ok_or(Error::SignedOut)?;
    serde_json::from_str(owner).map_err(|error| Error::Internal(error.to_string()))
}

/// What stands for somebody on their devices until they have a passkey that says it. It follows from the secret key, so that it is the same for two
/// that are made at once, and tells nobody who it is.
fn handle(cx: &Context, caller: &Caller) -> String {
    let bytes = derive(cx.config, "passkey_user", caller.user_id().as_str(), "");
    bytes.map(|bytes| base64url::encode(&bytes)).unwrap_or_default()
}

/// What stands for a challenge that was answered: a second answer breaks the batch.
pub(super) const ANSWERED: &str = "passkey_challenges.hash";

pub(super) fn answer(challenge: &Challenge) -> Statement {
    let sql = "INSERT INTO passkey_challenges (hash, expires_at) VALUES (?1, ?2)";
    Statement::new(sql, args![challenge.hash(), challenge.expires_at])
}

/// A passkey that was added, as JSON, and whether it was this very request that added it.
pub(super) struct Added {
    pub(super) passkey: String,
    pub(super) is_new: bool,
}

/// The session is there still, and its sign-in young enough.
fn still_proven(cx: &Context, caller: &Caller) -> Statement {
    guard::holds("proof", PROVEN, args![caller.session_id(), cx.now])
}

pub(super) async fn add<D: Db>(
    db: &D,
    cx: &Context<'_>,
    caller: &Caller,
    name: &str,
    made: &Registration,
    challenge: &Challenge,
) -> Result<Added, Error> {
    let (id, user, credential) = (cx.new_id(), caller.user_id(), base64url::encode(&made.credential_id));
    let room = "(SELECT count(*) FROM passkeys WHERE user_id = ?1) < ?2";
    let insert = "\
        INSERT INTO passkeys (id, user_id, credential_id, user_handle, public_key, name, counter, is_synced, is_backed_up, created_at) \
        VALUES (?1, ?2, ?3, coalesce((SELECT p.user_handle FROM passkeys p WHERE p.user_id = ?2 LIMIT 1), ?4), ?5, ?6, ?7, ?8, ?9, ?10)";
    let values = args![
        &id,
        user,
        &credential,
        handle(cx, caller),
        base64url::encode(&made.public_key),
        name,
        i64::from(made.counter),
        i64::from(made.is_synced),
        i64::from(made.is_backed_up),
        cx.now
    ];
    let batch = vec![
        still_proven(cx, caller),
        guard::holds("passkey_limit", room, args![user, PASSKEYS_MAX]),
        answer(challenge),
        Statement::new(insert, values),
        note(cx, caller, "add_passkey", &id),
        tell(cx, caller, PASSKEY_ADDED, &id),
        one(caller, &id),
    ];
    let mut results = match db.batch(guard::together(batch)).await {
        // An earlier request has added it, whose answer was lost.
        Err(DbError::Unique(columns)) if columns == ANSWERED => {
            let again = added_before(db, caller, &credential).await?;
            return again.map(|passkey| Added { passkey, is_new: false }).ok_or(Error::PasskeyRefused(ENDED));
        }
        Err(DbError::Unique(columns)) if columns == "passkeys.credential_id" => {
            return Err(Error::PasskeyRefused("This passkey has already been added."));
        }
        results => results?,
    };
    let passkey = results.pop().and_then(|rows| rows.into_iter().next()?.take_text(0));
    Ok(Added { passkey: passkey.unwrap_or_default(), is_new: true })
}

async fn added_before<D: Db>(db: &D, caller: &Caller, credential: &str) -> Result<Option<String>, DbError> {
    let sql =
        concat!("SELECT ", passkey_json!(), " FROM passkeys p WHERE p.credential_id = ?1 AND p.user_id = ?2");
    let rows = db.query(Statement::new(sql, args![credential, caller.user_id()])).await?;
    Ok(rows.into_iter().next().and_then(|mut row| row.take_text(0)))
}

/// The statement that writes down what is done to a passkey that is there.
fn note(cx: &Context, caller: &Caller, action: &str, id: &str) -> Statement {
    let sql = concat!(
        insert_entry!("country"),
        "SELECT ?3, NULL, p.user_id, ?4, 'passkey', p.id, json_object('name', p.name), ?5, ?6, ?7, ?8 \
         FROM passkeys p WHERE p.id = ?1 AND p.user_id = ?2"
    );
    let (agent, country) = (cx.request.user_agent(), cx.request.country.as_deref());
    Statement::new(
        sql,
        args![id, caller.user_id(), cx.new_id(), action, &cx.request_id, agent, cx.now, country],
    )
}

/// The statement that tells its owner what is done to one, in a mail that is kept until it has left.
fn tell(cx: &Context, caller: &Caller, kind: &str, id: &str) -> Statement {
    let sql = concat!(
        insert_notice!(),
        "SELECT 'passkey/' || ?3, u.email, NULL, ?4, json_object('name', p.name), ?5, ?5 \
         FROM passkeys p JOIN users u ON u.id = p.user_id WHERE p.id = ?1 AND p.user_id = ?2"
    );
    Statement::new(sql, args![id, caller.user_id(), &cx.request_id, kind, cx.now])
}

/// In the scope `caller`: [`Named`].
pub(super) fn name(params: &PasskeyParams) -> Select {
    let body = "SELECT json_object('name', p.name) FROM caller c JOIN passkeys p ON p.id = ?3 AND p.user_id = c.user_id";
    Select { with: "", body, args: args![&params.passkey] }
}

/// What one is called.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
}

pub(super) fn rename(caller: &Caller, id: &str, found: &Named, name: &str) -> Vec<Statement> {
    // Two at the same moment are one change.
    let unchanged = "EXISTS (SELECT 1 FROM passkeys WHERE id = ?1 AND user_id = ?2 AND name = ?3)";
    let set = "UPDATE passkeys SET name = ?3 WHERE id = ?1 AND user_id = ?2";
    vec![
        guard::holds("again", unchanged, args![id, caller.user_id(), &found.name]),
        Statement::new(set, args![id, caller.user_id(), name]),
    ]
}

/// The statement that answers one.
pub(super) fn one(caller: &Caller, id: &str) -> Statement {
    let sql = concat!("SELECT ", passkey_json!(), " FROM passkeys p WHERE p.id = ?1 AND p.user_id = ?2");
    Statement::new(sql, args![id, caller.user_id()])
}

/// The batch that takes one away.
pub(super) fn remove(cx: &Context, caller: &Caller, id: &str) -> Vec<Statement> {
    let own = args![id, caller.user_id()];
    let exists = "EXISTS (SELECT 1 FROM passkeys WHERE id = ?1 AND user_id = ?2)";
    guard::together(vec![
        still_proven(cx, caller),
        guard::holds("target", exists, own.clone()),
        note(cx, caller, "remove_passkey", id),
        tell(cx, caller, PASSKEY_REMOVED, id),
        Statement::new("DELETE FROM passkeys WHERE id = ?1 AND user_id = ?2", own),
    ])
}
