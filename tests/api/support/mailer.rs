//! A transport that keeps what it is given, or fails as a test wants.

use portico_edge::mail::{Mail, MailError, Mailer};
use std::cell::RefCell;
use std::collections::VecDeque;

/// The mails that left, oldest first.
#[derive(Default)]
pub(crate) struct TestMailer {
    pub(crate) sent: RefCell<Vec<Mail>>,
    /// What the next mails fail with.
    pub(crate) failures: RefCell<VecDeque<MailError>>,
}

impl Mailer for TestMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(failure) = self.failures.borrow_mut().pop_front() {
            return Err(failure);
        }
        self.sent.borrow_mut().push(mail.clone());
        Ok(())
    }
}
