//! The local transport: mail stays in the database.

use super::{Mail, MailError, Mailer, keep_locally};
use crate::db::Db;
use crate::ports::Random;
use crate::secret;

/// Puts mail into the local mailbox.
pub struct LocalMailbox<'a, D, R> {
    pub db: &'a D,
    pub random: &'a R,
    pub now: i64,
}

impl<D: Db, R: Random> Mailer for LocalMailbox<'_, D, R> {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let statement = keep_locally(secret::new_id(self.now, self.random), mail, self.now);
        self.db.query(statement).await.map(drop).map_err(|error| MailError::Unavailable(format!("{error:?}")))
    }
}
