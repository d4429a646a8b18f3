//! What is done after the answer has left.

mod shares;
mod turn;

use crate::config::{Config, MailTransport};
use crate::db::{Db, Share, Statement};
use crate::delivery::{Drain, Memory, look_again};
use crate::mail::{self, Mail, MailError, Mailer};
use crate::patience::{together, within};
use crate::ports::{Cipher, Clock, ConfigStore, Local, Meter, Payments, Random};
use crate::{
    audit, billing, counts, deletions, exports, invoices, notices, reencrypt, retention, stripe, trash,
    usage, versions,
};
use shares::{
    CANCELLATIONS, CONFIRMATIONS, COUNTS, COUNTS_MS, CUSTOMERS, DELETIONS, DELETIONS_MS, DELIVERY,
    DELIVERY_MS, EXPORT_MAILS, EXPORTS, EXPORTS_MS, EXPORTS_OF_PAGE, INVOICES, KEYS_OF_SECRETS,
    KEYS_OF_SECRETS_MS, LOOKS, MAIL_MS, MAIL_OF_CRON_MS, MAILS, METERING, NOTICES, NOTICES_FOUND, NOTICES_MS,
    OF_A_CANCELLATION, OF_ONE_CUSTOMER, PURGES, RENEWALS, RENEWALS_MS, RETENTION, RETENTION_MS, SEALS,
    SEALS_MS, STORAGE, STORAGE_MS, STRIPE, STRIPE_MS, TRASH, TRASH_MS, USAGE, USAGE_MS, VERSIONS, WRITES_MS,
};
use std::future::Future;
pub(crate) use turn::{LOOKED_AT, in_turn};

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
    /// Whether invoices, or questions to billing addresses, may be waiting to be sent.
    pub bill: bool,
    /// Whether notices may be waiting to be sent.
    pub tell: bool,
    /// Organizations of which Stripe may know more than we do.
    pub sync: Vec<String>,
    /// Whether periods that have ended are renewed, Stripe asked about whoever is due, the store looked at once more, reads added up, the
    /// trash emptied of what has been in it for long enough, counts looked after, old versions let go, and whatever else has had its time removed: what
    /// cron does.
    pub renew: bool,
    /// Whether the months of days that are over are counted once more.
    pub recount: bool,
    /// Whether exports that are under way are gone on with, because somebody waits for one.
    pub exports: bool,
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
    /// Who counts reads in place of the database.
    pub meter: Option<&'a dyn Meter>,
    pub random: &'a dyn Random,
    pub cipher: &'a dyn Cipher,
    pub clock: &'a dyn Clock,
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
            && !self.tell
            && self.sync.is_empty()
            && !self.renew
            && !self.exports
            && !self.recount
    }

    /// Does it, in the order of what it would cost to be late: a code that somebody waits for, money, delivery, usage, trash, counts, storage, other
    /// mail, seals of the audit log, exports, retention, keys of secrets.
    /// Answers what should be in the log. `run` is unique, such as the request's id.
    pub async fn run<D: Db, M: Mailer, S: ConfigStore>(
        mut self,
        hands: Hands<'_, D, M, S>,
        run: &str,
    ) -> Vec<String> {
        let mut log = std::mem::take(&mut self.notes);
        log.extend(hands.send(&self.mails).await);
        if !self.statements.is_empty() {
            let write = hands.write(std::mem::take(&mut self.statements));
            log.extend(hands.in_time("afterwards", WRITES_MS, write).await);
        }
        if self.renew {
            let share = Share::of(hands.db, RENEWALS);
            let renew = billing::renew(&share, hands.config, hands.random, hands.clock);
            log.extend(hands.in_time("renewals", RENEWALS_MS, renew).await);
        }
        if self.renew || !self.sync.is_empty() {
            let ask = hands.ask_stripe(&self.sync, self.renew);
            log.extend(hands.in_time("stripe", STRIPE_MS, ask).await);
        }
        if self.renew {
            let share = Share::of(hands.db, DELETIONS);
            let tell = deletions::tell(&share, hands.clock, hands.random);
            log.extend(hands.in_time("deletions", DELETIONS_MS, tell).await);
        }
        if self.deliver || !self.published.is_empty() {
            let deliver = hands.deliver(self.deliver, self.renew);
            log.extend(hands.in_time("delivery", DELIVERY_MS, deliver).await);
        }
        if let Some((meter, analytics)) =
            hands.meter.zip(hands.config.analytics.as_ref()).filter(|_| self.renew)
        {
            let share = Share::of(hands.db, METERING);
            let bring = usage::bring_over(&share, (meter, analytics), hands.clock);
            log.extend(hands.in_time("metering", USAGE_MS, bring).await);
        }
        if self.renew || self.recount {
            let share = Share::of(hands.db, USAGE);
            let count = usage::add_up(&share, hands.clock, self.recount);
            log.extend(hands.in_time("usage", USAGE_MS, count).await);
        }
        if self.renew {
            let share = Share::of(hands.db, TRASH);
            let purge = trash::empty(&share, hands.clock, hands.random);
            log.extend(hands.in_time("trash", TRASH_MS, purge).await);
            // Its projects go through the trash.
            let share = Share::of(hands.db, PURGES);
            let purge = deletions::purge(&share, hands.clock);
            log.extend(hands.in_time("deletions", DELETIONS_MS, purge).await);
            let share = Share::of(hands.db, COUNTS);
            let keep = counts::keep(&share, hands.clock);
            log.extend(hands.in_time("counts", COUNTS_MS, keep).await);
            let share = Share::of(hands.db, VERSIONS);
            let trim = versions::trim(&share, hands.clock);
            log.extend(hands.in_time("versions", STORAGE_MS, trim).await);
            let share = Share::of(hands.db, STORAGE);
            let recount = billing::recount(&share, hands.clock);
            log.extend(hands.in_time("storage", STORAGE_MS, recount).await);
        }
        if self.renew {
            let share = Share::of(hands.db, NOTICES_FOUND);
            let collect = notices::collect(&share, hands.clock);
            log.extend(hands.in_time("notices", NOTICES_MS, collect).await);
        }
        let patience = if self.renew { MAIL_OF_CRON_MS } else { MAIL_MS };
        let Hands { db, mailer, config, clock, .. } = &hands;
        let (db, mailer, config, clock) = (*db, *mailer, *config, *clock);
        if self.outbox && config.mail != MailTransport::None {
            let share = Share::of(db, MAILS);
            log.extend(mail::outbox::drain(&share, mailer, config, clock, (run, patience)).await);
        }
        if (self.tell || self.renew) && config.mail != MailTransport::None {
            let share = Share::of(db, NOTICES);
            log.extend(notices::drain(&share, mailer, config, clock, patience).await);
        }
        if self.bill && config.mail != MailTransport::None {
            let share = Share::of(db, CONFIRMATIONS);
            log.extend(billing::confirm_mail::drain(&share, mailer, config, clock).await);
            let share = Share::of(db, INVOICES);
            log.extend(invoices::mail::drain(&share, mailer, config, clock, patience).await);
        }
        if self.renew {
            let share = Share::of(hands.db, SEALS);
            let seal = audit::chain::seal(&share, hands.clock, hands.config.slice_ms);
            log.extend(hands.in_time("seals of the audit log", SEALS_MS, seal).await);
        }
        if self.renew || self.exports {
            log.extend(hands.export(self.renew, patience).await);
        }
        if self.renew {
            let share = Share::of(hands.db, RETENTION);
            let remove = retention::remove(&share, hands.config, hands.clock, hands.random);
            log.extend(hands.in_time("retention", RETENTION_MS, remove).await);
            let share = Share::of(hands.db, KEYS_OF_SECRETS);
            let ports = (hands.cipher, hands.random);
            let move_on = reencrypt::go_on(&share, ports, hands.config, hands.clock);
            log.extend(hands.in_time("keys of secrets", KEYS_OF_SECRETS_MS, move_on).await);
        }
        log
    }
}

impl<D: Db, M: Mailer, S: ConfigStore> Hands<'_, D, M, S> {
    async fn in_time(
        &self,
        name: &str,
        milliseconds: u64,
        part: impl Future<Output = Vec<String>>,
    ) -> Vec<String> {
        let done = within(self.clock, milliseconds, part).await;
        done.unwrap_or_else(|| vec![format!("{name}: not done in {milliseconds} ms")])
    }

    async fn write(&self, statements: Vec<Statement>) -> Vec<String> {
        let written = self.db.batch(statements).await;
        written.err().map(|error| format!("afterwards: {error:?}")).into_iter().collect()
    }

    async fn send(&self, mails: &[Mail]) -> Vec<String> {
        let work =
            mails.iter().map(|mail| Box::pin(mail::send(self.clock, self.mailer, mail)) as Local<'_, _>);
        let failures = together(work.collect()).await.into_iter().filter_map(Result::err);
        let causes = failures.map(|(MailError::Refused(why) | MailError::Unavailable(why))| why);
        causes.map(|why| format!("a sign-in mail did not leave: {why}")).collect()
    }

    /// Customer by customer: one that takes long keeps nobody else from being asked about by another run.
    async fn ask_stripe(&self, organizations: &[String], are_due: bool) -> Vec<String> {
        let Some(settings) = &self.config.stripe else { return Vec::new() };
        let (db, payments, random) = (&Share::of(self.db, STRIPE), self.payments, self.random);
        let asking = || stripe::Asking { db, payments, random, settings, now: self.clock.now() };
        let mut log = Vec::new();
        // What is deleted pays for nothing any more.
        for _ in 0..CANCELLATIONS {
            if db.left() < OF_A_CANCELLATION {
                break;
            }
            match asking().cancel_the_next_that_is_due().await {
                Some(said) => log.extend(said),
                None => break,
            }
        }
        for organization in organizations {
            log.extend(asking().about(organization).await);
        }
        for _ in 0..if are_due { CUSTOMERS } else { 0 } {
            if db.left() < OF_ONE_CUSTOMER {
                break;
            }
            match asking().about_the_next_that_is_due().await {
                Some(said) => log.extend(said),
                None => break,
            }
        }
        log
    }

    /// Goes on with exports, and tells who waits for one; by cron, removes those that are over as well.
    async fn export(&self, is_cron: bool, patience: i64) -> Vec<String> {
        let share = Share::of(self.db, if is_cron { EXPORTS } else { EXPORTS_OF_PAGE });
        let mut log = Vec::new();
        if is_cron {
            log.extend(self.in_time("exports", EXPORTS_MS, exports::tidy(&share, self.clock)).await);
        }
        let make = exports::make(&share, self.clock, self.random);
        log.extend(self.in_time("exports", EXPORTS_MS, make).await);
        if self.config.mail != MailTransport::None {
            let share = Share::of(self.db, EXPORT_MAILS);
            log.extend(exports::tell(&share, self.mailer, self.config, self.clock, patience).await);
        }
        log
    }

    async fn deliver(&self, all: bool, look: bool) -> Vec<String> {
        let (db, store, memory) = (self.db, self.store, self.memory);
        let mut log =
            if look { look_again(&Share::of(db, LOOKS), store, self.clock).await } else { Vec::new() };
        let db = &Share::of(db, DELIVERY);
        let drain = Drain { db, store, memory, clock: self.clock, random: self.random };
        log.extend(drain.run(all).await);
        log
    }
}
