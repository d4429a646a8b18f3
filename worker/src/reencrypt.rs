//! Moving secrets to the newest key of the ring, after `operator reencrypt` has asked for it: then the older keys can go.

use crate::args;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::ports::{Cipher, Clock, Random};
use crate::vault::{self, Sealed};
use std::collections::BTreeSet;

/// Secrets looked at by one run: of the largest ones, that many fit the memory of an instance.
const AT_ONCE: usize = 20;
/// Statements of one run at most: one that takes the lease, one that looks, one for each secret, and how far it has come.
pub(crate) const STATEMENTS: usize = AT_ONCE + 3;
/// How long it is left to whoever has begun with a slice, in milliseconds: longer than a run has for it.
const LEASE_MS: i64 = 30_000;

const TAKE: &str =
    "UPDATE tasks SET leased_until = ?2 WHERE name = 'reencrypt' AND leased_until <= ?1 RETURNING place";
const NEXT: &str = "SELECT id, environment_id, key, key_id, nonce, ciphertext FROM secrets WHERE id > ?1 ORDER BY id LIMIT ?2";
// Whoever lost the lease moves nothing on.
const DONE: &str = "DELETE FROM tasks WHERE name = 'reencrypt' AND leased_until = ?1 AND place = ?2";
const MOVE_ON: &str = "\
    UPDATE tasks SET place = ?3, leased_until = 0 WHERE name = 'reencrypt' AND leased_until = ?1 AND place = ?2";

/// Does a part of it, if it was asked for and nobody else is at it. Answers what should be in the log.
pub(crate) async fn go_on<D: Db>(
    db: &D,
    (cipher, random): (&dyn Cipher, &dyn Random),
    config: &Config,
    clock: &dyn Clock,
) -> Vec<String> {
    let done = Reencryption { db, cipher, random, config }.slice(clock.now()).await;
    done.unwrap_or_else(|error| vec![format!("reencrypt: {error:?}")])
}

/// What is needed for it.
struct Reencryption<'a, D> {
    db: &'a D,
    cipher: &'a dyn Cipher,
    random: &'a dyn Random,
    config: &'a Config,
}

impl<D: Db> Reencryption<'_, D> {
    async fn slice(&self, now: i64) -> Result<Vec<String>, DbError> {
        if self.db.left() < STATEMENTS {
            return Ok(Vec::new());
        }
        let until = now + LEASE_MS;
        let taken = self.db.query(Statement::new(TAKE, args![now, until])).await?;
        let Some(place) = taken.first().and_then(|row| row.text(0)) else { return Ok(Vec::new()) };
        let rows = self.db.query(Statement::new(NEXT, args![place, AT_ONCE])).await?;
        let (mut statements, mut stuck) = (Vec::new(), BTreeSet::new());
        for secret in rows.iter().filter_map(Secret::read) {
            match self.moved(&secret).await {
                Ok(moved) => statements.extend(moved),
                Err(why) => drop(stuck.insert(why)),
            }
        }
        let last = rows.last().and_then(|row| row.text(0)).unwrap_or_default();
        statements.push(match rows.len() < AT_ONCE {
            true => Statement::new(DONE, args![until, place]),
            false => Statement::new(MOVE_ON, args![until, place, last]),
        });
        self.db.batch(statements).await?;
        Ok(stuck.into_iter().map(|why| format!("reencrypt: {why}")).collect())
    }

    /// The statement that moves it, unless it is there already. Somebody else may have been faster.
    async fn moved(&self, secret: &Secret<'_>) -> Result<Option<Statement>, String> {
        let newest = self.config.secrets_keys.first().map(|(id, _)| id);
        if newest == Some(secret.sealed.key_id.as_str()) {
            return Ok(None);
        }
        let Secret { id, environment, key, sealed } = secret;
        let plain = vault::open(self.cipher, self.config, environment, key, sealed).await;
        let plain = plain.map_err(|error| {
            format!("the key {}: {}", sealed.key_id, error.log().unwrap_or("its secrets can't be read"))
        })?;
        let new = vault::seal((self.cipher, self.random), self.config, (environment, key), &plain).await;
        let new = new.map_err(|error| error.log().unwrap_or("there is no key to move to").to_owned())?;
        let set = "UPDATE secrets SET key_id = ?2, nonce = ?3, ciphertext = ?4 WHERE id = ?1 AND nonce = ?5";
        let values = args![*id, &new.key_id, &new.nonce, &new.ciphertext, &sealed.nonce];
        Ok(Some(Statement::new(set, values)))
    }
}

struct Secret<'a> {
    id: &'a str,
    environment: &'a str,
    /// Of the setting.
    key: &'a str,
    sealed: Sealed,
}

impl<'a> Secret<'a> {
    fn read(row: &'a Row) -> Option<Self> {
        let text = |column| row.text(column).map(str::to_owned);
        let sealed = Sealed { key_id: text(3)?, nonce: text(4)?, ciphertext: text(5)? };
        Some(Self { id: row.text(0)?, environment: row.text(1)?, key: row.text(2)?, sealed })
    }
}
