//! What belongs to one request.

use crate::access::AccessRow;
use crate::afterwards::Afterwards;
use crate::config::Config;
use crate::db::Statement;
use crate::error::Error;
use crate::http::{Cookie, Request, read_cookie};
use crate::mail::Mail;
use crate::ports::{Cipher, Payments, Random};
use crate::providers::Outside;
use crate::secret;
use portico_api::EnvironmentId;
use std::cell::RefCell;

/// The request, when it came, and the dice.
pub struct Context<'a> {
    pub request: &'a Request,
    pub config: &'a Config,
    pub random: &'a dyn Random,
    pub cipher: &'a dyn Cipher,
    pub payments: &'a dyn Payments,
    /// Those whom people sign in with.
    pub outside: Outside<'a>,
    /// Milliseconds since 1970. One request has one time.
    pub now: i64,
    /// A UUID v7: in the answer's header, in problems, in the log and in the audit entry.
    pub request_id: String,
    session_hash: Option<String>,
    afterwards: RefCell<Afterwards>,
    place: RefCell<Option<AccessRow>>,
}

impl<'a> Context<'a> {
    pub fn new(
        request: &'a Request,
        config: &'a Config,
        (random, cipher, payments): (&'a dyn Random, &'a dyn Cipher, &'a dyn Payments),
        outside: Outside<'a>,
        now: i64,
    ) -> Self {
        let token = read_cookie(request.cookie.as_deref(), Cookie::Session);
        Self {
            request,
            config,
            random,
            cipher,
            payments,
            outside,
            now,
            request_id: secret::new_id(now, random),
            session_hash: token.map(|token| secret::sha256(&[token.as_bytes()])),
            afterwards: RefCell::default(),
            place: RefCell::default(),
        }
    }

    /// The hash of the session cookie; without one nobody is signed in, and the database need not be asked.
    pub fn session_hash(&self) -> Result<&str, Error> {
        self.session_hash.as_deref().ok_or(Error::SignedOut)
    }

    /// A new UUID v7.
    pub fn new_id(&self) -> String {
        secret::new_id(self.now, self.random)
    }

    /// Keeps who was found to call, and where.
    pub(crate) fn note_place(&self, found: &AccessRow) {
        self.place.replace(Some(found.clone()));
    }

    /// Who was found to call, and where.
    pub(crate) fn place(&self) -> Option<AccessRow> {
        self.place.borrow().clone()
    }

    /// Leaves a write for after the answer: only what may be lost.
    pub fn afterwards(&self, statement: Statement) {
        self.afterwards.borrow_mut().statements.push(statement);
    }

    /// Sends a mail after the answer.
    pub fn mail_afterwards(&self, mail: Mail) {
        self.afterwards.borrow_mut().mails.push(mail);
    }

    /// Has the outbox drained after the answer.
    pub fn drain_outbox(&self) {
        self.afterwards.borrow_mut().outbox = true;
    }

    /// Has notices sent after the answer.
    pub fn tell_afterwards(&self) {
        self.afterwards.borrow_mut().tell = true;
    }

    /// Has invoices sent after the answer.
    pub fn bill_afterwards(&self) {
        self.afterwards.borrow_mut().bill = true;
    }

    /// Leaves a line for the log.
    pub fn note(&self, line: String) {
        self.afterwards.borrow_mut().notes.push(line);
    }

    /// Has Stripe asked about an organization after the answer.
    pub fn sync_billing(&self, organization: &str) {
        self.afterwards.borrow_mut().sync.push(organization.to_owned());
    }

    /// Has exports that are under way gone on with after the answer.
    pub(crate) fn make_exports(&self) {
        self.afterwards.borrow_mut().exports = true;
    }

    /// Has the newest version of an environment brought to the edge after the answer.
    pub fn deliver_afterwards(&self, environment: &EnvironmentId) {
        self.afterwards.borrow_mut().published.push(environment.to_string());
    }

    /// What was left for afterwards.
    pub fn take_afterwards(&self) -> Afterwards {
        self.afterwards.take()
    }
}
