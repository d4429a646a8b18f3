//! What is done after the answer has left.

use crate::config::{Config, MailTransport};
use crate::db::{Db, Statement};
use crate::mail::{Mail, MailError, Mailer, outbox};

/// Work that nobody waits for.
#[derive(Clone, Debug, Default)]
pub struct Afterwards {
    /// Writes that may be lost.
    pub statements: Vec<Statement>,
    /// Mail that is not kept anywhere, because it holds a secret: a lost code is asked for again.
    pub mails: Vec<Mail>,
    /// Whether invite mails are waiting in the outbox.
    pub outbox: bool,
}

impl Afterwards {
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.mails.is_empty() && !self.outbox
    }

    /// Does it. Answers what should be in the log. `run` is unique, such as the request's id.
    pub async fn run<D: Db, M: Mailer>(
        self,
        db: &D,
        mailer: &M,
        config: &Config,
        run: &str,
        now: i64,
    ) -> Vec<String> {
        let mut log = Vec::new();
        if !self.statements.is_empty()
            && let Err(error) = db.batch(self.statements).await
        {
            log.push(format!("afterwards: {error:?}"));
        }
        for mail in &self.mails {
            if let Err(MailError::Refused(why) | MailError::Unavailable(why)) = mailer.send(mail).await {
                log.push(format!("a sign-in mail did not leave: {why}"));
            }
        }
        if self.outbox
            && config.mail != MailTransport::None
            && let Err(error) = outbox::drain(db, mailer, config, run, now).await
        {
            log.push(format!("outbox: {error:?}"));
        }
        log
    }
}
