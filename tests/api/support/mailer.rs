//! A transport that keeps what it is given, or fails as a test wants.

use super::time::Pace;
use portico_edge::mail::{Mail, MailError, Mailer};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};

/// The mails that left, oldest first.
#[derive(Default)]
pub(crate) struct TestMailer {
    pub(crate) sent: RefCell<Vec<Mail>>,
    /// What the next mails fail with.
    pub(crate) failures: RefCell<VecDeque<MailError>>,
    pub(crate) pace: Pace,
    /// Requests, whatever became of them.
    pub(crate) requests: Cell<usize>,
    /// Whether a mail counts from the moment in which it was asked for, as with a service that is slow to answer only.
    pub(crate) takes_first: Cell<bool>,
    pub(super) keys: RefCell<BTreeSet<String>>,
}

impl TestMailer {
    /// As a service does after a day.
    pub(crate) fn keys_are_forgotten(&self) {
        self.keys.borrow_mut().clear();
    }

    fn take(&self, mail: &Mail) {
        // The same key is the same mail: https://resend.com/docs/dashboard/emails/idempotency-keys
        if mail.key.is_empty() || self.keys.borrow_mut().insert(mail.key.clone()) {
            self.sent.borrow_mut().push(mail.clone());
        }
    }
}

impl Mailer for TestMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.requests.set(self.requests.get() + 1);
        if self.takes_first.get() {
            self.take(mail);
        }
        self.pace.pass().await;
        if let Some(failure) = self.failures.borrow_mut().pop_front() {
            return Err(failure);
        }
        if !self.takes_first.get() {
            self.take(mail);
        }
        Ok(())
    }
}
