//! What is done after the answer has left.

use crate::config::{Config, MailTransport};
use crate::db::{Db, Statement};
use crate::delivery::{self, Memory};
use crate::invoices;
use crate::mail::{Mail, MailError, Mailer, outbox};
use crate::ports::{ConfigStore, Payments, Random};
use crate::{billing, secret, stripe, trash, usage};

/// Work that nobody waits for.
#[derive(Clone, Debug, Default)]
pub struct Afterwards {
    /// Writes that may be lost.
    pub statements: Vec<Statement>,
    /// Lines for the log about what is no fault of ours.
    pub notes: Vec<String>,
    /// Mail that is not kept anywhere, because it holds a secret: a lost code is asked for again.
    pub mails: Vec<Mail>,
    /// Whether invite mails are waiting in the outbox.
    pub outbox: bool,
    /// The environments that got a new version: they wait in the outbox of configurations.
    pub published: Vec<String>,
    /// Whether invoices may be waiting to be sent.
    pub bill: bool,
    /// Organizations of which Stripe may know more than we do.
    pub sync: Vec<String>,
    /// Whether periods that have ended are renewed, reads added up, Stripe asked about whoever is due, and the trash emptied of what has been in
    /// it for long enough: what cron does.
    pub renew: bool,
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
    pub payments: &'a dyn Payments,
    pub random: &'a dyn Random,
}

impl Afterwards {
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
            && self.notes.is_empty()
            && self.mails.is_empty()
            && !self.outbox
            && self.published.is_empty()
            && !self.deliver
            && !self.bill
            && self.sync.is_empty()
            && !self.renew
    }

    /// Does it. Answers what should be in the log. `run` is unique, such as the request's id.
    pub async fn run<D: Db, M: Mailer, S: ConfigStore>(
        self,
        hands: Hands<'_, D, M, S>,
        run: &str,
        now: i64,
    ) -> Vec<String> {
        let Hands { db, mailer, store, memory, config, payments, random } = hands;
        let mut log = self.notes;
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
        if self.renew {
            if let Err(error) = db.batch([usage::roll_up(now), usage::sum_up(now)].concat()).await {
                log.push(format!("usage: {error:?}"));
            }
            if let Err(error) = db.batch(trash::purge(&secret::new_id(now, random), now)).await {
                log.push(format!("trash: {error:?}"));
            }
            if let Err(error) = billing::renew(db, config, random, now).await {
                log.push(format!("renewals: {error:?}"));
            }
        }
        if let Some(settings) = &config.stripe {
            let asking = stripe::Asking { db, payments, random, settings, now };
            for organization in &self.sync {
                log.extend(asking.about(organization).await);
            }
            if self.renew {
                log.extend(asking.about_all_that_are_due().await);
            }
        }
        if self.bill && config.mail != MailTransport::None {
            match invoices::mail::drain(db, mailer, config, now).await {
                Ok(refused) => log.extend(refused),
                Err(error) => log.push(format!("invoices: {error:?}")),
            }
        }
        log
    }
}
