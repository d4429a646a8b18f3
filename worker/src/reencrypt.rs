//! Moving secrets to the newest key of the ring, after `operator reencrypt` has asked for it: then the older keys can go.

use crate::args;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::ports::{Cipher, Random};
use crate::vault::{self, Sealed};
use std::collections::BTreeSet;

/// Secrets looked at by one run: of the largest ones, that many fit the memory of an instance.
const AT_ONCE: usize = 20;

const NEXT: &str = "\
    SELECT s.id, s.environment_id, s.key, s.key_id, s.nonce, s.ciphertext FROM tasks t \
    JOIN secrets s ON s.id > t.place WHERE t.name = 'reencrypt' ORDER BY s.id LIMIT ?1";
const IS_ASKED: &str = "SELECT 1 FROM tasks WHERE name = 'reencrypt'";

/// What is needed for it.
pub(crate) struct Reencryption<'a, D> {
    pub(crate) db: &'a D,
    pub(crate) cipher: &'a dyn Cipher,
    pub(crate) random: &'a dyn Random,
    pub(crate) config: &'a Config,
}

impl<D: Db> Reencryption<'_, D> {
    /// Does a part of it, if it was asked for. Answers what should be in the log.
    pub(crate) async fn go_on(&self) -> Result<Vec<String>, DbError> {
        if self.db.query(Statement::new(IS_ASKED, Vec::new())).await?.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.db.query(Statement::new(NEXT, args![AT_ONCE])).await?;
        let (mut statements, mut stuck) = (Vec::new(), BTreeSet::new());
        for secret in rows.iter().filter_map(Secret::read) {
            match self.moved(&secret).await {
                Ok(moved) => statements.extend(moved),
                Err(why) => drop(stuck.insert(why)),
            }
        }
        let last = rows.last().and_then(|row| row.text(0)).unwrap_or_default();
        statements.push(match rows.len() < AT_ONCE {
            true => Statement::new("DELETE FROM tasks WHERE name = 'reencrypt'", Vec::new()),
            false => Statement::new("UPDATE tasks SET place = ?1 WHERE name = 'reencrypt'", args![last]),
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
