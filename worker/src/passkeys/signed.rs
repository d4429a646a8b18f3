//! Signing in with a passkey, in the database.

use super::challenge::Challenge;
use super::store::{ANSWERED, answer};
use super::webauthn::Used;
use crate::args;
use crate::audit::insert_entry;
use crate::budgets::{self, Charge};
use crate::context::Context;
use crate::db::{Db, DbError, Row, Statement, guard};
use crate::error::Error;
use crate::http::Answer;
use crate::sign_in::NewSession;

/// The passkey that is said to have signed.
#[derive(Debug)]
pub(super) struct Found {
    id: String,
    pub(super) user_handle: String,
    pub(super) public_key: String,
    pub(super) counter: i64,
    pub(super) is_synced: bool,
}

/// Looks for it, if the client has not had too many refused.
pub(super) async fn find<D: Db>(
    db: &D,
    cx: &Context<'_>,
    credential: &str,
    charges: &[Charge],
) -> Result<Option<Found>, DbError> {
    let sql = "SELECT id, user_handle, public_key, counter, is_synced FROM passkeys WHERE credential_id = ?1";
    let mut batch = budgets::room(charges, cx.now);
    batch.push(Statement::new(sql, args![credential]));
    let row = db.batch(batch).await?.pop().and_then(|rows| rows.into_iter().next());
    Ok(row.and_then(found))
}

fn found(mut row: Row) -> Option<Found> {
    Some(Found {
        id: row.take_text(0)?,
        user_handle: row.take_text(1)?,
        public_key: row.take_text(2)?,
        counter: row.integer(3)?,
        is_synced: row.integer(4)? == 1,
    })
}

/// Signs in: one batch, in which the passkey is there as it was found, and the challenge was answered by nobody before.
pub(super) async fn begin_session<D: Db>(
    db: &D,
    cx: &Context<'_>,
    found: &Found,
    used: &Used,
    challenge: &Challenge,
    session: &NewSession,
) -> Result<Answer, Error> {
    let unchanged = "EXISTS (SELECT 1 FROM passkeys WHERE id = ?1 AND counter = ?2)";
    let note_use = "UPDATE passkeys SET counter = ?2, is_backed_up = ?3, last_used_at = ?4 WHERE id = ?1";
    let values = args![&found.id, used.counter, i64::from(used.is_backed_up), cx.now];
    let whose = "SELECT p.user_id AS id FROM passkeys p WHERE p.id = ?8";
    let charges = vec![budgets::SIGN_IN_WITH_PASSKEY.charge(cx, &found.user_handle)];
    let mut batch = budgets::take(charges.clone(), cx.now);
    batch.extend([
        guard::holds("passkey", unchanged, args![&found.id, found.counter]),
        answer(challenge),
        Statement::new(note_use, values),
    ]);
    let how = ("passkey", "sign_in_with_passkey");
    batch.extend(session.statements(cx, how, whose, args![&found.id]));
    batch.push(session.outcome());
    match db.batch(batch).await {
        Ok(mut results) => {
            let is_new = results.pop().and_then(|rows| rows.first().and_then(|row| row.integer(0)));
            let is_new = is_new.ok_or_else(|| Error::Internal("a passkey began no session".to_owned()))?;
            if is_new == 1 {
                cx.tell_afterwards();
            }
            Ok(session.answer(is_new == 1))
        }
        Err(DbError::Unique(columns)) if columns == ANSWERED => Err(Error::PasskeyRefused(USED)),
        // It was removed, or has signed in elsewhere, at this very moment.
        Err(DbError::Guard(name)) if name == "passkey" => Err(Error::PasskeyRefused(USED)),
        Err(DbError::Guard(name)) if name == budgets::GUARD => {
            Err(budgets::refusal(db, cx.now, &charges).await?)
        }
        Err(other) => Err(other.into()),
    }
}

const USED: &str = "This was already used. Try again.";

/// The statements that count one that was refused. Its challenge is answered all the same; a copy of a passkey is written down.
pub(super) fn refuse(
    cx: &Context,
    charges: Vec<Charge>,
    challenge: &Challenge,
    copied: Option<&Found>,
) -> Vec<Statement> {
    let mut batch = budgets::take(charges, cx.now);
    let answered =
        "INSERT INTO passkey_challenges (hash, expires_at) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
    batch.push(Statement::new(answered, args![challenge.hash(), challenge.expires_at]));
    if let Some(copied) = copied {
        let sql = concat!(
            insert_entry!("country"),
            "SELECT ?2, NULL, p.user_id, 'refuse_passkey', 'passkey', p.id, json_object('name', p.name, 'why', 'counter'), ?3, ?4, ?5, ?6 \
             FROM passkeys p WHERE p.id = ?1"
        );
        let (agent, country) = (cx.request.user_agent(), cx.request.country.as_deref());
        batch.push(Statement::new(
            sql,
            args![&copied.id, cx.new_id(), &cx.request_id, agent, cx.now, country],
        ));
    }
    batch
}
