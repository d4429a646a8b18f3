//! What is done after the answer has left.

use crate::config::{Config, MailTransport};
use crate::db::{Db, Statement};
use crate::delivery::{self, Memory};
use crate::mail::{Mail, MailError, Mailer, outbox};
use crate::ports::ConfigStore;

/// Work that nobody waits for.
#[derive(Clone, Debug, Default)]
pub struct Afterwards {
    /// Writes that may be lost.
    pub statements: Vec<Statement>,
    /// Mail that is not kept anywhere, because it holds a secret: a lost code is asked for again.
    pub mails: Vec<Mail>,
    /// Whether invite mails are waiting in the outbox.
    pub outbox: bool,
    /// The environments that got a new version: they wait in the outbox of configurations.
    pub published: Vec<String>,
    /// Whether that outbox is drained though nothing was published: something in it may have been left behind.
    pub deliver: bool,
}

/// What the work is done with.
pub struct Hands<'a, D, M, S> {
    pub db: &'a D,
    pub mailer: &'a M,
    pub store: &'a S,
    pub memory: &'a Memory,
    pub config: &'a Config,
}

impl Afterwards {
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
            && self.mails.is_empty()
            && !self.outbox
            && self.published.is_empty()
            && !self.deliver
    }

    /// Does it. Answers what should be in the log. `run` is unique, such as the request's id.
    pub async fn run<D: Db, M: Mailer, S: ConfigStore>(
        self,
        hands: Hands<'_, D, M, S>,
        run: &str,
        now: i64,
    ) -> Vec<String> {
        let Hands { db, mailer, store, memory, config } = hands;
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
        if (self.deliver || !self.published.is_empty())
            && let Err(why) = delivery::drain(db, store, memory, now).await
        {
            log.push(format!("delivery: {why}"));
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
