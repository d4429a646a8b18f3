//! An installation for one test, and browsers that use it.

mod browser;
mod mailer;
mod reply;
mod world;

pub(crate) use browser::Browser;
pub(crate) use mailer::TestMailer;
pub(crate) use reply::Reply;
pub(crate) use world::{World, create_organization, create_project};

use crate::database::Sqlite;
use portico_edge::afterwards::Afterwards;
use portico_edge::config::Config;
use portico_edge::http::Request;
use portico_edge::ports::{Clock, Random};
use portico_edge::routes::routes;
use portico_edge::service::Service;
use std::cell::Cell;
use std::rc::Rc;

/// Where the tests' console stands.
pub(crate) const ORIGIN: &str = "http://localhost:8787";

/// One minute, hour and day in milliseconds.
pub(crate) const MINUTE: i64 = 60 * 1000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A clock that a test sets.
pub(crate) struct TestClock(Cell<i64>);

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.get()
    }
}

/// A generator that answers the same numbers in every run (SplitMix64).
pub(crate) struct TestRandom(Cell<u64>);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
            let mut mixed = self.0.get();
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (mixed >> 33) as u8;
        }
    }
}

/// An installation with an empty database.
pub(crate) struct TestApp {
    pub(crate) service: Service<Sqlite, TestClock, TestRandom>,
    /// Where mail goes that leaves after the answer.
    pub(crate) mailer: TestMailer,
    runs: Cell<u32>,
}

impl TestApp {
    pub(crate) fn new() -> Self {
        Self::with_variables(&[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "local")])
    }

    /// An installation with these variables and secrets.
    pub(crate) fn with_variables(variables: &[(&str, &str)]) -> Self {
        let config = Config::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        });
        let clock = TestClock(Cell::new(1_790_000_000_000));
        let random = TestRandom(Cell::new(7));
        let service = Service::new(Sqlite::migrated(), clock, random, config, Rc::new(routes()));
        Self { service, mailer: TestMailer::default(), runs: Cell::new(0) }
    }

    pub(crate) fn db(&self) -> &Sqlite {
        &self.service.db
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.service.clock.0.set(self.service.clock.now() + milliseconds);
    }

    /// Answers a request, then does what was left for afterwards, as the runtime would.
    pub(crate) fn send(&self, request: &Request) -> Reply {
        let response = pollster::block_on(self.service.handle(request));
        self.finish(response.afterwards.clone());
        Reply::new(response)
    }

    /// What cron does.
    pub(crate) fn run_cron(&self) {
        let statements = portico_edge::cleanup::statements(self.service.clock.now());
        self.finish(Afterwards { statements, mails: Vec::new(), outbox: true });
    }

    fn finish(&self, work: Afterwards) {
        let (now, run) = (self.service.clock.now(), self.runs.get().to_string());
        self.runs.set(self.runs.get() + 1);
        let log = pollster::block_on(work.run(self.db(), &self.mailer, &self.service.config, &run, now));
        assert!(log.is_empty(), "{log:?}");
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser signed in by mail, as a person would.
    pub(crate) fn sign_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(email);
        browser
    }

    /// The code in the newest mail.
    pub(crate) fn newest_code(&self) -> String {
        self.db().text("SELECT substr(subject, 1, 6) FROM mailbox ORDER BY id DESC LIMIT 1")
    }
}
